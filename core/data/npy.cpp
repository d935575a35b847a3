// SPDX-License-Identifier: MIT
// Values of .npy files, streamed in and out.
#include "core/data/npy.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/data/shapes.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <type_traits>

namespace leafscope {

namespace {

constexpr std::uint64_t kBlock = 1 << 18; ///< values per step

/// Walks an array in Fortran order (first axis fastest) and tells each value's row-major place.
class FortranCursor {
public:
    explicit FortranCursor(const std::vector<std::int64_t>& shape)
        : m_shape(shape)
        , m_stride(shape.size(), 1)
        , m_at(shape.size(), 0)
    {
        for (std::size_t axis = shape.size(); axis-- > 1;)
            m_stride[axis - 1] = m_stride[axis] * shape[axis];
    }
    std::int64_t place() const { return m_place; }
    void advance()
    {
        for (std::size_t axis = 0; axis < m_shape.size(); ++axis) {
            m_place += m_stride[axis];
            if (++m_at[axis] < m_shape[axis])
                return;
            m_place -= m_stride[axis] * m_shape[axis];
            m_at[axis] = 0;
        }
    }

private:
    const std::vector<std::int64_t>& m_shape;
    std::vector<std::int64_t> m_stride;
    std::vector<std::int64_t> m_at;
    std::int64_t m_place = 0;
};

template <class T>
std::vector<T> readAll(const std::filesystem::path& file, const NpyHeader& header,
                       const Progress& progress)
{
    requireMemory(header.count * sizeof(T), file.string());
    std::vector<T> values(header.count);
    readNpyValues(file, header, values.data(), progress);
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

template <class T>
void readNpyValues(const std::filesystem::path& file, const NpyHeader& header, T* out,
                   const Progress& progress)
{
    std::ifstream in(file, std::ios::binary);
    in.seekg(std::streamoff(header.offset));
    const std::size_t width = bytesOf(header.encoding.element);
    // One axis, or none, is laid out the same way in both orders.
    const bool scatter = header.fortranOrder && header.shape.size() > 1;
    const std::uint64_t block = std::min(kBlock, header.count);
    std::vector<unsigned char> bytes(block * width);
    std::vector<T> values(scatter ? block : 0);
    FortranCursor cursor(header.shape);
    for (std::uint64_t done = 0; done < header.count;) {
        const std::uint64_t now = std::min(block, header.count - done);
        if (!in.read(reinterpret_cast<char*>(bytes.data()), std::streamsize(now * width)))
            throw Error(ErrorKind::Io, "cannot be read to its end", file.string(),
                        "the file changed while it was read, or the disk fails", "try again");
        decode(bytes.data(), now, header.encoding, scatter ? values.data() : out + done,
               file.string());
        for (std::uint64_t i = 0; scatter && i < now; ++i, cursor.advance())
            out[cursor.place()] = values[i];
        done += now;
        progress.report(double(done) / double(header.count));
    }
}

NpyArray readNpy(const std::filesystem::path& file, const Progress& progress)
{
    const NpyHeader header = readNpyHeader(file);
    NpyArray array;
    array.shape = header.shape;
    switch (storageOf(header.encoding.element)) {
    case Storage::Bytes:
        array.values = readAll<std::uint8_t>(file, header, progress);
        break;
    case Storage::Float32:
        array.values = readAll<float>(file, header, progress);
        break;
    case Storage::Float64:
        if (header.encoding.element == Element::Float64)
            array.values = readAll<double>(file, header, progress);
        else
            array.values = readAll<std::int64_t>(file, header, progress);
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
    template void readNpyValues<T>(const std::filesystem::path&, const NpyHeader&, T*,             \
                                   const Progress&);
LEAFSCOPE_INSTANTIATE(std::uint8_t)
LEAFSCOPE_INSTANTIATE(float)
LEAFSCOPE_INSTANTIATE(double)
LEAFSCOPE_INSTANTIATE(std::int64_t)
#undef LEAFSCOPE_INSTANTIATE

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
