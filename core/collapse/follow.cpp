// SPDX-License-Identifier: MIT
#include "core/collapse/follow.hpp"

#include "core/base/error.hpp"
#include "core/session/folder.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <thread>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

constexpr auto kPause = std::chrono::milliseconds(150);

bool isThere(const fs::path& file)
{
    std::error_code ignored;
    return fs::is_regular_file(file, ignored);
}

void rest(const Progress& progress, const std::string& waitingFor)
{
    progress.span(0, 1, "waiting for " + waitingFor).checkpoint();
    std::this_thread::sleep_for(kPause);
}

/// The training as soon as it has a checkpoint.
Training begun(const std::string& folder, const std::string& data, const Progress& progress)
{
    while (true) {
        std::error_code ignored;
        if (fs::is_directory(folder, ignored) &&
            (!data.empty() || isThere(fs::path(folder) / kRecipeFile)) &&
            !seriesFrames(InputKind::Model, folder).empty())
            return trainings(folder).front();
        rest(progress, "the first checkpoint");
    }
}

} // namespace

void followTraining(const std::string& folder, const std::string& data,
                    const TrainingOptions& options,
                    const std::function<void(std::shared_ptr<const CollapseRun>)>& seen,
                    const Progress& progress)
{
    const Training training = begun(folder, data, progress);
    const TrainingData opened = openTrainingData(training, data, {}, progress.span(0, 0, "data"));
    TrainingCollapse collapse(training.name, training.trainedOn, opened, options);
    std::optional<int> last;
    while (true) {
        // Looked at before the checkpoints: what is written after it is seen next time.
        const bool isFinished = isThere(fs::path(folder) / "training.csv");
        for (const SeriesFrame& frame : seriesFrames(InputKind::Model, folder)) {
            if (last && frame.epoch <= *last)
                continue;
            collapse.add(frame,
                         progress.span(0, 0, "measuring epoch " + std::to_string(frame.epoch)));
            last = frame.epoch;
            seen(collapse.run());
        }
        if (isFinished)
            return;
        rest(progress, "the epoch after " + std::to_string(last.value_or(0)));
    }
}

} // namespace leafscope
