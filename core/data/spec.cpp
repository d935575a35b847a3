// SPDX-License-Identifier: MIT
#include "core/data/spec.hpp"

namespace leafscope {

SplitSpec splitSpec(const std::string& spec)
{
    std::error_code ignored; // a place that may not be looked at holds nothing for us
    if (std::filesystem::exists(spec, ignored))
        return {spec, {}};
    for (std::size_t colon = spec.rfind(':'); colon != std::string::npos && colon > 0;
         colon = spec.rfind(':', colon - 1))
        if (std::filesystem::exists(spec.substr(0, colon), ignored))
            return {spec.substr(0, colon), spec.substr(colon + 1)};
    return {spec, {}};
}

} // namespace leafscope
