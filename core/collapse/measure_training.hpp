// SPDX-License-Identifier: MIT
// The collapse of a training, checkpoint by checkpoint: for a finished one, or as its checkpoints
// appear.
#pragma once

#include "core/collapse/class_map.hpp"
#include "core/collapse/measure_epoch.hpp"
#include "core/session/trainings.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

struct TrainingOptions {
    CollapseOptions collapse;
    std::vector<std::string>
        layers;                 ///< empty: what the last linear map reads; {"all"}: every layer
    std::int64_t limit = 0;     ///< samples of data that the training does not name; 0: all
    std::int64_t most = 0;      ///< training samples at most, evenly of each class; 0: all
    std::int64_t testLimit = 0; ///< held-out samples, stratified; 0: all
    Index drawn = 60;           ///< samples of each class in the scene
    std::string normalize = "auto";
    Precision precision = Precision::Float32;
    std::uint64_t seed = 1;
};

/// What a training is measured on.
struct TrainingData {
    Dataset data;
    std::optional<Dataset> heldOut;
};

/// Opens `data` and `heldOut`; where these are "" what the training's record names, and the
/// held-out set that belongs to the data, if there is one that can be opened. Throws
/// Error(InvalidInput) where neither names the data, or they are not the same any more.
TrainingData openTrainingData(const Training& training, const std::string& data,
                              const std::string& heldOut, const Progress& progress);

/// Not thread-safe: it belongs to one worker.
class TrainingCollapse {
public:
    /// The data outlive it. Which samples of the data count: those that the training was on, with
    /// the labels it was given, where its record names these data, else `limit` of them. Throws
    /// Error(InvalidInput) for data without labels or of fewer than two classes.
    TrainingCollapse(std::string name, const std::optional<TrainedOn>& record,
                     const TrainingData& data, TrainingOptions options);

    /// Measures a checkpoint and puts it behind those before. Throws what the network throws;
    /// Error(InvalidInput) if its layers are not those of the first.
    void add(const SeriesFrame& frame, const Progress& progress);
    bool empty() const { return m_run.layers.empty(); }
    /// What has been measured so far; at least one checkpoint.
    std::shared_ptr<const CollapseRun> run() const;

private:
    void chooseSamples(const std::optional<TrainedOn>& record);
    void thin();
    void chooseHeldOut();
    void chooseLayers(const ModelInfo& info, const std::optional<ReadOut>& read);
    void describe();
    void warn(const std::string& text);

    const Dataset& m_data;
    const Dataset* m_heldOut;
    TrainingOptions m_options;
    ClassMap m_map;
    ClassedSamples m_train;
    ClassedSamples m_test;
    std::vector<Index> m_drawn;
    std::vector<Index> m_drawnTest;
    std::vector<FeatureLayer> m_layers;
    std::size_t m_last = std::size_t(-1);
    CollapseRun m_run;
    std::map<std::string, std::vector<int>> m_epochsOf; ///< of each warning about the means
};

} // namespace leafscope
