// SPDX-License-Identifier: MIT
#include "app/cli/arguments.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/session/folder.hpp"
#include "core/session/series.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

namespace leafscope::cli {

namespace {

/// Edit distance, for "did you mean".
std::size_t distance(const std::string& a, const std::string& b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t(0));
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

const FlagSpec* find(std::span<const FlagSpec> known, const std::string& name)
{
    const auto same = [&](const FlagSpec& f) { return f.name == name; };
    if (const auto own = std::find_if(known.begin(), known.end(), same); own != known.end())
        return &*own;
    const auto common = commonFlags();
    const auto shared = std::find_if(common.begin(), common.end(), same);
    return shared == common.end() ? nullptr : &*shared;
}

[[noreturn]] void unknownFlag(std::span<const FlagSpec> known, const std::string& name)
{
    std::string nearest;
    std::size_t best = 3;
    const auto consider = [&](const FlagSpec& f) {
        if (const std::size_t d = distance(f.name, name); d < best) {
            best = d;
            nearest = f.name;
        }
    };
    std::for_each(known.begin(), known.end(), consider);
    std::for_each(commonFlags().begin(), commonFlags().end(), consider);
    throw UsageError("unknown flag --" + name +
                     (nearest.empty() ? std::string() : "; did you mean --" + nearest + "?"));
}

template <class T>
T parseNumber(const std::string& flag, const std::string& text)
{
    T value{};
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size())
        throw UsageError("--" + flag + " wants a number, not \"" + text + "\"");
    return value;
}

void setCommon(CommonOptions& common, const std::string& name, const std::string& value)
{
    if (name == "out") {
        if (value.empty())
            throw UsageError("--out wants a path");
        common.out = value;
    } else if (name == "json") {
        common.json = true;
    } else if (name == "quiet") {
        common.quiet = true;
    } else if (name == "help") {
        common.help = true;
    } else if (name == "threads") {
        common.threads = parseNumber<int>(name, value);
        if (common.threads < 0)
            throw UsageError("--threads wants 0 (all cores) or more");
    } else {
        common.seed = parseNumber<std::uint64_t>(name, value);
    }
}

Json typedValue(const Parameter& p, const std::string& text)
{
    switch (p.type) {
    case ParameterType::Integer:
        return parseNumber<std::int64_t>(p.name, text);
    case ParameterType::Real:
        return parseNumber<double>(p.name, text);
    case ParameterType::Flag:
        return text == "true";
    case ParameterType::Text:
    case ParameterType::Choice:
        return text;
    case ParameterType::List:
        break;
    }
    Json list = Json::array();
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t comma = std::min(text.find(',', begin), text.size());
        if (comma > begin)
            list.push_back(text.substr(begin, comma - begin));
        begin = comma + 1;
    }
    return list;
}

} // namespace

std::span<const FlagSpec> commonFlags()
{
    static const std::vector<FlagSpec> flags{
        {"out", "PATH", "write the result there"},
        {"json", {}, "the result as one JSON object on stdout; everything else goes to stderr"},
        {"seed", "N", "seed of everything random (default 1)"},
        {"threads", "N",
         "threads to compute with; 0 takes all cores (default 0). Results of embed, layout and "
         "dimension do not depend on it"},
        {"quiet", {}, "no progress and no notes"},
        {"help", {}, "this text"}};
    return flags;
}

Arguments parseArguments(std::span<const std::string> words, std::span<const FlagSpec> known)
{
    Arguments result;
    bool onlyPositional = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string word = words[i];
        if (word == "-h")
            word = "--help";
        if (onlyPositional || word.rfind("--", 0) != 0) {
            if (!onlyPositional && word.size() > 1 && word[0] == '-')
                throw UsageError("unknown flag " + word + "; flags start with two dashes");
            result.positional.push_back(word);
            continue;
        }
        if (word == "--") {
            onlyPositional = true;
            continue;
        }
        const std::size_t equals = word.find('=');
        std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
        std::string value = "true";
        const FlagSpec* flag = find(known, name);
        if (!flag && name.rfind("no-", 0) == 0) {
            flag = find(known, name.substr(3));
            if (flag && flag->value.empty()) {
                name = flag->name;
                value = "false";
            }
        }
        if (!flag)
            unknownFlag(known, name);
        if (flag->value.empty() && equals != std::string::npos)
            throw UsageError("--" + name + " takes no value");
        if (!flag->value.empty()) {
            if (equals != std::string::npos)
                value = word.substr(equals + 1);
            else if (i + 1 < words.size())
                value = words[++i];
            else
                throw UsageError("--" + name + " wants a value: --" + name + " " + flag->value);
        }
        const bool common = std::any_of(commonFlags().begin(), commonFlags().end(),
                                        [&](const FlagSpec& f) { return f.name == name; });
        if (common)
            setCommon(result.common, name, value);
        else if (!result.flags.emplace(name, value).second)
            throw UsageError("--" + name + " is given twice");
    }
    return result;
}

std::string placeholderOf(const InputSpec& input)
{
    switch (input.kind) {
    case InputKind::Data:
        return "DATA";
    case InputKind::Model:
    case InputKind::Series:
        return "MODEL";
    case InputKind::Runs:
    case InputKind::Trainings:
        return "RUNS";
    case InputKind::Embedding:
        return "EMB";
    case InputKind::File:
    case InputKind::Result:
        break;
    }
    return "FILE";
}

std::vector<FlagSpec> flagsOf(const Analysis& analysis)
{
    std::vector<FlagSpec> flags;
    for (const InputSpec& input : analysis.inputs)
        if (!input.positional)
            flags.push_back({input.role, placeholderOf(input), input.help});
    for (const Parameter& p : analysis.parameters) {
        static constexpr const char* kPlaceholders[] = {"N", "X", "TEXT", "NAME", "", "A,B,..."};
        flags.push_back({p.name, kPlaceholders[std::size_t(p.type)], p.help});
    }
    if (!analysis.presets.empty())
        flags.push_back({"preset", "NAME",
                         "inputs and parameters that belong together, see below; what is given "
                         "beside it wins"});
    if (const InputSpec* series = seriesInput(analysis))
        flags.push_back({"epochs", "all|0,1,5|0-10",
                         "run once for each of these epochs of the " + series->role +
                             " (a folder of checkpoints or numbered files); each result goes into "
                             "the store, so that a run which was killed goes on where it stopped, "
                             "and with --out FOLDER also to FOLDER/epoch_NNN.h5"});
    return flags;
}

namespace {

/// The preset that is asked for, nullptr if none is.
const Preset* presetIn(const Analysis& analysis, const Arguments& arguments)
{
    const auto given = arguments.flags.find("preset");
    if (analysis.presets.empty() || given == arguments.flags.end())
        return nullptr; // a flag of that name may be a parameter
    try {
        return &presetOf(analysis, given->second);
    } catch (const Error& error) {
        throw UsageError(error.happened() + "; " + error.cause());
    }
}

} // namespace

Json parametersFrom(const Analysis& analysis, const Arguments& arguments)
{
    Json parameters = Json::object();
    for (const Parameter& p : analysis.parameters)
        if (const auto given = arguments.flags.find(p.name); given != arguments.flags.end())
            parameters[p.name] = typedValue(p, given->second);
    if (const Preset* preset = presetIn(analysis, arguments))
        parameters = withPreset(*preset, parameters);
    try {
        completeParameters(analysis, parameters);
    } catch (const Error& error) {
        throw UsageError(error.happened());
    }
    return parameters;
}

namespace {

/// The folder of `model`, or the first folder in it, that says how it was made; "" if none does.
std::filesystem::path recipeFileNear(const std::filesystem::path& model)
{
    std::error_code ignored;
    if (!std::filesystem::is_directory(model, ignored)) // a checkpoint
        return model.parent_path() / kRecipeFile;
    if (std::filesystem::is_regular_file(model / kRecipeFile, ignored))
        return model / kRecipeFile;
    std::set<std::filesystem::path> inside; // trainings side by side
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(model, failed), end; !failed && entry != end;
         entry.increment(failed))
        if (std::filesystem::is_regular_file(entry->path() / kRecipeFile, ignored))
            inside.insert(entry->path() / kRecipeFile);
    return inside.empty() ? std::filesystem::path() : *inside.begin();
}

/// The data that a network was trained on, where they are not named: its folder says so.
std::string dataOfModel(const Analysis& analysis, const InputSpec& input,
                        const std::map<std::string, std::string>& inputs)
{
    for (const InputSpec& other : analysis.inputs)
        if (other.kind == InputKind::Trainings) // each has its own
            return {};
    const auto model = inputs.find("model");
    if (input.kind != InputKind::Data || model == inputs.end())
        return {};
    std::error_code ignored;
    const std::filesystem::path file = recipeFileNear(model->second);
    if (!std::filesystem::is_regular_file(file, ignored))
        return {};
    const Json json = Json::parse(readTextFile(file), nullptr, false);
    if (!json.is_object())
        return {};
    const Recipe recipe = Recipe::fromJson(json);
    const auto data = recipe.inputs.find("data");
    return data == recipe.inputs.end() ? std::string() : data->second.spec;
}

} // namespace

std::map<std::string, std::string> inputsFrom(const Analysis& analysis, const Arguments& arguments)
{
    std::map<std::string, std::string> inputs;
    const Preset* const preset = presetIn(analysis, arguments);
    std::size_t next = 0;
    for (const InputSpec& input : analysis.inputs) {
        if (input.positional) {
            if (next < arguments.positional.size())
                inputs[input.role] = arguments.positional[next++];
            else if (preset && preset->inputs.count(input.role))
                inputs[input.role] = preset->inputs.at(input.role);
            else if (input.required)
                throw UsageError("the " + input.role + " is missing: " + input.help);
        } else if (const auto given = arguments.flags.find(input.role);
                   given != arguments.flags.end()) {
            inputs[input.role] = given->second;
        } else if (preset && preset->inputs.count(input.role)) {
            inputs[input.role] = preset->inputs.at(input.role);
        } else if (input.required) {
            throw UsageError("--" + input.role + " is missing: " + input.help);
        } else if (const std::string found = dataOfModel(analysis, input, inputs); !found.empty()) {
            inputs[input.role] = found;
        }
    }
    if (next < arguments.positional.size())
        throw UsageError("unexpected argument \"" + arguments.positional[next] + "\"");
    return inputs;
}

} // namespace leafscope::cli
