// SPDX-License-Identifier: MIT
// Reached by keyboard and by a screen reader: names on everything, Tab and F6, the legend, the
// help; and no turn of the event loop in which the furniture keeps the window waiting.
#include "app/window/actions/actions.hpp"
#include "app/window/center_stack.hpp"
#include "app/window/docks.hpp"
#include "app/window/drop/drop_sheet.hpp"
#include "app/window/drop/drop_target.hpp"
#include "app/window/gesture_legend.hpp"
#include "app/window/help_dialogs.hpp"
#include "app/window/notice_bar.hpp"
#include "app/window/palette/command_palette.hpp"
#include "app/window/parameter_dialog.hpp"
#include "app/window/preferences/preferences_dialog.hpp"
#include "app/window/recent.hpp"
#include "app/window/start/start_page.hpp"
#include "core/session/analysis.hpp"
#include "tests/app/window/furniture.hpp"
#include "tests/app/window/window_support.hpp"
#include "views/embedding/embedding_view.hpp"

#include <QAbstractButton>
#include <QAbstractEventDispatcher>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollBar>
#include <QTextBrowser>

#include <ctime>
#include <set>

using namespace leafscope;
using namespace leafscope::test;

namespace {

/// Parts of Qt's own composite widgets speak through their owner.
bool isPart(const QWidget& widget)
{
    if (widget.objectName().startsWith(QLatin1String("qt_")) ||
        qobject_cast<const QScrollBar*>(&widget) || qobject_cast<const QHeaderView*>(&widget))
        return true;
    for (const QWidget* owner = widget.parentWidget(); owner; owner = owner->parentWidget())
        if (qobject_cast<const QComboBox*>(owner) || qobject_cast<const QAbstractSpinBox*>(owner) ||
            owner->inherits("QKeySequenceEdit") || owner->inherits("QTabBar") ||
            qobject_cast<const QLineEdit*>(owner))
            return true;
    return false;
}

bool isInteractive(const QWidget& widget)
{
    return qobject_cast<const QAbstractButton*>(&widget) ||
           qobject_cast<const QComboBox*>(&widget) || qobject_cast<const QLineEdit*>(&widget) ||
           qobject_cast<const QAbstractSpinBox*>(&widget) ||
           qobject_cast<const QAbstractSlider*>(&widget) ||
           qobject_cast<const QAbstractItemView*>(&widget) || (widget.focusPolicy() & Qt::TabFocus);
}

QStringList namelessIn(QWidget& root)
{
    QStringList nameless;
    for (QWidget* widget : root.findChildren<QWidget*>()) {
        if (!isInteractive(*widget) || isPart(*widget))
            continue;
        QAccessibleInterface* seen = QAccessible::queryAccessibleInterface(widget);
        if (seen && !seen->text(QAccessible::Name).trimmed().isEmpty())
            continue;
        QString path;
        for (const QWidget* one = widget; one; one = one->parentWidget())
            path.prepend(
                QStringLiteral(" / %1 \"%2\"")
                    .arg(QLatin1String(one->metaObject()->className()), one->objectName()));
        nameless << path;
    }
    return nameless;
}

/// The longest turn of the event loop, in seconds of this thread's own CPU time, so that a busy
/// machine does not count.
class LongestTurn {
public:
    LongestTurn()
    {
        auto* loop = QAbstractEventDispatcher::instance();
        m_connections = {
            QObject::connect(loop, &QAbstractEventDispatcher::awake, [this] { m_begin = now(); }),
            QObject::connect(loop, &QAbstractEventDispatcher::aboutToBlock, [this] { take(); })};
        m_begin = now();
    }
    ~LongestTurn()
    {
        for (const QMetaObject::Connection& connection : m_connections)
            QObject::disconnect(connection);
    }
    double seconds()
    {
        take();
        return m_longest;
    }

private:
    static double now()
    {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
    }
    void take()
    {
        m_longest = std::max(m_longest, now() - m_begin);
        m_begin = now();
    }

    std::vector<QMetaObject::Connection> m_connections;
    double m_begin = 0;
    double m_longest = 0;
};

} // namespace

class TestReach : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QSettings().clear(); }

    void everythingHasAName()
    {
        RecentList().add({kSample, Opened::Session, "sample", QDateTime::currentDateTime()});
        MainWindow window;
        showActive(window);
        QTest::qWait(200); // samples and recent files are listed by then
        QStringList nameless = namelessIn(window);
        openSample(window);
        window.notice().showError("Open x.pt",
                                  "x.pt: bad\n  likely cause: a\n  what to do: b\n    c");
        window.legend().setShown(true);
        window.palette().open({});
        nameless += namelessIn(window);
        nameless.removeDuplicates();
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join('\n')));
    }

    void everyDialogHasNames()
    {
        MainWindow window;
        QStringList nameless;
        const auto look = [&](QWidget& dialog) { nameless += namelessIn(dialog); };
        PreferencesDialog preferences(window);
        look(preferences);
        for (const Analysis* analysis : allAnalyses()) {
            ParameterDialog dialog(*analysis);
            look(dialog);
        }
        Recognised good;
        good.spec = "/tmp/a.npy";
        good.as = Opened::Data;
        good.choices = {Opened::Data, Opened::Embedding};
        Recognised bad;
        bad.spec = "/tmp/b.pt";
        bad.problem = "b.pt: bad\n  likely cause: a\n  what to do: b\n    model = Network()";
        DropSheet sheet({good, bad}, nullptr);
        look(sheet);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join('\n')));
    }

    void tabVisitsEverything()
    {
        MainWindow window;
        openSample(window);
        std::set<QWidget*> visited;
        window.embeddingView().setFocus();
        for (int i = 0; i < 200; ++i) {
            QWidget* focus = QApplication::focusWidget();
            QVERIFY(focus);
            if (!visited.insert(focus).second)
                break;
            QTest::keyClick(focus, Qt::Key_Tab);
        }
        QStringList missed;
        for (const Docks::Panel& panel : window.docks().panels()) {
            bool any = false;
            for (QWidget* widget : visited)
                any = any || panel.dock->isAncestorOf(widget);
            bool needed = false;
            for (QWidget* child : panel.dock->widget()->findChildren<QWidget*>())
                needed = needed || (!child->visibleRegion().isEmpty() && child->isEnabled() &&
                                    !isPart(*child) && (child->focusPolicy() & Qt::TabFocus));
            // What stands behind another tab is not there for Tab, but for F6.
            if (needed && !any && !panel.dock->visibleRegion().isEmpty())
                missed << panel.spec.id;
        }
        QVERIFY2(missed.isEmpty(), qPrintable(missed.join(", ")));
    }

    void f6GoesRoundThePanels()
    {
        MainWindow window;
        openSample(window);
        window.embeddingView().setFocus();
        std::set<QString> visited;
        for (int i = 0; i < 12; ++i) {
            QTest::keyClick(&window, Qt::Key_F6);
            for (const Docks::Panel& panel : window.docks().panels())
                if (panel.dock->isAncestorOf(QApplication::focusWidget()))
                    visited.insert(panel.spec.id);
            if (window.centralWidget()->isAncestorOf(QApplication::focusWidget()))
                visited.insert("centre");
        }
        for (const char* id : {"explorer", "curve", "table", "centre"})
            QVERIFY2(visited.count(id), id);
        QTest::keyClick(&window, Qt::Key_F6, Qt::ShiftModifier);
        QVERIFY(QApplication::focusWidget());
    }

    void legendComesOnceAndByItsKey()
    {
        MainWindow window;
        openSample(window);
        QVERIFY(window.legend().isVisible()); // the first time something is drawn
        QTest::keyClick(&window, Qt::Key_Question);
        QTRY_VERIFY(!window.legend().isVisible());
        QTest::keyClick(&window, Qt::Key_Question);
        QTRY_VERIFY(window.legend().isVisible());
        window.legend().setShown(false);
        MainWindow next;
        openSample(next);
        QVERIFY(!next.legend().isVisible());
    }

    void helpHasItsPages()
    {
        MainWindow window;
        showActive(window);
        for (const auto& [action, page, word] :
             {std::tuple{"shortcuts", "shortcutsPage", "Ctrl+Shift+P"},
              std::tuple{"about", "aboutPage", "LibTorch"},
              std::tuple{"licences", "licencesPage", "LGPL"}}) {
            window.action(action)->trigger();
            auto* dialog = window.findChild<QDialog*>(page);
            QTRY_VERIFY2(dialog && dialog->isVisible(), page);
            QVERIFY2(dialog->findChild<QTextBrowser*>()->toPlainText().contains(word), word);
            QTest::keyClick(dialog, Qt::Key_Escape);
            QTRY_VERIFY(!window.findChild<QDialog*>(page));
        }
        window.action("diagnostics")->trigger();
        const QString facts = QApplication::clipboard()->text();
        for (const char* word : {"Qt: 6", "VTK: 9", "LibTorch: ", "OpenGL", "Threads: "})
            QVERIFY2(facts.contains(word), qPrintable(facts));
    }

    void toastsLeaveErrorsStay()
    {
        MainWindow window;
        showActive(window);
        window.notice().showInfo("Written: a.png");
        window.notice().showError("Open b", "b: bad");
        QCOMPARE(window.notice().errors().size(), std::size_t(1));
        QTRY_VERIFY_WITH_TIMEOUT(!window.notice().text().contains("Written"), 6000);
        QVERIFY(window.notice().text().contains("bad"));
        window.notice().showError("Open b", "b: bad"); // the same again
        QCOMPARE(window.notice().errors().size(), std::size_t(1));
    }

    void noTurnIsLong()
    {
        for (int i = 0; i < 12; ++i)
            RecentList().add({QString("/tmp/gone%1.npy").arg(i), Opened::Data, "gone",
                              QDateTime::currentDateTime()});
        MainWindow window;
        openSample(window);
        QTest::qWait(300);
        LongestTurn turn;
        window.action("palette")->trigger();
        auto* field = window.palette().findChild<QLineEdit*>();
        for (const char letter : std::string("go to layer conv")) {
            QTest::keyClick(field, letter);
            QTest::qWait(1);
        }
        QTest::keyClick(field, Qt::Key_Escape);
        const double palette = turn.seconds();
        window.action("startPage")->trigger();
        QTest::qWait(300);
        const double page = turn.seconds();
        window.dropTarget().take({kSample, QStringLiteral("/tmp/gone.npy")});
        QTRY_VERIFY(window.findChild<DropSheet*>());
        QTest::qWait(100);
        const double sheet = turn.seconds();
        window.findChild<DropSheet*>()->reject();
        const QString all = QString("%1 %2 %3").arg(palette).arg(page).arg(sheet);
        qInfo("longest turns until after palette, start page, sheet: %s s", qPrintable(all));
        QVERIFY2(sheet < 0.1, qPrintable(all));
    }
};

std::unique_ptr<QObject> leafscope::test::makeReachTest()
{
    return std::make_unique<TestReach>();
}

#include "test_reach.moc"
