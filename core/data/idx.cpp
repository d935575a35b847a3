// SPDX-License-Identifier: MIT
// Reading of IDX files.
#include "core/data/idx.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/data/shapes.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace leafscope {

namespace {

constexpr std::size_t kMostAxes = 32;
constexpr std::size_t kBlock = 1 << 18; ///< values converted per step

std::optional<Element> elementOf(unsigned char code)
{
    switch (code) {
    case 0x08:
        return Element::UInt8;
    case 0x09:
        return Element::Int8;
    case 0x0B:
        return Element::Int16;
    case 0x0C:
        return Element::Int32;
    case 0x0D:
        return Element::Float32;
    case 0x0E:
        return Element::Float64;
    default:
        return std::nullopt;
    }
}

[[noreturn]] void notIdx(const std::string& happened, const std::filesystem::path& file)
{
    throw Error(ErrorKind::Format, happened, file.string(),
                "a damaged file or one of another format", "get or write the file again");
}

template <class T>
std::vector<T> readValues(ByteSource& in, const IdxHeader& header)
{
    requireMemory(header.count * sizeof(T), in.path().string());
    const std::size_t width = bytesOf(header.encoding.element);
    std::vector<T> values(header.count);
    std::vector<unsigned char> bytes(std::min<std::uint64_t>(kBlock, header.count) * width);
    for (std::uint64_t done = 0; done < header.count;) {
        const std::uint64_t now = std::min<std::uint64_t>(kBlock, header.count - done);
        in.read(bytes.data(), now * width, header.describe());
        decode(bytes.data(), now, header.encoding, values.data() + done, in.path().string());
        done += now;
    }
    in.requireEnd();
    return values;
}

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    const std::size_t at = text.rfind(from);
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

} // namespace

std::string IdxHeader::describe() const
{
    return shapeText(shape) + ", " + nameOf(encoding.element);
}

bool looksLikeIdx(const unsigned char* firstFour)
{
    return firstFour[0] == 0 && firstFour[1] == 0 && elementOf(firstFour[2]) && firstFour[3] >= 1 &&
           firstFour[3] <= kMostAxes;
}

IdxHeader readIdxHeader(ByteSource& in)
{
    std::array<unsigned char, 4> start{};
    in.read(start.data(), start.size(), "the start of an IDX file");
    if (!looksLikeIdx(start.data()))
        notIdx("is not an IDX file: it does not start with 0, 0, type, rank", in.path());
    IdxHeader header;
    header.encoding = {*elementOf(start[2]), true};
    for (int axis = 0; axis < start[3]; ++axis) {
        std::array<unsigned char, 4> extent{};
        in.read(extent.data(), extent.size(), "the IDX header");
        header.shape.push_back(std::int64_t(extent[0]) << 24 | extent[1] << 16 | extent[2] << 8 |
                               extent[3]);
    }
    const std::optional<std::uint64_t> count = elementCount(header.shape);
    const std::uint64_t width = bytesOf(header.encoding.element);
    std::uint64_t bytes = 0;
    if (!count || __builtin_mul_overflow(*count, width, &bytes))
        notIdx("claims the impossible shape " + shapeText(header.shape), in.path());
    header.count = *count;
    in.requireRemaining(bytes, header.describe());
    return header;
}

void readIdxSamples(const std::filesystem::path& file, Dataset& out, const Progress& progress)
{
    ByteSource in(file, progress);
    const IdxHeader header = readIdxHeader(in);
    if (header.shape.size() == 1 && header.encoding.element == Element::UInt8)
        throw Error(ErrorKind::InvalidInput,
                    "holds one byte per sample: these are labels, not samples", file.string(),
                    "the labels file was given instead of the images",
                    "give the images file; the labels are found beside it by name");
    out.format = in.compressed() ? "IDX (gzip)" : "IDX";
    out.sampleShape = sampleShapeOf(header.shape);
    switch (storageOf(header.encoding.element)) {
    case Storage::Bytes:
        out.values = readValues<std::uint8_t>(in, header);
        break;
    case Storage::Float32:
        out.values = readValues<float>(in, header);
        break;
    case Storage::Float64:
        out.values = readValues<double>(in, header);
        break;
    }
}

std::vector<std::int64_t> readIdxNumbers(const std::filesystem::path& file)
{
    ByteSource in(file);
    const IdxHeader header = readIdxHeader(in);
    if (header.shape.size() != 1)
        notIdx("holds " + header.describe() + ": labels have one number per sample", file);
    return readValues<std::int64_t>(in, header);
}

std::filesystem::path pairedIdxLabels(const std::filesystem::path& images)
{
    const std::string name = images.filename().string();
    std::string labels = replaced(name, "images", "labels");
    if (labels == name)
        return {};
    labels = replaced(replaced(labels, "idx3", "idx1"), "idx4", "idx1");
    const bool gzip = labels.ends_with(".gz");
    const std::string other = gzip ? labels.substr(0, labels.size() - 3) : labels + ".gz";
    for (const std::string& candidate : {labels, other}) {
        const std::filesystem::path path = images.parent_path() / candidate;
        std::error_code ignored; // a file that may not be looked at is none for us
        if (std::filesystem::is_regular_file(path, ignored))
            return path;
    }
    return {};
}

} // namespace leafscope
