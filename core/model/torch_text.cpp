// SPDX-License-Identifier: MIT
#include "core/model/torch_text.hpp"

#include <algorithm>
#include <cctype>
#include <regex>
#include <sstream>

namespace leafscope {

std::string shapeText(const std::vector<std::int64_t>& shape)
{
    std::string text;
    for (const std::int64_t extent : shape)
        text += (text.empty() ? "" : " x ") + std::to_string(extent);
    return text.empty() ? "scalar" : text;
}

std::int64_t elementCount(const std::vector<std::int64_t>& shape)
{
    std::int64_t count = 1;
    for (const std::int64_t extent : shape)
        count *= extent;
    return count;
}

std::string meaningfulLine(const std::string& what)
{
    static const std::regex kRaised(R"(^\s*([A-Za-z_.]*(Error|Exception)): (.+)$)");
    static const std::regex kNoise(
        R"(^\s*(File ".*|Traceback .*|The following operation failed.*|~+.*|[^A-Za-z]*<--- HERE.*|.*CALL STACK.*)?$)");
    static const std::regex kPosition(R"( \(.+ at .+\.(cpp|h):\d+\)$)");
    constexpr std::size_t kMost = 300;
    std::istringstream lines(what);
    std::string line;
    std::string first;
    std::string raised;
    while (std::getline(lines, line)) {
        line.resize(
            std::min<std::size_t>(line.size(), 4 * kMost)); // the matcher recurses per character
        std::smatch match;
        if (std::regex_match(line, match, kRaised))
            raised = match[3];
        if (first.empty() && !std::regex_match(line, kNoise))
            first = line;
    }
    std::string best = raised.empty() ? first : raised;
    if (best.empty())
        best = "the failure came without a message";
    best = std::regex_replace(best, kPosition, "");
    while (!best.empty() &&
           (std::isspace(static_cast<unsigned char>(best.back())) || best.back() == '.'))
        best.pop_back();
    if (best.size() > kMost)
        best = best.substr(0, kMost) + " ...";
    return best;
}

std::string unknownOperator(const std::string& what)
{
    static const std::regex kUnknown(
        R"((?:Unknown builtin op: |No such operator |Couldn't find an operator for )([A-Za-z_0-9:]+))");
    std::smatch match;
    return std::regex_search(what, match, kUnknown) ? match[1].str() : std::string();
}

std::string unknownClass(const std::string& what)
{
    static const std::regex kClass(R"(__torch__\.torch\.classes\.([A-Za-z_0-9.]*[A-Za-z_0-9]))");
    std::smatch match;
    return std::regex_search(what, match, kClass) ? match[1].str() : std::string();
}

bool saysOutOfMemory(const std::string& what)
{
    return what.find("can't allocate memory") != std::string::npos ||
           what.find("not enough memory") != std::string::npos ||
           what.find("std::bad_alloc") != std::string::npos;
}

} // namespace leafscope
