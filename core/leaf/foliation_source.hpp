// SPDX-License-Identifier: MIT
// The classifier whose foliation is computed: a network on its data, or an exact fixture.
#pragma once

#include "core/data/dataset.hpp"
#include "core/leaf/foliation.hpp"
#include "core/leaf/network_map.hpp"

#include <memory>
#include <optional>
#include <string>

namespace leafscope {

/// What the person named; as the recipe of a foliation keeps it.
struct FoliationSource {
    std::string preset; ///< "none" or the name of a fixture
    std::string model;  ///< what Network::load takes; "" with a preset
    std::string data;   ///< what openDataset takes; "" with a preset alone
    std::string normalize = "auto";
};

/// Made ready. Not thread-safe: it belongs to one worker.
struct FoliationSubject {
    std::shared_ptr<LogitMap> map;
    NetworkMap* network = nullptr; ///< the map, if it is one
    std::optional<Dataset> data;
    std::string text;  ///< "ReLU network 3-16-16-3", "preset spheres"
    std::string about; ///< of a fixture: what to see
    MatrixD samples;   ///< of the data, all of them, in the coordinates of the map
    std::vector<std::string> classNames;
};

/// Throws Error(InvalidInput): neither a model nor a preset, or both; a model without data; inputs
/// that are neither 2 nor 3; an unknown preset; and what loading throws.
FoliationSubject openSubject(const FoliationSource& source, const Progress& progress = {});

/// The inputs of the ReLU layers, if all of them can be seen (checked on `probes`, m x n) and there
/// are not too many; else nothing.
PreActivations preActivationsOf(NetworkMap& network, const MatrixD& probes);

} // namespace leafscope
