// SPDX-License-Identifier: MIT
// The test classes of the window's furniture, one file each, run one after the other.
#pragma once

#include <QObject>

#include <memory>

namespace leafscope::test {

std::unique_ptr<QObject> makeDropTest();
std::unique_ptr<QObject> makePaletteTest();
std::unique_ptr<QObject> makePreferencesTest();
std::unique_ptr<QObject> makeReachTest();
std::unique_ptr<QObject> makeStartTest();

} // namespace leafscope::test
