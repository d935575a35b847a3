// SPDX-License-Identifier: MIT
// NumPy's .npy files: one array of numbers with its shape and type.
//
// Source: the format as NumPy documents it (numpy.lib.format), versions 1 to 3. Any byte order, C
// and Fortran order. Object arrays are pickles, which can run code when loaded, and are refused.
#pragma once

#include "core/base/progress.hpp"
#include "core/data/stored_array.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace leafscope {

/// What an .npy file holds, already checked against its size. Throws Error: Io; Format for a wrong
/// magic, a damaged header, or a size that is not the file's; Unsupported for objects, records,
/// text and complex numbers. Takes at most 1 MiB of memory.
StoredArray readNpyHeader(const std::filesystem::path& file);

/// The same for an .npy file of `size` bytes inside another file: `read` fills a buffer with the
/// next bytes from its front on. `file` and `name` say in errors where it is.
using ReadBytes = std::function<void(void* out, std::uint64_t bytes, const std::string& what)>;
StoredArray parseNpyHeader(const ReadBytes& read, std::uint64_t size,
                           const std::filesystem::path& file, const std::string& name);

/// Row-major values. uint8 stays uint8; bool, int8, float16 and float32 become float; float64 is
/// double; all other integers become int64.
struct NpyArray {
    std::vector<std::int64_t> shape;
    std::variant<std::vector<std::uint8_t>, std::vector<float>, std::vector<double>,
                 std::vector<std::int64_t>>
        values;
};

/// The whole array; memory is checked against the machine first.
NpyArray readNpy(const std::filesystem::path& file, const Progress& progress = {});

/// Writes prod(shape) values, row-major, little-endian, as float32, float64, uint8, int32 or int64.
/// The file is whole or absent. Throws Error(Io).
template <class T>
void writeNpy(const std::filesystem::path& file, const std::vector<std::int64_t>& shape,
              const T* values);

} // namespace leafscope
