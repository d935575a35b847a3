// SPDX-License-Identifier: MIT
// Command lines, parsed against the registry entry of their verb.
#pragma once

#include "core/session/analysis.hpp"

#include <exception>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace leafscope::cli {

/// Wrong usage: exit code 2 and one line that says what was wrong.
class UsageError : public std::exception {
public:
    explicit UsageError(std::string message)
        : m_message(std::move(message))
    {
    }
    const char* what() const noexcept override { return m_message.c_str(); }

private:
    std::string m_message;
};

/// What every verb understands.
struct CommonOptions {
    std::filesystem::path out; ///< empty: not given
    bool json = false;
    bool quiet = false;
    bool help = false;
    int threads = 0; ///< 0: all cores
    std::uint64_t seed = 1;
};

/// A flag of a verb beside the common ones. Flags without a value hold "true".
struct FlagSpec {
    std::string name;  ///< without the dashes
    std::string value; ///< "N", "PATH"; empty for a switch
    std::string help;
};

/// The flags that every verb understands.
std::span<const FlagSpec> commonFlags();

struct Arguments {
    CommonOptions common;
    std::map<std::string, std::string> flags; ///< name without dashes -> text
    std::vector<std::string> positional;

    /// "" if it was not given.
    std::string flag(const std::string& name) const
    {
        const auto given = flags.find(name);
        return given == flags.end() ? std::string() : given->second;
    }
};

/// Splits a command line into common options, the flags in `known` (a name or --name=value;
/// --no-NAME for switches) and positional arguments. Throws UsageError for what is unknown, with
/// the nearest known flag as a hint.
Arguments parseArguments(std::span<const std::string> words, std::span<const FlagSpec> known);

/// The flags that an analysis' inputs and parameters make, and --epochs where a series can be
/// given.
std::vector<FlagSpec> flagsOf(const Analysis& analysis);

/// "DATA", "MODEL", "EMB", "FILE".
std::string placeholderOf(const InputSpec& input);

/// Flags of the analysis as typed JSON parameters. Throws UsageError if a text is no number or a
/// value is out of its range.
Json parametersFrom(const Analysis& analysis, const Arguments& arguments);

/// role -> what was given, from flags and positional arguments.
std::map<std::string, std::string> inputsFrom(const Analysis& analysis, const Arguments& arguments);

} // namespace leafscope::cli
