// SPDX-License-Identifier: MIT
// Checks given parameters against an analysis entry and fills in its defaults.
#include "core/base/error.hpp"
#include "core/session/analysis.hpp"

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

std::string rangeText(const Parameter& p)
{
    switch (p.type) {
    case ParameterType::Choice: {
        std::string all;
        for (const std::string& choice : p.choices)
            all += (all.empty() ? "" : ", ") + choice;
        return "one of " + all;
    }
    case ParameterType::Flag:
        return "true or false";
    case ParameterType::List:
        return "a list of names";
    case ParameterType::Text:
        return "a text";
    case ParameterType::Integer:
    case ParameterType::Real:
        break;
    }
    const auto plain = [](double v) {
        return Json(v == std::floor(v) ? Json(std::int64_t(v)) : Json(v)).dump();
    };
    std::string text = p.type == ParameterType::Integer ? "a whole number" : "a number";
    if (p.low && p.high)
        text += " from " + plain(*p.low) + " to " + plain(*p.high);
    else if (p.low)
        text += " of at least " + plain(*p.low);
    else if (p.high)
        text += " of at most " + plain(*p.high);
    return text;
}

bool fits(const Parameter& p, const Json& value)
{
    switch (p.type) {
    case ParameterType::Integer:
    case ParameterType::Real: {
        if (p.type == ParameterType::Integer ? !value.is_number_integer() : !value.is_number())
            return false;
        const double v = value.get<double>();
        return std::isfinite(v) && (!p.low || v >= *p.low) && (!p.high || v <= *p.high);
    }
    case ParameterType::Text:
        return value.is_string();
    case ParameterType::Choice:
        return value.is_string() && std::find(p.choices.begin(), p.choices.end(),
                                              value.get<std::string>()) != p.choices.end();
    case ParameterType::Flag:
        return value.is_boolean();
    case ParameterType::List:
        return value.is_array();
    }
    return false;
}

} // namespace

Json completeParameters(const Analysis& analysis, const Json& given)
{
    Json complete = Json::object();
    for (const Parameter& p : analysis.parameters)
        complete[p.name] = p.fallback;
    for (const auto& [name, value] : given.items()) {
        const auto known = std::find_if(analysis.parameters.begin(), analysis.parameters.end(),
                                        [&](const Parameter& p) { return p.name == name; });
        if (known == analysis.parameters.end())
            throw Error(ErrorKind::InvalidInput, "there is no parameter \"" + name + "\"",
                        analysis.name, "a mistyped name or a recipe of another version",
                        "`leafscope " + analysis.name + " --help` lists them");
        if (!fits(*known, value))
            throw Error(ErrorKind::InvalidInput,
                        "--" + name + " must be " + rangeText(*known) + ", not " + value.dump(),
                        analysis.name, {}, "`leafscope " + analysis.name + " --help` explains it");
        // 1 and 1.0 are the same parameter and must give the same recipe.
        complete[name] = known->type == ParameterType::Real ? Json(value.get<double>()) : value;
    }
    for (const Parameter& p : analysis.parameters)
        if (p.type == ParameterType::Real)
            complete[p.name] = complete[p.name].get<double>();
    return complete;
}

const Preset& presetOf(const Analysis& analysis, const std::string& name)
{
    std::string all;
    for (const Preset& preset : analysis.presets) {
        if (preset.name == name)
            return preset;
        all += (all.empty() ? "" : ", ") + preset.name;
    }
    throw Error(ErrorKind::InvalidInput, "there is no preset \"" + name + "\"", analysis.name,
                all.empty() ? "this analysis has none" : "there are " + all,
                "`leafscope " + analysis.name + " --help` explains them");
}

Json withPreset(const Preset& preset, const Json& given)
{
    Json parameters = preset.parameters;
    parameters.update(given);
    return parameters;
}

std::map<std::string, std::string> withPreset(const Preset& preset,
                                              std::map<std::string, std::string> given)
{
    given.insert(preset.inputs.begin(), preset.inputs.end()); // what is there stays
    return given;
}

} // namespace leafscope
