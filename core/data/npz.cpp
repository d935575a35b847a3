// SPDX-License-Identifier: MIT
#include "core/data/npz.hpp"

#include "core/base/error.hpp"
#include "core/data/npy.hpp"
#include "core/data/zip_stream.hpp"

#include <algorithm>

namespace leafscope {

ArrayFile readNpzDirectory(const std::filesystem::path& file)
{
    constexpr std::size_t kMostArrays = 10000;
    const ZipDirectory zip = readZipDirectory(file);
    if (!zip.whole)
        throw Error(ErrorKind::Format, "truncated or damaged: " + zip.damage, file.string(),
                    "an interrupted download or copy", "get or save the file again");
    ArrayFile out;
    for (const ZipMember& member : zip.members) {
        if (!member.name.ends_with(".npy") || out.arrays.size() == kMostArrays)
            continue;
        const std::string name = member.name.substr(0, member.name.size() - 4);
        ZipStream in(file, member);
        try {
            const ReadBytes read = [&](void* to, std::uint64_t bytes, const std::string&) {
                in.read(to, bytes);
            };
            StoredArray array = parseNpyHeader(read, in.size(), file, name);
            array.member = member;
            out.arrays.push_back(std::move(array));
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::Unsupported)
                throw;
            out.unusable.push_back(name + ": " + error.happened());
        }
    }
    return out;
}

} // namespace leafscope
