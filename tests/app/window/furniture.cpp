// SPDX-License-Identifier: MIT
// Runs the tests of palette, start page, drops, preferences and keyboard reach in one process.
// With arguments (a test's name, -o FILE) every class gets them.
#include "tests/app/window/furniture.hpp"

#include "tests/app/window/window_support.hpp"

using namespace leafscope;
using namespace leafscope::test;

int main(int argc, char** argv)
{
    const Sandbox sandbox;
    const auto application = makeApplication(argc, argv);
    style::apply(*qApp, style::Theme::Light);
    int failures = 0;
    for (const auto make :
         {makePaletteTest, makeStartTest, makeDropTest, makePreferencesTest, makeReachTest}) {
        QSettings().clear();
        const std::unique_ptr<QObject> test = make();
        failures += QTest::qExec(test.get(), argc, argv);
    }
    return failures;
}
