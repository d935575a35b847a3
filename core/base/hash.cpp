// SPDX-License-Identifier: MIT
#include "core/base/hash.hpp"

#include "core/base/error.hpp"

#include <xxhash.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <vector>

namespace leafscope {

namespace {

std::string hex(XXH128_hash_t h)
{
    std::array<char, 33> text{};
    std::snprintf(text.data(), text.size(), "%016llx%016llx",
                  static_cast<unsigned long long>(h.high64),
                  static_cast<unsigned long long>(h.low64));
    return text.data();
}

} // namespace

std::string hashText(std::string_view bytes)
{
    return hex(XXH3_128bits(bytes.data(), bytes.size()));
}

std::string hashFile(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                         &XXH3_freeState);
    XXH3_128bits_reset(state.get());
    std::vector<char> buffer(1 << 16); // more gains nothing and costs a short file its pages
    while (in.read(buffer.data(), std::streamsize(buffer.size())) || in.gcount() > 0)
        XXH3_128bits_update(state.get(), buffer.data(), std::size_t(in.gcount()));
    if (!in.eof())
        throw Error(ErrorKind::Io, "cannot read the file", file.string(),
                    "it does not exist or permission is missing", "check the path");
    return hex(XXH3_128bits_digest(state.get()));
}

} // namespace leafscope
