// SPDX-License-Identifier: MIT
// The sample table: its model, sorting, searching, and the selection by mouse and keys.
#include "core/base/error.hpp"
#include "tests/views/table/neighbor_fixture.hpp"
#include "views/style/theme.hpp"
#include "views/table/sample_list.hpp"
#include "views/table/sample_model.hpp"
#include "views/table/sample_table.hpp"
#include "views/table/search_field.hpp"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <numeric>

using namespace leafscope;

namespace {

using Samples = std::vector<std::int64_t>;

Samples listed(const SampleTable& table)
{
    Samples samples;
    for (int row = 0; row < table.model().rowCount(); ++row)
        samples.push_back(table.model().sampleAt(row));
    return samples;
}

Samples firstThree(const SampleTable& table)
{
    Samples samples = listed(table);
    samples.resize(3);
    return samples;
}

int sectionOf(const SampleModel& model, const char* key)
{
    for (int section = 0; section < model.columnCount(); ++section)
        if (model.column(section).key == QLatin1String(key))
            return section;
    return -1;
}

QToolButton* buttonNamed(SampleTable& table, const QString& text)
{
    for (QToolButton* button : table.findChildren<QToolButton*>())
        if (button->text() == text)
            return button;
    return nullptr;
}

void pressRow(SampleTable& table, int row, Qt::KeyboardModifiers modifiers = {})
{
    const QModelIndex index = table.model().index(row, 1);
    QTest::mouseClick(table.list().viewport(), Qt::LeftButton, modifiers,
                      table.list().visualRect(index).center());
}

void clickHeading(SampleTable& table, const char* key)
{
    QHeaderView* header = table.list().horizontalHeader();
    const int section = sectionOf(table.model(), key);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                      QPoint(header->sectionViewportPosition(section) + 10, header->height() / 2));
}

/// A table of the LeNet in a shown window.
struct Shown {
    Session session;
    std::unique_ptr<SampleTable> table;

    Shown()
    {
        test::fillLenet(session);
        session.setLayer(QStringLiteral("fc1"));
        session.setNeighbors(test::lenetNeighbors());
        table = std::make_unique<SampleTable>(session, nullptr);
        table->resize(1200, 500);
        table->show();
        QApplication::setActiveWindow(table.get());
    }
};

/// An embedding of n rows with every fact, as quickly as it can be made.
std::shared_ptr<const EmbeddingHeader> manyRows(Index n)
{
    auto embedding = std::make_shared<EmbeddingHeader>();
    embedding->hash = "many";
    embedding->n = embedding->total = n;
    embedding->layers = {{"fc", "Linear", {10}, 10, 1}};
    embedding->indices.resize(std::size_t(n));
    std::iota(embedding->indices.begin(), embedding->indices.end(), 0);
    for (Index i = 0; i < n; ++i) {
        embedding->labels.push_back(std::int32_t(i % 10));
        embedding->predictions.push_back(std::int32_t(i % 7));
        embedding->confidences.push_back(float((i * 7919) % 1000) / 1000);
    }
    return embedding;
}

} // namespace

class TestTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { style::apply(*qApp, style::Theme::Light); }

    void modelKeepsItsContract()
    {
        Session session;
        test::fillLenet(session);
        SampleModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setColumns(SampleColumns::of(session));
        model.setRows({4, 2, 9});
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.listedAt(2), 1);
        QCOMPARE(model.listedAt(3), -1);
        const int label = sectionOf(model, "label");
        QCOMPARE(model.index(0, label).data().toString(), QStringLiteral("Coat"));
        QCOMPARE(model.index(2, sectionOf(model, "confidence")).data().toString(),
                 QStringLiteral("0.970"));
        QVERIFY(!model.thumbnail(0, 1).isNull());
        model.setRows({});
        QCOMPARE(model.rowCount(), 0);
        model.setColumns(SampleColumns::of(Session()));
        QCOMPARE(model.columnCount(), 0);
    }

    void columnsFollowWhatIsKnown()
    {
        Session session;
        const auto keys = [&] {
            QStringList all;
            const auto columns = SampleColumns::of(session);
            for (const SampleColumn& column : columns->columns)
                all << column.key;
            return all.join(QLatin1Char(' '));
        };
        QCOMPARE(keys(), QString());
        session.setData(test::barImages());
        QCOMPARE(keys(), QStringLiteral("image id label"));
        session.setEmbedding(test::lenetEmbedding());
        QCOMPARE(keys(), QStringLiteral("image id label prediction correct confidence"));
        session.setNeighbors(test::lenetNeighbors());
        QVERIFY(keys().endsWith(QStringLiteral("hubness local_dimension")));
    }

    void sortsByAnyColumn()
    {
        Shown shown;
        SampleTable& table = *shown.table;
        QCOMPARE(listed(table).front(), std::int64_t(0));
        clickHeading(table, "confidence"); // the seven-less-sure ones first, as the rows come
        QCOMPARE(firstThree(table), (Samples{3, 10, 17}));
        clickHeading(table, "confidence");
        QCOMPARE(firstThree(table), (Samples{0, 1, 2}));
        clickHeading(table, "confidence");
        clickHeading(table, "label");
        QCOMPARE(firstThree(table), (Samples{0, 10, 20}));
        clickHeading(table, "id");
        clickHeading(table, "id");
        QCOMPARE(listed(table).front(), std::int64_t(49));
    }

    void unknownValuesComeLast()
    {
        Session session;
        auto embedding = std::make_shared<EmbeddingHeader>(*test::lenetEmbedding());
        embedding->confidences[7] = NAN;
        session.setEmbedding(embedding);
        OrderRequest request{SampleColumns::of(session), {}, {}, {}, {}, "confidence", false};
        QCOMPARE(orderedRows(request).back(), 7);
        request.descending = true;
        QCOMPARE(orderedRows(request).back(), 7);
    }

    void searchesWhileTyping()
    {
        Shown shown;
        SampleTable& table = *shown.table;
        table.focusSearch();
        QTest::keyClicks(&table.searchField(), QStringLiteral("wrong -label:3"));
        QTRY_COMPARE(listed(table), (Samples{10, 17, 24, 31, 38, 45}));
        QCOMPARE(table.findChild<QLabel*>(QStringLiteral("count"))->text(),
                 QStringLiteral("6 of 50"));
        QTest::keyClicks(&table.searchField(), QStringLiteral(" lable:2"));
        const auto* fault = table.findChild<QLabel*>(QStringLiteral("fault"));
        QTRY_VERIFY(fault->isVisible());
        QVERIFY(fault->text().contains(QStringLiteral("did you mean label?")));
        QCOMPARE(listed(table).size(), std::size_t(6)); // what was found stays
        QVERIFY(!buttonNamed(table, QStringLiteral("Select"))->isEnabled());
        QTest::keyClick(&table.searchField(), Qt::Key_Escape);
        QTRY_COMPARE(listed(table).size(), std::size_t(50));
        QVERIFY(!fault->isVisible());
    }

    void offersFieldsAndClasses()
    {
        Shown shown;
        SearchField& field = shown.table->searchField();
        field.setFocus();
        QTest::keyClicks(&field, QStringLiteral("wrong lab"));
        QTRY_VERIFY(QApplication::activePopupWidget());
        QTest::keyClick(QApplication::activePopupWidget(), Qt::Key_Down);
        QTest::keyClick(QApplication::activePopupWidget(), Qt::Key_Return);
        QCOMPARE(field.text(), QStringLiteral("wrong label:"));
        QTest::keyClicks(&field, QStringLiteral("ank"));
        QTRY_VERIFY(QApplication::activePopupWidget());
        QTest::keyClick(QApplication::activePopupWidget(), Qt::Key_Down);
        QTest::keyClick(QApplication::activePopupWidget(), Qt::Key_Return);
        QCOMPARE(field.text(), QStringLiteral("wrong label:\"Ankle boot\" "));
    }

    void selectsAndFiltersWhatIsFound()
    {
        Shown shown;
        Session& session = shown.session;
        SampleTable& table = *shown.table;
        table.setSearch(QStringLiteral("label:7"));
        QTest::mouseClick(buttonNamed(table, QStringLiteral("Select")), Qt::LeftButton);
        QCOMPARE(session.selected(), (Samples{7, 17, 27, 37, 47}));
        QVERIFY(!buttonNamed(table, QStringLiteral("Show all"))->isVisible());
        QTest::mouseClick(buttonNamed(table, QStringLiteral("Filter")), Qt::LeftButton);
        QVERIFY(session.view().filter.has_value());
        QCOMPARE(session.view().filter->text, QStringLiteral("label:7"));
        table.setSearch({});
        QCOMPARE(listed(table), (Samples{7, 17, 27, 37, 47}));
        QTest::mouseClick(buttonNamed(table, QStringLiteral("Show all")), Qt::LeftButton);
        QCOMPARE(listed(table).size(), std::size_t(50));
        session.history().undo();
        QCOMPARE(listed(table).size(), std::size_t(5));
        table.setSearch(QStringLiteral("selected"));
        session.select({17});
        QCOMPARE(listed(table), (Samples{17}));
    }

    void rowsAreSelectedWithTheMouse()
    {
        Shown shown;
        Session& session = shown.session;
        SampleTable& table = *shown.table;
        const QSignalSpy changes(&session, &Session::selectionChanged);
        pressRow(table, 2);
        QCOMPARE(session.selected(), (Samples{2}));
        QCOMPARE(changes.count(), 1);
        pressRow(table, 5, Qt::ShiftModifier);
        QCOMPARE(session.selected(), (Samples{2, 3, 4, 5}));
        QCOMPARE(session.current(), std::int64_t(5));
        pressRow(table, 8, Qt::ControlModifier);
        QCOMPARE(session.selected(), (Samples{2, 3, 4, 5, 8}));
        pressRow(table, 3, Qt::ControlModifier);
        QCOMPARE(session.selected(), (Samples{2, 4, 5, 8}));
        QCOMPARE(changes.count(), 4);
        // A drag is one change.
        QWidget* rows = table.list().viewport();
        const auto middle = [&](int row) {
            return table.list().visualRect(table.model().index(row, 1)).center();
        };
        QTest::mousePress(rows, Qt::LeftButton, {}, middle(1));
        for (int row = 2; row <= 6; ++row) {
            QMouseEvent move(QEvent::MouseMove, middle(row), rows->mapToGlobal(middle(row)),
                             Qt::LeftButton, Qt::LeftButton, {});
            QApplication::sendEvent(rows, &move);
        }
        QTest::mouseRelease(rows, Qt::LeftButton, {}, middle(6));
        QCOMPARE(session.selected(), (Samples{1, 2, 3, 4, 5, 6}));
        QCOMPARE(changes.count(), 6); // the press and the release
    }

    void hoveringHighlights()
    {
        Shown shown;
        QWidget* rows = shown.table->list().viewport();
        const QPoint middle =
            shown.table->list().visualRect(shown.table->model().index(4, 1)).center();
        QMouseEvent move(QEvent::MouseMove, middle, rows->mapToGlobal(middle), Qt::NoButton,
                         Qt::NoButton, {});
        QApplication::sendEvent(rows, &move);
        QCOMPARE(shown.session.highlighted(), std::int64_t(4));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(&shown.table->list(), &leave);
        QCOMPARE(shown.session.highlighted(), std::int64_t(-1));
    }

    void keysMoveTheCurrentSample()
    {
        Shown shown;
        Session& session = shown.session;
        SampleList& list = shown.table->list();
        QSignalSpy framed(shown.table.get(), &SampleTable::frameRequested);
        list.setFocus();
        QTest::keyClick(&list, Qt::Key_Down);
        QCOMPARE(session.current(), std::int64_t(0));
        QTest::keyClick(&list, Qt::Key_Down);
        QTest::keyClick(&list, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(&list, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(session.selected(), (Samples{1, 2, 3}));
        QTest::keyClick(&list, Qt::Key_End);
        QCOMPARE(session.current(), std::int64_t(49));
        QVERIFY(list.verticalScrollBar()->value() > 0); // it came into view
        QTest::keyClick(&list, Qt::Key_Home);
        QCOMPARE(list.verticalScrollBar()->value(), 0);
        QTest::keyClick(&list, Qt::Key_Return);
        QCOMPARE(framed.count(), 1);
        QTest::keyClick(&list, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(session.selected().size(), std::size_t(50));
        session.select({44}); // from another view
        QCOMPARE(list.currentRow(), 44);
        QVERIFY(
            list.viewport()->rect().intersects(list.visualRect(shown.table->model().index(44, 1))));
    }

    void layerChangesTheMetrics()
    {
        Shown shown;
        const int distance = sectionOf(shown.table->model(), "nearest_distance");
        QVERIFY(distance >= 0);
        shown.session.setNeighbors(nullptr);
        QTRY_COMPARE(sectionOf(shown.table->model(), "nearest_distance"), -1);
    }

    void csvHoldsWhatIsListed()
    {
        Shown shown;
        shown.table->setSearch(QStringLiteral("label:0 wrong"));
        const QByteArrayList lines = shown.table->table().split('\n');
        QVERIFY(lines[0].startsWith("sample,label,prediction,correct,confidence,nearest_distance"));
        QVERIFY2(lines[1].startsWith("10,T-shirt/top,Trouser,0,0.62"), lines[1]);
        QCOMPARE(lines.size(), 3);
    }

    void stateComesBack()
    {
        Shown shown;
        shown.table->setSearch(QStringLiteral("wrong"));
        clickHeading(*shown.table, "confidence");
        const Json state = shown.table->state();
        SampleTable other(shown.session, nullptr);
        other.restore(state);
        QCOMPARE(listed(other), listed(*shown.table));
        QVERIFY(other.state() == state);
        QVERIFY_EXCEPTION_THROWN(other.restore(Json{{"sort", 5}}), Error);
        QVERIFY(other.state() == state);
        QCOMPARE(other.picture({600, 300}).size(), QSize(600, 300));
    }

    void emptyWithoutData()
    {
        Session session;
        SampleTable table(session, nullptr);
        table.show();
        QVERIFY(table.findChild<QLabel*>(QStringLiteral("message"))->isVisible());
        QVERIFY(!table.list().isVisible());
        session.setData(test::barImages());
        QTRY_VERIFY(table.list().isVisible());
    }

    void aMillionRowsStayUsable()
    {
        Session session;
        SampleTable table(session, nullptr);
        table.resize(900, 400);
        table.show();
        session.setEmbedding(manyRows(1'000'000));
        QTRY_COMPARE_WITH_TIMEOUT(table.model().rowCount(), 1'000'000, 30000);
        QElapsedTimer timer;
        qint64 longest = 0;
        const auto timed = [&](const auto& action) {
            timer.start();
            action();
            longest = std::max(longest, timer.elapsed());
        };
        timed([&] { clickHeading(table, "confidence"); });
        QTRY_COMPARE_WITH_TIMEOUT(table.model().sampleAt(1), std::int64_t(1000), 30000);
        timed([&] { table.setSearch(QStringLiteral("wrong confidence:<0.1")); });
        QTRY_VERIFY_WITH_TIMEOUT(table.model().rowCount() < 100'000, 30000);
        const int found = table.model().rowCount();
        QVERIFY(found > 50'000);
        timed([&] { table.selectFound(); });
        QCOMPARE(int(session.selected().size()), found);
        timed([&] { table.grab(); }); // painted with so many selected
        timed([&] { QTest::keyClick(&table.list(), Qt::Key_End); });
        qInfo("longest turn with a million rows: %lld ms", (long long)longest);
        QVERIFY(longest < 5000); // far above what it takes, for a busy machine
    }
};

QTEST_MAIN(TestTable)
#include "test_table.moc"
