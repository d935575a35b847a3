// SPDX-License-Identifier: MIT
// The test classes of the window's furniture, one file each, run one after the other.
#pragma once

#include <QObject>

#include <memory>

namespace leafscope::test {

std::unique_ptr<QObject> makePaletteTest();

} // namespace leafscope::test
