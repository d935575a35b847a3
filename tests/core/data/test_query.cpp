// SPDX-License-Identifier: MIT
// The query language: what is found, what is refused and how, what is offered.
#include "core/base/random.hpp"
#include "core/data/query.hpp"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>
#include <numeric>

using namespace leafscope;

namespace {

/// Ten samples with the numbers 100, 110, ... 190.
struct Samples {
    std::vector<std::int64_t> samples{100, 110, 120, 130, 140, 150, 160, 170, 180, 190};
    std::vector<std::int32_t> labels{0, 1, 2, 3, 0, 1, 2, 3, 0, -1};
    std::vector<std::int32_t> predictions{0, 1, 2, 0, 0, 2, 2, 3, 1, 1};
    std::vector<float> confidences{0.9F, 0.8F, 0.7F, 0.6F, 0.5F, 0.4F, 0.3F, 0.2F, 0.1F, NAN};
    std::vector<float> agreement{1, 1, 1, 1, 1, 0.3F, 0.2F, 0.1F, 0, 0};
    std::vector<std::int64_t> selected{110, 120, 125};
    std::vector<std::int64_t> odd{100, 190};

    QueryTable table() const
    {
        QueryTable t;
        t.n = Index(samples.size());
        t.samples = samples;
        t.labels = labels;
        t.predictions = predictions;
        t.classNames = {"Sneaker", "Bag", "Ankle boot", "Shirt"};
        t.classCount = 4;
        t.numbers = {{"confidence", confidences}, {"label_agreement", agreement}};
        t.selected = selected;
        t.slices = {{"odd ones", odd}};
        return t;
    }
};

QString rowsText(const std::vector<std::int32_t>& rows)
{
    QString text;
    for (const std::int32_t row : rows)
        text += QString::number(row);
    return text;
}

} // namespace

class TestQuery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void finds_data();
    void finds();
    void refuses_data();
    void refuses();
    void withoutColumns();
    void completes_data();
    void completes();
    void quotesRoundTrip();
    void anyTextIsQueryOrFault();
    void deepNestingIsRefused();
    void millionRows();
};

void TestQuery::finds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("rows");
    const auto row = [](const char* text, const char* rows) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(rows);
    };
    row("", "0123456789");
    row("   ", "0123456789");
    row("label:2", "26");
    row("label:sneaker", "048");
    row("label:SNEAK", "048");
    row("LABEL:sneak", "048");
    row("label:s", "03478"); // Sneaker and Shirt
    row("label:\"Ankle boot\"", "26");
    row("label:ankle", "26");
    row("\"ankle boot\"", "26");
    row("ankle boot", "26");
    row("bag ankle", "");
    row("bag OR ankle boot", "1256");
    row("2", "26");
    row("prediction:bag", "189");
    row("wrong", "358");
    row("correct", "012467");
    row("confidence:<0.4", "678");
    row("confidence:<=0.4", "5678");
    row("confidence:>0.7", "01");
    row("confidence:>=0.7", "012");
    row("confidence:0.4..0.6", "345");
    row("confidence:..0.2", "78");
    row("confidence:0.8..", "01");
    row("confidence:0.3", "6");
    row("-confidence:<0.4", "0123459"); // what is not known is not below
    row("label_agreement:<0.25", "6789");
    row("id:120..140", "234");
    row("id:<120", "01");
    row("#150", "5");
    row("selected", "12");
    row("-selected", "03456789");
    row("slice:\"odd ones\"", "09");
    row("slice:\"ODD ones\"", "09");
    row("sneaker wrong", "8");
    row("sneaker AND wrong", "8");
    row("sneaker OR wrong", "03458");
    row("sneaker wrong OR selected", "128");
    row("sneaker (wrong or confidence:>0.8)", "08");
    row("-(sneaker OR bag) -shirt", "269");
    row("NOT sneaker NOT bag", "23679");
    row("--sneaker", "048");
    row("(((sneaker)))", "048");
}

void TestQuery::finds()
{
    QFETCH(QString, text);
    const Samples samples;
    const QueryTable table = samples.table();
    const auto [query, fault] = Query::parse(text.toStdString(), table);
    QVERIFY2(!fault, fault ? fault->message.c_str() : "");
    QTEST(rowsText(query.rows(table)), "rows");
    QCOMPARE(query.usesSelection(), text.contains(QStringLiteral("selected")));
    QCOMPARE(query.usesSlices(), text.contains(QStringLiteral("slice")));
}

void TestQuery::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("position");
    QTest::addColumn<int>("length");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* text, int position, int length, const char* message) {
        QTest::newRow(text) << QString::fromLatin1(text) << position << length
                            << QString::fromLatin1(message);
    };
    row("lable:3", 0, 7, "unknown field \"lable\", did you mean label?");
    row("wrong confidense:<1", 6, 13, "did you mean confidence?");
    row("label:sneeker", 0, 13, "there is no class \"sneeker\", did you mean Sneaker?");
    row("wrogn", 0, 5, "did you mean wrong?");
    row("label:4", 0, 7, "there is no class \"4\"");
    row("label:", 0, 6, "needs a value");
    row("confidence:high", 0, 15, "write 5, <5, >=5 or 2..5");
    row("confidence:0.6..0.4", 0, 19, "no range");
    row("confidence:..", 0, 13, "no range");
    row("confidence:<nan", 0, 15, "no range");
    row("#x", 0, 2, "no range");
    row("slice:od", 0, 8, "there is no slice");
    row("label:\"Ankle", 6, 6, "not closed");
    row("wrong (bag", 6, 1, "not closed");
    row("wrong) bag", 5, 1, "closes nothing");
    row("()", 1, 1, "missing here");
    row("bag OR", 6, 0, "missing here");
    row("OR bag", 0, 2, "missing before OR");
    row("-", 1, 0, "missing here");
}

void TestQuery::refuses()
{
    QFETCH(QString, text);
    QFETCH(QString, message);
    const Samples samples;
    const auto [query, fault] = Query::parse(text.toStdString(), samples.table());
    QVERIFY(fault);
    QVERIFY2(QString::fromStdString(fault->message).contains(message), fault->message.c_str());
    QTEST(int(fault->position), "position");
    QTEST(int(fault->length), "length");
    QVERIFY(query.empty());
}

void TestQuery::withoutColumns()
{
    QueryTable bare;
    bare.n = 4;
    const auto messageOf = [&](const char* text) {
        const auto parsed = Query::parse(text, bare);
        return parsed.fault ? QString::fromStdString(parsed.fault->message) : QString();
    };
    QVERIFY(messageOf("label:1").contains(QStringLiteral("no labels")));
    QVERIFY(messageOf("shirt").contains(QStringLiteral("no labels")));
    QVERIFY(messageOf("wrong").contains(QStringLiteral("no labels")));
    QVERIFY(messageOf("prediction:1").contains(QStringLiteral("no predictions")));
    QVERIFY(messageOf("confidence:<1").contains(QStringLiteral("unknown field")));
    QCOMPARE(rowsText(Query::parse("id:1..2", bare).query.rows(bare)), QStringLiteral("12"));
}

void TestQuery::completes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("from");
    QTest::addColumn<QString>("texts");
    QTest::newRow("field") << "wrong conf" << 6 << "confidence:";
    QTest::newRow("class and field") << "s" << 0 << "slice:|selected|Sneaker|Shirt";
    QTest::newRow("after a colon") << "label:a" << 6 << "\"Ankle boot\"";
    QTest::newRow("in quotes") << "label:\"Ank" << 6 << "\"Ankle boot\"";
    QTest::newRow("negated") << "-lab" << 1 << "label:|label_agreement:";
    QTest::newRow("in a bracket") << "(wr" << 1 << "wrong";
    QTest::newRow("slice") << "slice:" << 6 << "\"odd ones\"";
    QTest::newRow("nothing") << "xyz" << 0 << "";
}

void TestQuery::completes()
{
    QFETCH(QString, text);
    const Samples samples;
    const QueryCompletions found =
        completeQuery(text.toStdString(), std::size_t(text.size()), samples.table());
    QStringList texts;
    for (const std::string& one : found.texts)
        texts << QString::fromStdString(one);
    QTEST(texts.join(QLatin1Char('|')), "texts");
    QTEST(int(found.from), "from");
    QCOMPARE(int(found.to), int(text.size()));
    QVERIFY(!completeQuery("", 0, samples.table()).texts.empty());
}

void TestQuery::quotesRoundTrip()
{
    Samples samples;
    QueryTable table = samples.table();
    table.classNames = {"or", "a \"b\" \\c", "-x", "#1 (new): odd"};
    for (int c = 0; c < 4; ++c) {
        const std::string text = quotedForQuery(table.classNames[std::size_t(c)]);
        const auto [query, fault] = Query::parse(text, table);
        QVERIFY2(!fault, text.c_str());
        for (const std::int32_t row : query.rows(table))
            QCOMPARE(samples.labels[std::size_t(row)], c);
        QVERIFY(!query.rows(table).empty());
    }
}

void TestQuery::anyTextIsQueryOrFault()
{
    const Samples samples;
    const QueryTable table = samples.table();
    const std::vector<std::string> pieces{
        "label",    ":",       "\"",     "(",   ")",   "-",        " ",    "OR",
        "and",      "<",       "..",     "0.5", "\\",  "#",        "not",  "wrong",
        "selected", "sneaker", "slice:", "id:", "1e9", "\xc3\xa4", "\x01", "confidence:"};
    RandomStream random(11);
    int queries = 0;
    for (int i = 0; i < 20000; ++i) {
        std::string text;
        for (std::uint64_t length = random.below(9); length > 0; --length)
            text += pieces[random.below(pieces.size())];
        const auto [query, fault] = Query::parse(text, table);
        if (fault) {
            QVERIFY2(fault->position + fault->length <= text.size(), text.c_str());
            QVERIFY2(!fault->message.empty(), text.c_str());
        } else {
            ++queries;
            QVERIFY(query.rows(table).size() <= 10);
        }
        const QueryCompletions found = completeQuery(text, random.below(text.size() + 1), table);
        QVERIFY(found.from <= found.to && found.to <= text.size());
    }
    QVERIFY2(queries > 1000 && queries < 19000, QByteArray::number(queries));
}

void TestQuery::deepNestingIsRefused()
{
    const Samples samples;
    for (const char bracket : {'(', '-'}) {
        const auto parsed = Query::parse(std::string(100000, bracket) + "wrong", samples.table());
        QVERIFY(parsed.fault &&
                parsed.fault->message.find("inside each other") != std::string::npos);
    }
}

void TestQuery::millionRows()
{
    constexpr std::size_t kRows = 1'000'000;
    std::vector<std::int32_t> labels(kRows);
    std::vector<std::int32_t> predictions(kRows);
    std::vector<float> confidences(kRows);
    std::vector<std::int64_t> even;
    for (std::size_t i = 0; i < kRows; ++i) {
        labels[i] = int(i % 10);
        predictions[i] = int(i % 7);
        confidences[i] = float(i % 1000) / 1000;
        if (i % 2 == 0)
            even.push_back(std::int64_t(i));
    }
    QueryTable table;
    table.n = Index(kRows);
    table.labels = labels;
    table.predictions = predictions;
    table.classCount = 10;
    table.numbers = {{"confidence", confidences}};
    table.selected = even;
    const auto [query, fault] =
        Query::parse("(label:3 OR label:4) wrong -confidence:0.2..0.6 selected", table);
    QVERIFY(!fault);
    QElapsedTimer timer;
    timer.start();
    const auto rows = query.rows(table);
    qInfo("a million rows: %.1f ms", double(timer.nsecsElapsed()) / 1e6);
    std::size_t expected = 0;
    for (std::size_t i = 0; i < kRows; ++i)
        expected += (labels[i] == 3 || labels[i] == 4) && labels[i] != predictions[i] &&
                            !(confidences[i] >= 0.2F && confidences[i] <= 0.6F) && i % 2 == 0
                        ? 1
                        : 0;
    QCOMPARE(rows.size(), expected);
    // Far above what it takes (tens of ms), so that a busy machine does not fail it.
    QVERIFY(timer.elapsed() < 1000);
}

QTEST_GUILESS_MAIN(TestQuery)
#include "test_query.moc"
