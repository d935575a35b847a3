// SPDX-License-Identifier: MIT
// What files are and what would be done with them, before anything is opened.
#pragma once

#include "app/work/workbench.hpp"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace leafscope {

struct Recognised {
    QString spec;
    QString what;                ///< "IDX images", "TorchScript model"
    QString details;             ///< "60,000 x 28 x 28, uint8, with labels", or ""
    std::optional<Opened> as;    ///< nothing if it cannot be opened, or is part of another file
    std::vector<Opened> choices; ///< as what else it could be opened, `as` among them
    QString partOf;              ///< spec of the file it belongs to (labels to their images)
    QString problem;             ///< text of an Error: why it cannot be opened

    QString name() const; ///< the file's name
    /// "IDX images, 60,000 x 28 x 28, uint8, with labels".
    QString summary() const;
};

/// Looks at headers only, except for embeddings of other programs, which are read once for their
/// identity. Never throws. Runs on any thread.
Recognised recognise(const QString& spec);
/// All of them, with labels given to the images or points they belong to. Throws Cancelled.
std::vector<Recognised> recogniseAll(const QStringList& specs, const Progress& progress);

/// True if nothing needs to be asked: all can be opened, at most one of each kind, and what opens
/// replaces nothing of the rest.
bool isClearCut(const std::vector<Recognised>& all);

} // namespace leafscope
