// SPDX-License-Identifier: MIT
#include "core/data/pickle_outline.hpp"

#include "core/data/pickle_machine.hpp"

#include <set>

namespace leafscope {

namespace {

constexpr std::size_t kLongestName = 200; ///< one text may be the key of many values

/// The tensors that a dictionary holds directly under texts, as state_dict() writes them.
std::vector<PickledTensor> tensorsIn(const PickleMachine& machine, const PickleNode& dictionary)
{
    std::vector<PickledTensor> tensors;
    for (std::size_t i = 0; i + 1 < dictionary.items.size(); i += 2) {
        const PickleNode& key = machine.node(dictionary.items[i]);
        const PickleNode& value = machine.node(dictionary.items[i + 1]);
        if (key.kind == PickleNode::Kind::Text && value.kind == PickleNode::Kind::Tensor)
            tensors.push_back({key.text.substr(0, kLongestName), value.shape});
    }
    return tensors;
}

} // namespace

PickleOutline outlinePickle(std::string_view bytes)
{
    PickleOutline outline;
    PickleMachine machine(bytes);
    try {
        machine.run();
    } catch (const PickleMachine::Unreadable&) {
        return outline;
    }
    outline.length = machine.position();
    const PickleNode& root = machine.node(machine.root());
    if (root.kind == PickleNode::Kind::Object)
        outline.rootClass = root.text;
    if (root.kind != PickleNode::Kind::Dictionary)
        return outline;
    outline.tensors = tensorsIn(machine, root);
    std::set<std::size_t> known; // or a file that repeats one would keep us busy for long
    for (std::size_t i = 0; i + 1 < root.items.size(); i += 2) {
        const PickleNode& key = machine.node(root.items[i]);
        if (key.kind != PickleNode::Kind::Text)
            continue;
        outline.keys.push_back(key.text.substr(0, kLongestName));
        const PickleNode& value = machine.node(root.items[i + 1]);
        if (value.kind != PickleNode::Kind::Dictionary || !known.insert(root.items[i + 1]).second)
            continue;
        std::vector<PickledTensor> inner = tensorsIn(machine, value);
        if (inner.size() > outline.tensors.size()) {
            outline.tensors = std::move(inner);
            outline.weightsKey = key.text.substr(0, kLongestName);
        }
    }
    return outline;
}

} // namespace leafscope
