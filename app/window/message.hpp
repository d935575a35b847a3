// SPDX-License-Identifier: MIT
// An error's text taken apart again, so that the window can show its headline first and offer the
// lines of Python to copy.
#pragma once

#include <QString>

namespace leafscope {

struct Message {
    QString where = {};    ///< the file, if the text begins with one
    QString headline = {}; ///< what happened
    QString cause = {};
    QString remedy = {}; ///< without the code
    QString code = {}; ///< lines of Python that mend it, without indentation; "" if there are none

    /// Cause and remedy as a person reads them, "" if there are none.
    QString details() const;
};

/// Takes the text of an Error (core/base/error.hpp) apart; other texts give their first line as
/// headline and the rest as remedy.
Message parseMessage(const QString& text);

} // namespace leafscope
