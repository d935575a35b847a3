// SPDX-License-Identifier: MIT
// Walks in the window: taken by a worker on the sample session's network, scrubbed, branched,
// steered by mouse and keys, and taken again from what was kept.
#include "core/leaf/leaf_parameters.hpp"
#include "core/session/execute.hpp"
#include "views/scene/opengl.hpp"
#include "views/style/theme.hpp"
#include "views/walk/film_strip.hpp"
#include "views/walk/live_walks.hpp"
#include "views/walk/trust_panel.hpp"
#include "views/walk/walk_bar.hpp"
#include "views/walk/walk_view.hpp"

#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QWindow>

#include <chrono>
#include <cmath>

using namespace leafscope;

namespace {

const std::string kSamples = LEAFSCOPE_SOURCE_DIR "/resources/samples/fashion-lenet.leafscope";
constexpr int kPatience = 60000;

std::shared_ptr<const Dataset> samples()
{
    static const auto data = std::make_shared<const Dataset>(openDataset(kSamples + "/images.h5"));
    return data;
}

std::shared_ptr<const ModelInfo> network()
{
    static const auto info = [] {
        auto model = std::make_shared<ModelInfo>();
        model->file = kSamples + "/checkpoints/epoch_032.pt";
        return std::shared_ptr<const ModelInfo>(model);
    }();
    return info;
}

template <typename Widget>
Widget* child(WalkView& view, const char* name)
{
    return view.findChild<Widget*>(QString::fromLatin1(name));
}

} // namespace

class TestWalkView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<Session>();
        m_view = std::make_unique<WalkView>(*m_session);
        m_view->resize(1000, 700);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }

    void cleanup()
    {
        m_view.reset();
        m_session.reset();
    }

    void withoutAModelItSaysWhy()
    {
        QVERIFY(!m_view->refusal().isEmpty());
        QVERIFY(!child<QPushButton>(*m_view, "walk")->isEnabled());
        QVERIFY(!child<QPushButton>(*m_view, "branch")->isEnabled());
        m_view->compareWalks(); // refused, not crashed
        QVERIFY(m_session->walks().empty());
        open();
        QVERIFY(m_view->refusal().isEmpty());
        QVERIFY(child<QPushButton>(*m_view, "walk")->isEnabled());
    }

    void aWalkIsTheOneOfTheCommandLine()
    {
        open();
        child<QSpinBox>(*m_view, "from")->setValue(12);
        child<QSpinBox>(*m_view, "to")->setValue(84);
        QTest::mouseClick(child<QPushButton>(*m_view, "walk"), Qt::LeftButton);
        QCOMPARE(m_session->walks().size(), std::size_t(1));
        finish();
        const WalkTrack& walk = *m_session->walks()[0];
        QVERIFY2(walk.error.isEmpty(), qPrintable(walk.error));
        QVERIFY(walk.recipe.has_value());
        QTemporaryDir folder;
        const std::string out = folder.filePath("walk").toStdString();
        Recipe recipe = *walk.recipe;
        recipe.parameters["frames"] = 0;
        execute(recipe, ArtifactStore({folder.path().toStdString()}), Progress(), out);
        const WrittenWalk written = readWalk(out + "/walk.h5");
        QCOMPARE(written.walk.path.size(), walk.places.size());
        for (std::size_t i = 0; i < walk.places.size(); ++i)
            QVERIFY(written.walk.path[i].x == walk.places[i]->x);
        QVERIFY(written.walk.target == *walk.target);
        // What is checked afterwards arrives too.
        QTRY_VERIFY_WITH_TIMEOUT(m_session->walks()[0]->numbers.contains("trust"), kPatience);
        const Json trust = m_session->walks()[0]->numbers["trust"];
        QVERIFY2(trust == written.numbers["trust"],
                 (trust.dump() + " " + written.numbers["trust"].dump()).c_str());
    }

    void fourWalksShareOneScrubber()
    {
        open();
        child<QSpinBox>(*m_view, "from")->setValue(3);
        child<QSpinBox>(*m_view, "to")->setValue(40);
        m_view->compareWalks();
        QCOMPARE(m_session->walks().size(), std::size_t(4));
        finish();
        auto* film = m_view->findChild<FilmStrip*>();
        const std::vector<FilmRow> rows = filmRows(film->rect(), m_view->shown());
        QCOMPARE(rows.size(), std::size_t(4));
        // Real events: press on the second row at a third of its length, drag to two thirds.
        const auto at = [&](std::size_t row, double share) {
            return QPointF(rows[row].xOf(share), rows[row].frames.center().y()).toPoint();
        };
        QTest::mousePress(film, Qt::LeftButton, {}, at(1, 0.33));
        QVERIFY(std::abs(m_view->shown().share - 0.33) < 0.02);
        QCOMPARE(m_view->shown().current, 1);
        QTest::mouseMove(film, at(1, 0.66));
        QTRY_VERIFY(std::abs(m_view->shown().share - 0.66) < 0.02);
        QTest::mouseRelease(film, Qt::LeftButton, {}, at(1, 0.66));
        // The straight line is exactly there; every walk stands at its own place.
        const WalkShow& show = m_view->shown();
        const WalkTrack& line = *show.walks[0];
        QVERIFY(line.places[std::size_t(show.place(line))]->length < line.length());
        QTest::mouseClick(film, Qt::LeftButton, {}, rows[3].label.center().toPoint());
        QCOMPARE(m_view->shown().current, 3);
        QTest::keyClick(m_view->focusProxy(), Qt::Key_Comma);
        const int before = show.place(*show.walks[3]);
        QTest::keyClick(m_view->focusProxy(), Qt::Key_Comma);
        QCOMPARE(show.place(*show.walks[3]), before - 1);
    }

    void trustTellsWhatIsKnown()
    {
        open();
        m_view->compareWalks();
        finish();
        m_view->setCurrent(2); // kernel
        QStringList names;
        for (const TrustNumber& number : trustNumbers(m_view->shown()))
            names << number.name;
        QVERIFY(names.contains("Rank of the leaf"));
        QVERIFY(names.contains("Drift of the logits"));
        QVERIFY(names.contains("Reversals"));
        QVERIFY(trustNumbers(WalkShow()).empty());
    }

    void branchesBeginWhereOneStands()
    {
        open();
        child<QSpinBox>(*m_view, "to")->setValue(40);
        m_view->beginWalk();
        finish();
        m_view->setShare(0.5);
        const WalkTrack& walk = *m_view->shown().track();
        const VectorD here = walk.places[std::size_t(m_view->shown().place(walk))]->x;
        auto* kind = child<QComboBox>(*m_view, "kind");
        kind->setCurrentIndex(kind->findData("kernel"));
        QTest::mouseClick(child<QPushButton>(*m_view, "branch"), Qt::LeftButton);
        QCOMPARE(m_session->walks().size(), std::size_t(2));
        finish();
        QVERIFY2(m_session->walks()[1]->error.isEmpty(), qPrintable(m_session->walks()[1]->error));
        QVERIFY(m_session->walks()[1]->places.front()->x == here);
    }

    void keysSteer()
    {
        open();
        auto* kind = child<QComboBox>(*m_view, "kind");
        kind->setCurrentIndex(kind->findData("guided"));
        m_view->beginWalk();
        finish();
        QCOMPARE(m_session->walks()[0]->places.size(), std::size_t(1));
        for (int i = 0; i < 4; ++i)
            QTest::keyClick(m_view->focusProxy(), Qt::Key_Right);
        QTest::keyClick(m_view->focusProxy(), Qt::Key_Up);
        QTRY_VERIFY_WITH_TIMEOUT(chartOfEnd()[0] > 0.1, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(chartOfEnd()[1] > 0.02, kPatience);
        finish();
        QVERIFY(std::abs(chartOfEnd()[0] - 4 * chartOfEnd()[1]) < 0.02);
        QCOMPARE(m_session->walks().size(), std::size_t(1)); // the same walk went on
        // What was done by hand is a recipe like any other.
        const WalkTrack& walk = *m_session->walks()[0];
        QTemporaryDir folder;
        Recipe recipe = *walk.recipe;
        recipe.parameters["frames"] = 0;
        const std::string out = folder.filePath("walk").toStdString();
        execute(recipe, ArtifactStore({folder.path().toStdString()}), Progress(), out);
        QVERIFY(readWalk(out + "/walk.h5").walk.path.back().x == walk.places.back()->x);
    }

    void theMouseSteers()
    {
        if (!hasOpenGl())
            QFAIL("this test needs a display with OpenGL");
        open();
        m_view->beginWalk();
        finish();
        m_view->setShare(0);
        QTest::qWait(200);
        const auto head = m_view->headPosition();
        QVERIFY(head.has_value());
        QWindow* window = m_view->windowHandle();
        const QPoint start = head->toPoint();
        QTest::mouseMove(window, start);
        QTest::mousePress(window, Qt::LeftButton, {}, start);
        QTest::mouseMove(window, start + QPoint(4, 0)); // a click would not be a drag
        // A leaf walk is left: a walk by hand begins at its first place.
        QTRY_COMPARE(m_session->walks().size(), std::size_t(2));
        QTRY_VERIFY_WITH_TIMEOUT(!m_session->walks()[1]->places.empty(), kPatience);
        for (int i = 1; i <= 12; ++i) {
            QTest::mouseMove(window, start + QPoint(6 * i, -2 * i));
            QTest::qWait(20);
        }
        QTest::mouseRelease(window, Qt::LeftButton, {}, start + QPoint(72, -24));
        QTRY_VERIFY_WITH_TIMEOUT(m_session->walks()[1]->places.size() > 1, kPatience);
        finish();
        // It went where the mouse led, as seen on the screen.
        const auto end = m_view->headPosition();
        QVERIFY(end && end->x() > head->x() + 10);
    }

    /// The numbers are in tests/bench/RESULTS.md; here only that it is live.
    void steeringIsLive()
    {
        open();
        auto* kind = child<QComboBox>(*m_view, "kind");
        kind->setCurrentIndex(kind->findData("guided"));
        m_view->beginWalk();
        finish();
        QSignalSpy batches(m_session.get(), &Session::walkChanged);
        QWidget* canvas = nullptr;
        for (QWidget* part : m_view->findChildren<QWidget*>())
            if (part->inherits("QOpenGLWidget"))
                canvas = part;
        QVERIFY(canvas);
        QSignalSpy pictures(canvas, SIGNAL(frameSwapped()));
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; i < 60; ++i) { // a key held down, as keyboards repeat it
            QTest::keyClick(m_view->focusProxy(), i % 20 < 10 ? Qt::Key_Right : Qt::Key_Up);
            QTest::qWait(33);
        }
        const double seconds = double(clock.elapsed()) / 1000;
        qInfo("%.1f batches and %.1f pictures a second", double(batches.count()) / seconds,
              double(pictures.count()) / seconds);
        finish();
        QVERIFY(batches.count() >= 10);
        QVERIFY(m_session->walks()[0]->places.size() > 10);
    }

    void walksAreKeptAndTakenAgain()
    {
        open();
        child<QSpinBox>(*m_view, "to")->setValue(40);
        m_view->beginWalk();
        finish();
        const VectorD end = m_session->walks()[0]->places.back()->x;
        const Json kept = Json::parse(m_view->keptWalks().dump());
        const Json state = Json::parse(m_view->state().dump());
        Session other;
        WalkView again(other);
        again.resize(900, 600);
        again.restoreWalks(kept); // waits for data and model
        again.restore(state);
        QVERIFY(other.walks().empty());
        other.setData(samples());
        other.setModel(network());
        QTRY_COMPARE_WITH_TIMEOUT(other.walks().size(), std::size_t(1), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!again.isWalking(), kPatience);
        QVERIFY(other.walks()[0]->places.back()->x == end);
    }

    void brokenWalksSayWhy()
    {
        m_session->setData(samples());
        auto missing = std::make_shared<ModelInfo>();
        missing->file = kSamples + "/checkpoints/none.pt";
        m_session->setModel(missing);
        m_view->beginWalk();
        finish();
        QVERIFY(m_session->walks()[0]->error.contains("none.pt"));
        m_view->removeAll();
        QVERIFY(m_session->walks().empty());
    }

    void otherDataForgetWalks()
    {
        open();
        m_view->compareWalks();
        m_session->setData(std::make_shared<const Dataset>(*samples()));
        QVERIFY(m_session->walks().empty());
        QTest::qWait(300); // what the worker still brings finds nobody
        QVERIFY(m_session->walks().empty());
    }

    void pictureHasEveryPart()
    {
        open();
        m_view->compareWalks();
        finish();
        m_view->setCurrent(1);
        const QImage picture = m_view->picture({1200, 800});
        QCOMPARE(picture.size(), QSize(1200, 800) * m_view->devicePixelRatioF());
        QVERIFY(m_view->table().count('\n') > 40);
        QCOMPARE(m_view->sources().size(), std::size_t(4));
        m_view->setImagesShown(true);
        QVERIFY(m_view->picture({1200, 800}) != picture);
        QVERIFY_EXCEPTION_THROWN(m_view->restore({{"axes", "sideways"}}), std::exception);
    }

private:
    void open()
    {
        m_session->setData(samples());
        m_session->setModel(network());
        child<QSpinBox>(*m_view, "to")->setValue(40);
    }

    void finish() { QTRY_VERIFY_WITH_TIMEOUT(!m_view->isWalking(), kPatience); }

    VectorD chartOfEnd() const
    {
        const WalkTrack& walk = *m_session->walks()[0];
        return walk.chart->at(walk.places.back()->x);
    }

    std::unique_ptr<Session> m_session;
    std::unique_ptr<WalkView> m_view;
};

QTEST_MAIN(TestWalkView)
#include "test_walk_view.moc"
