// SPDX-License-Identifier: MIT
#include "core/data/subset.hpp"

#include "core/base/error.hpp"
#include "core/data/generators.hpp"
#include "core/data/named_sets.hpp"
#include "core/data/shapes.hpp"
#include "core/data/spec.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <optional>
#include <string_view>
#include <type_traits>

namespace leafscope {

namespace {

constexpr std::int32_t kLargestLabel = 999999; // as toLabels() has it

[[noreturn]] void refuse(const std::string& what, const std::string& spec)
{
    throw Error(ErrorKind::InvalidInput, what, spec, "a mistyped choice of classes",
                "write for example ?classes=0-2,5&per_class=500");
}

std::optional<std::int64_t> numberIn(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || value < 0)
        return std::nullopt;
    return value;
}

/// "3" or "0-2".
void addRange(std::string_view text, std::vector<std::int32_t>& classes, const std::string& spec)
{
    const std::size_t dash = text.find('-');
    const auto from = numberIn(text.substr(0, dash));
    const auto to = dash == std::string_view::npos ? from : numberIn(text.substr(dash + 1));
    if (!from || !to || *from > *to || *to > kLargestLabel)
        refuse("\"" + std::string(text) + "\" is neither a class nor a range of classes", spec);
    for (std::int64_t label = *from; label <= *to; ++label)
        classes.push_back(std::int32_t(label));
}

/// The parts of a text between separators; an empty text has one, which is empty.
std::vector<std::string_view> partsOf(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (std::size_t end = text.find(separator); end != std::string_view::npos;
         end = text.find(separator)) {
        parts.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    parts.push_back(text);
    return parts;
}

std::string rangesText(const std::vector<std::int32_t>& classes)
{
    std::string text;
    for (std::size_t first = 0; first < classes.size();) {
        std::size_t last = first;
        while (last + 1 < classes.size() && classes[last + 1] == classes[last] + 1)
            ++last;
        text += (text.empty() ? "" : ",") + std::to_string(classes[first]) +
                (last > first ? "-" + std::to_string(classes[last]) : "");
        first = last + 1;
    }
    return text;
}

/// New label of each chosen class.
std::map<std::int32_t, std::int32_t> renumbering(const Subset& subset, const Dataset& data,
                                                 const std::string& where)
{
    std::map<std::int32_t, std::int32_t> numbers;
    if (subset.classes.empty()) // all keep theirs
        for (const std::int32_t label : data.labels)
            if (label >= 0)
                numbers.emplace(label, label);
    for (const std::int32_t label : subset.classes) {
        if (std::find(data.labels.begin(), data.labels.end(), label) == data.labels.end())
            throw Error(ErrorKind::InvalidInput,
                        "there is no sample of class " + std::to_string(label), where,
                        "its labels go up to " + std::to_string(data.classCount() - 1),
                        "choose classes that are there");
        numbers.emplace(label, std::int32_t(numbers.size()));
    }
    return numbers;
}

SampleValues rowsOf(const SampleValues& from, const std::vector<std::int64_t>& rows, Index width)
{
    return std::visit(
        [&](const auto& values) -> SampleValues {
            std::vector<typename std::remove_cvref_t<decltype(values)>::value_type> chosen;
            chosen.reserve(rows.size() * std::size_t(width));
            for (const std::int64_t row : rows)
                chosen.insert(chosen.end(), values.begin() + row * width,
                              values.begin() + (row + 1) * width);
            return chosen;
        },
        from);
}

} // namespace

std::string Subset::text() const
{
    std::string text = classes.empty() ? "" : "classes=" + rangesText(classes);
    if (perClass > 0)
        text += (text.empty() ? "" : "&") + std::string("per_class=") + std::to_string(perClass);
    return text;
}

std::string Subset::description() const
{
    std::string text;
    if (!classes.empty())
        text = (classes.size() == 1 ? "class " : "classes ") + rangesText(classes);
    if (perClass > 0)
        text += (text.empty() ? "" : ", ") + groupedNumber(perClass) + " of each" +
                (classes.empty() ? " class" : "");
    return text;
}

SubsetSpec splitSubset(const std::string& spec)
{
    const std::size_t question = spec.rfind('?');
    std::error_code ignored; // a place that may not be looked at holds nothing for us
    if (question == std::string::npos || isGeneratorSpec(spec))
        return {spec, {}, false};
    const SplitSpec split = splitSpec(spec);
    if (split.part.find('?') == std::string::npos && std::filesystem::exists(split.file, ignored))
        return {spec, {}, false}; // a file that is called so
    const std::string whole = spec.substr(0, question);
    const std::string choice = spec.substr(question + 1);
    const bool isChoice = choice.find('=') != std::string::npos || isNamedSet(whole) ||
                          std::filesystem::exists(whole, ignored);
    return isChoice ? SubsetSpec{whole, choice, true} : SubsetSpec{spec, {}, false};
}

Subset parseSubset(const std::string& choice, const std::string& spec)
{
    Subset subset;
    for (const std::string_view part : partsOf(choice, '&')) {
        const std::size_t equals = part.find('=');
        const std::string_view name = part.substr(0, equals);
        const std::string_view value =
            equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
        if (name == "classes") {
            for (const std::string_view range : partsOf(value, ','))
                addRange(range, subset.classes, spec);
        } else if (name == "per_class") {
            subset.perClass = numberIn(value).value_or(0);
            if (subset.perClass < 1)
                refuse("per_class must be a whole number of at least 1, not \"" +
                           std::string(value) + "\"",
                       spec);
        } else {
            refuse("\"" + std::string(part) + "\" chooses nothing: there are classes and per_class",
                   spec);
        }
    }
    std::sort(subset.classes.begin(), subset.classes.end());
    subset.classes.erase(std::unique(subset.classes.begin(), subset.classes.end()),
                         subset.classes.end());
    return subset;
}

void applySubset(const Subset& subset, Dataset& data, const std::string& where)
{
    if (data.labels.empty())
        throw Error(ErrorKind::InvalidInput, "has no labels to choose classes by", where,
                    "no labels were found with the samples", "leave out ?" + subset.text());
    const auto numbers = renumbering(subset, data, where);
    std::map<std::int32_t, std::int64_t> taken;
    std::vector<std::int64_t> rows;
    std::vector<std::int32_t> labels;
    for (std::size_t i = 0; i < data.labels.size(); ++i) {
        const auto number = numbers.find(data.labels[i]);
        if (number == numbers.end())
            continue;
        if (subset.perClass > 0 && taken[number->first] == subset.perClass)
            continue;
        ++taken[number->first];
        rows.push_back(std::int64_t(i));
        labels.push_back(number->second);
    }
    for (const auto& [label, count] : taken)
        if (count < subset.perClass)
            data.warnings.push_back("class " + std::to_string(label) +
                                    " has fewer samples than asked for: " + groupedNumber(count) +
                                    " of " + groupedNumber(subset.perClass));
    if (!subset.classes.empty()) {
        std::vector<std::string> names;
        for (const std::int32_t label : subset.classes)
            names.push_back(data.className(label));
        data.classNames = std::move(names);
    }
    data.values = rowsOf(data.values, rows, data.sampleSize());
    data.labels = std::move(labels);
}

} // namespace leafscope
