// SPDX-License-Identifier: MIT
// The neighbourhood view under a virtual display, driven by the mouse and the keyboard.
#include "core/base/error.hpp"
#include "tests/views/scene/mouse.hpp"
#include "views/neighborhood/neighborhood_view.hpp"
#include "views/neighborhood/rule_page.hpp"
#include "views/scene/opengl.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"

#include <QApplication>
#include <QComboBox>
#include <QCursor>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace leafscope;
using test::Mouse;

namespace {

struct Desk {
    explicit Desk(const std::string& spec = "synthetic:spirals?n=400&noise=0.05",
                  QSize size = {1000, 680})
    {
        session.setEmbedding(std::make_shared<EmbeddingHeader>(openEmbedding(spec)));
        view = std::make_unique<NeighborhoodView>(session);
        view->resize(size);
        view->show();
        shown = QTest::qWaitForWindowExposed(view.get());
    }
    bool settled() const
    {
        return QTest::qWaitFor([this] { return view->reading() && !view->isBusy(); }, 10000);
    }
    bool pick(std::int64_t sample)
    {
        session.select({sample});
        return settled();
    }
    template <typename Widget>
    Widget& part(const char* name) const
    {
        return *view->findChild<Widget*>(QLatin1String(name));
    }
    NeighborStrip& strip() const { return *view->findChild<NeighborStrip*>(); }
    NeighborhoodPanel& panel() const { return *view->findChild<NeighborhoodPanel*>(); }
    /// A candidate that was pruned, and that nothing else is near to.
    const Member* pruned() const
    {
        for (const Member& member : view->reading()->members)
            if (!(member.weight > 0) && isAlone(member.place))
                return &member;
        return nullptr;
    }
    bool isAlone(Index place) const
    {
        const auto here = view->positionOf(place);
        const auto query = view->queryPosition();
        bool alone =
            here && query && std::hypot(here->x() - query->x(), here->y() - query->y()) > 24;
        for (const Member& other : view->reading()->members) {
            const auto there = view->positionOf(other.place);
            alone = alone && (other.place == place || !there ||
                              std::hypot(here->x() - there->x(), here->y() - there->y()) > 20);
        }
        return alone;
    }

    Session session;
    std::unique_ptr<NeighborhoodView> view;
    bool shown = false;
};

} // namespace

class TestNeighborhoodView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        style::apply(*qApp, style::Theme::Light);
        QCursor::setPos(QPoint(1500, 950));
    }

    void emptyNamesTheNextAction()
    {
        Session session;
        NeighborhoodView view(session);
        QVERIFY(view.accessibleDescription().contains("Open an embedding, then pick a sample"));
        QVERIFY(!view.picture({400, 300}).isNull());
        QCOMPARE(view.table().count('\n'), 1);
        Desk desk;
        QVERIFY(desk.view->accessibleDescription().contains("Pick a sample"));
    }

    void followsTheCurrentSample()
    {
        Desk desk;
        QVERIFY(desk.shown);
        QVERIFY(desk.pick(17));
        QCOMPARE(desk.view->sample(), std::int64_t(17));
        const Reading& reading = *desk.view->reading();
        QCOMPARE(reading.picked->question.row, Index(17));
        QVERIFY(reading.neighbors > 0 && reading.neighbors <= 4); // cosine: at most dim + 1
        QVERIFY(reading.found.kkt < 1e-9);
        QVERIFY(desk.view->curves() && desk.view->curves()->alongK.size() == 100);
        QVERIFY(desk.pick(18));
        QCOMPARE(desk.view->reading()->picked->question.row, Index(18));
        desk.session.clearSelection(); // what is looked at stays
        QTest::qWait(20);
        QCOMPARE(desk.view->sample(), std::int64_t(18));
    }

    void slidersSolveAgain()
    {
        Desk desk;
        QVERIFY(desk.pick(30));
        auto& k = desk.part<QSlider>("kSlider");
        k.setFocus();
        k.setValue(10);
        QVERIFY(desk.settled());
        QCOMPARE(desk.view->reading()->k, Index(10));
        QCOMPARE(desk.part<QSpinBox>("k").value(), 10);
        QTest::keyClick(&k, Qt::Key_Right);
        QVERIFY(desk.settled());
        QCOMPARE(desk.view->reading()->k, Index(11));
        QVERIFY(!desk.part<QDoubleSpinBox>("sigma").isVisible()); // cosine has none
        NeighborhoodSettings settings = desk.view->settings();
        settings.kernel = KernelKind::Gaussian;
        settings.k = 40;
        desk.view->setSettings(settings);
        QTRY_VERIFY(desk.view->reading()->kernel.kind == KernelKind::Gaussian);
        QVERIFY(desk.settled());
        QVERIFY(desk.part<QDoubleSpinBox>("sigma").isVisible());
        const double own = desk.view->reading()->kernel.sigma;
        QVERIFY(desk.part<QToolButton>("ownWidth").isChecked());
        const Index before = desk.view->reading()->neighbors;
        desk.part<QSlider>("sigmaSlider").setValue(10); // narrow: most candidates count
        QVERIFY(desk.settled());
        QVERIFY(desk.view->reading()->kernel.sigma < own / 2);
        QVERIFY(desk.view->reading()->neighbors != before);
        QVERIFY(!desk.part<QToolButton>("ownWidth").isChecked());
        QTest::mouseClick(&desk.part<QToolButton>("ownWidth"), Qt::LeftButton);
        QVERIFY(desk.settled());
        QVERIFY(std::abs(desk.view->reading()->kernel.sigma - own) < 1e-12);
        QTest::mouseClick(&desk.part<QToolButton>("knn"), Qt::LeftButton);
        QVERIFY(desk.settled());
        QCOMPARE(desk.view->reading()->neighbors, Index(40));
    }

    void clickOnACurveSetsK()
    {
        Desk desk;
        QVERIFY(desk.pick(30));
        QTRY_COMPARE(desk.panel().plots().size(), std::size_t(2));
        const QRectF plot = desk.panel().plots().front();
        const QPointF at = plot.topLeft() + QPointF(plot.width() * 0.25, plot.height() / 2);
        Mouse(desk.view.get()).click(at + QPointF(desk.panel().pos()));
        QVERIFY(desk.settled());
        QVERIFY(std::abs(double(desk.view->reading()->k) - (1 + 0.25 * 99)) < 2);
    }

    void clickExplainsWhatWasPruned()
    {
        Desk desk;
        NeighborhoodSettings settings;
        settings.kernel = KernelKind::Gaussian;
        settings.k = 25;
        desk.view->setSettings(settings);
        QVERIFY(desk.pick(140));
        const Member* pruned = desk.pruned();
        QVERIFY(pruned);
        const Index place = pruned->place;
        const QImage before = desk.view->picture({1000, 680});
        Mouse(desk.view.get()).click(*desk.view->positionOf(place));
        QCOMPARE(desk.view->focus(), place);
        const auto reason = desk.view->reason();
        QVERIFY(reason && reason->explained >= reason->similarity - 1e-9);
        QVERIFY(desk.view->accessibleDescription().contains("is pruned"));
        QVERIFY(desk.view->picture({1000, 680}) != before); // and shows it
        QTest::keyClick(desk.view->findChild<VtkWidget*>(), Qt::Key_Escape);
        QCOMPARE(desk.view->focus(), Index(-1));
        // In the strip the same.
        for (int i = 0; i < int(desk.view->reading()->members.size()); ++i)
            if (desk.view->reading()->members[std::size_t(i)].place == place) {
                NeighborStrip& strip = desk.strip();
                strip.setFocus();
                QTest::keyClick(&strip, Qt::Key_Home);
                for (int step = 0; step < i; ++step)
                    QTest::keyClick(&strip, Qt::Key_Right);
                QVERIFY(strip.rect().contains(strip.placeOf(i).center().toPoint()));
                QTest::keyClick(&strip, Qt::Key_Space);
            }
        QCOMPARE(desk.view->focus(), place);
    }

    void doubleClickGoesThere()
    {
        Desk desk;
        QVERIFY(desk.pick(30));
        NeighborStrip& strip = desk.strip();
        const std::int64_t next = desk.view->reading()->members.front().sample;
        Mouse(desk.view.get()).doubleClick(strip.placeOf(0).center() + QPointF(strip.pos()));
        QCOMPARE(desk.session.current(), next);
        QTRY_COMPARE(desk.view->reading()->picked->question.row, Index(next));
    }

    void aDraggedPointChangesThePolytope()
    {
        Desk desk("synthetic:circles?n=500&noise=0.1");
        QVERIFY(desk.pick(30));
        const double diameter = desk.view->reading()->diameter;
        const QPointF from = *desk.view->queryPosition();
        const Mouse mouse(desk.view.get());
        mouse.move(from + QPointF(1, 1));
        QVERIFY(desk.view->findChild<VtkWidget*>()->isToolActive());
        mouse.drag(from, from + QPointF(70, -50));
        QTRY_VERIFY(desk.view->reading()->picked->isMoved());
        QVERIFY(desk.settled());
        QVERIFY(desk.view->reading()->diameter != diameter);
        const QPointF now = *desk.view->queryPosition();
        if (desk.view->settings().kernel == KernelKind::Gaussian)
            QVERIFY(std::hypot(now.x() - from.x() - 70, now.y() - from.y() + 50) < 2);
        QTest::keyClick(desk.view->findChild<VtkWidget*>(), Qt::Key_Escape);
        QVERIFY(desk.settled());
        QVERIFY(!desk.view->reading()->picked->isMoved());
        QVERIFY(std::abs(desk.view->reading()->diameter - diameter) < 1e-12);
    }

    void arrowKeysMoveThePoint()
    {
        Desk desk("synthetic:gaussian?n=400&d=20");
        QVERIFY(desk.pick(12));
        auto* scene = desk.view->findChild<VtkWidget*>();
        for (int i = 0; i < 4; ++i)
            QTest::keyClick(scene, Qt::Key_Right, Qt::ShiftModifier);
        QTRY_VERIFY(desk.view->reading()->picked->isMoved());
        QVERIFY(desk.settled());
        bool compared = false;
        for (const PanelNumber& number : panelNumbers(desk.panel().content()))
            compared = compared || (number.name == "Diameter" && number.value.contains("was"));
        QVERIFY(compared);
        QVERIFY(desk.pick(13)); // another sample is where it is
        QVERIFY(!desk.view->reading()->picked->isMoved());
    }

    void followsTheCursorIfAsked()
    {
        Desk desk;
        QVERIFY(desk.pick(5));
        desk.session.setHighlighted(44);
        QTest::qWait(30);
        QCOMPARE(desk.view->sample(), std::int64_t(5));
        QTest::mouseClick(&desk.part<QToolButton>("follow"), Qt::LeftButton);
        desk.session.setHighlighted(45);
        QTRY_COMPARE(desk.view->reading()->picked->question.row, Index(45));
        desk.session.setHighlighted(-1); // the cursor left: what was seen stays
        QTest::qWait(30);
        QCOMPARE(desk.view->sample(), std::int64_t(45));
    }

    void ownCoordinatesKeepTheCamera()
    {
        Desk desk;
        QVERIFY(desk.pick(5));
        const auto frame = desk.view->reading()->picked->frame;
        QVERIFY(frame->exact);
        QVERIFY(desk.pick(7));
        QCOMPARE(desk.view->reading()->picked->frame, frame);
    }

    void thePageOfThreePoints()
    {
        Desk desk;
        QTest::mouseClick(&desk.part<QToolButton>("rulePage"), Qt::LeftButton);
        auto* page = desk.view->findChild<RulePage*>();
        QVERIFY(page->isVisible());
        page->setState(RuleState());
        const Mouse mouse(desk.view.get());
        const QPointF offset(page->pos());
        const QPointF l = page->placeOf(RulePoint::Far);
        const QPointF j = page->placeOf(RulePoint::Near);
        const QPointF q = page->placeOf(RulePoint::Query);
        mouse.drag(l + offset, j + (j - q) * 0.6 + offset); // behind j
        QVERIFY(judge(page->state()).jKept && !judge(page->state()).lKept);
        mouse.drag(page->placeOf(RulePoint::Far) + offset, q - (j - q) * 0.7 + offset);
        QVERIFY(judge(page->state()).jKept && judge(page->state()).lKept);
        QVERIFY(page->accessibleDescription().contains("Both are neighbours"));
        const Eigen::Vector2d before = page->state().at(RulePoint::Far);
        QTest::keyClick(page, Qt::Key_Up);
        QVERIFY(page->state().at(RulePoint::Far).y() > before.y());
        QTest::keyClick(page, Qt::Key_Return);
        QCOMPARE(page->state().active, RulePoint::Query);
        auto& kernel = desk.part<QComboBox>("kernel");
        kernel.setCurrentIndex(kernel.findText("Cosine"));
        Q_EMIT kernel.activated(kernel.currentIndex());
        QTest::keyClick(page, Qt::Key_Right);
        QVERIFY(std::abs(page->state().at(RulePoint::Query).norm() - 1) < 1e-12);
    }

    void stateComesBack()
    {
        Desk desk;
        NeighborhoodSettings settings;
        settings.k = 22;
        settings.kernel = KernelKind::Gaussian;
        settings.width = {false, 0.4};
        settings.planes = false;
        desk.view->setSettings(settings);
        QVERIFY(desk.pick(9));
        desk.view->setFocusOn(desk.view->reading()->members.back().place);
        desk.view->moveTo(desk.view->reading()->picked->place + Vec3(0.05, 0.02, 0));
        QTRY_VERIFY(desk.view->reading()->picked->isMoved());
        QVERIFY(desk.settled());
        const Json state = desk.view->state();
        const QImage picture = desk.view->picture({700, 500});
        Desk other;
        other.view->restore(state);
        QTRY_VERIFY(other.view->reading() && other.view->reading()->picked->isMoved());
        QVERIFY(other.settled());
        QVERIFY(other.view->state() == state);
        QVERIFY(other.view->picture({700, 500}) == picture);
        // And without a window, at once.
        Session session;
        session.setEmbedding(desk.session.embedding());
        NeighborhoodView hidden(session);
        hidden.restore(state);
        QVERIFY(hidden.picture({700, 500}) == picture);
        QVERIFY(hidden.svg({700, 500}).contains("<svg"));
        QCOMPARE(hidden.table().count('\n'), 23);
    }

    void badStatesChangeNothing_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"[]", R"({"k":0})", R"({"k":1000})", R"({"kernel":"x"})", R"({"sigma":-1})",
              R"({"neighbors":3})", R"({"hull":1})", R"({"page":"x"})", R"({"moved":[1,2]})",
              R"({"points":[[1,2]]})", R"({"sample":"a"})", R"({"camera":{"position":1}})"})
            QTest::newRow(text) << text;
    }

    void badStatesChangeNothing()
    {
        QFETCH(QString, text);
        Session session;
        NeighborhoodView view(session);
        const Json before = view.state();
        QVERIFY_EXCEPTION_THROWN(view.restore(Json::parse(text.toStdString())), Error);
        QVERIFY(view.state() == before);
    }

    void pointsOnALine()
    {
        Desk desk("synthetic:gaussian?n=40&d=1");
        QVERIFY(desk.pick(3));
        QVERIFY(desk.view->reading()->hull.dimension <= 1);
        QVERIFY(!desk.view->picture({600, 400}).isNull());
    }

    void otherSamplesAreNoMembers()
    {
        Desk desk;
        desk.session.select({100000});
        QTest::qWait(20);
        QVERIFY(!desk.view->reading());
        QVERIFY(desk.view->accessibleDescription().contains("not in the embedding"));
    }

    void bothThemesDraw()
    {
        Desk desk;
        QVERIFY(desk.pick(30));
        const QImage light = desk.view->picture({600, 400});
        style::apply(*qApp, style::Theme::Dark);
        const QImage dark = desk.view->picture({600, 400});
        QVERIFY(qGray(light.pixel(300, 60)) > 128);
        QVERIFY(qGray(dark.pixel(300, 60)) < 128);
    }
};

int main(int argc, char** argv)
{
    prepareOpenGl();
    QApplication application(argc, argv);
    TestNeighborhoodView test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_neighborhood_view.moc"
