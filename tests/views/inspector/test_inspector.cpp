// SPDX-License-Identifier: MIT
// What the inspector says of a sample and of a selection.
#include "tests/views/table/neighbor_fixture.hpp"
#include "views/inspector/bars.hpp"
#include "views/inspector/inspector.hpp"
#include "views/inspector/layer_trace.hpp"
#include "views/inspector/neighbor_grid.hpp"
#include "views/inspector/slice_section.hpp"
#include "views/style/theme.hpp"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace leafscope;

namespace {

QString textOf(const Inspector& inspector, const char* name)
{
    const auto* label = inspector.findChild<QLabel*>(QLatin1String(name));
    return label && label->isVisible() ? label->text() : QString();
}

/// An inspector of the LeNet with neighbours, shown in a dock's width.
struct Shown {
    Session session;
    std::unique_ptr<Inspector> inspector;

    explicit Shown(int width = 184)
    {
        test::fillLenet(session);
        session.setLayer(QStringLiteral("fc1"));
        session.setNeighbors(test::lenetNeighbors());
        inspector = std::make_unique<Inspector>(session, nullptr);
        inspector->resize(width, 700);
        inspector->show();
        QApplication::setActiveWindow(inspector.get());
    }
    template <class Widget>
    Widget* find(const char* name = "") const
    {
        return inspector->findChild<Widget*>(QLatin1String(name));
    }
};

using Samples = std::vector<std::int64_t>;

} // namespace

class TestInspector : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { style::apply(*qApp, style::Theme::Light); }

    void factsOfASample()
    {
        Session session;
        test::fillLenet(session);
        const SampleFacts right = sampleFacts(session, 9);
        QCOMPARE(right.label, QStringLiteral("Ankle boot"));
        QCOMPARE(right.prediction, QStringLiteral("Ankle boot"));
        QCOMPARE(right.correct, std::optional(true));
        QVERIFY(std::abs(right.confidence.value() - 0.97) < 1e-6);
        const SampleFacts wrong = sampleFacts(session, 17);
        QCOMPARE(wrong.label, QStringLiteral("Sneaker"));
        QCOMPARE(wrong.prediction, QStringLiteral("Bag"));
        QCOMPARE(wrong.correct, std::optional(false));
    }

    void whatIsUnknownIsSaid()
    {
        Session session;
        QVERIFY(sampleFacts(session, -1).label.isEmpty());
        QVERIFY(sampleFacts(session, 4).note.contains(QStringLiteral("No embedding")));
        session.setData(test::barImages());
        QCOMPARE(sampleFacts(session, 4).label, QStringLiteral("Coat"));
        session.setEmbedding(test::lenetEmbedding());
        QVERIFY(sampleFacts(session, 55).note.contains(QStringLiteral("not part")));
        QCOMPARE(sampleFacts(session, 55).label, QStringLiteral("Sandal"));
        QVERIFY(!sampleFacts(session, 55).hasPrediction);
        auto bare = std::make_shared<EmbeddingHeader>(*test::lenetEmbedding());
        bare->predictions.clear();
        session.setEmbedding(bare);
        QVERIFY(sampleFacts(session, 4).note.contains(QStringLiteral("no predictions")));
    }

    void withoutDataTheEmbeddingKnowsTheLabel()
    {
        Session session;
        session.setEmbedding(test::lenetEmbedding());
        const SampleFacts facts = sampleFacts(session, 12);
        QCOMPARE(facts.label, QStringLiteral("Pullover"));
        QVERIFY(facts.hasPrediction);
        auto unnamed = std::make_shared<EmbeddingHeader>(*test::lenetEmbedding());
        unnamed->classNames.clear();
        session.setEmbedding(unnamed);
        QCOMPARE(sampleFacts(session, 12).label, QStringLiteral("2"));
    }

    void mixOfASelection()
    {
        Session session;
        test::fillLenet(session);
        const std::vector<ClassShare> mix = classMix(session, {0, 1, 10, 20, 11, 5});
        QCOMPARE(mix.size(), std::size_t(3));
        QCOMPARE(mix[0].name, QStringLiteral("T-shirt/top"));
        QCOMPARE(mix[0].count, std::int64_t(3));
        QCOMPARE(mix[1].name, QStringLiteral("Trouser"));
        QCOMPARE(mix[2].label, std::int32_t(5));
        QVERIFY(classMix(session, {}).empty());
        const Session empty;
        QCOMPARE(classMix(empty, {1, 2}).front().label, std::int32_t(-1));
    }

    void longMixesAreShortened()
    {
        std::vector<ClassShare> mix;
        for (int i = 0; i < 30; ++i)
            mix.push_back({i, QString::number(i), 2});
        const std::vector<ClassShare> few = shortened(mix, 12);
        QCOMPARE(few.size(), std::size_t(12));
        QCOMPARE(few.back().label, std::int32_t(-1));
        QCOMPARE(few.back().count, std::int64_t(2 * 19));
        QVERIFY(few.back().name.contains(QStringLiteral("19")));
        QCOMPARE(shortened(mix, 30).size(), std::size_t(30));
    }

    void theWidgetFollowsTheSession()
    {
        Session session;
        Inspector inspector(session, nullptr);
        inspector.resize(260, 640);
        inspector.show();
        QCOMPARE(inspector.sample(), std::int64_t(-1));
        QCOMPARE(textOf(inspector, "index"), QString());
        test::fillLenet(session);
        session.setHighlighted(3);
        QCOMPARE(textOf(inspector, "label"), QStringLiteral("Dress"));
        QVERIFY(textOf(inspector, "index").startsWith(QStringLiteral("#3")));
        QCOMPARE(textOf(inspector, "prediction"), QStringLiteral("Coat"));
        QCOMPARE(textOf(inspector, "confidence"), QStringLiteral("0.620"));
        session.select({9}); // what is kept goes before what is under the mouse
        QCOMPARE(textOf(inspector, "label"), QStringLiteral("Ankle boot"));
        QCOMPARE(textOf(inspector, "selection"), QString());
        session.select({9, 19, 4});
        QCOMPARE(textOf(inspector, "selection"), QStringLiteral("Selection: 3 of 50 samples"));
        QVERIFY(inspector.findChild<MixBar*>()->accessibleDescription().startsWith(
            QStringLiteral("Ankle boot: 2")));
        session.clearSelection();
        QCOMPARE(textOf(inspector, "label"), QStringLiteral("Dress"));
        session.setHighlighted(-1);
        QCOMPARE(textOf(inspector, "label"), QString());
    }

    void neighborsAreOffered()
    {
        Shown shown;
        Session& session = shown.session;
        auto* grid = shown.find<NeighborGrid>();
        QVERIFY(!grid->isVisible());
        session.select({12});
        QVERIFY(grid->isVisible());
        QCOMPARE(textOf(*shown.inspector, "neighbors"), QStringLiteral("Neighbours at fc1"));
        const std::vector<NeighborFacts> facts = neighborFacts(session, 12);
        QCOMPARE(facts.size(), std::size_t(6));
        QCOMPARE(facts[0].name, QStringLiteral("Pullover"));
        QVERIFY(!facts[0].differs && facts[5].differs); // four others have its bar
        QVERIFY(facts[5].text.endsWith(QStringLiteral("another label")));
        QVERIFY(facts[0].distance <= facts[5].distance);
        QCOMPARE(textOf(*shown.inspector, "trace"), QStringLiteral("Same label: 67 % at fc1"));
        session.setLayer(QStringLiteral("input"));
        QCOMPARE(neighborFacts(session, 12)[0].sample, std::int64_t(13));
        QCOMPARE(sampleNumbers(session, 12).back().title, QStringLiteral("Local dimension"));
    }

    void aNeighbourIsChosen()
    {
        Shown shown;
        Session& session = shown.session;
        session.select({12});
        auto* grid = shown.find<NeighborGrid>();
        const Samples neighbors = [&] {
            Samples all;
            for (const NeighborFacts& one : neighborFacts(session, 12))
                all.push_back(one.sample);
            return all;
        }();
        const QPoint second = grid->place(1).center().toPoint();
        QMouseEvent move(QEvent::MouseMove, second, grid->mapToGlobal(second), Qt::NoButton,
                         Qt::NoButton, {});
        QApplication::sendEvent(grid, &move);
        QCOMPARE(session.highlighted(), neighbors[1]);
        QCOMPARE(shown.inspector->sample(), std::int64_t(12)); // stays while one looks around
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(grid, &leave);
        QCOMPARE(session.highlighted(), std::int64_t(-1));
        QTest::mouseClick(grid, Qt::LeftButton, {}, second);
        QCOMPARE(session.current(), neighbors[1]);
        session.select({12});
        grid->setFocus();
        QTest::keyClick(grid, Qt::Key_Right);
        QTest::keyClick(grid, Qt::Key_Right);
        QTest::keyClick(grid, Qt::Key_Return);
        QCOMPARE(session.current(), neighbors[1]);
    }

    void theTraceLeadsToALayer()
    {
        Shown shown;
        shown.session.select({12});
        auto* trace = shown.find<LayerTrace>();
        QVERIFY(trace->isVisible());
        QTest::mouseClick(trace, Qt::LeftButton, {}, QPoint(2, 18));
        QCOMPARE(shown.session.layer(), QStringLiteral("input"));
        QTest::mouseClick(trace, Qt::LeftButton, {}, QPoint(trace->width() - 2, 18));
        QCOMPARE(shown.session.layer(), QStringLiteral("fc3"));
    }

    void withoutNeighborsTheReasonIsSaid()
    {
        Shown shown;
        Session& session = shown.session;
        session.setNeighbors(nullptr);
        session.setEmpty(Fact::Neighbors, QStringLiteral("Compute them."));
        session.select({12});
        QCOMPARE(textOf(*shown.inspector, "neighbors"),
                 QStringLiteral("Neighbours: Compute them."));
        QVERIFY(!shown.find<NeighborGrid>()->isVisible());
        QVERIFY(!shown.find<LayerTrace>()->isVisible());
        session.setBusy(Fact::Neighbors, QStringLiteral("x"));
        QVERIFY(textOf(*shown.inspector, "neighbors").startsWith(QStringLiteral("Searching")));
    }

    void slicesAreKeptAndCombined()
    {
        Shown shown;
        Session& session = shown.session;
        auto* list = shown.find<SliceList>();
        QVERIFY(!list->isVisible());
        session.select({1, 2, 3, 4});
        auto* name = shown.find<QLineEdit>("sliceName");
        name->setFocus();
        QTest::keyClicks(name, QStringLiteral("few"));
        QTest::keyClick(name, Qt::Key_Return);
        QVERIFY(list->isVisible());
        QCOMPARE(session.view().slices.count(QStringLiteral("few")), std::size_t(1));
        session.select({3, 4, 5});
        const QPoint line = list->visualItemRect(list->item(0)).center();
        const auto click = [&](Qt::KeyboardModifiers modifiers) {
            QTest::mouseClick(list->viewport(), Qt::LeftButton, modifiers, line);
        };
        click(Qt::ShiftModifier | Qt::AltModifier);
        QCOMPARE(session.selected(), (Samples{3, 4}));
        click(Qt::AltModifier);
        QCOMPARE(session.selected(), Samples());
        QVERIFY(list->isVisible()); // also when nothing is selected
        click({});
        QCOMPARE(session.selected(), (Samples{1, 2, 3, 4}));
        session.select({9});
        click(Qt::ShiftModifier);
        QCOMPARE(session.selected(), (Samples{1, 2, 3, 4, 9}));
        const std::unique_ptr<QMenu> menu(list->makeMenu(QStringLiteral("few")));
        menu->actions().at(2)->trigger(); // subtract
        QCOMPARE(session.selected(), (Samples{9}));
    }

    void slicesAreRenamedAndRemoved()
    {
        Shown shown;
        Session& session = shown.session;
        session.select({1, 2});
        session.saveSlice(QStringLiteral("a"));
        session.saveSlice(QStringLiteral("b"));
        auto* list = shown.find<SliceList>();
        list->setFocus();
        const auto rename = [&](const QString& text) {
            list->editItem(list->item(0));
            auto* editor = list->findChild<QLineEdit*>();
            QVERIFY(editor);
            editor->selectAll();
            QTest::keyClicks(editor, text);
            QTest::keyClick(editor, Qt::Key_Return);
        };
        list->setCurrentRow(0);
        rename(QStringLiteral("c"));
        QTRY_VERIFY(session.view().slices.count(QStringLiteral("c")));
        QVERIFY(!session.view().slices.count(QStringLiteral("a")));
        list->setCurrentRow(0);
        rename(QStringLiteral("c")); // b; the name is taken
        QTRY_COMPARE(list->item(0)->text(), QStringLiteral("b"));
        list->setCurrentRow(0);
        QTest::keyClick(list, Qt::Key_Delete);
        QCOMPARE(session.view().slices.size(), std::size_t(1));
        session.history().undo();
        QCOMPARE(list->count(), 2);
    }

    void theFilterIsShownAndRemoved()
    {
        Shown shown;
        Session& session = shown.session;
        QCOMPARE(textOf(*shown.inspector, "filter"), QString());
        session.setFilter(Filter{QStringLiteral("label:7 wrong"), SampleSet({7, 17})});
        QCOMPARE(textOf(*shown.inspector, "filter"), QStringLiteral("Filter: 2 of 50 shown"));
        QCOMPARE(textOf(*shown.inspector, "filterText"), QStringLiteral("label:7 wrong"));
        QTest::mouseClick(shown.find<QToolButton>("showAll"), Qt::LeftButton);
        QVERIFY(!session.view().filter);
        session.select({4, 5});
        QTest::mouseClick(shown.find<QToolButton>("showOnly"), Qt::LeftButton);
        QVERIFY(session.view().filter.has_value());
        QCOMPARE(session.view().filter->samples.values(), (Samples{4, 5}));
    }

    void pixelsAreCrisp()
    {
        QImage image(2, 2, QImage::Format_Grayscale8);
        image.setPixelColor(0, 0, Qt::black);
        image.setPixelColor(1, 0, Qt::white);
        image.setPixelColor(0, 1, Qt::white);
        image.setPixelColor(1, 1, Qt::black);
        SampleImage widget(nullptr);
        widget.setImage(image);
        widget.resize(101, 101); // 50 pixels each, not 50.5
        QCOMPARE(widget.heightForWidth(101), 100);
        const QImage seen = widget.grab().toImage();
        for (int y = 5; y < 95; ++y)
            for (int x = 5; x < 95; ++x) {
                const int grey = qGray(seen.pixel(x, y));
                QVERIFY(grey == 0 || grey == 255);
            }
        QCOMPARE(qGray(seen.pixel(10, 10)), 0);
        QCOMPARE(qGray(seen.pixel(90, 10)), 255);
        widget.setImage({});
        QVERIFY(widget.isHidden());
    }

    void pointsHaveNumbersOnly()
    {
        Session session;
        auto points = std::make_shared<Dataset>();
        points->sampleShape = {3};
        points->values = std::vector<float>{1, 2, 3, 4, 5, 6};
        points->warnings = {"1 value is not finite"};
        session.setData(points);
        Inspector inspector(session, nullptr);
        inspector.resize(260, 400);
        inspector.show();
        session.select({1});
        QVERIFY(!inspector.findChild<SampleImage*>()->isVisible());
        QCOMPARE(textOf(inspector, "label"), QStringLiteral("Sample 1"));
        QVERIFY(textOf(inspector, "note").contains(QStringLiteral("not finite")));
        session.select({77}); // beyond the data set
        QVERIFY(!inspector.findChild<SampleImage*>()->isVisible());
    }
};

QTEST_MAIN(TestInspector)
#include "test_inspector.moc"
