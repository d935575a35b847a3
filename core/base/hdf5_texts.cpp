// SPDX-License-Identifier: MIT
#include "core/base/hdf5_texts.hpp"

#include "core/base/hdf5_handles.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <map>

namespace leafscope {

using namespace hdf5;

namespace {

constexpr std::int64_t kMostTexts = 1'000'000;
constexpr std::size_t kLongestText = 4096; ///< of fixed length

template <class Number>
Number numberAt(const std::string& bytes, std::size_t at)
{
    Number value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

/// Texts of any length lie in heaps of the file. They are taken from there without HDF5, because
/// version 1.10.8 runs off the end of damaged heaps. Format: HDF5 File Format Specification 3.0,
/// III.E and VIII.A.
class TextHeaps {
public:
    explicit TextHeaps(const std::filesystem::path& file)
        : m_file(file)
        , m_in(file, std::ios::binary)
        , m_size(std::filesystem::file_size(file))
    {
    }

    std::string bytes(std::uint64_t at, std::uint64_t count)
    {
        if (at > m_size || count > m_size - at)
            broken(m_file, "an array of texts reaches beyond the file");
        std::string out(count, '\0');
        m_in.seekg(std::streamoff(at));
        m_in.read(out.data(), std::streamsize(count));
        return out;
    }

    std::string text(std::uint64_t heap, std::uint32_t number, std::uint32_t length)
    {
        if (length == 0)
            return {};
        const std::string& all = heapAt(heap);
        for (std::uint64_t at = kHeader; all.size() - at >= kHeader;) {
            const auto index = numberAt<std::uint16_t>(all, at);
            const auto size = numberAt<std::uint64_t>(all, at + 8);
            const std::uint64_t left = all.size() - at - kHeader;
            if (index == 0 || size > left)
                break;
            if (index == number && length <= size)
                return all.substr(at + kHeader, length);
            at = std::min<std::uint64_t>(all.size(), at + kHeader + (size + 7) / 8 * 8);
        }
        broken(m_file, "a text is not where the file says it is");
    }

private:
    static constexpr std::uint64_t kHeader = 16; ///< of the heap, and of each of its objects

    const std::string& heapAt(std::uint64_t at)
    {
        const auto known = m_heaps.find(at);
        if (known != m_heaps.end())
            return known->second;
        const std::string header = bytes(at, kHeader);
        const auto size = numberAt<std::uint64_t>(header, 8);
        if (header.compare(0, 5, std::string("GCOL\1", 5)) != 0 || size < kHeader)
            broken(m_file, "there is no heap of texts where the file says it is");
        m_held += size;
        if (size > m_size || m_held > m_size) // heaps do not overlap
            broken(m_file, "its heaps of texts claim more than the file holds");
        return m_heaps[at] = bytes(at, size);
    }

    const std::filesystem::path& m_file;
    std::ifstream m_in;
    std::uint64_t m_size;
    std::map<std::uint64_t, std::string> m_heaps;
    std::uint64_t m_held = 0; ///< bytes in m_heaps
};

/// A contiguous array holds a length (4 bytes), the address of a heap (8) and a number (4) per
/// text.
std::vector<std::string> readVariable(const std::filesystem::path& file, hid_t array,
                                      std::size_t count)
{
    constexpr std::size_t kReference = 16;
    const haddr_t at = H5Dget_offset(array);
    if (at == HADDR_UNDEF)
        broken(file, "an array of texts is stored in chunks, which is not read");
    TextHeaps heaps(file);
    const std::string references = heaps.bytes(at, count * kReference);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i)
        texts.push_back(heaps.text(numberAt<std::uint64_t>(references, i * kReference + 4),
                                   numberAt<std::uint32_t>(references, i * kReference + 12),
                                   numberAt<std::uint32_t>(references, i * kReference)));
    return texts;
}

std::vector<std::string> readFixed(const std::filesystem::path& file, hid_t array, hid_t type,
                                   std::size_t count)
{
    const std::size_t length = H5Tget_size(type);
    std::string bytes(length > kLongestText ? 0 : count * length, '\0');
    if (length == 0 || length > kLongestText ||
        H5Dread(array, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()) < 0)
        broken(file, "an array of texts cannot be read");
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string text = bytes.substr(i * length, length);
        texts.push_back(text.substr(0, text.find('\0')));
    }
    return texts;
}

} // namespace

std::vector<std::string> readHdf5Texts(const std::filesystem::path& path, const std::string& name)
{
    const Lock lock;
    const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    const Handle array(file.valid() ? H5Dopen2(file, name.c_str(), H5P_DEFAULT) : -1, H5Dclose);
    if (!array.valid())
        broken(path, "there is no array " + name);
    const Handle type(H5Dget_type(array), H5Tclose);
    const std::vector<std::int64_t> shape = shapeOf(array);
    if (H5Tget_class(type) != H5T_STRING || shape.size() != 1 || shape[0] > kMostTexts)
        broken(path, name + " is no list of texts");
    const auto count = std::size_t(shape[0]);
    return H5Tis_variable_str(type) > 0 ? readVariable(path, array, count)
                                        : readFixed(path, array, type, count);
}

} // namespace leafscope
