// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace leafscope {

/// The version of LibTorch that the program was built with: "1.13.1".
std::string torchVersion();

} // namespace leafscope
