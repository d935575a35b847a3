// SPDX-License-Identifier: MIT
#include "core/base/natural_order.hpp"

#include <cctype>

namespace leafscope {

bool naturallyBefore(const std::string& a, const std::string& b)
{
    const auto digit = [](const std::string& s, std::size_t i) {
        return i < s.size() && std::isdigit(static_cast<unsigned char>(s[i])) != 0;
    };
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() && j < b.size()) {
        if (!digit(a, i) || !digit(b, j)) {
            if (a[i] != b[j])
                return a[i] < b[j];
            ++i;
            ++j;
            continue;
        }
        const auto number = [&](const std::string& s, std::size_t& at) {
            while (digit(s, at + 1) && s[at] == '0')
                ++at; // leading zeros do not count
            const std::size_t from = at;
            while (digit(s, at))
                ++at;
            return s.substr(from, at - from);
        };
        const std::string left = number(a, i);
        const std::string right = number(b, j);
        if (left != right)
            return left.size() != right.size() ? left.size() < right.size() : left < right;
    }
    return i >= a.size() && j >= b.size() ? a < b : i >= a.size();
}

} // namespace leafscope
