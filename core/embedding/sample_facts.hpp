// SPDX-License-Identifier: MIT
// What is known of the rows of an embedding, carried along by every result made from it, so that a
// layout or a dimension profile can be shown without the embedding's large matrices.
#pragma once

#include "core/base/hdf5.hpp"
#include "core/embedding/embedding.hpp"

#include <filesystem>
#include <string>

namespace leafscope {

/// Writes /indices, /labels, /predictions, /confidences (those that are known) and the attributes
/// class_names, sampling, total, embedding_layers and embedding_hash. `group`: where the arrays go
/// ("/samples") in a file whose own arrays have these names.
void writeSampleFacts(Hdf5File& file, const EmbeddingHeader& embedding,
                      const std::string& group = {});

/// Reads them back; `file` of the header is the artifact itself, which holds no matrices. Throws
/// Error(Format).
EmbeddingHeader readSampleFacts(const std::filesystem::path& artifact);

} // namespace leafscope
