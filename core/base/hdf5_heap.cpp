// SPDX-License-Identifier: MIT
#include "core/base/hdf5_heap.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace leafscope::hdf5 {

namespace {

constexpr std::uint64_t kHeader = 16; // of the heap, and of each of its objects
constexpr std::uint64_t kSmallest = 4096;
constexpr std::uint64_t kLargest = std::uint64_t(1) << 30;

/// Sizes of a heap's objects by their numbers.
using Heap = std::map<std::uint32_t, std::uint64_t>;

template <class Number>
Number numberAt(const char* bytes)
{
    Number value = 0;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

/// Objects follow each other; number 0 is the free space and the last. Nothing if they do not fit.
std::optional<Heap> objectsOf(std::string_view bytes)
{
    Heap heap;
    for (std::uint64_t at = kHeader; bytes.size() - at >= kHeader;) {
        const auto index = numberAt<std::uint16_t>(bytes.data() + at);
        const auto size = numberAt<std::uint64_t>(bytes.data() + at + 8);
        const std::uint64_t left = bytes.size() - at;
        if (index == 0)
            return size >= kHeader && size <= left ? std::optional(heap) : std::nullopt;
        if (size > left - kHeader)
            return std::nullopt;
        heap[index] = size;
        at += kHeader + (size + 7) / 8 * 8;
        if (at > bytes.size())
            return std::nullopt;
    }
    return heap;
}

/// A file looked at piece by piece; pieces overlap so that nothing is cut.
class Scan {
public:
    explicit Scan(const std::filesystem::path& file)
        : m_in(file, std::ios::binary)
    {
        std::error_code ignored;
        m_size = std::filesystem::file_size(file, ignored);
    }

    /// Calls see(bytes, offset in the file) until it says false; whether it never did.
    template <class See>
    bool all(See&& see)
    {
        constexpr std::size_t kPiece = 1 << 20;
        std::string piece(std::min<std::uint64_t>(kPiece, m_size) + kHeader, '\0');
        for (std::uint64_t first = 0; first < m_size; first += kPiece) {
            if (!see(read(first, piece), first))
                return false;
        }
        return true;
    }

    /// The heap whose signature is at `at`; an empty one for other data and for what HDF5 refuses
    /// itself, nothing for a heap that cannot be walked.
    std::optional<Heap> heapAt(std::uint64_t at)
    {
        std::string header(kHeader, '\0');
        if (read(at, header).size() < kHeader)
            return Heap();
        const auto size = numberAt<std::uint64_t>(header.data() + 8);
        if (header[4] != 1 || size < kSmallest || size > kLargest || size > m_size - at)
            return Heap();
        std::string bytes(size, '\0');
        read(at, bytes);
        return objectsOf(bytes);
    }

private:
    std::string_view read(std::uint64_t at, std::string& into)
    {
        m_in.clear();
        m_in.seekg(std::streamoff(at));
        m_in.read(into.data(), std::streamsize(into.size()));
        return {into.data(), std::size_t(m_in.gcount())};
    }

    std::ifstream m_in;
    std::uint64_t m_size = 0;
};

/// A reference is a length (4 bytes), the address of a heap (8) and the number of an object (4).
bool referencesAreSound(std::string_view bytes, const std::map<std::uint64_t, Heap>& heaps)
{
    for (std::size_t at = 4; at + 12 <= bytes.size(); ++at) {
        const auto address = numberAt<std::uint64_t>(bytes.data() + at);
        if (address < heaps.begin()->first || address > heaps.rbegin()->first)
            continue;
        const auto length = numberAt<std::uint32_t>(bytes.data() + at - 4);
        const auto heap = heaps.find(address);
        // Without a length it is more likely an integer of that value.
        if (heap == heaps.end() || length == 0 || length > kLargest)
            continue;
        const auto object = heap->second.find(numberAt<std::uint32_t>(bytes.data() + at + 8));
        if (object == heap->second.end() || object->second < length)
            return false;
    }
    return true;
}

} // namespace

bool heapsAreSound(const std::filesystem::path& file)
{
    constexpr std::string_view kSignature = "GCOL";
    Scan scan(file);
    std::map<std::uint64_t, Heap> heaps;
    const bool walkable = scan.all([&](std::string_view bytes, std::uint64_t first) {
        for (std::size_t at = bytes.find(kSignature); at != bytes.npos;
             at = bytes.find(kSignature, at + 1)) {
            const std::optional<Heap> heap = scan.heapAt(first + at);
            if (!heap)
                return false;
            if (!heap->empty())
                heaps[first + at] = *heap;
        }
        return true;
    });
    return walkable && (heaps.empty() || scan.all([&](std::string_view bytes, std::uint64_t) {
               return referencesAreSound(bytes, heaps);
           }));
}

} // namespace leafscope::hdf5
