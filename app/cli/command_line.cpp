// SPDX-License-Identifier: MIT
#include "app/cli/command_line.hpp"

#include "app/cli/console.hpp"
#include "app/cli/help.hpp"
#include "app/cli/verbs.hpp"
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/session/execute.hpp"
#include "core/session/series.hpp"

#include <algorithm>
#include <csignal>
#include <iostream>
#include <new>

namespace leafscope::cli {

namespace {

void runAnalysis(const Analysis& analysis, const Arguments& arguments)
{
    const auto inputs = inputsFrom(analysis, arguments);
    const Json parameters = parametersFrom(analysis, arguments);
    if (analysis.output == OutputKind::Folder && arguments.common.out.empty())
        throw UsageError("--out FOLDER is missing");
    const auto epochs = arguments.flags.find("epochs");
    if (seriesInput(analysis) && epochs != arguments.flags.end())
        executeSeries(analysis, inputs, parameters, epochs->second, arguments.common);
    else
        executeAndPrint(makeRecipe(analysis, inputs, parameters, arguments.common.seed),
                        arguments.common);
}

void dispatch(const std::string& name, std::span<const std::string> words)
{
    const Analysis* analysis = findAnalysis(name);
    const Verb* verb = findVerb(name);
    if (!analysis && !verb)
        throw UsageError("there is no verb \"" + name + "\"");
    const Arguments arguments = parseArguments(words, analysis ? flagsOf(*analysis) : verb->flags);
    if (arguments.common.help) {
        std::cout << (analysis ? analysisHelp(*analysis) : verbHelp(*verb));
        return;
    }
    setComputeThreads(arguments.common.threads);
    if (analysis)
        runAnalysis(*analysis, arguments);
    else
        verb->run(arguments);
}

/// "leaf" of "leaf walk".
bool isGroup(const std::string& word)
{
    const auto analyses = allAnalyses();
    return std::any_of(analyses.begin(), analyses.end(), [&](const Analysis* analysis) {
        return analysis->name.starts_with(word + " ");
    });
}

/// How many of the words name the verb.
std::size_t verbWords(const std::vector<std::string>& words)
{
    return words.size() > 1 && isGroup(words[0]) && findAnalysis(words[0] + " " + words[1]) ? 2 : 1;
}

[[noreturn]] void refuseGroup(const std::string& word)
{
    std::string known;
    for (const Analysis* analysis : allAnalyses())
        if (analysis->name.starts_with(word + " "))
            known += (known.empty() ? "" : ", ") + analysis->name;
    throw UsageError("say which: " + known);
}

} // namespace

bool isCommand(const std::vector<std::string>& words)
{
    if (words.empty())
        return false;
    const std::string& first = words[0];
    return first == "-h" || findVerb(first) || findAnalysis(first) || isGroup(first) ||
           (first.rfind("--", 0) == 0 && first != "--");
}

int runCommand(const std::vector<std::string>& words)
{
    const std::size_t named = verbWords(words);
    const std::string verb = named == 2 ? words[0] + " " + words[1] : words[0];
    // A file that grows over a limit is then an error with a message, not a death.
    std::signal(SIGXFSZ, SIG_IGN);
    try {
        if (verb == "--help" || verb == "-h") {
            std::cout << programHelp();
        } else if (verb == "--version") {
            std::cout << "Leafscope " LEAFSCOPE_VERSION "\n";
        } else if (verb.rfind("--", 0) == 0) {
            throw UsageError("unknown flag " + verb);
        } else {
            if (isGroup(verb) && !findVerb(verb) && !findAnalysis(verb))
                refuseGroup(verb);
            dispatch(verb, std::span(words).subspan(named));
        }
        std::cout.flush();
        return std::cout ? 0 : 1;
    } catch (const UsageError& e) {
        std::cerr << "leafscope: " << e.what() << "\n  `leafscope "
                  << (verb.rfind("--", 0) == 0 ? "" : verb + " ")
                  << "--help` lists what it takes\n";
        return 2;
    } catch (const Cancelled&) {
        std::cerr << "cancelled; nothing unfinished was kept\n";
        return 130;
    } catch (const std::bad_alloc&) {
        std::cerr
            << "leafscope: error: out of memory\n  what to do: take fewer samples with --limit "
               "or fewer layers with --layers\n";
    } catch (const std::exception& e) {
        std::cerr << "leafscope: error: " << e.what() << "\n";
    }
    return 1;
}

void executeAndPrint(const Recipe& recipe, const CommonOptions& common)
{
    const Progress progress;
    Artifact artifact;
    {
        const ProgressLine line(progress, common.quiet);
        artifact = execute(recipe, ArtifactStore(), progress, common.out);
    }
    if (!common.quiet) {
        std::cerr << (artifact.reused ? "taken from the store: " : "written: ")
                  << artifact.file.string() << "\n";
    }
    std::cout << (common.json ? artifact.result.dump(2) + "\n" : asText(artifact.result));
}

} // namespace leafscope::cli
