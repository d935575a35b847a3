// SPDX-License-Identifier: MIT
#include "views/study/study_json.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace leafscope::study {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double numberOf(const Json& value)
{
    return value.is_number() ? value.get<double>() : kUnknown;
}

} // namespace

const Json& fieldAt(const Json& object, const std::string& key)
{
    static const Json nothing;
    if (!object.is_object())
        return nothing;
    const auto found = object.find(key);
    return found == object.end() ? nothing : *found;
}

double numberAt(const Json& object, const std::string& key)
{
    return numberOf(fieldAt(object, key));
}

std::string textAt(const Json& object, const std::string& key)
{
    const Json& text = fieldAt(object, key);
    return text.is_string() ? text.get<std::string>() : std::string();
}

std::vector<double> listAt(const Json& object, const std::string& key)
{
    const Json& list = fieldAt(object, key);
    std::vector<double> values;
    if (list.is_array())
        for (const Json& value : list)
            values.push_back(numberOf(value));
    return values;
}

std::vector<double> columnOf(const Json& objects, const std::string& key)
{
    std::vector<double> values;
    if (objects.is_array())
        for (const Json& object : objects)
            values.push_back(numberAt(object, key));
    return values;
}

Reader ofLists(const Json& lists, std::size_t length)
{
    return [lists, length](const std::string& key) {
        std::vector<double> values = listAt(lists, key);
        values.resize(length, kUnknown);
        return values;
    };
}

Reader ofObjects(const Json& objects)
{
    return [objects](const std::string& key) {
        std::vector<double> values = columnOf(objects, key);
        if (anyKnown(values) || !objects.is_array())
            return values;
        // Intervals of shares stand in one field.
        for (const std::string end : {"_low", "_high"})
            if (key.ends_with(end))
                for (std::size_t i = 0; i < values.size(); ++i) {
                    const std::string name = key.substr(0, key.size() - end.size()) + "_interval";
                    const std::vector<double> ends = listAt(objects[i], name);
                    if (ends.size() == 2)
                        values[i] = ends[end == "_low" ? 0 : 1];
                }
        return values;
    };
}

StudyLine readLine(const Reader& read, StudyLine line, const std::string& band)
{
    line.y = read(line.key);
    if (band.empty())
        return line;
    line.low = read(band + "_low");
    line.high = read(band + "_high");
    if (!anyKnown(line.low) || !anyKnown(line.high)) {
        line.low.clear();
        line.high.clear();
    }
    return line;
}

bool anyKnown(const std::vector<double>& values)
{
    return std::any_of(values.begin(), values.end(),
                       [](double value) { return std::isfinite(value); });
}

} // namespace leafscope::study
