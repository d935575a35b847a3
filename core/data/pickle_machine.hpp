// SPDX-License-Identifier: MIT
// A machine that follows a pickle's opcodes and notes what they would make. Internal.
//
// Source: Python's Lib/pickletools.py.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace leafscope {

/// What one value of the pickle is, as far as it matters here. Values are numbered as they appear.
struct PickleNode {
    enum class Kind { Other, Text, Integer, Class, Tuple, List, Dictionary, Object, Tensor };
    Kind kind = Kind::Other;
    std::string text;        ///< a text; the class of a Class or an Object
    std::int64_t number = 0; ///< an integer
    /// Items; in dictionaries and objects keys and values in turn.
    std::vector<std::size_t> items;
    std::vector<std::int64_t> shape; ///< of a tensor
};

/// Opcodes whose argument begins with its length, in so many bytes.
struct CountedOpcode {
    unsigned char opcode = 0;
    std::size_t width = 0;
    PickleNode::Kind kind = PickleNode::Kind::Other;
};
/// Follows a pickle of protocol 2 to 5 without executing, importing or building anything. Memory
/// and time are in proportion to the length of the pickle.
class PickleMachine {
public:
    struct Unreadable : std::runtime_error {
        using std::runtime_error::runtime_error;
    };

    explicit PickleMachine(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    /// Follows the opcodes to the end of the pickle; throws Unreadable.
    void run()
    {
        while (step()) {
        }
    }

    std::size_t position() const { return m_at; }
    std::size_t root() const { return m_stack.back(); }
    const PickleNode& node(std::size_t index) const { return m_nodes[index]; }

private:
    static constexpr std::size_t kMostNodes = 2'000'000;
    /// Of a class; long ones would multiply where they recur.
    static constexpr std::size_t kLongestName = 200;
    static constexpr std::array<CountedOpcode, 10> kCounted{{{'T', 4, PickleNode::Kind::Other},
                                                             {'U', 1, PickleNode::Kind::Other},
                                                             {'B', 4, PickleNode::Kind::Other},
                                                             {'C', 1, PickleNode::Kind::Other},
                                                             {0x8b, 4, PickleNode::Kind::Other},
                                                             {0x8e, 8, PickleNode::Kind::Other},
                                                             {0x96, 8, PickleNode::Kind::Other},
                                                             {'X', 4, PickleNode::Kind::Text},
                                                             {0x8c, 1, PickleNode::Kind::Text},
                                                             {0x8d, 8, PickleNode::Kind::Text}}};

    static std::string shortName(const std::string& module, const std::string& name)
    {
        return (module.substr(0, kLongestName) + "." + name).substr(0, kLongestName);
    }

    std::string_view take(std::uint64_t count)
    {
        if (count > m_bytes.size() - m_at)
            throw Unreadable("cut");
        const std::string_view part = m_bytes.substr(m_at, std::size_t(count));
        m_at += std::size_t(count);
        return part;
    }

    std::uint64_t takeNumber(std::size_t width)
    {
        const std::string_view bytes = take(width);
        std::uint64_t value = 0;
        for (std::size_t i = width; i-- > 0;)
            value = value << 8 | static_cast<unsigned char>(bytes[i]);
        return value;
    }

    std::string takeLine()
    {
        const std::size_t end = m_bytes.find('\n', m_at);
        if (end == std::string_view::npos)
            throw Unreadable("cut");
        const std::string_view line = take(end - m_at);
        take(1);
        return std::string(line);
    }

    std::size_t make(PickleNode node)
    {
        if (m_nodes.size() == kMostNodes)
            throw Unreadable("too long");
        m_nodes.push_back(std::move(node));
        return m_nodes.size() - 1;
    }

    bool push(PickleNode::Kind kind, std::string text = {}, std::vector<std::size_t> items = {})
    {
        m_stack.push_back(make({kind, std::move(text), 0, std::move(items), {}}));
        return true;
    }

    bool pushInteger(std::int64_t value)
    {
        m_stack.push_back(make({PickleNode::Kind::Integer, {}, value, {}, {}}));
        return true;
    }

    std::size_t pop()
    {
        if (m_stack.empty() || (!m_marks.empty() && m_stack.size() == m_marks.back()))
            throw Unreadable("nothing on the stack");
        const std::size_t top = m_stack.back();
        m_stack.pop_back();
        return top;
    }

    std::vector<std::size_t> popCount(std::size_t count)
    {
        std::vector<std::size_t> items(count);
        for (std::size_t i = count; i-- > 0;)
            items[i] = pop();
        return items;
    }

    std::vector<std::size_t> popToMark()
    {
        if (m_marks.empty())
            throw Unreadable("no mark");
        const auto first = m_stack.begin() + std::ptrdiff_t(m_marks.back());
        std::vector<std::size_t> items(first, m_stack.end());
        m_stack.erase(first, m_stack.end());
        m_marks.pop_back();
        return items;
    }

    bool append(const std::vector<std::size_t>& items)
    {
        const std::size_t into = pop();
        m_stack.push_back(into);
        // Each item was put on the stack by an opcode of its own, so the lists stay in proportion
        // to the file.
        m_nodes[into].items.insert(m_nodes[into].items.end(), items.begin(), items.end());
        return true;
    }

    bool remember(std::uint64_t key)
    {
        if (m_stack.empty())
            throw Unreadable("nothing to remember");
        m_memo[key] = m_stack.back();
        return true;
    }

    bool recall(std::uint64_t key)
    {
        const auto found = m_memo.find(key);
        if (found == m_memo.end())
            throw Unreadable("nothing remembered");
        m_stack.push_back(found->second);
        return true;
    }

    /// The sizes that a call of one of torch._utils' rebuilding functions is given.
    std::optional<std::vector<std::int64_t>> sizesIn(const PickleNode& arguments) const
    {
        constexpr std::size_t kSizes = 2; // storage, offset, sizes
        constexpr std::size_t kMostAxes = 16;
        if (arguments.items.size() <= kSizes ||
            m_nodes[arguments.items[kSizes]].items.size() > kMostAxes)
            return std::nullopt;
        std::vector<std::int64_t> sizes;
        for (const std::size_t extent : m_nodes[arguments.items[kSizes]].items) {
            if (m_nodes[extent].kind != PickleNode::Kind::Integer)
                return std::nullopt;
            sizes.push_back(m_nodes[extent].number);
        }
        return sizes;
    }

    /// callable(arguments), as far as it is known what comes of it.
    bool call(std::size_t callable, std::size_t arguments)
    {
        const std::string name = m_nodes[callable].text.substr(0, kLongestName);
        const PickleNode& given = m_nodes[arguments];
        if (name.starts_with("torch._utils._rebuild_parameter") && !given.items.empty()) {
            m_stack.push_back(given.items.front());
        } else if (name.starts_with("torch._utils._rebuild_")) {
            PickleNode tensor{PickleNode::Kind::Tensor, {}, 0, {}, {}};
            if (auto sizes = sizesIn(given))
                tensor.shape = std::move(*sizes);
            m_stack.push_back(make(std::move(tensor)));
        } else if (name == "collections.OrderedDict" || name == "collections.defaultdict") {
            push(PickleNode::Kind::Dictionary);
        } else if (name.ends_with("._reconstructor") && !given.items.empty()) {
            push(PickleNode::Kind::Object,
                 m_nodes[given.items.front()].text.substr(0, kLongestName));
        } else {
            push(PickleNode::Kind::Object, name);
        }
        return true;
    }

    /// Numbers, texts and bytes; false for other opcodes.
    bool literal(unsigned char opcode)
    {
        constexpr std::string_view kPlain = "N\x88\x89"; // None, True, False
        constexpr std::string_view kLines = "ILFSVP";
        if (kPlain.find(char(opcode)) != std::string_view::npos)
            return push(PickleNode::Kind::Other);
        if (kLines.find(char(opcode)) != std::string_view::npos) {
            takeLine();
            return push(PickleNode::Kind::Other);
        }
        for (const auto& [code, width, kind] : kCounted)
            if (code == opcode) {
                const std::string_view value = take(takeNumber(width));
                return push(kind,
                            kind == PickleNode::Kind::Text ? std::string(value) : std::string());
            }
        switch (opcode) {
        case 'G': // a double
            take(8);
            return push(PickleNode::Kind::Other);
        case 'J':
            return pushInteger(std::int32_t(takeNumber(4)));
        case 'K':
            return pushInteger(std::int64_t(takeNumber(1)));
        case 'M':
            return pushInteger(std::int64_t(takeNumber(2)));
        case 0x8a: { // so many bytes, the least significant first
            const std::string_view bytes = take(takeNumber(1));
            std::int64_t value = 0;
            for (std::size_t i = std::min<std::size_t>(bytes.size(), 8); i-- > 0;)
                value = value << 8 | static_cast<unsigned char>(bytes[i]);
            return pushInteger(value);
        }
        default:
            return false;
        }
    }

    /// Lists, tuples and dictionaries; false for other opcodes.
    bool container(unsigned char opcode)
    {
        switch (opcode) {
        case ']':
        case 0x8f:
            return push(PickleNode::Kind::List);
        case '}':
            return push(PickleNode::Kind::Dictionary);
        case ')':
            return push(PickleNode::Kind::Tuple);
        case 'l':
        case 0x91:
            return push(PickleNode::Kind::List, {}, popToMark());
        case 'd':
            return push(PickleNode::Kind::Dictionary, {}, popToMark());
        case 't':
            return push(PickleNode::Kind::Tuple, {}, popToMark());
        case 0x85:
        case 0x86:
        case 0x87:
            return push(PickleNode::Kind::Tuple, {}, popCount(opcode - 0x84U));
        case 'a':
            return append({pop()});
        case 'e':
        case 'u':
        case 0x90:
            return append(popToMark());
        case 's':
            return append(popCount(2));
        default:
            return false;
        }
    }

    /// Classes, calls and objects; false for other opcodes.
    bool object(unsigned char opcode)
    {
        switch (opcode) {
        case 'c': {
            const std::string module = takeLine();
            return push(PickleNode::Kind::Class, shortName(module, takeLine()));
        }
        case 0x93: {
            const auto names = popCount(2);
            return push(PickleNode::Kind::Class,
                        shortName(m_nodes[names[0]].text, m_nodes[names[1]].text));
        }
        case 'R': {
            const std::size_t arguments = pop();
            return call(pop(), arguments);
        }
        case 0x81:
            pop();
            return push(PickleNode::Kind::Object, m_nodes[pop()].text.substr(0, kLongestName));
        case 0x92:
            popCount(2);
            return push(PickleNode::Kind::Object, m_nodes[pop()].text.substr(0, kLongestName));
        case 'b':
            pop(); // an object's own state tells nothing that is wanted
            return true;
        case 'Q':
            pop();
            return push(PickleNode::Kind::Other);
        default:
            return false;
        }
    }

    /// The stack and what is remembered; false for other opcodes.
    bool housekeeping(unsigned char opcode)
    {
        switch (opcode) {
        case 0x80:
            take(1);
            return true;
        case 0x95:
            take(8);
            return true;
        case '(':
            m_marks.push_back(m_stack.size());
            return true;
        case '0':
            pop();
            return true;
        case '1':
            popToMark();
            return true;
        case 'q':
            return remember(takeNumber(1));
        case 'r':
            return remember(takeNumber(4));
        case 0x94:
            return remember(m_memo.size());
        case 'h':
            return recall(takeNumber(1));
        case 'j':
            return recall(takeNumber(4));
        default:
            return false;
        }
    }

    /// False at the end of the pickle.
    bool step()
    {
        const auto opcode = static_cast<unsigned char>(take(1).front());
        if (opcode == '.') {
            if (m_stack.empty())
                throw Unreadable("no value");
            return false;
        }
        if (!literal(opcode) && !container(opcode) && !object(opcode) && !housekeeping(opcode))
            throw Unreadable("an opcode that PyTorch does not write");
        return true;
    }

    std::string_view m_bytes;
    std::size_t m_at = 0;
    std::vector<PickleNode> m_nodes;
    std::vector<std::size_t> m_stack;
    std::vector<std::size_t> m_marks; ///< sizes of the stack
    std::unordered_map<std::uint64_t, std::size_t> m_memo;
};

} // namespace leafscope
