// SPDX-License-Identifier: MIT
// The words of the query language: comparing, guessing, completing; numbers and ranges.
#include "core/data/query_node.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace leafscope {

namespace {

constexpr std::size_t kMostCompletions = 50;

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), lower);
    return text;
}

/// Insertions, removals, replacements and swaps of neighbouring letters from one to the other.
std::size_t editDistance(const std::string& a, const std::string& b)
{
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1,
                                d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[a.size()][b.size()];
}

bool endsWord(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '(' || c == ')';
}

/// Where the word that ends at `cursor` begins; blanks inside quotes belong to it.
std::size_t wordStart(const std::string& text, std::size_t cursor)
{
    std::size_t start = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < cursor; ++i) {
        if (text[i] == '\\' && quoted)
            ++i;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && endsWord(text[i]))
            start = i + 1;
    }
    while (start < cursor && text[start] == '-')
        ++start;
    return start;
}

} // namespace

std::optional<double> numberFrom(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

std::optional<QueryRange> rangeFrom(std::string_view text)
{
    QueryRange range;
    if (const auto dots = text.find(".."); dots != std::string_view::npos) {
        const std::string_view low = text.substr(0, dots);
        const std::string_view high = text.substr(dots + 2);
        if (low.empty() && high.empty())
            return std::nullopt;
        for (const auto& [part, bound] : {std::pair(low, &range.low), std::pair(high, &range.high)})
            if (!part.empty()) {
                const auto number = numberFrom(part);
                if (!number)
                    return std::nullopt;
                *bound = *number;
            }
        return range.low <= range.high ? std::optional(range) : std::nullopt;
    }
    const bool less = text.starts_with('<');
    const bool more = text.starts_with('>');
    if (less || more)
        text.remove_prefix(1);
    const bool closed = (less || more) && text.starts_with('=');
    if (closed)
        text.remove_prefix(1);
    const auto number = numberFrom(text);
    if (!number)
        return std::nullopt;
    if (!less)
        range.low = *number;
    if (!more)
        range.high = *number;
    range.lowOpen = more && !closed;
    range.highOpen = less && !closed;
    return range;
}

bool sameName(const std::string& a, const std::string& b)
{
    return a.size() == b.size() && beginsWith(a, b);
}

bool beginsWith(const std::string& name, const std::string& start)
{
    return name.size() >= start.size() &&
           std::equal(start.begin(), start.end(), name.begin(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

std::string nearestName(const std::string& word, const std::vector<std::string>& candidates)
{
    if (word.size() > 64)
        return {};
    std::string nearest;
    std::size_t least = std::max<std::size_t>(1, std::min<std::size_t>(3, word.size() / 3)) + 1;
    for (const std::string& candidate : candidates) {
        if (candidate.size() > 64)
            continue;
        const std::size_t distance = editDistance(lowered(word), lowered(candidate));
        if (distance < least) {
            least = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

std::vector<std::string> classTitles(const QueryTable& table)
{
    std::vector<std::string> titles = table.classNames;
    for (int c = int(titles.size()); c < table.classCount; ++c)
        titles.push_back(std::to_string(c));
    return titles;
}

std::vector<std::string> queryFields(const QueryTable& table)
{
    std::vector<std::string> fields;
    if (!table.labels.empty())
        fields.emplace_back("label");
    if (!table.predictions.empty())
        fields.emplace_back("prediction");
    for (const auto& number : table.numbers)
        fields.push_back(number.first);
    fields.emplace_back("id");
    fields.emplace_back("slice");
    return fields;
}

std::vector<std::string> queryWords(const QueryTable& table)
{
    if (table.labels.empty() || table.predictions.empty())
        return {"selected"};
    return {"wrong", "correct", "selected"};
}

std::string quotedForQuery(const std::string& name)
{
    const bool plain =
        !name.empty() && name.front() != '-' && name.front() != '#' &&
        std::none_of(name.begin(), name.end(),
                     [](char c) { return endsWord(c) || c == '"' || c == '\\' || c == ':'; }) &&
        std::none_of(name.begin(), name.end(),
                     [](char c) { return std::iscntrl(static_cast<unsigned char>(c)) != 0; });
    bool taken = false;
    for (const char* word : {"or", "and", "not", "wrong", "correct", "selected"})
        taken = taken || sameName(name, word);
    if (plain && !taken)
        return name;
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

QueryCompletions completeQuery(const std::string& text, std::size_t cursor, const QueryTable& table)
{
    cursor = std::min(cursor, text.size());
    QueryCompletions result{wordStart(text, cursor), cursor, {}};
    std::string word = text.substr(result.from, cursor - result.from);
    std::vector<std::string> candidates;
    const std::size_t colon = word.starts_with('"') ? std::string::npos : word.find(':');
    if (colon != std::string::npos) {
        const std::string field = word.substr(0, colon);
        if (sameName(field, "label") || sameName(field, "prediction"))
            candidates = classTitles(table);
        else if (sameName(field, "slice"))
            for (const auto& slice : table.slices)
                candidates.push_back(slice.first);
        result.from += colon + 1;
        word.erase(0, colon + 1);
    } else {
        for (const std::string& field : queryFields(table))
            candidates.push_back(field + ":");
        for (const std::string& keyword : queryWords(table))
            candidates.push_back(keyword);
        for (const std::string& name :
             table.labels.empty() ? std::vector<std::string>() : classTitles(table))
            candidates.push_back(name);
    }
    if (!word.empty() && word.front() == '"')
        word.erase(0, 1);
    for (const std::string& candidate : candidates) {
        if (candidate.empty() || !beginsWith(candidate, word) ||
            result.texts.size() >= kMostCompletions)
            continue;
        const bool field = candidate.back() == ':' && colon == std::string::npos;
        const bool keyword = sameName(candidate, "wrong") || sameName(candidate, "correct") ||
                             sameName(candidate, "selected");
        result.texts.push_back(field || keyword ? candidate : quotedForQuery(candidate));
    }
    return result;
}

} // namespace leafscope
