// SPDX-License-Identifier: MIT
// Preferences: kept and applied at once; shortcuts found, changed, taken over and reset; layouts.
#include "app/window/actions/actions.hpp"
#include "app/window/docks.hpp"
#include "app/window/preferences/preferences.hpp"
#include "app/window/preferences/preferences_dialog.hpp"
#include "app/window/preferences/shortcut_editor.hpp"
#include "core/base/parallel.hpp"
#include "core/session/artifacts.hpp"
#include "tests/app/window/furniture.hpp"
#include "tests/app/window/window_support.hpp"
#include "views/embedding/embedding_view.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTreeView>

using namespace leafscope;
using namespace leafscope::test;

namespace {

template <typename Widget>
Widget* named(const QWidget& in, const char* name)
{
    for (Widget* widget : in.findChildren<Widget*>())
        if (widget->accessibleName() == QLatin1String(name))
            return widget;
    return nullptr;
}

QPushButton* button(const QWidget& in, const char* text)
{
    for (QPushButton* one : in.findChildren<QPushButton*>())
        if (one->text() == QLatin1String(text))
            return one;
    return nullptr;
}

/// Types a key into the field, as a person would.
void capture(QKeySequenceEdit& field, Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    field.setFocus();
    QTest::keyClick(&field, key, modifiers);
    QTest::qWait(1200); // until the field takes it as finished
}

} // namespace

class TestPreferences : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QSettings().clear(); }
    void cleanup() { applyPreferences({Look::Light}); }

    void roundTrip()
    {
        QVERIFY(loadPreferences() == Preferences());
        const Preferences given{Look::Dark, 130, true, 1, 5, 20, "/tmp/results"};
        savePreferences(given);
        QVERIFY(loadPreferences() == given);
        QSettings().setValue("textPercent", 4000); // edited by hand
        QCOMPARE(loadPreferences().textPercent, 200);
    }

    void dialogAppliesAtOnce()
    {
        MainWindow window;
        showActive(window);
        window.action("preferences")->trigger();
        auto* dialog = window.findChild<PreferencesDialog*>();
        QTRY_VERIFY(dialog && dialog->isVisible());
        auto* theme = named<QComboBox>(*dialog, "Theme");
        theme->setFocus();
        QTest::keyClick(theme, Qt::Key_Home);
        QCOMPARE(style::theme(), style::Theme::Light);
        QTest::keyClick(theme, Qt::Key_Down);
        QCOMPARE(style::theme(), style::Theme::Dark);
        QVERIFY(loadPreferences().look == Look::Dark);
        QVERIFY(window.action("dark")->isChecked());
        const int height = QFontMetrics(style::font(style::FontRole::Body)).height();
        auto* text = named<QComboBox>(*dialog, "Text size");
        text->setFocus();
        QTest::keyClick(text, Qt::Key_End);
        QCOMPARE(loadPreferences().textPercent, 200);
        QVERIFY(QFontMetrics(style::font(style::FontRole::Body)).height() > 3 * height / 2);
        QTest::keyClick(text, Qt::Key_Home);
        QTest::mouseClick(named<QCheckBox>(*dialog, "Motion"), Qt::LeftButton, {}, QPoint(8, 10));
        QVERIFY(loadPreferences().reducedMotion);
        QVERIFY(window.embeddingView().reducedMotion());
        QCOMPARE(window.style()->styleHint(QStyle::SH_Widget_Animation_Duration), 0);
        named<QSpinBox>(*dialog, "Threads")->setValue(1);
        QCOMPARE(computeThreads(), 1);
        QCOMPARE(loadPreferences().threads, 1);
        // In a test the environment says where results go.
        QVERIFY(!named<QLineEdit>(*dialog, "Folder of results")->isEnabled());
    }

    void cacheFolderIsPreferred()
    {
        const QByteArray forced = qgetenv("LEAFSCOPE_CACHE");
        qunsetenv("LEAFSCOPE_CACHE");
        applyPreferences({Look::Light, 100, false, 0, 1, 0, "/tmp/results"});
        QCOMPARE(QString::fromStdString(ArtifactStore::userFolder().string()),
                 QString("/tmp/results"));
        applyPreferences({Look::Light});
        QVERIFY(ArtifactStore::userFolder() != "/tmp/results");
        savePreferences({Look::Light, 100, false, 0, 1, 0, "/tmp/results"});
        qputenv("LEAFSCOPE_CACHE", forced);
        QVERIFY(ArtifactStore::userFolder().string() == forced.toStdString());
    }

    void shortcutsAreSearchedAndChanged()
    {
        MainWindow window;
        showActive(window);
        PreferencesDialog dialog(window);
        dialog.findChild<QTabWidget*>()->setCurrentIndex(2);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        auto& editor = *dialog.findChild<ShortcutEditor*>();
        auto* search = named<QLineEdit>(editor, "Search the shortcuts");
        auto* list = editor.findChild<QTreeView*>();
        auto* field = editor.findChild<QKeySequenceEdit*>();
        const int all = list->model()->rowCount();
        QTest::keyClicks(search, "reset camera");
        QCOMPARE(list->model()->rowCount(), 1);
        list->setCurrentIndex(list->model()->index(0, 0));
        capture(*field, Qt::Key_R, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(window.action("resetCamera")->shortcut(), QKeySequence("Ctrl+Alt+R"));
        QCOMPARE(list->model()->index(0, 2).data().toString(), QString("Ctrl+Alt+R"));
        QTest::mouseClick(button(editor, "Reset"), Qt::LeftButton);
        QCOMPARE(window.action("resetCamera")->shortcut(), QKeySequence("R"));
        search->clear();
        QCOMPARE(list->model()->rowCount(), all);
    }

    void conflictsAreSaidAndTakenOver()
    {
        MainWindow window;
        showActive(window);
        PreferencesDialog dialog(window);
        dialog.findChild<QTabWidget*>()->setCurrentIndex(2);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        auto& editor = *dialog.findChild<ShortcutEditor*>();
        auto* list = editor.findChild<QTreeView*>();
        auto* field = editor.findChild<QKeySequenceEdit*>();
        QTest::keyClicks(named<QLineEdit>(editor, "Search the shortcuts"), "clear selection");
        list->setCurrentIndex(list->model()->index(0, 0));
        capture(*field, Qt::Key_E, Qt::ControlModifier);
        QCOMPARE(window.action("clear")->shortcut(), QKeySequence("Ctrl+Shift+A")); // as it was
        auto* take = button(editor, "Take it over");
        QVERIFY(take->isVisible());
        QTest::mouseClick(take, Qt::LeftButton);
        QCOMPARE(window.action("clear")->shortcut(), QKeySequence("Ctrl+E"));
        QVERIFY(window.action("export")->shortcuts().isEmpty());
        MainWindow next; // as after a restart
        QCOMPARE(next.action("clear")->shortcut(), QKeySequence("Ctrl+E"));
        QVERIFY(next.action("export")->shortcuts().isEmpty());
        QTest::mouseClick(button(editor, "Reset all"), Qt::LeftButton);
        QCOMPARE(window.action("export")->shortcut(), QKeySequence("Ctrl+E"));
        QCOMPARE(MainWindow().action("clear")->shortcut(), QKeySequence("Ctrl+Shift+A"));
    }

    void owners_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("owner");
        QTest::newRow("free") << "Ctrl+Alt+U"
                              << "";
        QTest::newRow("action") << "Ctrl+Z"
                                << "undo";
        QTest::newRow("view") << "P"
                              << "view";
        QTest::newRow("its own") << "Ctrl+E"
                                 << "";
    }

    void owners()
    {
        QFETCH(QString, key);
        MainWindow window;
        QTEST(shortcutOwner(window.actions(), "export", QKeySequence(key)), "owner");
    }

    void defaultsDoNotClash()
    {
        MainWindow window;
        for (const Actions::Entry& entry : window.actions().entries())
            for (const QKeySequence& key : entry.spec.shortcuts)
                QVERIFY2(shortcutOwner(window.actions(), entry.spec.id, key).isEmpty(),
                         qPrintable(entry.spec.id + ' ' + key.toString()));
    }

    void layoutsShowTheirPanels()
    {
        MainWindow window;
        showActive(window);
        const int withPanels = window.centralWidget()->width();
        window.action("layout.figure")->trigger();
        for (const Docks::Panel& panel : window.docks().panels())
            QVERIFY2(panel.dock->isHidden(), qPrintable(panel.spec.id));
        QTRY_VERIFY(window.centralWidget()->width() > withPanels);
        QVERIFY(!window.action("panel.explorer")->isChecked());
        window.action("panel.explorer")->trigger();
        QVERIFY(!window.docks().find("explorer")->isHidden());
        window.action("layout.explore")->trigger();
        for (const Docks::Panel& panel : window.docks().panels())
            QVERIFY2(!panel.dock->isHidden(), qPrintable(panel.spec.id));
    }

    void layoutIsKeptBetweenRuns()
    {
        {
            MainWindow window;
            showActive(window);
            window.docks().toggle("explorer");
            QVERIFY(window.close());
        }
        MainWindow window;
        window.restoreLayout();
        window.show();
        QVERIFY(window.docks().find("explorer")->isHidden());
        QVERIFY(!window.docks().find("curve")->isHidden());
        window.action("resetLayout")->trigger();
        QVERIFY(!window.docks().find("explorer")->isHidden());
    }
};

std::unique_ptr<QObject> leafscope::test::makePreferencesTest()
{
    return std::make_unique<TestPreferences>();
}

#include "test_preferences.moc"
