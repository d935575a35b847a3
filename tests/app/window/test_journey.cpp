// SPDX-License-Identifier: MIT
// A whole visit with real events: open the sample, pick a layer in the curve, lasso, colour by
// confidence, scrub epochs, undo and redo everything, save, go on, be killed, and recover.
#include "app/window/docks.hpp"
#include "app/window/recovery.hpp"
#include "app/work/autosave.hpp"
#include "core/base/files.hpp"
#include "tests/app/window/window_support.hpp"
#include "views/curve/curve_canvas.hpp"
#include "views/curve/curve_view.hpp"
#include "views/embedding/embedding_view.hpp"

#include <QDir>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>

#include <csignal>
#include <filesystem>
#include <iostream>

using namespace leafscope;
using namespace leafscope::test;
namespace fs = std::filesystem;

namespace {

constexpr int kLong = 120000; // a frame is computed, perhaps on a busy machine

bool settled(MainWindow& window)
{
    return isReady(window, Fact::Layout) && isReady(window, Fact::Dimension) &&
           isReady(window, Fact::Model) && window.tasks().isIdle() &&
           !window.session().series().empty();
}

QPoint inWindow(QWidget& widget, QPointF at)
{
    return widget.mapTo(widget.window(), at.toPoint());
}

/// A click on the third layer's point of the curve.
void pickLayerInCurve(MainWindow& window)
{
    auto* canvas = window.curveView().findChild<CurveCanvas*>();
    QVERIFY(canvas);
    QTest::mouseClick(window.windowHandle(), Qt::LeftButton, {},
                      inWindow(*canvas, canvas->markOf(2)));
    QCOMPARE(window.session().layer(), window.session().layers()[2]);
}

/// A closed line around the middle of the view.
void lasso(MainWindow& window)
{
    EmbeddingView& view = window.embeddingView();
    view.setFocus();
    QTest::keyClick(window.windowHandle(), Qt::Key_L);
    const QPointF middle = QRectF(view.rect()).center();
    const QPointF corners[] = {{-150, -90}, {140, -100}, {150, 90}, {-140, 100}};
    QTest::mousePress(window.windowHandle(), Qt::LeftButton, {},
                      inWindow(view, middle + corners[0]));
    for (const QPointF corner : corners)
        QTest::mouseMove(window.windowHandle(), inWindow(view, middle + corner));
    QTest::mouseRelease(window.windowHandle(), Qt::LeftButton, {},
                        inWindow(view, middle + corners[3]));
    QTest::keyClick(window.windowHandle(), Qt::Key_Escape);
    QVERIFY(window.session().selected().size() > 20);
}

void scrubEpochs(MainWindow& window)
{
    Session& session = window.session();
    const int before = session.epoch();
    QTest::keySequence(&window, QKeySequence(QStringLiteral("{")));
    QTRY_VERIFY(session.epoch() < before);
    QTRY_COMPARE_WITH_TIMEOUT(session.shownEpoch(), session.epoch(), kLong);
    QTRY_VERIFY_WITH_TIMEOUT(settled(window), kLong);
}

/// What the process does that is killed in the end. Exit codes tell what failed.
int visit(const QString& folder)
{
    MainWindow window;
    showActive(window);
    const QString saved = folder + QStringLiteral("/sample.leafscope");
    window.workbench().open({saved});
    if (!QTest::qWaitFor([&] { return settled(window); }, kLong))
        return 2;
    Session& session = window.session();
    pickLayerInCurve(window);
    lasso(window);
    window.action("colour.confidence")->trigger();
    scrubEpochs(window);
    if (QTest::currentTestFailed())
        return 3;
    // Everything can be undone, and done again.
    const ViewState made = session.view();
    while (session.history().canUndo())
        session.history().undo();
    if (!session.selected().empty() || session.view() == made)
        return 7;
    while (session.history().canRedo())
        session.history().redo();
    if (!(session.view() == made))
        return 8;
    session.saveSlice(QStringLiteral("middle"));
    QSignalSpy written(&window.workbench(), &Workbench::sessionSaved);
    QTest::keySequence(&window, QKeySequence::Save);
    if (!written.wait(kLong))
        return 4;
    // Work that no one saved.
    session.saveSlice(QStringLiteral("after the save"));
    QTest::keySequence(&window, QKeySequence(QStringLiteral("]")));
    session.select({session.sampleAt(5)}, Combine::Toggle);
    QSignalSpy kept(&window.autosave(), &Autosave::saved);
    if (!kept.wait(kLong) || !QTest::qWaitFor([&] { return window.tasks().isIdle(); }, kLong))
        return 5;
    kept.wait(3000); // what the last change said
    writeTextFile((folder + "/state.json").toStdString(), session.view().toJson().dump());
    std::raise(SIGKILL);
    return 6;
}

} // namespace

class TestJourney : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QVERIFY(m_folder.isValid());
        fs::copy(kSample.toStdString(), (m_folder.path() + "/sample.leafscope").toStdString(),
                 fs::copy_options::recursive | fs::copy_options::overwrite_existing);
        qputenv("LEAFSCOPE_STATE", m_folder.filePath("state").toUtf8());
    }

    void everythingComesBackAfterAKill()
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedChannels);
        process.start(QCoreApplication::applicationFilePath(), {"--visit", m_folder.path()});
        QVERIFY(process.waitForFinished(4 * kLong));
        QCOMPARE(process.exitStatus(), QProcess::CrashExit); // a code tells where it stopped
        const ViewState left = ViewState::fromJson(
            Json::parse(readTextFile(m_folder.filePath("state.json").toStdString())));
        QCOMPARE(left.slices.size(), std::size_t(2));

        MainWindow window;
        showActive(window);
        QSignalSpy looked(&window.recovery(), &Recovery::looked);
        window.recovery().look();
        QVERIFY(looked.wait());
        auto* question = window.findChild<QMessageBox*>(QStringLiteral("recovery"));
        QVERIFY(question);
        for (QAbstractButton* button : question->buttons())
            if (question->buttonRole(button) == QMessageBox::AcceptRole)
                QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kLong);
        QCOMPARE(QString::fromStdString(window.session().view().toJson().dump()),
                 QString::fromStdString(left.toJson().dump()));
        QVERIFY(window.workbench().isUnsaved());
        QCOMPARE(window.workbench().sessionFolder(), m_folder.path() + "/sample.leafscope");
        goOnAndUndo(window);
    }

private:
    /// What is done after the recovery is undone by keys, back to what was recovered.
    static void goOnAndUndo(MainWindow& window)
    {
        Session& session = window.session();
        const ViewState recovered = session.view();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QVERIFY(!session.history().canUndo());
        lasso(window);
        window.action("colour.label")->trigger();
        pickLayerInCurve(window);
        scrubEpochs(window);
        QVERIFY(!QTest::currentTestFailed());
        for (int steps = 0; session.history().canUndo() && steps < 100; ++steps)
            QTest::keySequence(&window, QKeySequence::Undo);
        QVERIFY(!session.history().canUndo());
        // Where the camera went meanwhile is no part of what is undone.
        ViewState undone = session.view();
        undone.camera = recovered.camera;
        QCOMPARE(QString::fromStdString(undone.toJson().dump()),
                 QString::fromStdString(recovered.toJson().dump()));
    }

    QTemporaryDir m_folder;
};

int main(int argc, char** argv)
{
    if (argc == 3 && QByteArray(argv[1]) == "--visit") {
        // Killed, it could not remove a sandbox of its own.
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, argv[2]);
        const auto application = makeApplication(argc, argv);
        style::apply(*qApp, style::Theme::Light);
        return visit(QString::fromLocal8Bit(argv[2]));
    }
    return runWindowTest<TestJourney>(argc, argv);
}

#include "test_journey.moc"
