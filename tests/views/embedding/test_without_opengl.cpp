// SPDX-License-Identifier: MIT
// The view on a platform without OpenGL: it says so, keeps everything else, and never crashes.
#include "core/base/error.hpp"
#include "tests/views/embedding/sample_session.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/embedding/legend.hpp"
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
        EmbeddingView first(session);
        first.setColourBy(ColourBy::Prediction);
        first.toggleGroup(2);
        EmbeddingView second(session);
        second.restore(Json::parse(first.state().dump()));
        QCOMPARE(second.colourBy(), ColourBy::Prediction);
        QCOMPARE(second.hiddenGroups(), (std::set<int>{2}));
        QVERIFY(second.state() == first.state());
        second.restore(Json::object()); // nothing said: the defaults
        QVERIFY(second.hiddenGroups().empty());
        QCOMPARE(second.colourBy(), ColourBy::Label);
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
        QCOMPARE(view.hiddenGroups(), (std::set<int>{99}));
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
