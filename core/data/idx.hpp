// SPDX-License-Identifier: MIT
// IDX files, plain or gzip: the format of MNIST and its relatives.
//
// Source: LeCun, Cortes, Burges, "The MNIST database", file format section. Big-endian throughout:
// 0, 0, type, rank, then rank extents of 32 bits, then the values row by row.
#pragma once

#include "core/base/progress.hpp"
#include "core/data/byte_source.hpp"
#include "core/data/dataset.hpp"
#include "core/data/decode.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

struct IdxHeader {
    Encoding encoding;
    std::vector<std::int64_t> shape;
    std::uint64_t count = 0; ///< prod(shape)

    /// "60000 x 28 x 28, uint8"
    std::string describe() const;
};

/// Whether these first four bytes can start an IDX file.
bool looksLikeIdx(const unsigned char* firstFour);

/// Reads the header from the front of the file and checks that the file can hold what it promises.
/// Throws Error(Format).
IdxHeader readIdxHeader(ByteSource& in);

/// Samples and their shape; labels are not looked for here. Throws Error: Format, OutOfMemory, and
/// InvalidInput if the file holds labels (bytes of rank 1).
void readIdxSamples(const std::filesystem::path& file, Dataset& out, const Progress& progress);

/// One whole number per sample. Throws Error(Format) for another rank.
std::vector<std::int64_t> readIdxNumbers(const std::filesystem::path& file);

/// The labels file that belongs to an images file by its name (images -> labels, idx3 -> idx1, with
/// or without .gz), or an empty path if the name says nothing or there is no such file.
std::filesystem::path pairedIdxLabels(const std::filesystem::path& images);

} // namespace leafscope
