// SPDX-License-Identifier: MIT
#include "app/cli/help.hpp"

#include "app/cli/arguments.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

namespace leafscope::cli {

namespace {

constexpr std::size_t kWidth = 96;
constexpr std::size_t kIndent = 26;

constexpr std::string_view kCommon = R"(
Common flags
  --out PATH              write the result there
  --json                  the result as one JSON object on stdout; everything else goes to stderr
  --seed N                seed of everything random (default 1)
  --threads N             threads to compute with; 0 takes all cores (default 0). Results of
                          embed, layout and dimension do not depend on it
  --quiet                 no progress and no notes
  --help                  this text

Exit codes: 0 done, 1 the input or the machine is at fault (one message says what, where, why and
what to do), 2 wrong usage, 130 cancelled.
)";

constexpr std::string_view kData = R"(
DATA is one of
  fashion-mnist           the 60,000 training images that Debian's dataset-fashion-mnist installs;
                          fashion-mnist:test for the 10,000 test images
  images-idx3-ubyte[.gz]  IDX images; the labels beside them are paired by name and count
  file.npy                NumPy array, rows are samples
  file.h5[:/path]         HDF5 array, rows are samples
  DIR[:test], batch.bin   CIFAR-10 or CIFAR-100 binary batches
  file.csv, file.tsv      numbers, one row per sample; a column label, class or target holds labels;
                          metadata.tsv beside vectors.tsv is read as the Embedding Projector does
  synthetic:NAME?n=2000&seed=1   sphere (d), torus (d), swissroll, gaussian (d)
)";

/// A flag and its wrapped explanation.
std::string wrapped(const std::string& text, std::size_t indent)
{
    std::string out;
    std::size_t column = indent;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (column + word.size() > kWidth) {
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

const std::vector<std::pair<std::string, std::string>>& builtins()
{
    static const std::vector<std::pair<std::string, std::string>> verbs{
        {"info", R"(usage: leafscope info FILE... [--input CxHxW] [--json]

Says what each file is, by its content. For a model: its layers with type, output shape and
relative depth after one trial forward, its parameters, or the cure if it cannot be used.

  --input SHAPE           shape of one sample for the trial forward, for example 3x224x224;
                          by default the stored one, else common shapes are tried
)"},
        {"render",
         R"(usage: leafscope render SESSION|RECIPE|RESULT --out PICTURE [--view V] [--size WxH]

Draws a picture of a session folder, a recipe, or a result file, as the window would show it.
Needs a display; without one it starts a virtual one by itself (package xvfb).

  --view NAME             embedding or curve (default: what the input is about)
  --size WxH              in pixels (default 1200x800)
  --layer NAME            the layer to show (default: the one stored, else the last)
  --theme NAME            light or dark (default light)
  --select I,J,...        samples to mark as selected
  --state JSON            a view's own state (camera, colours), as "Copy as command" writes it
  --out PICTURE           .png (carries the recipe), .svg (curve) or .csv (the numbers shown)
)"},
        {"session", R"(usage: leafscope session RESULT... --out NAME.leafscope [--title TEXT]

Makes a session folder that the window opens: the results of layout and dimension, and where their
model and data are (relative, if they lie inside the folder, so that it can be moved).

  --title TEXT            shown in the window's title
  --about TEXT            one sentence about it
  --layer NAME            the layer to show first
)"},
        {"run", R"(usage: leafscope run RECIPE [--out PATH] [--json]

Executes a recipe, as copied out of the window or stored in an export: any analysis, or a picture.
Inner recipes are executed first; what is already in the store is taken from there.
)"}};
    return verbs;
}

} // namespace

std::string programHelp()
{
    std::string text =
        "Leafscope " LEAFSCOPE_VERSION ": a microscope for the geometry of neural networks\n\n"
        "usage: leafscope [FILE...]            open the window, with these files or a session\n"
        "       leafscope VERB ... [--help]\n\n";
    text += entry("info FILE...",
                  "Says what each file is; for a model its layers, shapes and parameters.");
    for (const Analysis* analysis : allAnalyses())
        text += entry(analysis->name, analysis->summary);
    text += entry("render INPUT", "Draws a session, recipe or result without a visible window.");
    text +=
        entry("session RESULT...", "Makes a session folder of results, which the window opens.");
    text += entry("run RECIPE", "Executes any of the above from its recipe.");
    text += "\n`leafscope VERB --help` explains each verb with its flags and defaults.\n";
    return text + std::string(kData) + std::string(kCommon);
}

std::string analysisHelp(const Analysis& analysis)
{
    std::string usage = "usage: leafscope " + analysis.name;
    std::string inputs;
    bool takesData = false;
    for (const InputSpec& input : analysis.inputs) {
        std::string upper = input.kind == InputKind::Data ? "DATA" : "FILE";
        const std::string flag = input.positional ? upper : "--" + input.role + " " + upper;
        usage += input.required ? " " + flag : " [" + flag + "]";
        inputs += entry(flag, input.help);
        takesData = takesData || input.kind == InputKind::Data;
    }
    std::string parameters;
    for (const FlagSpec& flag : flagsOf(analysis)) {
        const auto p = std::find_if(analysis.parameters.begin(), analysis.parameters.end(),
                                    [&](const Parameter& q) { return q.name == flag.name; });
        if (p != analysis.parameters.end())
            parameters += entry("--" + flag.name + (flag.value.empty() ? "" : " " + flag.value),
                                parameterText(*p));
    }
    return usage + " [flags]\n\n" + wrapped(analysis.summary, 0) + "\nInputs\n" + inputs +
           (parameters.empty() ? "" : "\nFlags\n" + parameters) + "\nResult\n  " +
           wrapped(analysis.outputHelp, 2) + (takesData ? std::string(kData) : "") +
           std::string(kCommon);
}

std::string builtinHelp(const std::string& verb)
{
    for (const auto& [name, text] : builtins())
        if (name == verb)
            return text + std::string(kCommon);
    return {};
}

} // namespace leafscope::cli
