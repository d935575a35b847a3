// SPDX-License-Identifier: MIT
// The neighbourhood view in the window: reached by its keys, for the sample picked elsewhere, with
// mouse and keyboard; drawn again by its recipe and from the session.
#include "app/window/center_stack.hpp"
#include "app/window/gesture_legend.hpp"
#include "app/work/picture.hpp"
#include "tests/app/window/window_support.hpp"
#include "tests/views/scene/mouse.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/neighborhood/neighborhood_view.hpp"

#include <QAction>
#include <QLabel>
#include <QToolButton>

#include <algorithm>
#include <cstdlib>

using namespace leafscope;
using namespace leafscope::test;

namespace {

constexpr QSize kPicture(900, 640);

NeighborhoodView& viewOf(MainWindow& window)
{
    return window.center().neighborhood();
}

void waitFor(MainWindow& window)
{
    NeighborhoodView& view = viewOf(window);
    // The embedding of the sample session is not kept with it: it is computed first.
    QTRY_VERIFY_WITH_TIMEOUT(view.reading() && !view.isBusy(), 60000);
}

void show(MainWindow& window, std::int64_t sample)
{
    window.session().select({sample});
    window.embeddingView().setFocus();
    QTest::keyClick(&window, Qt::Key_4, Qt::ControlModifier);
    QTRY_VERIFY(viewOf(window).isVisible());
    waitFor(window);
}

/// Pixels that differ by more than rounding; -1 for other sizes.
int differing(const QImage& a, const QImage& b)
{
    if (a.size() != b.size())
        return -1;
    int count = 0;
    for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x)
            count += std::abs(qGray(a.pixel(x, y)) - qGray(b.pixel(x, y))) > 8 ? 1 : 0;
    return count;
}

} // namespace

class TestNeighborhoodWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QSettings().clear(); }

    void shownForThePickedSample()
    {
        MainWindow window;
        openSample(window);
        show(window, 12);
        NeighborhoodView& view = viewOf(window);
        QCOMPARE(view.sample(), std::int64_t(12));
        QVERIFY(view.reading()->found.kkt < 1e-9);
        QVERIFY(window.action("center.neighborhood")->isChecked());
        // Another layer: the same sample among other neighbours.
        const auto before = view.reading();
        QTest::keyClick(&window, Qt::Key_BracketLeft);
        QTRY_VERIFY_WITH_TIMEOUT(view.reading() != before && !view.isBusy(), 30000);
        QVERIFY(view.reading()->picked->dim != before->picked->dim);
        QCOMPARE(view.reading()->picked->question.row, Index(12));
    }

    void mouseAndKeys()
    {
        MainWindow window;
        openSample(window);
        show(window, 12);
        NeighborhoodView& view = viewOf(window);
        auto* strip = view.findChild<NeighborStrip*>();
        const Reading& reading = *view.reading();
        const auto first = int(reading.neighbors); // the first that was pruned
        QVERIFY(first < int(reading.members.size()));
        const QPointF at = QPointF(strip->mapTo(&window, strip->placeOf(first).center().toPoint()));
        Mouse(&window).click(at);
        QCOMPARE(view.focus(), reading.members[std::size_t(first)].place);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QWidget* scene = view.focusProxy();
        scene->setFocus();
        QTest::keyClick(scene, Qt::Key_Escape);
        QCOMPARE(view.focus(), Index(-1));
        QTest::keyClick(scene, Qt::Key_Right, Qt::ShiftModifier);
        QTRY_VERIFY(view.reading()->picked->isMoved());
        QTest::keyClick(scene, Qt::Key_Escape);
        QTRY_VERIFY(!view.reading()->picked->isMoved());
        waitFor(window);
        const std::int64_t next = view.reading()->members.front().sample;
        Mouse(&window).doubleClick(
            QPointF(strip->mapTo(&window, strip->placeOf(0).center().toPoint())));
        QTRY_COMPARE(window.session().current(), next);
        waitFor(window);
        scene->setFocus();
        QTest::keyClick(scene, Qt::Key_R); // of this view's camera
        const Json first = view.state()["camera"];
        QTest::keyClick(scene, Qt::Key_2);
        QVERIFY(view.state()["camera"] != first);
        QTest::keyClick(scene, Qt::Key_R);
        QVERIFY(view.state()["camera"] == first);
    }

    void legendIsOfTheView()
    {
        MainWindow window;
        openSample(window);
        const auto says = [&](const QString& text) {
            const auto labels = window.legend().findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(),
                               [&](const QLabel* label) { return label->text() == text; });
        };
        QVERIFY(!says("Explain a candidate"));
        show(window, 3);
        QVERIFY(says("Explain a candidate"));
        QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
        QTRY_VERIFY(!says("Explain a candidate"));
    }

    void drawnAgainByItsRecipe()
    {
        MainWindow window;
        openSample(window);
        show(window, 40);
        NeighborhoodView& view = viewOf(window);
        NeighborhoodSettings settings = view.settings();
        settings.k = 30;
        view.setSettings(settings);
        waitFor(window);
        view.setFocusOn(view.reading()->members.back().place);
        const QImage seen = view.picture(kPicture).convertToFormat(QImage::Format_RGB32);
        const Recipe recipe = pictureRecipe(view, window.session(), kPicture);
        const QTemporaryDir folder;
        const QString file = folder.filePath("again.png");
        drawPicture(Recipe::fromJson(Json::parse(recipe.toJson().dump())), ArtifactStore(), {},
                    file.toStdString());
        style::apply(*qApp, style::Theme::Light);
        const QImage again = QImage(file).convertToFormat(QImage::Format_RGB32);
        const int differ = differing(seen, again);
        QVERIFY2(differ >= 0 && differ < 50, qPrintable(QString::number(differ)));
        const std::string commands = pictureCommands(recipe, "a.png");
        QVERIFY(commands.find("--view neighborhood") != std::string::npos);
    }

    void theSessionKeepsIt()
    {
        const QTemporaryDir folder;
        const QString kept = folder.filePath("kept.leafscope");
        {
            MainWindow window;
            openSample(window);
            show(window, 25);
            NeighborhoodSettings settings = viewOf(window).settings();
            settings.k = 17;
            settings.hull = false;
            viewOf(window).setSettings(settings);
            waitFor(window);
            window.workbench().saveSessionAs(kept);
            QTRY_VERIFY(QFileInfo::exists(kept + "/session.json"));
            QTRY_VERIFY(window.tasks().isIdle());
        }
        MainWindow window;
        showActive(window);
        window.workbench().open({kept});
        for (const Fact fact : {Fact::Data, Fact::Embedding, Fact::Layout})
            QTRY_VERIFY_WITH_TIMEOUT(isReady(window, fact), 30000);
        QTRY_COMPARE(viewOf(window).settings().k, Index(17));
        QVERIFY(!viewOf(window).settings().hull);
        QCOMPARE(viewOf(window).sample(), std::int64_t(25));
    }
};

int main(int argc, char** argv)
{
    return runWindowTest<TestNeighborhoodWindow>(argc, argv);
}

#include "test_neighborhood.moc"
