// SPDX-License-Identifier: MIT
// Trainings that collapse, by name.
#pragma once

#include "core/session/analysis.hpp"

namespace leafscope {

/// The presets of `train`: small networks that reach neural collapse in seconds, measured on this
/// program, and the schedule of the paper (Papyan, Han, Donoho, PNAS 117 (2020) 24652).
std::vector<Preset> trainPresets();

} // namespace leafscope
