// SPDX-License-Identifier: MIT
// Recognition of files by their first bytes.
#include "core/data/sniff.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/data/byte_source.hpp"
#include "core/data/cifar.hpp"
#include "core/data/epoch_names.hpp"
#include "core/data/idx.hpp"
#include "core/data/image_folder.hpp"
#include "core/data/model_cures.hpp"
#include "core/data/model_formats.hpp"
#include "core/data/npy.hpp"
#include "core/data/table.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <fstream>
#include <optional>
#include <string_view>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kStartBytes = 4096;
constexpr std::uint64_t kLargestJson = 16 << 20;

std::string readStart(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::string start(kStartBytes, '\0');
    in.read(start.data(), std::streamsize(start.size()));
    if (in.bad() || (in.fail() && !in.eof()))
        throw Error(ErrorKind::Io, "cannot read the file", file.string(), "permission is missing",
                    "check the path and its permissions");
    start.resize(std::size_t(in.gcount()));
    return start;
}

Sniffed named(FileKind kind, const std::string& title, const std::string& details = {},
              const std::string& remedy = {})
{
    return {kind, false, title, details, remedy};
}

/// A header that does not agree with its file is told in the details, the kind stays known.
Sniffed describeNpy(const fs::path& file)
{
    try {
        return named(FileKind::Npy, "NumPy array", readNpyHeader(file).describe());
    } catch (const Error& error) {
        return named(FileKind::Npy, "NumPy array, unusable", error.happened(), error.remedy());
    }
}

Sniffed describeIdx(const fs::path& file)
{
    Sniffed out = named(FileKind::IdxImages, "IDX images");
    try {
        ByteSource in(file);
        out.gzip = in.compressed();
        std::array<unsigned char, 4> start{};
        in.read(start.data(), start.size(), "the start of an IDX file");
        if (start[3] == 1) {
            out.kind = FileKind::IdxLabels;
            out.title = "IDX labels";
        }
        ByteSource again(file);
        out.details = readIdxHeader(again).describe();
    } catch (const Error& error) {
        out.title += ", unusable";
        out.details = error.happened();
        out.remedy = error.remedy();
    }
    return out;
}

Sniffed describeGzip(const fs::path& file)
{
    Sniffed out = named(FileKind::Unknown, "gzip-compressed file", "its content is not IDX",
                        "unpack it with gunzip and give what comes out");
    try {
        std::array<unsigned char, 4> inside{};
        ByteSource in(file);
        if (in.readUpTo(inside.data(), inside.size()) == 4 && looksLikeIdx(inside.data()))
            return describeIdx(file);
    } catch (const Error& error) {
        out = named(FileKind::Unknown, "gzip-compressed file, damaged", error.happened(),
                    error.remedy());
    }
    out.gzip = true;
    return out;
}

/// Layers as .npy files, or numbered embeddings, perhaps in numbered folders.
bool holdsArrays(const fs::path& folder, bool enter)
{
    std::error_code ignored; // a folder that may not be looked at is just a folder
    for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end;
         entry.increment(ignored)) {
        const std::string name = entry->path().filename().string();
        const bool numbered = epochInName(name).has_value();
        if (entry->is_directory(ignored)) {
            if (enter && numbered && holdsArrays(entry->path(), false))
                return true;
        } else if (name.ends_with(".npy") || (numbered && isArrayName(name))) {
            return true;
        }
    }
    return false;
}

/// By the names inside: the one place where names are all there is.
Sniffed describeFolder(const fs::path& folder)
{
    if (holdsImages(folder))
        return named(FileKind::ImageFolder, "folder of images");
    if (holdsArrays(folder, true))
        return named(FileKind::ArrayFolder, "folder of arrays");
    return named(FileKind::Folder, "folder");
}

bool isImage(std::string_view start)
{
    const bool netpbm = start.size() > 2 && start[0] == 'P' && start[1] >= '1' && start[1] <= '6' &&
                        (start[2] == ' ' || start[2] == '\n' || start[2] == '\r');
    // A bitmap tells its own size and two reserved zeros.
    const bool bitmap = start.starts_with("BM") && start.size() > 30 && start[6] == 0 &&
                        start[7] == 0 && start[8] == 0 && start[9] == 0;
    return netpbm || bitmap || start.starts_with("\x89PNG\r\n\x1a\n") ||
           start.starts_with("\xff\xd8\xff");
}

bool isHdf5(const fs::path& file, std::string_view start)
{
    constexpr std::string_view kMagic("\x89HDF\r\n\x1a\n", 8);
    if (start.starts_with(kMagic))
        return true;
    // A user block of 512, 1024, 2048 ... bytes may come before the signature.
    std::ifstream in(file, std::ios::binary);
    std::array<char, 8> bytes{};
    for (std::uint64_t at = 512; at <= (1 << 20) && in.seekg(std::streamoff(at)); at *= 2) {
        if (!in.read(bytes.data(), bytes.size()))
            return false;
        if (std::string_view(bytes.data(), bytes.size()) == kMagic)
            return true;
    }
    return false;
}

Sniffed describeHdf5(const fs::path& file)
{
    Sniffed out = named(FileKind::Hdf5, "HDF5 file");
    if (isKeras(file))
        describeKeras(file, out);
    return out;
}

/// No control characters but the usual white space: what an editor would show.
bool isText(std::string_view start)
{
    return std::none_of(start.begin(), start.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == 127 || (byte < 32 && c != '\n' && c != '\r' && c != '\t' && c != '\f');
    });
}

bool isMarkup(std::string_view start)
{
    const std::size_t first = start.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    return first != std::string_view::npos && start[first] == '<' && first + 1 < start.size() &&
           (start[first + 1] == '?' || start[first + 1] == '!' ||
            std::isalpha(static_cast<unsigned char>(start[first + 1])) != 0);
}

Sniffed describeText(const fs::path& file, std::string_view start)
{
    const std::size_t first = start.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    const bool maybeJson = first != std::string_view::npos &&
                           (start[first] == '{' || start[first] == '[') &&
                           fs::file_size(file) <= kLargestJson;
    if (maybeJson) {
        const nlohmann::json value = nlohmann::json::parse(readTextFile(file), nullptr, false);
        if (value.is_object() && value.contains("analysis"))
            return named(FileKind::JsonText, "Leafscope recipe",
                         value["analysis"].is_string() ? value["analysis"].get<std::string>() : "");
        if (!value.is_discarded())
            return named(FileKind::JsonText, "JSON", "", "Leafscope reads JSON only as a recipe");
    }
    if (isMarkup(start))
        return named(FileKind::Text,
                     start.find("<svg") != std::string_view::npos ? "drawing (SVG)"
                                                                  : "web page or XML",
                     "", "save a picture as PNG; save numbers as .npy, HDF5 or CSV");
    if (const std::optional<char> separator = tableSeparator(start))
        return named(FileKind::Table, *separator == '\t'  ? "TSV table"
                                      : *separator == ' ' ? "table as text"
                                                          : "CSV table");
    return named(FileKind::Text, "text", "",
                 "save numbers in Python: numpy.save(\"points.npy\", numpy.loadtxt(\"" +
                     file.filename().string() + "\"))");
}

Sniffed describeUnknown(std::string_view start)
{
    std::string bytes;
    for (const char c : start.substr(0, 8)) {
        std::array<char, 4> hex{};
        std::snprintf(hex.data(), hex.size(), "%02x", static_cast<unsigned char>(c));
        bytes += (bytes.empty() ? "" : " ") + std::string(hex.data());
    }
    return named(
        FileKind::Unknown, "unknown file", "starts with " + bytes,
        "Leafscope opens TorchScript models, and data as IDX, CIFAR batches, .npy, .npz, HDF5, "
        "safetensors, images, CSV or TSV");
}

} // namespace

Sniffed sniff(const fs::path& file)
{
    std::error_code failed;
    const fs::file_status status = fs::status(file, failed);
    if (!fs::exists(status))
        throw Error(ErrorKind::Io, "no such file", file.string(), "a mistyped path",
                    "check the path");
    if (fs::is_directory(status))
        return describeFolder(file);
    if (!fs::is_regular_file(status))
        throw Error(ErrorKind::Io, "is no ordinary file", file.string(), "a device or a pipe",
                    "write its content into a file first");
    const std::string start = readStart(file);
    if (start.empty())
        return named(FileKind::Empty, "empty file", "", "make or get the file again");
    const auto* bytes = reinterpret_cast<const unsigned char*>(start.data());
    if (start.starts_with("PK\3\4") || start.starts_with("PK\5\6"))
        return sniffZip(file);
    if (start.starts_with("\x93NUMPY"))
        return describeNpy(file);
    if (start.starts_with("\x1f\x8b"))
        return describeGzip(file);
    if (const std::optional<CifarLayout> cifar = cifarLayout(file))
        return named(FileKind::Cifar, "CIFAR binary batch", cifar->describe());
    if (start.size() >= 4 && looksLikeIdx(bytes))
        return describeIdx(file);
    if (isHdf5(file, start))
        return describeHdf5(file);
    if (start.size() >= 2 && bytes[0] == 0x80 && bytes[1] >= 2 && bytes[1] <= 5)
        return describePickle(file);
    if (isImage(start))
        return named(FileKind::Image, "image");
    Sniffed out;
    if (sniffSafetensors(file, start, out) || sniffOnnx(file, start, out) ||
        sniffMobile(file, start, out))
        return out;
    return isText(start) ? describeText(file, start) : describeUnknown(start);
}

} // namespace leafscope
