// SPDX-License-Identifier: MIT
// Recognition of model files.
#include "core/data/model_formats.hpp"

#include "core/base/error.hpp"
#include "core/data/array_choice.hpp"
#include "core/data/model_cures.hpp"
#include "core/data/npz.hpp"
#include "core/data/safetensors.hpp"
#include "core/data/zip_directory.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <optional>
#include <set>
#include <vector>

namespace leafscope {

namespace {

/// Member names without the archive's own top folder, if all members lie in one.
std::set<std::string> withoutTopFolder(const std::vector<std::string>& members)
{
    std::set<std::string> names(members.begin(), members.end());
    const std::string top = members.empty() ? "" : members[0].substr(0, members[0].find('/') + 1);
    if (top.empty() || !std::all_of(members.begin(), members.end(),
                                    [&](const std::string& m) { return m.starts_with(top); }))
        return names;
    names.clear();
    for (const std::string& member : members)
        names.insert(member.substr(top.size()));
    return names;
}

bool hasFolder(const std::set<std::string>& names, const std::string& folder)
{
    const auto found = names.lower_bound(folder + "/");
    return found != names.end() && found->starts_with(folder + "/");
}

Sniffed describeCutZip(const ZipDirectory& zip)
{
    Sniffed out;
    out.kind = FileKind::Zip;
    out.title = "zip archive, truncated or damaged";
    out.details = "truncated: " + zip.damage;
    // The first member of such an archive is a tensor or the pickle, by the writer's version.
    const auto begins = [&](const char* mark) {
        return zip.firstMember.find(mark) != std::string::npos;
    };
    const bool torch = begins("/data.pkl") || begins("/data/0") || begins("/code/") ||
                       begins("/.format_version") || begins("/version");
    if (!zip.firstMember.empty())
        out.details +=
            "; it began with " + zip.firstMember + (torch ? ", as PyTorch's model files do" : "");
    out.remedy = "get or save the file again; an interrupted copy or download cuts files like this";
    return out;
}

Sniffed describeArchive(const std::filesystem::path& file, const std::vector<std::string>& members)
{
    const std::set<std::string> names = withoutTopFolder(members);
    const bool code = hasFolder(names, "code");
    const bool data = names.count("data.pkl") > 0;
    const auto isNpy = [](const std::string& name) { return name.ends_with(".npy"); };
    Sniffed out;
    out.details = std::to_string(members.size()) + " members";
    if (code && names.count("constants.pkl")) {
        out.kind = FileKind::TorchScript;
        out.title = "TorchScript model";
    } else if (names.count("archive_format") || hasFolder(names, "models") ||
               hasFolder(names, "data/aotinductor")) {
        out.kind = FileKind::Pt2;
        describeExported(file, hasFolder(names, "data/aotinductor"), out);
    } else if (data && !code) {
        out.kind = FileKind::StateDict;
        describeSaved(file, out);
    } else if (names.count("config.json") && names.count("model.weights.h5")) {
        describeKeras(file, out);
    } else if (!names.empty() && std::all_of(members.begin(), members.end(), isNpy)) {
        out.kind = FileKind::Npz;
        out.title = "NumPy archive (.npz)";
    } else {
        out.kind = FileKind::Zip;
        out.title = "zip archive";
        out.details += members.empty() ? "" : "; the first is " + members[0];
        out.remedy = "unpack it and give a file inside; a model must be TorchScript, which has "
                     "code/ and constants.pkl";
    }
    return out;
}

/// "first (3 x 4, float64), labels (3, int64)"
std::string listed(const ArrayFile& file)
{
    std::vector<ArrayOutline> outlines;
    for (const StoredArray& array : file.arrays)
        outlines.push_back({array.name, array.shape, nameOf(array.encoding.element)});
    std::string text = listedArrays(outlines);
    for (const std::string& told : file.unusable)
        text += "; " + told;
    return text;
}

void describeNpz(const std::filesystem::path& file, Sniffed& out)
{
    try {
        out.details = "arrays: " + listed(readNpzDirectory(file));
    } catch (const Error& error) {
        out.title += ", unusable";
        out.details = error.happened();
        out.remedy = error.remedy();
    }
}

/// One field of a protobuf message: its number and where it ends.
struct Field {
    std::uint64_t number = 0;
    unsigned wire = 0;
    std::uint64_t end = 0;
};

std::optional<std::uint64_t> readVarint(std::ifstream& in)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const int byte = in.get();
        if (byte < 0)
            return std::nullopt;
        value |= std::uint64_t(byte & 127) << shift;
        if (byte < 128)
            return value;
    }
    return std::nullopt;
}

/// The field at `offset`; nothing if there is none that a ModelProto could have.
std::optional<Field> readField(std::ifstream& in, std::uint64_t offset)
{
    // 1 ir_version, 2-4 producer and domain, 5 model_version, 6 doc_string, 7 graph, 8
    // opset_import, 14 metadata_props, 20 training_info, 25 functions, 26 configuration
    constexpr std::array<std::uint64_t, 10> kTexts{2, 3, 4, 6, 7, 8, 14, 20, 25, 26};
    in.clear();
    in.seekg(std::streamoff(offset));
    const std::optional<std::uint64_t> tag = readVarint(in);
    const std::optional<std::uint64_t> value = tag ? readVarint(in) : std::nullopt;
    if (!value)
        return std::nullopt;
    Field field{*tag >> 3, unsigned(*tag & 7), std::uint64_t(in.tellg())};
    const bool isNumber = field.wire == 0 && (field.number == 1 || field.number == 5);
    const bool isBytes =
        field.wire == 2 && std::find(kTexts.begin(), kTexts.end(), field.number) != kTexts.end();
    if (isBytes && __builtin_add_overflow(field.end, *value, &field.end))
        return std::nullopt;
    return isNumber || isBytes ? std::optional(field) : std::nullopt;
}

} // namespace

Sniffed sniffZip(const std::filesystem::path& file)
{
    const ZipDirectory zip = readZipDirectory(file);
    Sniffed out = zip.whole ? describeArchive(file, zip.names()) : describeCutZip(zip);
    if (out.kind == FileKind::Npz)
        describeNpz(file, out);
    const std::string name = file.filename().string();
    for (std::size_t at = out.remedy.find("FILE"); at != std::string::npos;
         at = out.remedy.find("FILE", at + name.size()))
        out.remedy.replace(at, 4, name);
    return out;
}

bool sniffSafetensors(const std::filesystem::path& file, std::string_view start, Sniffed& out)
{
    constexpr std::uint64_t kLongestHeader = 100'000'000;
    if (start.size() < 10 || start[8] != '{' || (start[9] != '"' && start[9] != '}'))
        return false;
    std::uint64_t length = 0;
    for (std::size_t i = 8; i-- > 0;)
        length = length << 8 | static_cast<unsigned char>(start[i]);
    if (length < 2 || length > kLongestHeader)
        return false;
    out.kind = FileKind::Safetensors;
    out.title = "safetensors";
    try {
        out.details = "weights without the network, or a table of embeddings: " +
                      listed(readSafetensorsHeader(file));
    } catch (const Error& error) {
        out.title += ", unusable";
        out.details = error.happened();
    }
    cureSafetensors(file, out);
    return true;
}

bool sniffOnnx(const std::filesystem::path& file, std::string_view start, Sniffed& out)
{
    constexpr int kMostFields = 256;
    if (start.size() < 4 || start[0] != 0x08 || start[1] < 1 || start[1] > 64)
        return false;
    std::ifstream in(file, std::ios::binary);
    const std::uint64_t size = std::filesystem::file_size(file);
    std::uint64_t offset = 0;
    bool graph = false;
    for (int i = 0; i < kMostFields && offset < size; ++i) {
        const std::optional<Field> field = readField(in, offset);
        if (!field)
            return false;
        graph |= field->number == 7;
        offset = field->end;
    }
    if (!graph)
        return false;
    out.kind = FileKind::Onnx;
    out.title = offset > size ? "ONNX model, truncated" : "ONNX model";
    out.details = "ONNX gives neither gradients nor every layer here";
    if (offset > size)
        out.details = "truncated: it needs at least " + std::to_string(offset) + " bytes";
    cureOnnx(file, out);
    return true;
}

} // namespace leafscope
