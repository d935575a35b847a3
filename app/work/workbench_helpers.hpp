// SPDX-License-Identifier: MIT
// Small helpers that the workbench's files share.
#pragma once

#include "core/base/error.hpp"
#include "core/session/analysis.hpp"

#include <QFileInfo>
#include <QString>

namespace leafscope {

/// The last part of a path that exists; anything else as it is.
inline QString shortName(const QString& spec)
{
    return QFileInfo::exists(spec) ? QFileInfo(spec).fileName() : spec;
}

inline const Analysis& analysisNamed(const char* name)
{
    const Analysis* analysis = findAnalysis(name);
    EXPECTS(analysis != nullptr, name);
    return *analysis;
}

} // namespace leafscope
