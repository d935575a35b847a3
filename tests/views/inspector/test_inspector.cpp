// SPDX-License-Identifier: MIT
// What the inspector says of a sample and of a selection.
#include "tests/views/session/lenet_fixture.hpp"
#include "views/inspector/bars.hpp"
#include "views/inspector/inspector.hpp"
#include "views/style/theme.hpp"

#include <QApplication>
#include <QLabel>
#include <QTest>

using namespace leafscope;

namespace {

QString textOf(const Inspector& inspector, const char* name)
{
    const auto* label = inspector.findChild<QLabel*>(QLatin1String(name));
    return label && label->isVisible() ? label->text() : QString();
}

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
