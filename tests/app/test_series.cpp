// SPDX-License-Identifier: MIT
// A series of checkpoints in the workbench, and the timeline in the real window: a small network is
// trained here; its frames are computed when they are wanted, all at once, aligned, cancelled,
// broken, and shown by real keys and clicks.
#include "app/window/application.hpp"
#include "app/window/main_window.hpp"
#include "app/work/picture.hpp"
#include "app/work/series_work.hpp"
#include "app/work/workbench.hpp"
#include "core/base/random.hpp"
#include "core/model/checkpoints.hpp"
#include "core/session/execute.hpp"
#include "views/explorer/explorer_model.hpp"
#include "views/style/theme.hpp"
#include "views/timeline/player.hpp"
#include "views/timeline/timeline_canvas.hpp"
#include "views/timeline/timeline_view.hpp"

#include <QApplication>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>

using namespace leafscope;

namespace {

namespace fs = std::filesystem;

constexpr int kSamples = 200;

/// Two shifted clouds in the plane, as CSV.
void writeClouds(const QString& file)
{
    RandomStream random(3);
    QFile csv(file);
    QVERIFY(csv.open(QIODevice::WriteOnly));
    csv.write("x,y,z,label\n");
    for (int i = 0; i < kSamples; ++i) {
        const int label = i % 2;
        csv.write(QStringLiteral("%1,%2,%3,%4\n")
                      .arg(random.uniform() + 0.8 * label)
                      .arg(random.uniform())
                      .arg(random.uniform() - 0.5 * label)
                      .arg(label)
                      .toUtf8());
    }
}

/// A session with its workbench, as the window holds them, without the window.
struct Bench {
    Session session;
    TaskQueue tasks;
    Workbench workbench{session, tasks};

    SeriesWork& series() { return seriesOf(workbench); }
    Readiness stateOf(int epoch) const { return session.frame(epoch).state.readiness; }
    bool isWhole(int epoch) const
    {
        return session.frame(epoch).layout && session.frame(epoch).dimension;
    }
};

} // namespace

class TestSeries : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void checkpointsAreFoundAroundAFile();
    void modelOfASeriesOpensIt();
    void wantedFrameIsComputedAsTheOthers();
    void framesOfTheStoreAreListed();
    void scrubbingComputesOnlyWhereItStops();
    void allEpochsInOneTask();
    void cancelledFramesAreNotTakenUpAgain();
    void brokenCheckpointFailsAlone();
    void alignmentIsChosen();
    void otherParametersReplaceTheFrames();
    void pictureIsDrawnAgainFromItsRecipe();
    void windowStepsPlaysAndUndoes();

private:
    /// Opens epoch 3 of the run and waits until its series is there.
    void open(Bench& bench, const fs::path& run);
    void openRun(Bench& bench) { open(bench, m_run); }

    QTemporaryDir m_folder;
    fs::path m_run;
    QString m_data;
    std::vector<int> m_epochs;
    int m_caches = 0;
};

void TestSeries::initTestCase()
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
    qputenv("LEAFSCOPE_CACHE", m_folder.filePath("training").toUtf8());
    style::apply(*qApp, style::Theme::Light);
    m_data = m_folder.filePath("clouds.csv");
    writeClouds(m_data);
    m_run = m_folder.filePath("run").toStdString();
    const std::map<std::string, std::string> inputs{{"data", m_data.toStdString()}};
    const Recipe recipe =
        makeRecipe(*findAnalysis("train"), inputs, {{"arch", "mlp"}, {"epochs", 4}}, 1);
    execute(recipe, ArtifactStore(), {}, m_run);
    for (const Checkpoint& checkpoint : listCheckpoints(m_run))
        m_epochs.push_back(checkpoint.epoch);
    QCOMPARE(m_epochs, (std::vector<int>{0, 1, 2, 3, 4}));
}

void TestSeries::init()
{
    // Nothing of an earlier test is there.
    qputenv("LEAFSCOPE_CACHE",
            m_folder.filePath(QStringLiteral("cache%1").arg(++m_caches)).toUtf8());
}

void TestSeries::open(Bench& bench, const fs::path& run)
{
    bench.workbench.openData(m_data);
    bench.workbench.openModel(QString::fromStdString((run / checkpointName(3)).string()));
    QTRY_COMPARE_WITH_TIMEOUT(bench.session.series().size(), std::size_t(5), 30000);
    QTRY_VERIFY(bench.tasks.isIdle());
    QVERIFY(bench.isWhole(3));
}

void TestSeries::checkpointsAreFoundAroundAFile()
{
    const auto found = checkpointsAround(m_run / checkpointName(2));
    QCOMPARE(found.size(), std::size_t(5));
    QCOMPARE(found[1].epoch, 1);
    QCOMPARE(found[1].model.toStdString(), (m_run / checkpointName(1)).string());
    const fs::path alone = fs::path(m_folder.path().toStdString()) / "alone";
    fs::create_directory(alone);
    fs::copy_file(m_run / checkpointName(2), alone / checkpointName(2));
    QVERIFY(checkpointsAround(alone / checkpointName(2)).empty());
}

void TestSeries::modelOfASeriesOpensIt()
{
    Bench bench;
    openRun(bench);
    QCOMPARE(bench.session.epoch(), 3);
    QCOMPARE(bench.session.shownEpoch(), 3);
    QCOMPARE(bench.stateOf(3), Readiness::Ready);
    for (const int epoch : {0, 1, 2, 4})
        QCOMPARE(bench.stateOf(epoch), Readiness::Empty);
    QCOMPARE(bench.series().shownModel().toStdString(), (m_run / checkpointName(3)).string());
    // Data that the model knows nothing of forget it.
    bench.workbench.openData(QStringLiteral("synthetic:gaussian?n=50&d=3"));
    QTRY_VERIFY(bench.session.series().empty());
}

void TestSeries::wantedFrameIsComputedAsTheOthers()
{
    Bench bench;
    openRun(bench);
    const auto before = bench.session.layout();
    bench.session.setEpoch(1);
    QCOMPARE(bench.session.layout(), before); // the old picture stays
    QTRY_COMPARE(bench.session.shownEpoch(), 1);
    QVERIFY(bench.session.layout() != before);
    QTRY_VERIFY(bench.isWhole(1));
    const Recipe recipe = *bench.session.recipe(Fact::Layout);
    const Recipe& embedding = *recipe.inputs.at("embedding").recipe;
    const Recipe& other = *bench.session.frame(3).recipe(Fact::Embedding);
    QVERIFY(embedding.parameters == other.parameters);
    QCOMPARE(embedding.seed, other.seed);
    QCOMPARE(embedding.inputs.at("data").hash, other.inputs.at("data").hash);
    QVERIFY(embedding.inputs.at("model").hash != other.inputs.at("model").hash);
    // The same as by hand.
    const Recipe byHand = makeRecipe(
        *findAnalysis("embed"),
        {{"model", (m_run / checkpointName(1)).string()}, {"data", m_data.toStdString()}}, {}, 1);
    QCOMPARE(embedding.hash(), byHand.hash());
    // Back: at once, without a task.
    bench.session.setEpoch(3);
    QCOMPARE(bench.session.shownEpoch(), 3);
    QTRY_VERIFY(bench.tasks.isIdle());
    for (const TaskInfo& task : bench.tasks.tasks())
        QVERIFY2(!task.name.startsWith("Epoch"), "a frame leaves no entry in the list of tasks");
}

void TestSeries::framesOfTheStoreAreListed()
{
    {
        Bench bench;
        openRun(bench);
        bench.series().computeAll();
        QTRY_VERIFY_WITH_TIMEOUT(bench.isWhole(0) && bench.isWhole(4), 30000);
        QTRY_VERIFY(bench.tasks.isIdle());
    }
    Bench again;
    openRun(again);
    for (const int epoch : m_epochs)
        QTRY_VERIFY(again.isWhole(epoch));
    again.session.setEpoch(0);
    QCOMPARE(again.session.shownEpoch(), 0);
}

void TestSeries::scrubbingComputesOnlyWhereItStops()
{
    Bench bench;
    openRun(bench);
    for (const int epoch : {2, 1, 0, 1, 2, 4})
        bench.session.setEpoch(epoch);
    QTRY_COMPARE(bench.session.shownEpoch(), 4);
    QTRY_VERIFY(bench.tasks.isIdle());
    QTest::qWait(2 * SeriesWork::kSettleMilliseconds);
    for (const int epoch : {0, 1, 2})
        QCOMPARE(bench.stateOf(epoch), Readiness::Empty);
    // What will be played next is computed beside it.
    bench.series().prefetch({0, 1});
    QTRY_VERIFY(bench.isWhole(0) && bench.isWhole(1));
    QVERIFY(!bench.session.frame(2).layout);
}

void TestSeries::allEpochsInOneTask()
{
    Bench bench;
    openRun(bench);
    QSignalSpy frames(&bench.session, &Session::frameChanged);
    bench.series().computeAll();
    int tasks = 0;
    for (const TaskInfo& task : bench.tasks.tasks())
        tasks += task.name == QStringLiteral("4 epochs") ? 1 : 0;
    QCOMPARE(tasks, 1);
    bench.session.setEpoch(4); // comes first now, and interrupts nothing
    QTRY_VERIFY_WITH_TIMEOUT(bench.tasks.isIdle(), 30000);
    for (const int epoch : m_epochs)
        QTRY_VERIFY_WITH_TIMEOUT(bench.isWhole(epoch), 30000);
    QTRY_COMPARE(bench.session.shownEpoch(), 4);
    QVERIFY(frames.count() >= 8); // as they come
}

void TestSeries::cancelledFramesAreNotTakenUpAgain()
{
    Bench bench;
    openRun(bench);
    bench.series().computeAll();
    bench.session.setEpoch(0);
    bench.tasks.cancelAll();
    QTRY_VERIFY(bench.tasks.isIdle());
    QTest::qWait(2 * SeriesWork::kSettleMilliseconds);
    QVERIFY(bench.tasks.isIdle());
    for (const int epoch : m_epochs)
        QVERIFY(bench.stateOf(epoch) != Readiness::Busy);
    bench.series().request(0);
    QTRY_VERIFY_WITH_TIMEOUT(bench.isWhole(0), 30000);
    QCOMPARE(bench.session.shownEpoch(), 0);
}

void TestSeries::brokenCheckpointFailsAlone()
{
    const fs::path run = fs::path(m_folder.path().toStdString()) / "broken";
    fs::create_directory(run);
    for (const int epoch : m_epochs)
        fs::copy_file(m_run / checkpointName(epoch), run / checkpointName(epoch));
    Bench bench;
    open(bench, run);
    QSignalSpy failed(&bench.workbench, &Workbench::failed);
    // The file changes after it was found: cut to half.
    fs::resize_file(run / checkpointName(1), fs::file_size(run / checkpointName(1)) / 2);
    bench.series().computeAll();
    QTRY_VERIFY_WITH_TIMEOUT(bench.tasks.isIdle(), 30000);
    QCOMPARE(bench.stateOf(1), Readiness::Failed);
    for (const int epoch : {0, 2, 3, 4})
        QVERIFY(bench.isWhole(epoch));
    QCOMPARE(failed.count(), 1);
    QVERIFY(failed[0][1].toString().contains(QStringLiteral("epoch_001.pt")));
    bench.session.setEpoch(1);
    QCOMPARE(bench.session.shownEpoch(), 3);
    QCOMPARE(bench.session.state(Fact::Layout).readiness, Readiness::Failed);
    fs::copy_file(m_run / checkpointName(1), run / checkpointName(1),
                  fs::copy_options::overwrite_existing);
    bench.series().request(1);
    QTRY_VERIFY_WITH_TIMEOUT(bench.isWhole(1), 30000);
    QCOMPARE(bench.session.shownEpoch(), 1);
}

void TestSeries::alignmentIsChosen()
{
    Bench bench;
    openRun(bench);
    bench.series().computeAll();
    for (const int epoch : m_epochs)
        QTRY_VERIFY_WITH_TIMEOUT(bench.isWhole(epoch), 30000);
    QTRY_VERIFY(bench.tasks.isIdle());
    const auto dimension = bench.session.frame(2).dimension;
    QCOMPARE(bench.session.layout()->alignment, std::string("none"));
    bench.series().setAlignment(QStringLiteral("basis"));
    QTRY_COMPARE_WITH_TIMEOUT(bench.session.layout()->alignment, std::string("basis of epoch_004"),
                              30000);
    QCOMPARE(bench.session.frame(2).dimension, dimension); // layouts only
    bench.series().setAlignment(QStringLiteral("procrustes"));
    QTRY_COMPARE_WITH_TIMEOUT(bench.session.layout()->alignment,
                              std::string("procrustes to epoch_002"), 30000);
    // Every epoch before it had to be laid out for that.
    QTRY_VERIFY(bench.isWhole(2) && bench.isWhole(1));
    QCOMPARE(bench.session.frame(2).layout->alignment, std::string("procrustes to epoch_001"));
    bench.series().setAlignment(QStringLiteral("none"));
    QTRY_COMPARE(bench.session.layout()->alignment, std::string("none"));
    QTRY_VERIFY(bench.isWhole(4)); // from the store
}

void TestSeries::otherParametersReplaceTheFrames()
{
    Bench bench;
    openRun(bench);
    bench.session.setEpoch(1);
    QTRY_VERIFY_WITH_TIMEOUT(bench.isWhole(1), 30000);
    QTRY_VERIFY(bench.tasks.isIdle());
    // The epoch that is shown is embedded anew, with fewer samples; the others follow.
    bench.workbench.computeEmbedding({{"limit", 100}});
    QTRY_VERIFY_WITH_TIMEOUT(bench.session.embedding()->n == 100 && bench.isWhole(1), 30000);
    QCOMPARE(bench.session.shownEpoch(), 1);
    const auto model = bench.session.recipe(Fact::Embedding)->inputs.at("model");
    QCOMPARE(fs::path(model.spec).filename().string(), checkpointName(1));
    QTRY_COMPARE(bench.stateOf(3), Readiness::Empty);
    bench.session.setEpoch(3);
    QTRY_COMPARE_WITH_TIMEOUT(bench.session.shownEpoch(), 3, 30000);
    QCOMPARE(bench.session.embedding()->n, Index(100));
}

void TestSeries::pictureIsDrawnAgainFromItsRecipe()
{
    Bench bench;
    openRun(bench);
    bench.session.setEpoch(1);
    QTRY_VERIFY_WITH_TIMEOUT(bench.isWhole(1), 30000);
    bench.session.setEpoch(2); // not there yet: the picture says so
    TimelineView view(bench.session, nullptr);
    const QImage shown = view.picture({700, 300});
    const Recipe recipe = pictureRecipe(view, bench.session, {700, 300});
    QCOMPARE(recipe.inputs.size(), std::size_t(2));
    QVERIFY(recipe.inputs.count("dimension@1") && recipe.inputs.count("dimension@3"));
    const QString file = m_folder.filePath(QStringLiteral("timeline.png"));
    drawPicture(Recipe::fromJson(Json::parse(recipe.toJson().dump())), ArtifactStore(), {},
                file.toStdString());
    const QImage again(file);
    QCOMPARE(again.convertToFormat(QImage::Format_RGB32),
             shown.convertToFormat(QImage::Format_RGB32));
    QVERIFY(pictureCommands(recipe, "a.png").find("leafscope run timeline.json") !=
            std::string::npos);
}

void TestSeries::windowStepsPlaysAndUndoes()
{
    MainWindow window;
    window.resize(1280, 800);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    Session& session = window.session();
    window.workbench().openData(m_data);
    window.workbench().openModel(QString::fromStdString((m_run / checkpointName(3)).string()));
    QTRY_COMPARE_WITH_TIMEOUT(session.series().size(), std::size_t(5), 30000);
    auto* timeline = window.findChild<TimelineView*>();
    QVERIFY(timeline);
    auto* dock = window.findChild<QDockWidget*>(QStringLiteral("timeline"));
    QVERIFY(dock);
    dock->show();
    dock->raise();
    QTRY_VERIFY(timeline->isVisible());
    auto* canvas = timeline->findChild<TimelineCanvas*>();
    canvas->setFocus();
    // Step by keys: the frame is computed on demand.
    QTest::keyClick(&window, Qt::Key_BraceLeft);
    QTRY_COMPARE(session.epoch(), 2);
    QTRY_COMPARE_WITH_TIMEOUT(session.shownEpoch(), 2, 30000);
    QTest::keyClick(&window, Qt::Key_Period);
    QTRY_COMPARE(session.shownEpoch(), 3);
    // A click into a cell.
    const QString layer = session.layers().front();
    QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->centreOf({0, 1}).toPoint());
    QCOMPARE(session.epoch(), 1);
    QCOMPARE(session.layer(), layer);
    QTRY_COMPARE_WITH_TIMEOUT(session.shownEpoch(), 1, 30000);
    QTest::keySequence(&window, QKeySequence::Undo);
    QTRY_VERIFY(session.layer() != layer);
    QTest::keySequence(&window, QKeySequence::Undo);
    QTRY_COMPARE(session.shownEpoch(), 3);
    // Play from the start: it waits for what is missing, and never blocks the window.
    seriesOf(window.workbench()).request(0);
    QTRY_COMPARE_WITH_TIMEOUT(session.shownEpoch(), 0, 30000);
    timeline->player().setSpeed(20);
    QElapsedTimer sinceTurn;
    qint64 longest = 0;
    QTimer turns;
    QObject::connect(&turns, &QTimer::timeout, &turns,
                     [&] { longest = std::max(longest, sinceTurn.restart()); });
    sinceTurn.start();
    turns.start(0);
    std::vector<int> seen{0};
    QObject::connect(&session, &Session::layoutChanged, &turns, [&] {
        if (seen.back() != session.shownEpoch())
            seen.push_back(session.shownEpoch());
    });
    QTest::keyClick(&window, Qt::Key_Space);
    QVERIFY(timeline->player().isPlaying());
    QTRY_VERIFY_WITH_TIMEOUT(!timeline->player().isPlaying(), 30000);
    turns.stop();
    QCOMPARE(seen, m_epochs); // every one, in order
    qInfo("longest turn while playing: %lld ms", static_cast<long long>(longest));
    QTRY_VERIFY(window.tasks().isIdle());
    window.close();
}

int main(int argc, char** argv)
{
    const auto application = makeApplication(argc, argv);
    TestSeries test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_series.moc"
