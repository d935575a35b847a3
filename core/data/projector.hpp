// SPDX-License-Identifier: MIT
// Files for the Embedding Projector: vectors.tsv, a row of numbers per sample, and metadata.tsv, a
// row of texts per sample. table.hpp reads them.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

struct MetadataColumn {
    std::string name;
    std::vector<std::string> cells; ///< one per sample
};

/// Writes both files, each whole or absent. Numbers have the fewest digits that give the same value
/// again. As the Projector wants it, a single column of metadata has no header and several have
/// one; without columns there is no metadata file. Tabs and line breaks in cells become blanks, for
/// the Projector knows no quotes, and an empty cell a dash, for it drops empty lines. Throws
/// Error(Io); cancellable.
void writeProjectorPair(const std::filesystem::path& vectors, const std::filesystem::path& metadata,
                        const Points& points, const std::vector<MetadataColumn>& columns,
                        const Progress& progress = {});

} // namespace leafscope
