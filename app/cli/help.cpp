// SPDX-License-Identifier: MIT
#include "app/cli/help.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <sstream>
#include <utility>
#include <vector>

namespace leafscope::cli {

namespace {

constexpr std::size_t kWidth = 96;
constexpr std::size_t kIndent = 26;

/// A flag and its wrapped explanation.
std::string wrapped(const std::string& text, std::size_t indent)
{
    std::string out;
    std::size_t column = indent;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (column + word.size() > kWidth && !out.empty()) {
            out.back() = '\n';
            out += std::string(indent, ' ');
            column = indent;
        }
        out += word + " ";
        column += word.size() + 1;
    }
    if (!out.empty())
        out.back() = '\n';
    return out;
}

std::string entry(const std::string& flag, const std::string& text)
{
    std::string out = "  " + flag;
    if (out.size() + 2 > kIndent)
        out += "\n" + std::string(kIndent, ' ');
    else
        out += std::string(kIndent - out.size(), ' ');
    return out + wrapped(text, kIndent);
}

/// On the same line, or on the next one below the verb; a flag stays with its value.
void addUsage(std::string& usage, const std::string& part)
{
    const std::size_t line = usage.rfind('\n');
    const std::size_t column = usage.size() - (line == std::string::npos ? 0 : line + 1);
    usage += (column + 1 + part.size() > kWidth ? "\n" + std::string(7, ' ') : " ") + part;
}

std::string flagEntry(const FlagSpec& flag, const std::string& text)
{
    return entry("--" + flag.name + (flag.value.empty() ? "" : " " + flag.value), text);
}

std::string commonHelp()
{
    std::string text = "\nCommon flags\n";
    for (const FlagSpec& flag : commonFlags())
        text += flagEntry(flag, flag.help);
    return text + "\n" + wrapped(exitCodes(), 0);
}

std::string notationHelp(const std::string& name)
{
    for (const Notation& notation : notations())
        if (notation.name == name) {
            std::string text = "\n" + name + " is one of\n";
            for (const auto& [form, help] : notation.forms)
                text += entry(form, help);
            return text;
        }
    return {};
}

std::string defaultText(const Parameter& p)
{
    if (p.type == ParameterType::List && p.fallback.empty())
        return {};
    if (p.fallback.is_string())
        return p.fallback.get<std::string>().empty()
                   ? ""
                   : " (default " + p.fallback.get<std::string>() + ")";
    std::string value;
    if (p.type == ParameterType::List) // as it is typed
        for (const Json& item : p.fallback)
            value += (value.empty() ? "" : ",") +
                     (item.is_string() ? item.get<std::string>() : item.dump());
    else
        value = p.fallback.dump();
    return " (default " + value + (p.unit.empty() ? "" : " " + p.unit) + ")";
}

void runHelp(const Arguments& arguments)
{
    if (arguments.positional.size() > 1)
        throw UsageError("name one verb, or none");
    if (arguments.flags.count("markdown")) {
        std::cout << referencePage();
        return;
    }
    if (arguments.positional.empty()) {
        std::cout << programHelp();
        return;
    }
    const std::string& name = arguments.positional[0];
    const Analysis* analysis = findAnalysis(name);
    const Verb* verb = findVerb(name);
    if (!analysis && !verb)
        throw UsageError("there is no verb \"" + name + "\"");
    std::cout << (analysis ? analysisHelp(*analysis) : verbHelp(*verb));
}

} // namespace

std::string parameterText(const Parameter& p)
{
    const auto plain = [](double v) {
        return (v == std::floor(v) && std::abs(v) < 1e15 ? Json(std::int64_t(v)) : Json(v)).dump();
    };
    std::string text = p.help;
    if (!p.choices.empty()) {
        text += "; one of ";
        for (std::size_t i = 0; i < p.choices.size(); ++i)
            text += (i ? ", " : "") + p.choices[i];
    }
    if (p.low && p.high)
        text += "; " + plain(*p.low) + " to " + plain(*p.high);
    return text + defaultText(p);
}

std::string presetText(const Preset& preset)
{
    std::string flags;
    for (const auto& [role, spec] : preset.inputs)
        flags += " --" + role + " " + spec;
    for (const auto& [name, value] : preset.parameters.items()) {
        std::string text = value.is_string() ? value.get<std::string>() : "";
        if (value.is_array()) // as it is typed
            for (const Json& item : value)
                text += (text.empty() ? "" : ",") + item.dump();
        flags += " --" + name + " " + (text.empty() ? value.dump() : text);
    }
    return preset.help + ":" + flags;
}

std::string exitCodes()
{
    return "Exit codes: 0 done, 1 the input or the machine is at fault (one message says what, "
           "where, why and what to do), 2 wrong usage, 130 cancelled.";
}

std::string programHelp()
{
    std::string text =
        "Leafscope " LEAFSCOPE_VERSION ": a microscope for the geometry of neural networks\n\n"
        "usage: leafscope [FILE...]            open the window, with these files or a session\n"
        "       leafscope VERB ... [--help]\n\n";
    const auto verbs = builtinVerbs();
    text += entry(verbs[0]->name, verbs[0]->summary); // info comes first, as in a person's work
    for (const Analysis* analysis : allAnalyses())
        text += entry(analysis->name, analysis->summary);
    for (const Verb* verb : verbs.subspan(1))
        text += entry(verb->name, verb->summary);
    text += "\n`leafscope VERB --help` explains each verb with its flags and defaults.\n";
    for (const Notation& notation : notations())
        text += notationHelp(notation.name);
    return text + commonHelp();
}

std::string analysisHelp(const Analysis& analysis)
{
    std::string usage = "usage: leafscope " + analysis.name;
    std::string inputs;
    std::string shown;
    std::string explained;
    for (const InputSpec& input : analysis.inputs) {
        const std::string upper = placeholderOf(input);
        const std::string flag = input.positional ? upper : "--" + input.role + " " + upper;
        addUsage(usage, input.required ? flag : "[" + flag + "]");
        inputs += entry(flag, input.help);
        if (const std::string notation = notationHelp(upper);
            explained.find(notation) == std::string::npos)
            explained += notation; // once, however many inputs are written so
    }
    for (const FlagSpec& flag : flagsOf(analysis)) {
        const auto p = std::find_if(analysis.parameters.begin(), analysis.parameters.end(),
                                    [&](const Parameter& q) { return q.name == flag.name; });
        const bool input = std::any_of(analysis.inputs.begin(), analysis.inputs.end(),
                                       [&](const InputSpec& i) { return i.role == flag.name; });
        if (!input)
            shown +=
                flagEntry(flag, p != analysis.parameters.end() ? parameterText(*p) : flag.help);
    }
    std::string presets;
    for (const Preset& preset : analysis.presets)
        presets += entry(preset.name, presetText(preset));
    addUsage(usage, "[flags]");
    return usage + "\n\n" + wrapped(analysis.summary, 0) + "\nInputs\n" + inputs +
           (shown.empty() ? "" : "\nFlags\n" + shown) +
           (presets.empty() ? "" : "\nPresets\n" + presets) + "\nResult\n  " +
           wrapped(analysis.outputHelp, 2) + explained + commonHelp();
}

std::string verbHelp(const Verb& verb)
{
    std::string text = "usage: leafscope " + verb.name + " " + verb.usage + "\n\n" +
                       wrapped(verb.summary + " " + verb.about, 0);
    if (!verb.flags.empty())
        text += "\nFlags\n";
    for (const FlagSpec& flag : verb.flags)
        text += flagEntry(flag, flag.help);
    return text + commonHelp();
}

const Verb& helpVerb()
{
    static const Verb verb{"help",
                           "[VERB] [--markdown]",
                           "Prints this text, that of a verb, or the reference page.",
                           "",
                           {{"markdown", {}, "the guide's reference of all verbs, as Markdown"}},
                           runHelp};
    return verb;
}

} // namespace leafscope::cli
