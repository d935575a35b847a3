// SPDX-License-Identifier: MIT
// What an analysis is. One entry in the registry feeds the verb, the dialog, the recipe and the
// documentation.
//
// A room adds `const Analysis& xyzAnalysis()` in its analysis.cpp and one line in
// core/session/CMakeLists.txt.
#pragma once

#include "core/base/progress.hpp"
#include "core/session/recipe.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace leafscope {

enum class ParameterType { Integer, Real, Text, Choice, Flag, List };

struct Parameter {
    std::string name;  ///< command-line flag and JSON key: "fraction"
    std::string title; ///< label in the dialog: "Fraction of ratios kept"
    ParameterType type = ParameterType::Real;
    Json fallback;              ///< the default
    std::optional<double> low;  ///< inclusive
    std::optional<double> high; ///< inclusive
    std::vector<std::string> choices;
    std::string unit;
    std::string help;
    std::string needs = {}; ///< role of an optional input without which this has no effect
};

/// Series: all checkpoints of a folder, or a single network. Runs: models to compare, see
/// modelRuns(). Trainings: see
/// trainings(). Result: what another analysis made (InputSpec::resultOf).
enum class InputKind { Data, Model, Series, Runs, Trainings, Embedding, File, Result };

struct InputSpec {
    std::string role; ///< command-line flag and recipe key: "model"
    InputKind kind = InputKind::File;
    bool required = true;
    bool positional = false; ///< given without its flag
    std::string help;
    std::string resultOf = {}; ///< the analysis (Result)
};

/// Inputs and parameters that belong together, taken with one word.
struct Preset {
    std::string name;                               ///< `--preset NAME`
    std::string title;                              ///< in the dialog
    std::string help;                               ///< what it is for, what it costs
    std::map<std::string, std::string> inputs = {}; ///< role -> spec
    Json parameters = Json::object();               ///< where they differ from the defaults
};

enum class OutputKind { Artifact, Folder };

/// An input made ready: what the user wrote, its identity, and the file if it is one.
struct ReadyInput {
    std::string spec;
    std::string hash;
    std::filesystem::path file;
};

struct Request {
    std::map<std::string, ReadyInput> inputs;
    Json parameters; ///< complete and checked against the entry
    std::uint64_t seed = 1;

    bool has(const std::string& role) const { return inputs.count(role) > 0; }
    const ReadyInput& input(const std::string& role) const { return inputs.at(role); }
};

struct Analysis {
    std::string name;    ///< verb
    std::string title;   ///< menu text
    std::string summary; ///< one sentence
    int revision = 1;
    std::vector<InputSpec> inputs;
    std::vector<Parameter> parameters;
    std::vector<Preset> presets = {}; ///< choices a person can start from; recipes know none
    /// Data sets that complete parameters name, by role: inputs of the recipe beside `inputs`, so
    /// that their content belongs to its identity. Empty: none.
    std::function<std::map<std::string, std::string>(const Json& parameters)> namedData = {};
    OutputKind output = OutputKind::Artifact;
    std::string outputHelp; ///< what the file holds
    bool seeded = false;
    /// Folder: run goes on in a folder where the same recipe was interrupted.
    bool resumable = false;
    /// Writes its arrays to the HDF5 file `out` (Artifact; make it with Hdf5File::create) or into
    /// the folder `out` (Folder; exists), and returns the result's numbers. Runs on any thread;
    /// polls progress.
    std::function<Json(const Request&, const std::filesystem::path& out, const Progress&)> run;
};

/// All analyses, in the order of their room in core/session/CMakeLists.txt.
std::span<const Analysis* const> allAnalyses();
/// nullptr if there is none.
const Analysis* findAnalysis(const std::string& name);

/// The parameters of `given` with every default filled in. Throws Error(InvalidInput) naming the
/// parameter, its range and what was given, for unknown names, wrong types and values out of range.
Json completeParameters(const Analysis& analysis, const Json& given);

/// The preset of that name. Throws Error(InvalidInput) that lists those there are.
const Preset& presetOf(const Analysis& analysis, const std::string& name);

/// What is given, over what the preset says: a given parameter or input wins.
Json withPreset(const Preset& preset, const Json& given);
std::map<std::string, std::string> withPreset(const Preset& preset,
                                              std::map<std::string, std::string> given);

} // namespace leafscope
