// SPDX-License-Identifier: MIT
// Computing threads step back behind the window's: with all cores busy, its turns stay short.
#pragma once

namespace leafscope {

/// Lowers the priority of the calling thread and of those it will start.
void stepBack();

/// Lowers the priority of every thread that exists now but the calling one: the pools that linear
/// algebra libraries start when they are loaded. Call before the window starts threads of its own.
void letOthersStepBack();

} // namespace leafscope
