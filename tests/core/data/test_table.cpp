// SPDX-License-Identifier: MIT
// Text tables: separators, headers, quotes, label columns, metadata beside vectors.
#include "core/data/dataset.hpp"
#include "core/data/projector.hpp"
#include "core/data/table.hpp"
#include "core/embedding/embedding.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/file_bytes.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <memory>

using namespace leafscope;
using namespace leafscope::test;
namespace fs = std::filesystem;

class TestTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void tablesAreRead_data();
    void tablesAreRead();
    void rowNamesAndTextsAreLeftOut();
    void projectorPair_data();
    void projectorPair();
    void badTablesAreTold_data();
    void badTablesAreTold();
    void tableIsAnEmbedding();
    void projectorFilesComeBack_data();
    void projectorFilesComeBack();
    void projectorCellsAreClean();

private:
    Dataset open(const char* name, const QByteArray& text) const
    {
        writeBytes(at(name), text.toStdString());
        return openDataset(at(name).string());
    }
    fs::path at(const char* name) const { return m_folder->filePath(name).toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestTable::tablesAreRead_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("labels");
    QTest::addColumn<QString>("names");
    const auto row = [](const char* title, const char* text, const char* labels,
                        const char* names = "") {
        QTest::newRow(title) << QByteArray(text) << labels << names;
    };
    row("comma", "1,2\n3,4\n", "");
    row("tabs and Windows", "1\t2\r\n3\t4\r\n", "");
    row("semicolon, no last line end", "1;2\n3;4", "");
    row("decimal commas", "a;b\n1,0;2\n3;4,00\n", "");
    row("blanks", "  1   2\n3 4 \n", "");
    row("byte order mark, header", "\xEF\xBB\xBFx,y coordinate\n1,2\n3,4\n", "");
    row("blank lines", "a,b\n\n1,2\n\n3,4\n\n", "");
    row("label column", "a,label,b\n1,7,2\n3,0,4\n", "7 0");
    row("class names, sorted", "a,b,class\n1,2,dog\n3,4,cat\n", "1 0", "cat dog");
    row("quotes", "a,b,species\n1,2,\"dog, \"\"big\"\"\"\n\"3\",4,\"a\ncat\"\n", "1 0",
        "a\ncat|dog, \"big\"");
    row("exponents and signs", "+1,2e0\n3.0,+.4e1\n", "");
}

void TestTable::tablesAreRead()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, labels);
    QFETCH(QString, names);
    const Dataset data = open("x.csv", text);
    QVERIFY(std::ranges::equal(std::get<ValueArray<double>>(data.values),
                               std::vector<double>{1, 2, 3, 4}));
    QCOMPARE(data.sampleShape, std::vector<std::int64_t>{2});
    QStringList found;
    for (const std::int32_t label : data.labels)
        found << QString::number(label);
    QCOMPARE(found.join(" "), labels);
    QStringList classes;
    for (const std::string& name : data.classNames)
        classes << QString::fromStdString(name);
    QCOMPARE(classes.join(names.contains('|') ? "|" : " "), names);
    QVERIFY(data.warnings.empty());
}

void TestTable::rowNamesAndTextsAreLeftOut()
{
    // A pandas index, a text that differs in every row, a column of classes.
    const Dataset data = open("x.csv", ",x,file,target,y2\n0,1,a.png,u,2\n1,3,b.png,v,4\n");
    QVERIFY(std::ranges::equal(std::get<ValueArray<double>>(data.values),
                               std::vector<double>{1, 2, 3, 4}));
    QCOMPARE(data.labels, (std::vector<std::int32_t>{0, 1}));
    QCOMPARE(data.warnings.size(), std::size_t(1));
    QVERIFY(data.warnings[0].find("\"file\"") != std::string::npos);
}

void TestTable::projectorPair_data()
{
    QTest::addColumn<QByteArray>("metadata");
    QTest::addColumn<QString>("names");
    QTest::newRow("one column has no header") << QByteArray("cat\ndog\ncat\n") << "cat dog";
    QTest::newRow("numbers") << QByteArray("4\n5\n4\n") << "";
    QTest::newRow("several have one")
        << QByteArray("word\tlabel\nx\tcat\ny\tdog\nz\tcat\n") << "cat dog";
}

void TestTable::projectorPair()
{
    QFETCH(QByteArray, metadata);
    QFETCH(QString, names);
    writeBytes(at("metadata.tsv"), metadata.toStdString());
    const Dataset data = open("vectors.tsv", "1\t2\n3\t4\n5\t6\n");
    QCOMPARE(data.size(), Index(3));
    QCOMPARE(data.labels.size(), std::size_t(3));
    QCOMPARE(data.labels[0], data.labels[2]);
    QVERIFY(data.labels[0] != data.labels[1]);
    QStringList classes;
    for (const std::string& name : data.classNames)
        classes << QString::fromStdString(name);
    QCOMPARE(classes.join(" "), names);
}

void TestTable::badTablesAreTold_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("told");
    const QByteArray many = QByteArray("1,2\n").repeated(30);
    QTest::newRow("uneven") << many + "1,2,3\n" << ErrorKind::Format << "line 31 has 3 cells";
    QTest::newRow("uneven from the start")
        << QByteArray("a,b\n1,2\n3\n4,5\n") << ErrorKind::Format << "line 3 has 1 cells";
    QTest::newRow("open quote") << many + "1,\"2\n" << ErrorKind::Format << "never closed";
    QTest::newRow("missing value") << "a,b\n" + many + "1,\n"
                                   << ErrorKind::InvalidInput << "data row 31, column \"b\"";
    QTest::newRow("decimal comma") << many + "1,x\n" << ErrorKind::InvalidInput << "column 2";
    QTest::newRow("not finite") << many + "1,nan\n" << ErrorKind::Numeric << "30";
    QTest::newRow("negative label")
        << QByteArray("a,b,label\n1,2,-1\n3,4,0\n5,6,-1\n") << ErrorKind::InvalidInput << "";
}

void TestTable::badTablesAreTold()
{
    QFETCH(QByteArray, text);
    QFETCH(ErrorKind, kind);
    QFETCH(QString, told);
    if (told.isEmpty()) { // labels that are no class numbers become names
        QCOMPARE(open("x.csv", text).classNames, (std::vector<std::string>{"-1", "0"}));
        return;
    }
    const auto error = errorOf([&] { open("x.csv", text); });
    QCOMPARE(flawOf(error, kind, told.toStdString()), QByteArray());
}

void TestTable::tableIsAnEmbedding()
{
    writeBytes(at("points.csv"), "x,y,class\n1,2,b\n3,4,a\n5,6,b\n");
    const EmbeddingHeader embedding = openEmbedding(at("points.csv"));
    QCOMPARE(embedding.n, Index(3));
    QCOMPARE(embedding.layers.size(), std::size_t(1));
    QCOMPARE(embedding.classNames, (std::vector<std::string>{"a", "b"}));
    const auto x = std::get<MatrixD>(readLayer(embedding, "points"));
    QCOMPARE(x(2, 1), 6.0);
}

void TestTable::projectorFilesComeBack_data()
{
    QTest::addColumn<int>("columns"); ///< of metadata
    for (const int columns : {0, 1, 3})
        QTest::newRow(QByteArray::number(columns).constData()) << columns;
}

void TestTable::projectorFilesComeBack()
{
    QFETCH(int, columns);
    MatrixF x(4, 3);
    x << 1, 0.1F, -3e-20F, 16777217, 1.0F / 3, 0, 2, 3e20F, -0.0F, 5, 6, 7;
    std::vector<MetadataColumn> metadata{{"label", {"cat", "dog", "cat", "a b"}},
                                         {"sample", {"0", "1", "2", "3"}},
                                         {"note", {"", "x", "y", "z"}}};
    metadata.resize(std::size_t(columns));
    writeProjectorPair(at("vectors.tsv"), at("metadata.tsv"), x, metadata);
    QCOMPARE(fs::exists(at("metadata.tsv")), columns > 0);
    const Dataset data = openDataset(at("vectors.tsv").string());
    const auto& values = std::get<ValueArray<double>>(data.values);
    QCOMPARE(values.size(), std::size_t(12));
    for (std::size_t i = 0; i < 12; ++i)
        QCOMPARE(float(values[i]), x.data()[i]);
    if (columns > 0) {
        QCOMPARE(data.classNames, (std::vector<std::string>{"a b", "cat", "dog"}));
        QCOMPARE(data.labels, (std::vector<std::int32_t>{1, 2, 1, 0}));
    }
    // A single column has no header, several have one.
    if (columns == 1)
        QCOMPARE(readBytes(at("metadata.tsv")), std::string("cat\ndog\ncat\na b\n"));
    if (columns == 3)
        QVERIFY(readBytes(at("metadata.tsv")).starts_with("label\tsample\tnote\ncat\t0\t-\n"));
}

void TestTable::projectorCellsAreClean()
{
    const MatrixD x = MatrixD::Identity(2, 2);
    writeProjectorPair(at("vectors.tsv"), at("metadata.tsv"), x, {{"label", {"a\tb\nc", ""}}});
    QCOMPARE(readBytes(at("metadata.tsv")), std::string("a b c\n-\n"));
    QCOMPARE(readBytes(at("vectors.tsv")), std::string("1\t0\n0\t1\n"));
}

QTEST_GUILESS_MAIN(TestTable)
#include "test_table.moc"
