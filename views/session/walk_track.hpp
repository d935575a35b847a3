// SPDX-License-Identifier: MIT
// A walk on a data leaf as the window shows it, while it is taken and afterwards.
#pragma once

#include "core/leaf/walk.hpp"
#include "core/leaf/walk_file.hpp"
#include "core/session/recipe.hpp"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace leafscope {

/// Immutable; copies share the places.
struct WalkTrack {
    int id = 0;      ///< of this walk among those of the program's run
    Json parameters; ///< complete, of `leaf walk`
    std::uint64_t seed = 1;
    QString model; ///< the network's file
    QString name;  ///< what the model is called: "epoch 12"; "" for the only one
    std::vector<std::shared_ptr<const WalkStep>> places;
    std::shared_ptr<const LeafChart> chart; ///< of the start; null before the first place
    std::shared_ptr<const VectorD> target;  ///< null without one
    WalkFacts facts;
    Json numbers = Json::object(); ///< the summary so far; "trust" when it was checked
    std::optional<Recipe> recipe;  ///< how it is made again; known when its inputs were read
    bool isRunning = true;
    QString error;

    QString kind() const
    {
        return QString::fromStdString(parameters.value("kind", std::string("leaf")));
    }
    double length() const { return places.empty() ? 0 : places.back()->length; }
};

using WalkTracks = std::vector<std::shared_ptr<const WalkTrack>>;

} // namespace leafscope
