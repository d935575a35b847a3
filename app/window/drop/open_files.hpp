// SPDX-License-Identifier: MIT
#pragma once

#include "app/work/recognise.hpp"

namespace leafscope {

class MainWindow;

/// Opens each file as its `as` says, data before models, and says so in a toast.
void openFiles(MainWindow& window, const std::vector<Recognised>& files);

} // namespace leafscope
