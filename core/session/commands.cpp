// SPDX-License-Identifier: MIT
// A recipe as the shell commands a person would type.
#include "core/base/error.hpp"
#include "core/session/execute.hpp"

#include <string_view>

namespace leafscope {

namespace {

std::string shellQuoted(const std::string& text)
{
    constexpr std::string_view kPlain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=,+-@%";
    if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos)
        return text;
    std::string safe = "'";
    for (const char c : text)
        safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return safe + "'";
}

std::string valueText(const Json& value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (!value.is_array())
        return value.dump();
    std::string list;
    for (const Json& item : value)
        list +=
            (list.empty() ? "" : ",") + (item.is_string() ? item.get<std::string>() : item.dump());
    return list;
}

std::string flags(const Analysis& analysis, const Recipe& recipe)
{
    std::string text;
    const Json complete = completeParameters(analysis, recipe.parameters);
    const Json defaults = completeParameters(analysis, Json::object());
    for (const Parameter& p : analysis.parameters) {
        if (complete[p.name] == defaults[p.name])
            continue;
        if (p.type == ParameterType::Flag)
            text += complete[p.name].get<bool>() ? " --" + p.name : " --no-" + p.name;
        else
            text += " --" + p.name + " " + shellQuoted(valueText(complete[p.name]));
    }
    if (analysis.seeded && recipe.seed != 1)
        text += " --seed " + std::to_string(recipe.seed);
    return text;
}

} // namespace

std::string asCommands(const Recipe& recipe, const std::string& last)
{
    const Analysis* analysis = findAnalysis(recipe.analysis);
    EXPECTS(analysis != nullptr, recipe.analysis);
    std::string before;
    std::string line = "leafscope " + recipe.analysis;
    for (const InputSpec& wanted : analysis->inputs) {
        const auto input = recipe.inputs.find(wanted.role);
        if (input == recipe.inputs.end())
            continue;
        std::string spec = input->second.spec;
        if (input->second.recipe) {
            spec = input->second.recipe->analysis + ".h5";
            before += asCommands(*input->second.recipe, spec) + "\n";
        }
        line += (wanted.positional ? " " : " --" + wanted.role + " ") + shellQuoted(spec);
    }
    line += flags(*analysis, recipe);
    if (!last.empty())
        line += " --out " + shellQuoted(last);
    return before + line;
}

} // namespace leafscope
