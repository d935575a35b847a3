// SPDX-License-Identifier: MIT
// The sample sessions that come with the program.
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace leafscope {

struct Sample {
    QString folder;
    QString title;
    QString about;
};

/// Folders where samples are looked for: beside the program, above it as in a build folder, and in
/// its share folder.
QStringList sampleFolders();

/// The sessions *.leafscope in the first of `folders` that has any, by name. Reads their
/// session.json: not for the window's thread. One that cannot be read is left out.
std::vector<Sample> findSamples(const QStringList& folders = sampleFolders());

} // namespace leafscope
