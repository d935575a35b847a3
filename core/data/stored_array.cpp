// SPDX-License-Identifier: MIT
#include "core/data/stored_array.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/data/mapped_file.hpp"
#include "core/data/shapes.hpp"
#include "core/data/zip_stream.hpp"

#include <algorithm>
#include <bit>
#include <fstream>

namespace leafscope {

namespace {

constexpr std::uint64_t kBlock = 1 << 18;       ///< values per step
constexpr std::uint64_t kMapFrom = 64ull << 20; ///< bytes; smaller arrays are read at once

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

/// The array's bytes from front to back.
class Source {
public:
    explicit Source(const StoredArray& array)
    {
        if (array.member) {
            m_member.emplace(array.file, *array.member);
            m_member->skip(array.offset);
        } else {
            m_file.open(array.file, std::ios::binary);
            m_file.seekg(std::streamoff(array.offset));
        }
    }
    void read(std::vector<unsigned char>& bytes, std::uint64_t count, const StoredArray& array)
    {
        if (m_member)
            m_member->read(bytes.data(), count);
        else if (!m_file.read(reinterpret_cast<char*>(bytes.data()), std::streamsize(count)))
            throw Error(ErrorKind::Io, "cannot be read to its end", array.where(),
                        "the file changed while it was read, or the disk fails", "try again");
    }

private:
    std::ifstream m_file;
    std::optional<ZipStream> m_member;
};

/// One axis, or none, is laid out the same way in both orders.
bool isScattered(const StoredArray& array)
{
    return array.fortranOrder && array.shape.size() > 1;
}

/// The values in place in the mapped file; nothing where they are small or need conversion.
template <class T>
std::optional<ValueArray<T>> mapped(const StoredArray& array, Element native)
{
    const std::uint64_t bytes = array.count * sizeof(T);
    const bool swapped = array.encoding.bigEndian != (std::endian::native == std::endian::big);
    if (bytes < kMapFrom || array.encoding.element != native || (swapped && sizeof(T) > 1) ||
        isScattered(array) || (array.member && array.member->method != 0))
        return std::nullopt;
    std::uint64_t offset = array.offset;
    if (array.member)
        offset += ZipStream(array.file, *array.member).offset();
    const auto file = MappedFile::open(array.file);
    const std::span<const std::byte> all = file->bytes();
    if (offset % sizeof(T) != 0 || offset > all.size() || bytes > all.size() - offset)
        return std::nullopt;
    const auto* first = reinterpret_cast<const T*>(all.data() + offset);
    return ValueArray<T>(file, std::span(first, array.count));
}

template <class T>
SampleValues values(const StoredArray& array, Element native, const Progress& progress)
{
    if (auto inPlace = mapped<T>(array, native))
        return std::move(*inPlace);
    requireMemory(array.count * sizeof(T), array.where());
    std::vector<T> read(array.count);
    readStored(array, read.data(), progress);
    return ValueArray<T>(std::move(read));
}

} // namespace

std::string StoredArray::describe() const
{
    return shapeText(shape) + ", " + nameOf(encoding.element);
}

std::string StoredArray::where() const
{
    return file.string() + (name.empty() ? "" : ":" + name);
}

template <class T>
void readStored(const StoredArray& array, T* out, const Progress& progress)
{
    Source in(array);
    const std::size_t width = bytesOf(array.encoding.element);
    const bool scatter = isScattered(array);
    const std::uint64_t block = std::min(kBlock, array.count);
    std::vector<unsigned char> bytes(block * width);
    std::vector<T> decoded(scatter ? block : 0);
    FortranCursor cursor(array.shape);
    for (std::uint64_t done = 0; done < array.count;) {
        const std::uint64_t now = std::min(block, array.count - done);
        in.read(bytes, now * width, array);
        decode(bytes.data(), now, array.encoding, scatter ? decoded.data() : out + done,
               array.where());
        for (std::uint64_t i = 0; scatter && i < now; ++i, cursor.advance())
            out[cursor.place()] = decoded[i];
        done += now;
        progress.report(double(done) / double(array.count));
    }
}

StoredArray sliceOf(const StoredArray& array, std::int64_t i)
{
    EXPECTS(!isScattered(array) && !array.shape.empty() && i >= 0 && i < array.shape[0],
            array.describe() + ", entry " + std::to_string(i));
    StoredArray slice = array;
    slice.count /= std::uint64_t(array.shape[0]);
    slice.offset += std::uint64_t(i) * slice.count * bytesOf(array.encoding.element);
    slice.shape.erase(slice.shape.begin());
    return slice;
}

SampleValues sampleValuesOf(const StoredArray& array, const Progress& progress)
{
    switch (storageOf(array.encoding.element)) {
    case Storage::Bytes:
        return values<std::uint8_t>(array, Element::UInt8, progress);
    case Storage::Float32:
        return values<float>(array, Element::Float32, progress);
    default:
        return values<double>(array, Element::Float64, progress);
    }
}

template void readStored(const StoredArray&, std::uint8_t*, const Progress&);
template void readStored(const StoredArray&, float*, const Progress&);
template void readStored(const StoredArray&, double*, const Progress&);
template void readStored(const StoredArray&, std::int64_t*, const Progress&);

} // namespace leafscope
