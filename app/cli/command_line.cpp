// SPDX-License-Identifier: MIT
#include "app/cli/command_line.hpp"

#include "app/cli/console.hpp"
#include "app/cli/help.hpp"
#include "app/cli/verbs.hpp"
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/session/execute.hpp"

#include <cstdio>
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
    executeAndPrint(makeRecipe(analysis, inputs, parameters, arguments.common.seed),
                    arguments.common);
}

void dispatch(const std::string& verb, std::span<const std::string> words)
{
    const Analysis* analysis = findAnalysis(verb);
    std::vector<FlagSpec> known;
    if (analysis)
        known = flagsOf(*analysis);
    else if (verb == "info")
        known = infoFlags();
    else if (verb == "render")
        known = renderFlags();
    else if (verb == "session")
        known = sessionFlags();
    const Arguments arguments = parseArguments(words, known);
    if (arguments.common.help) {
        std::cout << (analysis ? analysisHelp(*analysis) : builtinHelp(verb));
        return;
    }
    setComputeThreads(arguments.common.threads);
    if (analysis)
        runAnalysis(*analysis, arguments);
    else if (verb == "info")
        runInfo(arguments);
    else if (verb == "render")
        runRender(arguments);
    else if (verb == "session")
        runSession(arguments);
    else
        runRecipe(arguments);
}

} // namespace

bool isCommand(const std::vector<std::string>& words)
{
    if (words.empty())
        return false;
    const std::string& first = words[0];
    return first == "--help" || first == "-h" || first == "--version" || first == "help" ||
           !builtinHelp(first).empty() || findAnalysis(first) ||
           (first.rfind("--", 0) == 0 && first != "--");
}

int runCommand(const std::vector<std::string>& words)
{
    const std::string& verb = words[0];
    try {
        if (verb == "--help" || verb == "-h" || verb == "help") {
            std::cout << programHelp();
        } else if (verb == "--version") {
            std::cout << "Leafscope " LEAFSCOPE_VERSION "\n";
        } else if (verb.rfind("--", 0) == 0) {
            throw UsageError("unknown flag " + verb);
        } else {
            dispatch(verb, std::span(words).subspan(1));
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
