// SPDX-License-Identifier: MIT
// Small, repeatable damage to the bytes of a file.
#pragma once

#include "core/base/random.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace leafscope::test {

/// A damaged copy of `bytes`: one to four changes of a bit, a byte, a run, the length or the order.
/// Three changes in four fall into the first 256 bytes, where headers are. Same seed, same damage.
inline std::string mutated(std::string bytes, std::uint64_t seed)
{
    RandomStream random(seed);
    static constexpr std::array<char, 6> kExtremes{0, 1, '\x7f', '\x80', '\xfe', '\xff'};
    for (std::uint64_t changes = 1 + random.below(4); changes > 0 && !bytes.empty(); --changes) {
        const std::size_t reach =
            random.below(4) ? std::min<std::size_t>(256, bytes.size()) : bytes.size();
        const std::size_t at = random.below(reach);
        const std::size_t run = std::min<std::size_t>(bytes.size() - at, 1 + random.below(8));
        switch (random.below(7)) {
        case 0:
            bytes[at] = char(bytes[at] ^ (1 << random.below(8)));
            break;
        case 1:
            bytes[at] = char(random.below(256));
            break;
        case 2:
            std::fill_n(bytes.begin() + std::ptrdiff_t(at), run, kExtremes[random.below(6)]);
            break;
        case 3:
            bytes.resize(random.below(bytes.size()));
            break;
        case 4:
            bytes.append(1 + random.below(64), kExtremes[random.below(6)]);
            break;
        case 5:
            bytes.erase(at, run);
            break;
        default:
            bytes.insert(at, bytes.substr(random.below(reach), run));
            break;
        }
    }
    return bytes;
}

} // namespace leafscope::test
