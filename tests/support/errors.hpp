// SPDX-License-Identifier: MIT
// Looking at the Error that an action throws.
#pragma once

#include "core/base/error.hpp"

#include <QByteArray>

#include <optional>
#include <string>

namespace leafscope::test {

/// The Error that `action` throws, or nothing if it throws none. Anything else passes through.
template <class Action>
std::optional<Error> errorOf(Action action)
{
    try {
        action();
    } catch (const Error& error) {
        return error;
    }
    return std::nullopt;
}

/// Why `error` is not what was expected: of this kind, mentioning `text`, and telling what to do.
/// Empty if all is well, so that a test reads QCOMPARE(flawOf(...), QByteArray()).
inline QByteArray flawOf(const std::optional<Error>& error, ErrorKind kind, const std::string& text)
{
    if (!error)
        return "no error was thrown; expected: " + QByteArray::fromStdString(text);
    const std::string message = error->what();
    if (error->kind() != kind)
        return "another kind of error: " + QByteArray::fromStdString(message);
    if (message.find(text) == std::string::npos)
        return "'" + QByteArray::fromStdString(text) +
               "' is not in: " + QByteArray::fromStdString(message);
    const bool whole = !error->happened().empty() && !error->where().empty() &&
                       !error->cause().empty() && !error->remedy().empty();
    return whole ? QByteArray()
                 : "what, where, cause or remedy is missing: " + QByteArray::fromStdString(message);
}

} // namespace leafscope::test
