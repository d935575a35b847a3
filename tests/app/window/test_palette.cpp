// SPDX-License-Identifier: MIT
// The list of actions and the command palette over it, driven by keys and the mouse.
#include "app/window/actions/actions.hpp"
#include "app/window/palette/command_palette.hpp"
#include "app/window/palette/fuzzy.hpp"
#include "app/window/palette/palette_model.hpp"
#include "core/session/analysis.hpp"
#include "tests/app/window/furniture.hpp"
#include "tests/app/window/window_support.hpp"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QListView>
#include <QMenuBar>

#include <set>

using namespace leafscope;
using namespace leafscope::test;

namespace {

std::vector<PaletteItem> someItems()
{
    const auto item = [](const char* id, const char* text, const char* place) {
        return PaletteItem{QString::fromLatin1(id),
                           QString::fromLatin1(text),
                           QString::fromLatin1(place),
                           {},
                           {},
                           {},
                           [] {}};
    };
    return {item("open", "Open file", "File"), item("quit", "Quit", "File"),
            item("layer.conv2", "Go to layer conv2", "Layer"),
            item("layer.fc2", "Go to layer fc2", "Layer"),
            item("undo", "Undo: Select 3 samples", "Edit")};
}

struct OpenPalette {
    explicit OpenPalette(MainWindow& window)
        : palette(window.palette())
        , field(*palette.findChild<QLineEdit*>())
        , list(*palette.findChild<QListView*>())
    {
        QTest::keySequence(&window, QKeySequence(QStringLiteral("Ctrl+Shift+P")));
    }
    QString current() const { return list.currentIndex().data().toString(); }

    CommandPalette& palette;
    QLineEdit& field;
    QListView& list;
};

} // namespace

class TestPalette : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fuzzyFinds_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<int>>("places"); // empty: no match
        QTest::newRow("start") << "op"
                               << "Open file" << QList<int>{0, 1};
        QTest::newRow("words") << "gl c2"
                               << "Go to layer conv2" << QList<int>{0, 6, 12, 16};
        QTest::newRow("case") << "QUIT"
                              << "Quit" << QList<int>{0, 1, 2, 3};
        QTest::newRow("order of words") << "file open"
                                        << "Open file" << QList<int>{0, 1, 2, 3, 5, 6, 7, 8};
        QTest::newRow("word start before earlier letter") << "l"
                                                          << "Dull layer" << QList<int>{5};
        QTest::newRow("in a row") << "ye"
                                  << "my layer" << QList<int>{5, 6};
        QTest::newRow("order of letters") << "tiuq"
                                          << "Quit" << QList<int>{};
        QTest::newRow("too long") << "quitt"
                                  << "Quit" << QList<int>{};
    }

    void fuzzyFinds()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QFETCH(QList<int>, places);
        const auto match = fuzzyMatch(pattern, text);
        QCOMPARE(match.has_value(), !places.isEmpty());
        if (match)
            QCOMPARE(QList<int>(match->at.begin(), match->at.end()), places);
    }

    void betterMatchesComeFirst()
    {
        PaletteModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setItems(someItems(), {});
        QCOMPARE(model.rowCount(), 5);
        model.setSearch("c2");
        QCOMPARE(model.rowCount(), 2);
        model.setSearch("fc2");
        QCOMPARE(model.index(0).data().toString(), QString("Go to layer fc2"));
        model.setSearch("file quit"); // by the menu's name, too
        QCOMPARE(model.index(0).data().toString(), QString("Quit"));
        model.setSearch("zzz");
        QCOMPARE(model.rowCount(), 0);
    }

    void recentComeFirst()
    {
        PaletteModel model;
        model.setItems(someItems(), {"undo", "gone", "quit"});
        QCOMPARE(model.item(0).id, QString("undo"));
        QCOMPARE(model.item(1).id, QString("quit"));
        QCOMPARE(model.rowCount(), 5); // each once
        QCOMPARE(model.index(0).data(PaletteModel::Section).toString(), QString("Recently used"));
        QCOMPARE(model.index(2).data(PaletteModel::Section).toString(), QString("File"));
    }

    void everyActionIsThereOnce()
    {
        MainWindow window;
        std::set<QString> ids;
        QStringList keys;
        for (const Actions::Entry& entry : window.actions().entries()) {
            QVERIFY2(ids.insert(entry.spec.id).second, qPrintable(entry.spec.id));
            QVERIFY2(!entry.spec.menu.isEmpty(), qPrintable(entry.spec.id));
            for (const QKeySequence& key : entry.spec.shortcuts) {
                QVERIFY2(!keys.contains(key.toString()), qPrintable(key.toString()));
                keys << key.toString();
            }
        }
        // Compute is made from the registry.
        for (const Analysis* analysis : allAnalyses())
            QVERIFY(window.action(QString::fromStdString(analysis->name)));
        const std::vector<PaletteItem> items = paletteItems(window);
        QCOMPARE(items.size(), ids.size() - 2); // all but the palette itself and the submenu
    }

    void refusedActionsSayWhy()
    {
        MainWindow window;
        for (const Actions::Entry& entry : window.actions().entries())
            QCOMPARE(entry.action->isEnabled(), entry.refusal.isEmpty());
        for (const char* id : {"undo", "embed", "layout", "nextLayer", "export"})
            QVERIFY2(!window.action(id)->isEnabled(), id);
    }

    void runsByKeyboardAlone()
    {
        MainWindow window;
        openSample(window);
        const QString layer = window.session().layers()[4];
        OpenPalette open(window);
        QTRY_VERIFY(open.palette.isVisible());
        QTRY_COMPARE(QApplication::focusWidget(), &open.field);
        QTest::keyClicks(&open.field, "layer " + layer);
        QCOMPARE(open.current(), "Go to layer " + layer);
        QTest::keyClick(&open.field, Qt::Key_Return);
        QVERIFY(!open.palette.isVisible());
        QCOMPARE(window.session().layer(), layer);
        // What was used stands first the next time.
        OpenPalette again(window);
        QTRY_VERIFY(again.palette.isVisible());
        QCOMPARE(again.current(), "Go to layer " + layer);
        QTest::keyClick(&again.field, Qt::Key_Escape);
        QVERIFY(!again.palette.isVisible());
    }

    void arrowsGoRound()
    {
        MainWindow window;
        showActive(window);
        OpenPalette open(window);
        QTRY_VERIFY(open.palette.isVisible());
        const QString first = open.current();
        QTest::keyClick(&open.field, Qt::Key_Up);
        QCOMPARE(open.list.currentIndex().row(), open.list.model()->rowCount() - 1);
        QTest::keyClick(&open.field, Qt::Key_Down);
        QCOMPARE(open.current(), first);
        QTest::keyClick(&open.field, Qt::Key_PageDown);
        QVERIFY(open.list.currentIndex().row() > 3);
    }

    void refusedRowsDoNothing()
    {
        MainWindow window;
        showActive(window);
        OpenPalette open(window);
        QTRY_VERIFY(open.palette.isVisible());
        QTest::keyClicks(&open.field, "undo");
        QVERIFY(!open.list.currentIndex().data(PaletteModel::Refusal).toString().isEmpty());
        QTest::keyClick(&open.field, Qt::Key_Return);
        QVERIFY(open.palette.isVisible());
    }

    void mouseRunsAndLeaves()
    {
        MainWindow window;
        showActive(window);
        OpenPalette open(window);
        QTRY_VERIFY(open.palette.isVisible());
        QTest::keyClicks(&open.field, "dark");
        QTest::mouseClick(open.list.viewport(), Qt::LeftButton, {},
                          open.list.visualRect(open.list.model()->index(0, 0)).center());
        QVERIFY(!open.palette.isVisible());
        QCOMPARE(style::theme(), style::Theme::Dark);
        window.setDarkTheme(false);
        OpenPalette again(window);
        QTRY_VERIFY(again.palette.isVisible());
        QTest::mouseClick(&again.palette, Qt::LeftButton, {}, QPoint(5, 5));
        QVERIFY(!again.palette.isVisible());
    }
};

std::unique_ptr<QObject> leafscope::test::makePaletteTest()
{
    return std::make_unique<TestPalette>();
}

#include "test_palette.moc"
