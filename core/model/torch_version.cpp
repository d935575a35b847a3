// SPDX-License-Identifier: MIT
#include "core/model/torch_version.hpp"

namespace leafscope {

std::string torchVersion()
{
    return LEAFSCOPE_TORCH_VERSION;
}

} // namespace leafscope
