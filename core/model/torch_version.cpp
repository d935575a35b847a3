// SPDX-License-Identifier: MIT
#include "core/model/torch_version.hpp"

#include <torch/csrc/api/include/torch/version.h>

namespace leafscope {

std::string torchVersion()
{
    return TORCH_VERSION;
}

} // namespace leafscope
