// SPDX-License-Identifier: MIT
// What every analysis that runs a network on samples takes.
#pragma once

#include "core/model/network.hpp"
#include "core/session/analysis.hpp"

namespace leafscope {

InputSpec modelInput();
/// "limit": samples that stratifiedSample() takes.
Parameter limitParameter(std::int64_t fallback);
/// "precision": float32 or float64.
Parameter precisionParameter();
Precision precisionOf(const Json& parameters);
/// "normalize", as chooseSteps() takes it.
Parameter normalizeParameter();
/// Loads the network of the request's input "model".
Network loadModel(const Request& request);

} // namespace leafscope
