// SPDX-License-Identifier: MIT
// An array of numbers that lies in a file: an .npy file, a member of an .npz archive, a tensor of a
// safetensors file. One way to read them all.
#pragma once

#include "core/base/progress.hpp"
#include "core/data/dataset.hpp"
#include "core/data/decode.hpp"
#include "core/data/zip_directory.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

struct StoredArray {
    std::string name; ///< inside its file; empty for an .npy file
    std::filesystem::path file;
    Encoding encoding;
    bool fortranOrder = false;
    std::vector<std::int64_t> shape; ///< empty for a single number
    std::uint64_t count = 0;         ///< prod(shape)
    std::uint64_t offset = 0;        ///< of the first value, in the file or in the unpacked member
    std::optional<ZipMember> member; ///< of an archive

    /// "2000 x 10, float32"
    std::string describe() const;
    /// "FILE" or "FILE:NAME"
    std::string where() const;
};

/// A file of several arrays.
struct ArrayFile {
    std::vector<StoredArray> arrays;
    std::vector<std::string> unusable; ///< "NAME: holds Python objects, ...", told and left out
};

/// All values, row-major whatever the order in the file, converted to T (see decode) into
/// out[0 .. count). Streams through a small buffer; cancellable. Throws Error: Io, Format.
template <class T>
void readStored(const StoredArray& array, T* out, const Progress& progress = {});

/// Entry i of the first axis as an array of its own. Not for Fortran order.
StoredArray sliceOf(const StoredArray& array, std::int64_t i);

/// All values as a data set holds them. Large arrays of a type that needs no conversion are mapped
/// instead of read (see MappedFile), so that they need no memory; the others are checked against
/// the machine's memory first.
SampleValues sampleValuesOf(const StoredArray& array, const Progress& progress = {});

} // namespace leafscope
