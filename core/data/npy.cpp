// SPDX-License-Identifier: MIT
// Values of .npy files, streamed in and out.
#include "core/data/npy.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/data/shapes.hpp"

#include <bit>
#include <cstring>
#include <fstream>
#include <type_traits>

namespace leafscope {

namespace {

template <class T>
std::vector<T> readAll(const StoredArray& stored, const Progress& progress)
{
    requireMemory(stored.count * sizeof(T), stored.where());
    std::vector<T> values(stored.count);
    readStored(stored, values.data(), progress);
    return values;
}

template <class T>
const char* dtypeOf()
{
    if constexpr (std::is_same_v<T, float>)
        return "<f4";
    else if constexpr (std::is_same_v<T, double>)
        return "<f8";
    else if constexpr (std::is_same_v<T, std::uint8_t>)
        return "|u1";
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return "<i4";
    else
        return "<i8";
}

/// Magic, version, length and dictionary, padded so that the values start at a multiple of 64.
std::string headerText(const char* dtype, const std::vector<std::int64_t>& shape)
{
    std::string text = std::string("{'descr': '") + dtype + "', 'fortran_order': False, 'shape': (";
    for (const std::int64_t extent : shape)
        text += std::to_string(extent) + ", ";
    text += "), }";
    while ((10 + text.size() + 1) % 64 != 0)
        text += ' ';
    text += '\n';
    return std::string("\x93NUMPY\x01\x00", 8) + char(text.size() & 255) + char(text.size() >> 8) +
           text;
}

} // namespace

NpyArray readNpy(const std::filesystem::path& file, const Progress& progress)
{
    const StoredArray stored = readNpyHeader(file);
    NpyArray array;
    array.shape = stored.shape;
    switch (storageOf(stored.encoding.element)) {
    case Storage::Bytes:
        array.values = readAll<std::uint8_t>(stored, progress);
        break;
    case Storage::Float32:
        array.values = readAll<float>(stored, progress);
        break;
    case Storage::Float64:
        if (stored.encoding.element == Element::Float64)
            array.values = readAll<double>(stored, progress);
        else
            array.values = readAll<std::int64_t>(stored, progress);
        break;
    }
    return array;
}

template <class T>
void writeNpy(const std::filesystem::path& file, const std::vector<std::int64_t>& shape,
              const T* values)
{
    static_assert(std::endian::native == std::endian::little, "values are written as they are");
    const auto count = elementCount(shape);
    EXPECTS(count.has_value(), "shape " + shapeText(shape));
    PendingFile pending(file);
    std::ofstream out(pending.path(), std::ios::binary);
    const std::string header = headerText(dtypeOf<T>(), shape);
    out.write(header.data(), std::streamsize(header.size()));
    out.write(reinterpret_cast<const char*>(values), std::streamsize(*count * sizeof(T)));
    out.close();
    if (!out)
        throw Error(ErrorKind::Io, "cannot write the file", file.string(),
                    "the disk is full or permission is missing", "write elsewhere with --out");
    pending.commit();
}

#define LEAFSCOPE_INSTANTIATE(T)                                                                   \
    template void writeNpy<T>(const std::filesystem::path&, const std::vector<std::int64_t>&,      \
                              const T*);
LEAFSCOPE_INSTANTIATE(std::uint8_t)
LEAFSCOPE_INSTANTIATE(float)
LEAFSCOPE_INSTANTIATE(double)
LEAFSCOPE_INSTANTIATE(std::int32_t)
LEAFSCOPE_INSTANTIATE(std::int64_t)
#undef LEAFSCOPE_INSTANTIATE

} // namespace leafscope
