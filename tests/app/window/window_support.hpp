// SPDX-License-Identifier: MIT
// What the tests of the window share: a folder of their own for settings and results, and the
// sample session.
#pragma once

#include "app/window/application.hpp"
#include "app/window/main_window.hpp"
#include "views/style/theme.hpp"

#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace leafscope::test {

inline const QString kSample =
    QStringLiteral(LEAFSCOPE_SOURCE_DIR "/resources/samples/fashion-lenet.leafscope");

inline bool isReady(MainWindow& window, Fact fact)
{
    return window.session().state(fact).readiness == Readiness::Ready;
}

/// Shows the window active, or shortcuts go nowhere.
inline void showActive(MainWindow& window)
{
    window.resize(1280, 800);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
}

inline void openSample(MainWindow& window)
{
    showActive(window);
    window.workbench().open({kSample});
    for (const Fact fact :
         {Fact::Data, Fact::Model, Fact::Embedding, Fact::Layout, Fact::Dimension})
        QTRY_VERIFY_WITH_TIMEOUT(isReady(window, fact), 30000);
    QTRY_VERIFY(window.tasks().isIdle());
}

/// Settings, results and caches of the test's own while it lives.
class Sandbox {
public:
    Sandbox()
    {
        // Results must come from the session's own folder, and settings must not touch the
        // person's.
        qputenv("LEAFSCOPE_CACHE", m_folder.filePath("cache").toUtf8());
        qputenv("XDG_CACHE_HOME", m_folder.filePath("xdg").toUtf8());
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
    }

private:
    QTemporaryDir m_folder;
};

/// Runs the test class in a sandbox, with an application object.
template <typename Test>
int runWindowTest(int argc, char** argv)
{
    const Sandbox sandbox;
    const auto application = makeApplication(argc, argv);
    style::apply(*qApp, style::Theme::Light);
    Test test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace leafscope::test
