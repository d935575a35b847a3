// SPDX-License-Identifier: MIT
// What the analyses of this room share: their parameters, and which layer they are of.
#pragma once

#include "core/embedding/embedding.hpp"
#include "core/nnk/graph.hpp"
#include "core/session/analysis.hpp"

#include <string>
#include <vector>

namespace leafscope {

/// "k", with this default.
Parameter nnkCountParameter(int fallback = 50);
/// "k" as a list of numbers.
Parameter nnkCountsParameter();
/// "kernel", "bandwidth", "normalize", "mode", "threshold".
std::vector<Parameter> nnkKernelParameters();
/// "layer", a name; "" for nnkLayer()'s default.
Parameter nnkLayerParameter();

/// The options that complete parameters name. Throws Error(InvalidInput) for a bandwidth that is
/// neither a rule nor a number above 0.
NnkOptions nnkOptionsOf(const Json& parameters);

/// The layer of this name; for "" the last hidden one, that is, what the last linear map reads, or
/// the last layer of arrays. Throws Error(InvalidInput) for a name that is not there.
const LayerHeader& nnkLayer(const EmbeddingHeader& embedding, const std::string& name);

/// The numbers of a list parameter, which come as numbers from a recipe and as text from the
/// command line: ascending, each once. Those above `most` are left out with a warning. Throws
/// Error(InvalidInput) for what is no number from 1 to 1000, and if none is left.
std::vector<Index> nnkCountsOf(const Json& list, Index most, const std::string& where,
                               std::vector<std::string>& warnings);

/// Throws Error(InvalidInput) unless 1 <= k <= most, naming the count of samples.
void requireCandidates(Index k, Index most, const std::string& where);

/// The convention of every result of this room, in one sentence.
std::string nnkConvention(const NnkOptions& options);

} // namespace leafscope
