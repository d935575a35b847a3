// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace leafscope {

/// Numbers in texts compared as numbers: conv2 before conv10.
bool naturallyBefore(const std::string& a, const std::string& b);

} // namespace leafscope
