// SPDX-License-Identifier: MIT
// A choice of classes and samples behind the spec of a data set.
#include "core/data/dataset.hpp"
#include "core/data/subset.hpp"
#include "core/embedding/embedding.hpp"
#include "core/embedding/frames.hpp"
#include "core/session/relink.hpp"
#include "core/session/specs.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/file_bytes.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <memory>

using namespace leafscope;
using namespace leafscope::test;
namespace fs = std::filesystem;

class TestSubset : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { qunsetenv("LEAFSCOPE_DATA"); }
    void specsAreSplit_data();
    void specsAreSplit();
    void choicesAreCanonical_data();
    void choicesAreCanonical();
    void chosenSamples_data();
    void chosenSamples();
    void namesGoWithTheClasses();
    void sameChoiceSameIdentity();
    void heldOutHasTheSameClasses();
    void smallClassesAreTold();
    void wrongChoicesAreTold_data();
    void wrongChoicesAreTold();
    void specsOfSessions();
    void opensAsAnEmbedding();

private:
    std::string at(const char* name) const { return m_folder->filePath(name).toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

/// 14 training images of which number i is of class i mod 10, 10 test images likewise.
void TestSubset::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("LEAFSCOPE_DATA", m_folder->path().toLocal8Bit());
    writeBytes(at("train-images-idx3-ubyte"), idxImages(14, 3, 3));
    writeBytes(at("train-labels-idx1-ubyte"), idxLabels(14, 10));
    writeBytes(at("t10k-images-idx3-ubyte"), idxImages(10, 3, 3));
    writeBytes(at("t10k-labels-idx1-ubyte"), idxLabels(10, 10));
}

void TestSubset::specsAreSplit_data()
{
    QTest::addColumn<QString>("spec");
    QTest::addColumn<QString>("whole");
    QTest::addColumn<bool>("isSubset");
    QTest::newRow("name") << "fashion-mnist?classes=0-2"
                          << "fashion-mnist" << true;
    QTest::newRow("part") << "fashion-mnist:test?per_class=5"
                          << "fashion-mnist:test" << true;
    QTest::newRow("mistyped") << "fashion-mnist?three"
                              << "fashion-mnist" << true;
    QTest::newRow("plain") << "fashion-mnist"
                           << "fashion-mnist" << false;
    QTest::newRow("missing file") << "/no/where.npy?classes=1"
                                  << "/no/where.npy" << true;
    QTest::newRow("no choice") << "/no/where?.npy"
                               << "/no/where?.npy" << false;
    QTest::newRow("generator") << "synthetic:torus?n=20"
                               << "synthetic:torus?n=20" << false;
}

void TestSubset::specsAreSplit()
{
    QFETCH(QString, spec);
    QFETCH(QString, whole);
    QFETCH(bool, isSubset);
    const SubsetSpec split = splitSubset(spec.toStdString());
    QCOMPARE(split.whole, whole.toStdString());
    QCOMPARE(split.isSubset, isSubset);
    // A file that is called so is that file.
    writeBytes(at("odd?classes=1"), "x");
    QVERIFY(!splitSubset(at("odd?classes=1")).isSubset);
    QVERIFY(splitSubset(at("odd?classes=1") + "?classes=1").isSubset);
    // So is an array of a file, up to the question mark.
    writeBytes(at("some.npz"), "x");
    QCOMPARE(splitSubset(at("some.npz:x?per_class=2")).whole, at("some.npz:x"));
}

void TestSubset::choicesAreCanonical_data()
{
    QTest::addColumn<QString>("choice");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("description");
    QTest::newRow("range") << "classes=0-2"
                           << "classes=0-2"
                           << "classes 0-2";
    QTest::newRow("order") << "per_class=500&classes=5,0,1,2,1"
                           << "classes=0-2,5&per_class=500"
                           << "classes 0-2,5, 500 of each";
    QTest::newRow("twice") << "classes=4&classes=3"
                           << "classes=3-4"
                           << "classes 3-4";
    QTest::newRow("one") << "classes=7"
                         << "classes=7"
                         << "class 7";
    QTest::newRow("all") << "per_class=6000"
                         << "per_class=6000"
                         << "6,000 of each class";
}

void TestSubset::choicesAreCanonical()
{
    QFETCH(QString, choice);
    QFETCH(QString, text);
    QFETCH(QString, description);
    const Subset subset = parseSubset(choice.toStdString(), "spec");
    QCOMPARE(subset.text(), text.toStdString());
    QCOMPARE(subset.description(), description.toStdString());
    QCOMPARE(parseSubset(subset.text(), "spec").text(), subset.text());
}

void TestSubset::chosenSamples_data()
{
    QTest::addColumn<QString>("choice");
    QTest::addColumn<QVector<int>>("rows");
    QTest::addColumn<QVector<int>>("labels");
    QTest::newRow("classes") << "classes=0-1" << QVector<int>{0, 1, 10, 11}
                             << QVector<int>{0, 1, 0, 1};
    QTest::newRow("renumbered") << "classes=3,8,2" << QVector<int>{2, 3, 8, 12, 13}
                                << QVector<int>{0, 1, 2, 0, 1};
    QTest::newRow("first of each")
        << "classes=1-3&per_class=1" << QVector<int>{1, 2, 3} << QVector<int>{0, 1, 2};
    QTest::newRow("all classes") << "per_class=1" << QVector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
                                 << QVector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
}

void TestSubset::chosenSamples()
{
    QFETCH(QString, choice);
    QFETCH(QVector<int>, rows);
    QFETCH(QVector<int>, labels);
    const Dataset whole = openDataset("fashion-mnist");
    const Dataset part = openDataset("fashion-mnist?" + choice.toStdString());
    QCOMPARE(whole.labels[11], 1); // as the cases above take it
    QCOMPARE(part.size(), Index(rows.size()));
    QVERIFY(std::equal(labels.begin(), labels.end(), part.labels.begin(), part.labels.end()));
    std::vector<float> own(9);
    std::vector<float> original(9);
    for (Index i = 0; i < part.size(); ++i) {
        part.copySample(i, own.data());
        whole.copySample(rows[int(i)], original.data());
        QVERIFY(own == original);
    }
    QCOMPARE(part.sampleShape, whole.sampleShape);
}

void TestSubset::namesGoWithTheClasses()
{
    const Dataset part = openDataset("fashion-mnist?classes=2,9");
    QCOMPARE(part.classNames, (std::vector<std::string>{"Pullover", "Ankle boot"}));
    QCOMPARE(part.name, std::string("Fashion-MNIST train, classes 2,9"));
    QCOMPARE(part.spec, std::string("fashion-mnist?classes=2,9"));
    const Dataset nameless = openDataset(at("train-images-idx3-ubyte") + "?classes=2,9");
    QCOMPARE(nameless.classNames, (std::vector<std::string>{"2", "9"}));
    QCOMPARE(openDataset("fashion-mnist?per_class=1").classNames.size(), std::size_t(10));
}

void TestSubset::sameChoiceSameIdentity()
{
    const std::string hash = datasetHash("fashion-mnist?classes=0-2&per_class=1");
    QCOMPARE(datasetHash("fashion-mnist?per_class=1&classes=0,1,2"), hash);
    QCOMPARE(datasetHash(at("train-images-idx3-ubyte") + "?classes=0-2&per_class=1"), hash);
    QCOMPARE(openDataset("fashion-mnist?classes=0-2&per_class=1").hash, hash);
    for (const char* other :
         {"fashion-mnist", "fashion-mnist?classes=0-2", "fashion-mnist?classes=0-3&per_class=1",
          "fashion-mnist:test?classes=0-2&per_class=1"})
        QVERIFY2(datasetHash(other) != hash, other);
}

void TestSubset::heldOutHasTheSameClasses()
{
    QCOMPARE(heldOutSpec("fashion-mnist?per_class=5&classes=0,1,2"),
             std::string("fashion-mnist:test?classes=0-2"));
    QCOMPARE(heldOutSpec("fashion-mnist?per_class=5"), std::string("fashion-mnist:test"));
    QCOMPARE(heldOutSpec("fashion-mnist:test?classes=1"), std::string());
    const std::string held = heldOutSpec(at("train-images-idx3-ubyte") + "?classes=4-6");
    QCOMPARE(held, at("t10k-images-idx3-ubyte") + "?classes=4-6");
    QCOMPARE(openDataset(held).labels, (std::vector<std::int32_t>{0, 1, 2}));
}

void TestSubset::smallClassesAreTold()
{
    const Dataset part = openDataset("fashion-mnist?classes=0,5&per_class=2");
    QCOMPARE(part.size(), Index(3));
    QCOMPARE(part.warnings,
             std::vector<std::string>{"class 5 has fewer samples than asked for: 1 of 2"});
}

void TestSubset::wrongChoicesAreTold_data()
{
    QTest::addColumn<QString>("spec");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << "fashion-mnist?"
                             << "\"\" chooses nothing";
    QTest::newRow("unknown") << "fashion-mnist?class=1"
                             << "\"class=1\" chooses nothing";
    QTest::newRow("no value") << "fashion-mnist?classes"
                              << "\"\" is neither a class";
    QTest::newRow("backwards") << "fashion-mnist?classes=2-0"
                               << "\"2-0\" is neither";
    QTest::newRow("a word") << "fashion-mnist?classes=shoe"
                            << "\"shoe\" is neither";
    QTest::newRow("negative") << "fashion-mnist?classes=-1"
                              << "\"-1\" is neither";
    QTest::newRow("huge") << "fashion-mnist?classes=0-99999999999"
                          << "is neither";
    QTest::newRow("gap") << "fashion-mnist?classes=1,,2"
                         << "\"\" is neither";
    QTest::newRow("none of each") << "fashion-mnist?per_class=0"
                                  << "not \"0\"";
    QTest::newRow("part of one") << "fashion-mnist?per_class=1.5"
                                 << "not \"1.5\"";
    QTest::newRow("absent") << "fashion-mnist?classes=0,12"
                            << "no sample of class 12";
}

void TestSubset::wrongChoicesAreTold()
{
    QFETCH(QString, spec);
    QFETCH(QString, text);
    const auto error = errorOf([&] { openDataset(spec.toStdString()); });
    QCOMPARE(flawOf(error, ErrorKind::InvalidInput, text.toStdString()), QByteArray());
    // Without labels there is nothing to choose by.
    fs::remove(at("t10k-labels-idx1-ubyte"));
    const auto unlabelled =
        errorOf([&] { openDataset(at("t10k-images-idx3-ubyte") + "?classes=1"); });
    QCOMPARE(flawOf(unlabelled, ErrorKind::InvalidInput, "no labels to choose"), QByteArray());
    const auto missing = errorOf([&] { openDataset(at("nothing.npy") + "?classes=1"); });
    QCOMPARE(flawOf(missing, ErrorKind::Io, "no such file"), QByteArray());
}

/// Sessions and recipes keep the spec, and find the file again where it was moved.
void TestSubset::specsOfSessions()
{
    QVERIFY(!locateSpec("fashion-mnist?classes=0-2"));
    QCOMPARE(absoluteSpec("fashion-mnist?classes=0-2"), std::string("fashion-mnist?classes=0-2"));
    const std::string file = at("train-images-idx3-ubyte");
    const auto located = locateSpec(file + "?classes=0-2");
    QVERIFY(located && located->path == file && located->rest == "?classes=0-2");
    const std::string hash = datasetHash(file + "?classes=0-2");
    const MissingInput gone{"data", "/gone/train-images-idx3-ubyte?classes=0-2", hash};
    QCOMPARE(findMoved(gone, {fs::path(m_folder->path().toStdString())}, Progress()),
             std::optional<std::string>(file + "?classes=0-2"));
    const MissingInput renamed{"data", "/gone/images?classes=0-2", hash};
    QCOMPARE(findMoved(renamed, {fs::path(m_folder->path().toStdString())}, Progress()),
             std::optional<std::string>(file + "?classes=0-2"));
}

void TestSubset::opensAsAnEmbedding()
{
    const std::string spec = at("train-images-idx3-ubyte") + "?classes=0-2";
    const EmbeddingHeader header = openEmbedding(spec);
    QCOMPARE(header.n, Index(6));
    QCOMPARE(header.labels.size(), std::size_t(6));
    QCOMPARE(embeddingHash(spec), datasetHash(spec));
    QCOMPARE(rowsOf(readLayer(header, header.layers[0].name)), Index(6));
}

QTEST_GUILESS_MAIN(TestSubset)
#include "test_subset.moc"
