// SPDX-License-Identifier: MIT
// The one exception type of the project, and the contract check that throws it.
#pragma once

#include <exception>
#include <string>

namespace leafscope {

enum class ErrorKind { InvalidInput, Io, Format, Numeric, OutOfMemory, Unsupported, Internal };

/// A failure told to a person: what happened, where (file, layer, row), the likely cause, the remedy.
/// Libraries' own exceptions are converted to this in the one file that calls the library.
class Error : public std::exception {
public:
    Error(ErrorKind kind, std::string happened, std::string where = {}, std::string cause = {},
          std::string remedy = {});

    ErrorKind kind() const { return m_kind; }
    const std::string& happened() const { return m_happened; }
    const std::string& where() const { return m_where; }
    const std::string& cause() const { return m_cause; }
    const std::string& remedy() const { return m_remedy; }

    /// All four parts as one message; parts that are not known are left out.
    const char* what() const noexcept override { return m_message.c_str(); }

private:
    ErrorKind m_kind;
    std::string m_happened;
    std::string m_where;
    std::string m_cause;
    std::string m_remedy;
    std::string m_message;
};

/// Thrown when a person asked a computation to stop; never an error.
class Cancelled : public std::exception {
public:
    const char* what() const noexcept override { return "cancelled"; }
};

namespace detail {
[[noreturn]] void contractBroken(const char* expression, const char* file, int line,
                                 const std::string& values);
}

} // namespace leafscope

/// Checks a contract inside our own code, also in release builds. VALUES is a std::string that says
/// what was found, for example "rows=3, labels=4".
#define EXPECTS(CONDITION, VALUES)                                                                 \
    do {                                                                                           \
        if (!(CONDITION))                                                                          \
            ::leafscope::detail::contractBroken(#CONDITION, __FILE__, __LINE__, (VALUES));         \
    } while (false)
