// SPDX-License-Identifier: MIT
// NumPy's .npy files: one array of numbers with its shape and type.
//
// Source: the format as NumPy documents it (numpy.lib.format), versions 1 to 3. Any byte order, C
// and Fortran order. Object arrays are pickles, which can run code when loaded, and are refused.
#pragma once

#include "core/base/progress.hpp"
#include "core/data/decode.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace leafscope {

/// What the first bytes tell, already checked against the size of the file.
struct NpyHeader {
    std::string dtype; ///< as written: "<f4"
    Encoding encoding;
    bool fortranOrder = false;
    std::vector<std::int64_t> shape; ///< empty for a single number
    std::uint64_t count = 0;         ///< prod(shape)
    std::uint64_t offset = 0;        ///< of the first value in the file

    /// "2000 x 10, float32"
    std::string describe() const;
};

/// Row-major values. uint8 stays uint8; bool, int8, float16 and float32 become float; float64 is
/// double; all other integers become int64.
struct NpyArray {
    std::vector<std::int64_t> shape;
    std::variant<std::vector<std::uint8_t>, std::vector<float>, std::vector<double>,
                 std::vector<std::int64_t>>
        values;
};

/// Throws Error: Io; Format for a wrong magic, a damaged header, or a size that is not the file's;
/// Unsupported for objects, records, text and complex numbers. Takes at most 1 MiB of memory.
NpyHeader readNpyHeader(const std::filesystem::path& file);

/// Reads all values, row-major whatever the order in the file, converted to T (see decode) into
/// out[0 .. header.count). Streams through a small buffer; cancellable.
template <class T>
void readNpyValues(const std::filesystem::path& file, const NpyHeader& header, T* out,
                   const Progress& progress = {});

/// The whole array; memory is checked against the machine first.
NpyArray readNpy(const std::filesystem::path& file, const Progress& progress = {});

/// Writes prod(shape) values, row-major, little-endian, as float32, float64, uint8, int32 or int64.
/// The file is whole or absent. Throws Error(Io).
template <class T>
void writeNpy(const std::filesystem::path& file, const std::vector<std::int64_t>& shape,
              const T* values);

} // namespace leafscope
