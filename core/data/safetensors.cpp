// SPDX-License-Identifier: MIT
#include "core/data/safetensors.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/data/byte_source.hpp"
#include "core/data/shapes.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace leafscope {

namespace {

using nlohmann::json;

constexpr std::uint64_t kLongestHeader = 100'000'000;

[[noreturn]] void bad(const std::string& happened, const std::filesystem::path& file)
{
    throw Error(ErrorKind::Format, happened, file.string(),
                "a damaged file, or an interrupted download", "get or save the file again");
}

std::optional<Element> elementOf(std::string_view code)
{
    using Entry = std::pair<std::string_view, Element>;
    static constexpr std::array kCodes{
        Entry{"BOOL", Element::Bool},     Entry{"U8", Element::UInt8},
        Entry{"I8", Element::Int8},       Entry{"U16", Element::UInt16},
        Entry{"I16", Element::Int16},     Entry{"U32", Element::UInt32},
        Entry{"I32", Element::Int32},     Entry{"U64", Element::UInt64},
        Entry{"I64", Element::Int64},     Entry{"F16", Element::Float16},
        Entry{"BF16", Element::BFloat16}, Entry{"F32", Element::Float32},
        Entry{"F64", Element::Float64}};
    for (const auto& [name, element] : kCodes)
        if (name == code)
            return element;
    return std::nullopt;
}

bool isListOfSizes(const json& list)
{
    return list.is_array() && list.size() <= 32 &&
           std::all_of(list.begin(), list.end(), [](const json& v) {
               return v.is_number_unsigned() && v.get<std::uint64_t>() <= INT64_MAX;
           });
}

/// One entry of the header; offsets are checked against `dataSize`, the bytes behind it.
StoredArray describe(const std::string& name, const json& entry, Element element,
                     std::uint64_t dataSize, const std::filesystem::path& file)
{
    StoredArray array;
    array.file = file;
    array.name = name;
    array.encoding = {element, false};
    const json& shape = entry.contains("shape") ? entry["shape"] : json();
    const json& offsets = entry.contains("data_offsets") ? entry["data_offsets"] : json();
    if (!isListOfSizes(shape) || !isListOfSizes(offsets) || offsets.size() != 2)
        bad("the tensor " + name + " lacks a sound shape or data_offsets", file);
    array.shape = shape.get<std::vector<std::int64_t>>();
    const auto begin = offsets[0].get<std::uint64_t>();
    const auto end = offsets[1].get<std::uint64_t>();
    const std::optional<std::uint64_t> count = elementCount(array.shape);
    std::uint64_t bytes = 0;
    if (!count || __builtin_mul_overflow(*count, bytesOf(element), &bytes))
        bad("the tensor " + name + " claims the impossible shape " + shapeText(array.shape), file);
    if (begin > end || end > dataSize)
        bad("truncated: the tensor " + name + " reaches to byte " + std::to_string(end) +
                " of the data, the file has " + std::to_string(dataSize),
            file);
    if (end - begin != bytes)
        bad("the tensor " + name + " (" + array.describe() + ") has " +
                std::to_string(end - begin) + " bytes instead of " + std::to_string(bytes),
            file);
    array.count = *count;
    array.offset = begin; // from the front of the data; the caller moves it
    return array;
}

} // namespace

ArrayFile readSafetensorsHeader(const std::filesystem::path& file)
{
    ByteSource in(file);
    std::array<unsigned char, 8> start{};
    in.read(start.data(), start.size(), "the start of a safetensors file");
    std::uint64_t length = 0;
    for (std::size_t i = start.size(); i-- > 0;)
        length = length << 8 | start[i];
    if (length < 2 || length > kLongestHeader)
        bad("claims a header of " + std::to_string(length) + " bytes (at most " +
                formatBytes(double(kLongestHeader)) + " are sound)",
            file);
    in.requireRemaining(length, "the header");
    std::string text(length, '\0');
    in.read(text.data(), length, "the header");
    const json header = json::parse(text, nullptr, false);
    if (!header.is_object())
        bad("its header is not the JSON that safetensors writes", file);

    const std::uint64_t front = start.size() + length;
    const std::uint64_t size = std::filesystem::file_size(file);
    ArrayFile out;
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__")
            continue;
        if (!entry.is_object() || !entry.contains("dtype") || !entry["dtype"].is_string())
            bad("the tensor " + name + " is not described as safetensors does", file);
        const auto dtype = entry["dtype"].get<std::string>();
        if (const std::optional<Element> element = elementOf(dtype)) {
            out.arrays.push_back(
                describe(name, entry, *element, size - std::min(size, front), file));
            out.arrays.back().offset += front;
        } else {
            out.unusable.push_back(name + ": has the type " + dtype);
        }
    }
    std::stable_sort(out.arrays.begin(), out.arrays.end(),
                     [](const auto& a, const auto& b) { return a.offset < b.offset; });
    return out;
}

} // namespace leafscope
