// SPDX-License-Identifier: MIT
// Bytes of small files, built by hand so that tests do not rest on the code they test.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace leafscope::test {

void writeBytes(const std::filesystem::path& file, const std::string& bytes);
std::string readBytes(const std::filesystem::path& file);

/// gzip of the bytes, by zlib.
std::string gzipped(const std::string& bytes);

/// An IDX file: type code, extents, payload as given.
std::string idxBytes(unsigned char type, const std::vector<std::uint32_t>& extents,
                     const std::string& payload);
/// n grey images of h x w bytes; pixel p of image i is (7 i + p) mod 256.
std::string idxImages(std::uint32_t n, std::uint32_t h, std::uint32_t w);
/// Labels 0, 1, ... modulo `classes`.
std::string idxLabels(std::uint32_t n, std::uint32_t classes);

/// An .npy file of version 1 with this dictionary.
std::string npyBytes(const std::string& dictionary, const std::string& payload);
/// The memory of values as a string.
template <class T>
std::string bytesOfValues(const std::vector<T>& values)
{
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

/// A safetensors file with this header.
std::string safetensorsBytes(const std::string& json, const std::string& payload);

/// A zip archive of stored (not compressed) members with these names, each with a few bytes.
std::string zipBytes(const std::vector<std::string>& members, bool zip64 = false);

} // namespace leafscope::test
