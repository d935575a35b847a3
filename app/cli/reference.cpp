// SPDX-License-Identifier: MIT
// The guide's reference page as Markdown, and the notations it shares with the help.
#include "app/cli/help.hpp"
#include "core/data/generators.hpp"

#include <sstream>

namespace leafscope::cli {

namespace {

/// Text inside a table cell or a paragraph.
std::string escaped(const std::string& text)
{
    std::string safe;
    for (const char c : text) {
        if (c == '|' || c == '<' || c == '*' || c == '_')
            safe += '\\';
        safe += c;
    }
    return safe;
}

std::string code(const std::string& text)
{
    std::string safe;
    for (const char c : text) // a bar ends a table's cell even inside code
        safe += c == '|' ? std::string("\\|") : std::string(1, c);
    return "`" + safe + "`";
}

std::string row(const std::string& left, const std::string& right)
{
    return "| " + code(left) + " | " + escaped(right) + " |\n";
}

std::string tableOf(const std::string& left, const std::string& rows)
{
    return rows.empty() ? "" : "\n| " + left + " | |\n|---|---|\n" + rows;
}

std::string flagText(const FlagSpec& flag)
{
    return "--" + flag.name + (flag.value.empty() ? "" : " " + flag.value);
}

std::string sectionOf(const Analysis& analysis)
{
    std::string usage = "leafscope " + analysis.name;
    std::string inputs;
    for (const InputSpec& input : analysis.inputs) {
        const std::string upper = placeholderOf(input);
        const std::string flag = input.positional ? upper : "--" + input.role + " " + upper;
        usage += input.required ? " " + flag : " [" + flag + "]";
        inputs += row(flag, input.help + (input.required ? "" : " (optional)"));
    }
    std::string flags;
    for (const FlagSpec& flag : flagsOf(analysis)) {
        bool input = false;
        for (const InputSpec& i : analysis.inputs)
            input = input || i.role == flag.name;
        std::string text = flag.help;
        for (const Parameter& p : analysis.parameters)
            if (p.name == flag.name)
                text = parameterText(p);
        if (!input)
            flags += row(flagText(flag), text);
    }
    std::string presets;
    for (const Preset& preset : analysis.presets)
        presets += row(preset.name, presetText(preset));
    return "\n## " + analysis.name + "\n\n" + escaped(analysis.summary) + " In the window: *" +
           escaped(analysis.title) + "*.\n\n```\n" + usage + " [flags]\n```\n" +
           tableOf("Input", inputs) + tableOf("Flag", flags) + tableOf("Preset", presets) + "\n" +
           (analysis.output == OutputKind::Folder ? "The folder holds: " : "The file holds: ") +
           escaped(analysis.outputHelp) + ".\n";
}

std::string sectionOf(const Verb& verb)
{
    std::string flags;
    for (const FlagSpec& flag : verb.flags)
        flags += row(flagText(flag), flag.help);
    return "\n## " + verb.name + "\n\n" + escaped(verb.summary) +
           (verb.about.empty() ? "" : " " + escaped(verb.about)) + "\n\n```\nleafscope " +
           verb.name + " " + verb.usage + "\n```\n" + tableOf("Flag", flags);
}

/// "sphere (d=10), spirals (arms=2, turns=1.5, height=1)"
std::string generatorNames()
{
    std::string text;
    for (const GeneratorInfo& info : allGenerators()) {
        std::string own;
        for (const GeneratorParameter& parameter : info.parameters) {
            std::ostringstream value;
            value << parameter.fallback;
            own += (own.empty() ? "" : ", ") + parameter.name + "=" + value.str();
        }
        text += (text.empty() ? "" : ", ") + info.name + (own.empty() ? "" : " (" + own + ")");
    }
    return text;
}

} // namespace

const std::vector<Notation>& notations()
{
    static const std::vector<Notation> all{
        {"DATA",
         {{"fashion-mnist",
           "the 60,000 training images that Debian's dataset-fashion-mnist installs; "
           "fashion-mnist:test for the 10,000 test images"},
          {"images-idx3-ubyte[.gz]",
           "IDX images; the labels beside them are paired by name and count"},
          {"file.npy", "NumPy array, rows are samples; NAME-labels.npy beside it"},
          {"file.npz[:array]", "an array of an archive; labels beside it in the archive"},
          {"file.h5[:/path]",
           "HDF5 array, or the one in a group, rows are samples; labels beside it"},
          {"file.h5ad", "AnnData: X, dense or sparse; a categorical column of obs holds labels"},
          {"file.safetensors[:name]", "a tensor as a table"},
          {"DIR[:test]",
           "folder of images, one subfolder per class, perhaps below train, val and test"},
          {"DIR[:test], batch.bin", "CIFAR-10 or CIFAR-100 binary batches"},
          {"file.csv, file.tsv",
           "numbers, one row per sample; a column label, class or target holds labels; "
           "metadata.tsv beside vectors.tsv is read as the Embedding Projector does"},
          {"...?classes=0-2,5&per_class=500",
           "any of these that has labels: the classes listed, numbered anew from 0, and the first "
           "samples of each in the order of the file; either may be left out. The held-out set of "
           "such a choice has the same classes and all their samples"},
          {"synthetic:NAME?n=2000&seed=1&noise=0", "generated points: " + generatorNames()}}},
        {"MODEL",
         {{"file.pt", "TorchScript"},
          {"DIR", "numbered checkpoints, such as train writes; the last one, or with --epochs "
                  "several"}}},
        {"RUNS",
         {{"DIR", "numbered checkpoints, such as train writes, or embeddings, such as embed "
                  "--epochs writes: every epoch is a model"},
          {"DIR",
           "one entry per model: a folder of checkpoints or of numbered embeddings (the last "
           "one counts), or an embedding"}}},
        {"EMB",
         {{"file.h5", "a result of embed, or HDF5 arrays of the user, rows are samples"},
          {"file.h5[:/group]",
           "the arrays of /embeddings, or of the group; /epochs/K/LAYER for a series"},
          {"file.npy, file.csv", "one layer, rows are samples"},
          {"file.npz, file.safetensors, DIR of .npy files", "one layer per array"},
          {"DIR", "one file or folder per epoch, such as embed --epochs writes; the last one, or "
                  "with --epochs several"}}}};
    return all;
}

std::string referencePage()
{
    std::string page =
        "# Reference\n\nWhat every verb takes and gives. This page is printed by `leafscope help "
        "--markdown`; the same entries make\nthe dialogs of the window and `leafscope VERB "
        "--help`.\n";
    const auto verbs = builtinVerbs();
    page += sectionOf(*verbs[0]);
    for (const Analysis* analysis : allAnalyses())
        page += sectionOf(*analysis);
    for (const Verb* verb : verbs.subspan(1))
        page += sectionOf(*verb);
    for (const Notation& notation : notations()) {
        std::string rows;
        for (const auto& [form, help] : notation.forms)
            rows += row(form, help);
        page += "\n## " + notation.name + "\n\n`" + notation.name + "` is one of\n" +
                tableOf("Form", rows);
    }
    std::string common;
    for (const FlagSpec& flag : commonFlags())
        common += row(flagText(flag), flag.help);
    return page + "\n## Common flags\n" + tableOf("Flag", common) + "\n" + escaped(exitCodes()) +
           "\n";
}

} // namespace leafscope::cli
