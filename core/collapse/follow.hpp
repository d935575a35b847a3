// SPDX-License-Identifier: MIT
// Goes along with a training that is running, here or in another program.
#pragma once

#include "core/collapse/measure_training.hpp"

#include <functional>
#include <memory>
#include <string>

namespace leafscope {

/// Measures the checkpoints in `folder` as they appear and hands over the run so far after each,
/// on the calling thread. `data`: what is trained on; "": what the folder's recipe says. Waits for
/// the folder, its recipe and its first checkpoint. Returns when the training is finished (its
/// training.csv is there) and everything was measured; otherwise only a cancel ends it. Throws what
/// TrainingCollapse throws.
void followTraining(const std::string& folder, const std::string& data,
                    const TrainingOptions& options,
                    const std::function<void(std::shared_ptr<const CollapseRun>)>& seen,
                    const Progress& progress);

} // namespace leafscope
