// SPDX-License-Identifier: MIT
// What of the walks is shown: which is the current one, and where on them one stands.
#pragma once

#include "views/session/walk_track.hpp"

#include <QColor>
#include <QImage>
#include <QString>
#include <QStringList>

#include <string>
#include <vector>

namespace leafscope {

enum class WalkColour { Prediction, Confidence, Alignment };

QString nameOf(WalkColour colour); ///< "prediction", ...
std::optional<WalkColour> walkColourOf(const QString& name);
QString titleOf(WalkColour colour);

struct WalkShow {
    WalkTracks walks;
    int current = 0;  ///< index in walks; -1 without one
    double share = 1; ///< of every walk's length: one scrubber for all
    WalkColour colour = WalkColour::Prediction;

    const WalkTrack* track() const; ///< the current one; null without one
    /// The place at `share` of the walk's length; -1 while it has none.
    static int placeAt(const WalkTrack& walk, double share);
    int place(const WalkTrack& walk) const { return placeAt(walk, share); }
    /// The place of the current walk; null without one.
    const WalkStep* step() const;
};

/// The role of a walk's recipe in that of a picture, in the order of the walks: "walk007".
std::string walkRole(std::size_t index);

/// Share of the walk's length at a place.
double shareOf(const WalkTrack& walk, int place);

QColor colourOf(const WalkTrack& walk, const WalkStep& place, WalkColour by);
/// "Trouser", or "class 3".
QString classNameOf(const WalkTrack& walk, Index c);
/// "Leaf", "Kernel", "Straight", "Eigen 2", ...
QString kindTitle(const WalkTrack& walk);
/// "#12 to #840", "#12".
QString courseTitle(const WalkTrack& walk);
/// An input of the walk as an image in its own resolution; null if it is none.
QImage walkImage(const WalkTrack& walk, const VectorD& x);

} // namespace leafscope
