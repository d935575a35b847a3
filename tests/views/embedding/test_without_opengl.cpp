// SPDX-License-Identifier: MIT
// The view on a platform without OpenGL: it says so, keeps everything else, and never crashes.
#include "core/base/error.hpp"
#include "tests/views/embedding/sample_session.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/scene/legend.hpp"
#include "views/scene/opengl.hpp"
#include "views/style/theme.hpp"

#include <QApplication>
#include <QTest>

using namespace leafscope;

class TestWithoutOpenGl : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsAndPaints()
    {
        QVERIFY(!hasOpenGl());
        Session session;
        test::fill(session);
        EmbeddingView view(session);
        view.resize(600, 400);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const QImage grabbed = view.grab().toImage();
        QCOMPARE(grabbed.size(), QSize(600, 400));
        const QImage picture = view.picture({600, 400});
        QCOMPARE(picture.size(), QSize(600, 400));
        session.setLayer("fc1");
        session.select({test::sampleOf(3)});
        view.resetCamera();
        view.frameSelection();
        QVERIFY(view.picture({300, 200}).size() == QSize(300, 200));
    }

    void tableHoldsTheLayoutsNumbers()
    {
        Session session;
        test::fill(session);
        EmbeddingView view(session);
        const auto lines = view.table().trimmed().split('\n');
        QCOMPARE(lines.size(), 1 + test::kRows);
        QCOMPARE(lines[0], QByteArray("sample,label,prediction,confidence,pc1,pc2,pc3"));
        const auto fields = lines[11].split(','); // row 10 is a mistake
        QCOMPARE(fields.size(), 7);
        QCOMPARE(fields[0].toLongLong(), test::sampleOf(10));
        QCOMPARE(fields[1].toInt(), 1);
        QCOMPARE(fields[2].toInt(), 2);
        const auto layout = session.layout();
        for (int axis = 0; axis < 3; ++axis)
            QCOMPARE(fields[4 + axis].toFloat(), layout->layers[1].coordinates(10, axis));
        view.toggleGroup(0);
        QCOMPARE(view.table().trimmed().split('\n').size(), 1 + test::kRows * 2 / 3);
    }

    void stateComesBack()
    {
        Session session;
        test::fill(session);
        Session other;
        test::fill(other);
        session.setColourBy("prediction");
        EmbeddingView first(session);
        first.toggleGroup(2);
        first.setPointScale(1.5);
        session.setFilter(Filter{"label:1", test::everySecond()});
        EmbeddingView second(other);
        second.restore(Json::parse(first.state().dump()));
        QCOMPARE(other.view().colourBy, QStringLiteral("prediction"));
        QCOMPARE(other.view().hidden, (std::set<int>{2}));
        QVERIFY(other.view().filter == session.view().filter);
        QVERIFY(second.state() == first.state());
        QCOMPARE(second.table(), first.table());
        second.restore(Json::object()); // nothing said: the defaults
        QVERIFY(other.view().hidden.empty());
        QVERIFY(!other.view().filter);
        QCOMPARE(other.view().colourBy, QStringLiteral("label"));
        QVERIFY(!second.state().contains("pointSize"));
    }

    void manyClassesScroll()
    {
        Session session;
        test::fill(session);
        auto many = test::sampleEmbedding();
        for (std::size_t row = 0; row < many->labels.size(); ++row)
            many->labels[row] = std::int32_t(row % 100);
        session.setEmbedding(many);
        EmbeddingView view(session);
        view.resize(400, 300);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        auto* legend = view.findChild<Legend*>();
        QCOMPARE(legend->content().entries.size(), std::size_t(100));
        QVERIFY(view.rect().contains(legend->geometry()));
        const int fits = legendCapacity(legend->height());
        QVERIFY(fits > 5 && fits < 20);
        QVERIFY(legend->entryRect(fits - 1).isValid());
        QVERIFY(!legend->entryRect(fits).isValid());
        legend->setFocus();
        for (int i = 0; i < 150; ++i) // the arrows scroll, and stop at the end
            QTest::keyClick(legend, Qt::Key_Down);
        QCOMPARE(legend->marked(), 99);
        QCOMPARE(legend->content().first, 100 - fits);
        QTest::keyClick(legend, Qt::Key_Space);
        QCOMPARE(session.view().hidden, (std::set<int>{99}));
        QCOMPARE(legend->content().first, 100 - fits); // hiding does not scroll back
    }

    void badStatesAreRefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("no object") << "3";
        QTest::newRow("unknown colouring") << R"({"colourBy":"beauty"})";
        QTest::newRow("colouring no name") << R"({"colourBy":3})";
        QTest::newRow("hidden no list") << R"({"hidden":1})";
        QTest::newRow("hidden no numbers") << R"({"hidden":["a"]})";
        QTest::newRow("metric that is not there") << R"({"colourBy":"spread"})";
        QTest::newRow("filter no samples") << R"({"filter":{"text":"a"}})";
        QTest::newRow("filter descending") << R"({"filter":{"text":"","samples":[9,3]}})";
        QTest::newRow("point size") << R"({"pointSize":0})";
        QTest::newRow("camera") << R"({"camera":{"position":[1]},"hidden":[1]})";
    }
    void badStatesAreRefused()
    {
        QFETCH(QString, text);
        Session session;
        test::fill(session);
        EmbeddingView view(session);
        const Json before = view.state();
        QVERIFY_EXCEPTION_THROWN(view.restore(Json::parse(text.toStdString())), Error);
        QVERIFY(view.state() == before);
    }

    void filterAndMetricAreDrawnAndTabled()
    {
        Session session;
        test::fill(session);
        session.setNeighbors(test::sampleNeighbors());
        EmbeddingView view(session);
        session.setFilter(Filter{"half", test::everySecond()});
        QCOMPARE(view.table().trimmed().split('\n').size(), 1 + test::kRows / 2);
        QVERIFY(view.accessibleDescription().contains("120 of 240 shown (filter: half)"));
        QVERIFY(view.positionOf(0) && !view.positionOf(1));
        session.setColourBy("spread");
        QVERIFY(view.table().startsWith("sample,label,prediction,confidence,pc1,pc2,pc3,spread\n"));
        QCOMPARE(view.findChild<Legend*>()->content().heading, QStringLiteral("Spread"));
        QVERIFY(!view.findChild<Legend*>()->content().note.isEmpty());
        session.setLayer("fc1"); // where the metric was not computed
        QVERIFY(view.findChild<Legend*>()->content().missing.contains("not computed"));
        session.history().undo();
        session.history().undo();
        session.history().undo();
        QCOMPARE(view.table().trimmed().split('\n').size(), 1 + test::kRows);
    }

    void manyPointsAreArrangedByAWorker()
    {
        const Index n = EmbeddingView::kAtOnce + 100000;
        Session session;
        test::fill(session);
        auto view = std::make_unique<EmbeddingView>(session);
        view->resize(500, 300);
        const QByteArray small = view->table();
        session.setEmbedding(test::manyRows(n));
        session.setLayout(test::sampleLayout(n));
        QVERIFY(view->isArranging());
        view->picture({300, 200}); // does not wait for the event loop
        QVERIFY(!view->isArranging());
        QVERIFY(view->accessibleDescription().contains("250,000 of 250,000"));
        session.setColourBy("prediction");
        QVERIFY(view->isArranging());
        session.setColourBy("label"); // the first result is not waited for any more
        QTRY_VERIFY_WITH_TIMEOUT(!view->isArranging(), 20000);
        QCOMPARE(view->findChild<Legend*>()->content().heading, QStringLiteral("Label"));
        session.setHidden({1});
        view.reset(); // gone before the worker is done
        QTest::qWait(50);
        QVERIFY(!small.isEmpty());
    }

    void theOldFrameStaysUntilTheNewOneIsThere()
    {
        Session session;
        test::fill(session);
        EmbeddingView view(session);
        session.setSeries({{0, "a.pt", ""}, {4, "b.pt", ""}}, 0);
        const QImage before = view.picture({500, 300});
        const QByteArray table = view.table();
        session.setEpoch(4);
        session.setFrameState(4, {Readiness::Busy, "principal axes"});
        const QImage waiting = view.picture({500, 300});
        QVERIFY(waiting != before); // greyed, with a notice
        QCOMPARE(view.table(), table);
        QVERIFY(!view.findChild<Legend*>()->isHidden());
        Frame frame = session.frame(0);
        auto layout = std::make_shared<Layout>(*test::sampleLayout());
        layout->layers[1].coordinates *= 2;
        layout->layers[1].coordinates(0, 0) += 1;
        layout->layers[1].alignment = "procrustes to epoch_000";
        frame.layout = layout;
        session.setFrame(4, frame);
        QVERIFY(view.table() != table);
        QVERIFY(view.accessibleDescription().contains("aligned: procrustes to epoch_000"));
        session.setEpoch(0);
        QVERIFY(view.picture({500, 300}) == before);
    }

    void everyStateOfTheFactPaints_data()
    {
        QTest::addColumn<int>("kind");
        for (int kind = 0; kind < 6; ++kind)
            QTest::addRow("kind %d", kind) << kind;
    }
    void everyStateOfTheFactPaints()
    {
        QFETCH(int, kind);
        Session session;
        EmbeddingView view(session);
        view.resize(500, 300);
        const QImage empty = view.picture({500, 300});
        if (kind >= 3)
            test::fill(session);
        if (kind == 0)
            session.setBusy(Fact::Layout, "PCA of 3 layers");
        if (kind == 1)
            session.setFailed(Fact::Layout, "The file is cut short.");
        if (kind == 2)
            session.setLayout(test::sampleLayout(5)); // no embedding: rows without samples
        if (kind == 3)
            session.setBusy(Fact::Layout, "again");
        if (kind == 4)
            session.setLayout(test::sampleLayout(5)); // rows that do not match the embedding
        if (kind == 5) {
            auto layout = test::sampleLayout();
            layout->layers.erase(layout->layers.begin() + 1);
            session.setLayout(layout); // the chosen layer is missing
        }
        const QImage now = view.picture({500, 300});
        QVERIFY(now != empty);
        QCOMPARE(view.table().count('\n'), kind == 3 ? 1 + test::kRows : kind == 2 ? 6 : 1);
    }
};

int main(int argc, char** argv)
{
    prepareOpenGl();
    QApplication application(argc, argv);
    style::apply(application, style::Theme::Light);
    TestWithoutOpenGl test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_without_opengl.moc"
