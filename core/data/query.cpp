// SPDX-License-Identifier: MIT
// Evaluating queries, column by column.
#include "core/data/query.hpp"

#include "core/base/error.hpp"
#include "core/data/query_node.hpp"

#include <algorithm>

namespace leafscope {

namespace {

using Mask = std::vector<std::uint8_t>;
using Kind = Query::Node::Kind;

Mask classMask(std::span<const std::int32_t> column, const std::vector<std::uint8_t>& wanted,
               Index n)
{
    EXPECTS(Index(column.size()) == n, "rows=" + std::to_string(n));
    Mask mask(std::size_t(n), 0);
    for (std::size_t i = 0; i < mask.size(); ++i) {
        const std::int32_t c = column[i];
        mask[i] = c >= 0 && std::size_t(c) < wanted.size() ? wanted[std::size_t(c)] : 0;
    }
    return mask;
}

Mask correctMask(const QueryTable& table, bool correct)
{
    Mask mask(std::size_t(table.n), 0);
    for (std::size_t i = 0; i < mask.size(); ++i) {
        const std::int32_t label = table.labels[i];
        const std::int32_t predicted = table.predictions[i];
        mask[i] = label >= 0 && predicted >= 0 && (label == predicted) == correct ? 1 : 0;
    }
    return mask;
}

/// Compared in the precision of the values: 0.4 means the float32 that prints as 0.4.
template <class Value>
Mask rangeMask(Index n, const QueryRange& range, const Value& value)
{
    using Scalar = decltype(value(std::size_t(0)));
    const auto low = Scalar(range.low);
    const auto high = Scalar(range.high);
    Mask mask(std::size_t(n), 0);
    for (std::size_t i = 0; i < mask.size(); ++i) {
        const Scalar v = value(i);
        const bool above = range.lowOpen ? v > low : v >= low; // false for NaN
        const bool below = range.highOpen ? v < high : v <= high;
        mask[i] = above && below ? 1 : 0;
    }
    return mask;
}

std::int64_t sampleOf(const QueryTable& table, std::size_t row)
{
    return table.samples.empty() ? std::int64_t(row) : table.samples[row];
}

/// Rows mostly ascend like the set does; then one pass is enough.
Mask memberMask(const QueryTable& table, std::span<const std::int64_t> set)
{
    Mask mask(std::size_t(table.n), 0);
    std::size_t at = 0;
    std::int64_t before = -1;
    for (std::size_t i = 0; i < mask.size(); ++i) {
        const std::int64_t sample = sampleOf(table, i);
        if (sample < before)
            at = std::size_t(std::lower_bound(set.begin(), set.end(), sample) - set.begin());
        while (at < set.size() && set[at] < sample)
            ++at;
        mask[i] = at < set.size() && set[at] == sample ? 1 : 0;
        before = sample;
    }
    return mask;
}

Mask evaluate(const Query::Node& node, const QueryTable& table);

Mask combined(const Query::Node& node, const QueryTable& table)
{
    Mask mask = evaluate(*node.parts.front(), table);
    for (std::size_t p = 1; p < node.parts.size(); ++p) {
        const Mask other = evaluate(*node.parts[p], table);
        for (std::size_t i = 0; i < mask.size(); ++i)
            mask[i] = node.kind == Kind::Both ? mask[i] & other[i] : mask[i] | other[i];
    }
    return mask;
}

Mask numberMask(const Query::Node& node, const QueryTable& table)
{
    for (const auto& [key, values] : table.numbers)
        if (key == node.name)
            return rangeMask(table.n, node.range, [&, v = values](std::size_t i) { return v[i]; });
    return Mask(std::size_t(table.n), 0); // the layer at hand does not have it
}

Mask sliceMask(const Query::Node& node, const QueryTable& table)
{
    for (const auto& [name, samples] : table.slices)
        if (name == node.name)
            return memberMask(table, samples);
    return Mask(std::size_t(table.n), 0); // removed meanwhile
}

Mask evaluate(const Query::Node& node, const QueryTable& table)
{
    switch (node.kind) {
    case Kind::Both:
    case Kind::Either:
        return combined(node, table);
    case Kind::Not: {
        Mask mask = evaluate(*node.parts.front(), table);
        for (std::uint8_t& value : mask)
            value ^= 1;
        return mask;
    }
    case Kind::Label:
        return classMask(table.labels, node.classes, table.n);
    case Kind::Prediction:
        return classMask(table.predictions, node.classes, table.n);
    case Kind::Wrong:
    case Kind::Correct:
        return correctMask(table, node.kind == Kind::Correct);
    case Kind::Number:
        return numberMask(node, table);
    case Kind::Id:
        return rangeMask(table.n, node.range,
                         [&](std::size_t i) { return double(sampleOf(table, i)); });
    case Kind::Selected:
        return memberMask(table, table.selected);
    case Kind::Slice:
        return sliceMask(node, table);
    }
    return {};
}

} // namespace

std::vector<std::int32_t> Query::rows(const QueryTable& table) const
{
    std::vector<std::int32_t> found;
    if (!m_root) {
        found.resize(std::size_t(table.n));
        for (std::size_t i = 0; i < found.size(); ++i)
            found[i] = std::int32_t(i);
        return found;
    }
    const Mask mask = evaluate(*m_root, table);
    found.reserve(std::size_t(std::count(mask.begin(), mask.end(), 1)));
    for (std::size_t i = 0; i < mask.size(); ++i)
        if (mask[i] != 0)
            found.push_back(std::int32_t(i));
    return found;
}

const std::vector<std::pair<std::string, std::string>>& queryHelp()
{
    static const std::vector<std::pair<std::string, std::string>> lines{
        {"sneaker", "samples of the class whose name begins so; \"Ankle boot\" in quotes"},
        {"label:7   prediction:bag", "a class by number or name; what the network says"},
        {"wrong   correct", "the prediction against the label"},
        {"confidence:<0.6", "a range: <, <=, >, >= or 0.4..0.6"},
        {"label_agreement:<0.3", "any metric of the samples at the current layer"},
        {"id:100..200   #123", "samples by number"},
        {"slice:odd   selected", "a saved slice; what is selected now"},
        {"label:3 wrong", "both; OR between two means either, - before one means not"},
        {"-(shirt OR coat)", "brackets group"}};
    return lines;
}

} // namespace leafscope
