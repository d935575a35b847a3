// SPDX-License-Identifier: MIT
// A recipe as the shell commands a person would type.
#include "core/base/error.hpp"
#include "core/session/execute.hpp"

#include <map>
#include <string_view>
#include <utility>

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

/// Writes the commands of a recipe and of all it is made from, each once, with a file name of its
/// own for every step.
class Script {
public:
    explicit Script(std::string last)
        : m_last(std::move(last))
    {
    }

    std::string commandOf(const Recipe& recipe)
    {
        const Analysis* analysis = findAnalysis(recipe.analysis);
        EXPECTS(analysis != nullptr, recipe.analysis);
        std::string line = "leafscope " + recipe.analysis;
        for (const InputSpec& wanted : analysis->inputs) {
            const auto input = recipe.inputs.find(wanted.role);
            if (input == recipe.inputs.end())
                continue;
            const std::string spec =
                input->second.recipe ? fileOf(*input->second.recipe) : input->second.spec;
            line += (wanted.positional ? " " : " --" + wanted.role + " ") + shellQuoted(spec);
        }
        return line + flags(*analysis, recipe);
    }

    const std::string& before() const { return m_before; }

private:
    /// The file that an inner recipe writes; its command comes before.
    std::string fileOf(const Recipe& recipe)
    {
        const std::string hash = recipe.hash();
        if (const auto known = m_files.find(hash); known != m_files.end())
            return known->second;
        const std::string line = commandOf(recipe);
        std::string file;
        do {
            const int number = ++m_count[recipe.analysis];
            file = recipe.analysis + (number > 1 ? "-" + std::to_string(number) : "") + ".h5";
        } while (file == m_last);
        m_before += line + " --out " + shellQuoted(file) + "\n";
        return m_files[hash] = file;
    }

    std::string m_last;
    std::string m_before;
    std::map<std::string, std::string> m_files; ///< hash -> file
    std::map<std::string, int> m_count;         ///< by analysis
};

} // namespace

std::string asCommands(const Recipe& recipe, const std::string& last)
{
    Script script(last);
    std::string line = script.commandOf(recipe);
    if (!last.empty())
        line += " --out " + shellQuoted(last);
    return script.before() + line;
}

} // namespace leafscope
