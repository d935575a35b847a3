// SPDX-License-Identifier: MIT
// What a person prefers: kept in QSettings at once, and applied at once.
#pragma once

#include <QString>

namespace leafscope {

enum class Look { Light, Dark, System };

struct Preferences {
    Look look = Look::System;
    int textPercent = 100; ///< 75..200
    bool reducedMotion = false;
    int threads = 0;          ///< for computing; 0: all cores
    int autosaveSeconds = 1;  ///< at most this long after a change it is on disk; 1..60
    int cacheGigabytes = 0;   ///< what results may take; the longest unused go first; 0: no limit
    QString cacheFolder = {}; ///< for results; "": the usual place

    bool operator==(const Preferences&) const = default;
};

Preferences loadPreferences();
void savePreferences(const Preferences& preferences);

/// Makes them take effect in the whole program. Needs the application object.
void applyPreferences(const Preferences& preferences);

/// The part that the command line shares: where results are kept. Needs no application object.
void applyStoredFolders();

/// True if the environment decides where results are kept, whatever the preferences say.
bool isCacheFolderForced();

} // namespace leafscope
