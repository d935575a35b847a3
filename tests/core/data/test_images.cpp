// SPDX-License-Identifier: MIT
// Folders of images, resizing, and preprocessing presets.
#include "core/data/dataset.hpp"
#include "core/data/image_folder.hpp"
#include "core/data/preprocess.hpp"
#include "core/data/resize.hpp"
#include "core/data/sniff.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/file_bytes.hpp"

#include <QImage>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <memory>

using namespace leafscope;
using namespace leafscope::test;
namespace fs = std::filesystem;

class TestImages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void classesAreSortedFolders();
    void partsShareTheirClasses();
    void flatFoldersAreUnlabelled();
    void formats_data();
    void formats();
    void planesAreRedGreenBlue();
    void otherSizesAreResizedAndTold();
    void damagedFilesAreListed();
    void damagedFilesDoNotChooseTheSize();
    void hashesFollowContent();
    void resizingAgreesWithPillow_data();
    void resizingAgreesWithPillow();
    void presetsAreText_data();
    void presetsAreText();
    void badPresetsAreTold_data();
    void badPresetsAreTold();
    void preprocessingIsExact();
    void preprocessingThatDoesNotFit();

private:
    fs::path at(const std::string& name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    void save(const std::string& name, QColor colour, int width = 4, int height = 3,
              QImage::Format format = QImage::Format_RGB888) const
    {
        fs::create_directories(at(name).parent_path());
        QImage image(width, height, format);
        image.fill(colour);
        QVERIFY(image.save(QString::fromStdString(at(name).string())));
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

std::vector<double> sample(const Dataset& data, Index i)
{
    std::vector<double> row(std::size_t(data.sampleSize()));
    data.copySample(i, row.data());
    return row;
}

Dataset imageOf(std::vector<std::int64_t> shape, std::vector<std::uint8_t> values)
{
    Dataset data;
    data.name = "an image";
    data.sampleShape = std::move(shape);
    data.values = std::move(values);
    return data;
}

} // namespace

void TestImages::classesAreSortedFolders()
{
    save("set/dog/1.png", Qt::red);
    save("set/cat/b.png", Qt::green);
    save("set/cat/deeper/a.PNG", Qt::blue);
    save("set/cat/.hidden.png", Qt::blue);
    writeBytes(at("set/readme.txt"), "pictures");
    const Dataset data = openDataset(at("set").string());
    QCOMPARE(data.classNames, (std::vector<std::string>{"cat", "dog"}));
    QCOMPARE(data.labels, (std::vector<std::int32_t>{0, 0, 1}));
    QCOMPARE(data.sampleShape, (std::vector<std::int64_t>{3, 3, 4}));
    QCOMPARE(data.name, std::string("set"));
    QVERIFY(data.isBytes() && data.isImage());
    QCOMPARE(data.hash, datasetHash(at("set").string()));
    QCOMPARE(int(sniff(at("set")).kind), int(FileKind::ImageFolder));
    QCOMPARE(heldOutSpec(at("set").string()), std::string());
}

void TestImages::partsShareTheirClasses()
{
    save("set/train/a/1.png", Qt::red);
    save("set/train/b/1.png", Qt::red);
    save("set/train/c/1.png", Qt::red);
    save("set/test/c/1.png", Qt::red);
    save("set/test/d/1.png", Qt::red);
    const Dataset train = openDataset(at("set").string());
    QCOMPARE(train.labels, (std::vector<std::int32_t>{0, 1, 2}));
    const std::string held = heldOutSpec(at("set").string());
    QCOMPARE(held, at("set").string() + ":test");
    const Dataset test = openDataset(held);
    QCOMPARE(test.labels, (std::vector<std::int32_t>{2, 3})); // as the training part numbers them
    QCOMPARE(test.className(3), std::string("d"));
    QCOMPARE(test.warnings.size(), std::size_t(1));
    QCOMPARE(openDataset(at("set/test").string()).labels, test.labels);
    QCOMPARE(heldOutSpec(at("set/train").string()), at("set/test").string());
    QCOMPARE(flawOf(errorOf([&] { openDataset(at("set").string() + ":val"); }),
                    ErrorKind::InvalidInput, "no part 'val'"),
             QByteArray());
}

void TestImages::flatFoldersAreUnlabelled()
{
    save("flat/10.png", Qt::white);
    save("flat/9.png", Qt::black);
    const Dataset data = openDataset(at("flat").string());
    QVERIFY(data.labels.empty() && data.classNames.empty());
    QCOMPARE(data.size(), Index(2));
    QCOMPARE(sample(data, 0)[0], 255.0); // sorted as texts
    const Dataset one = openDataset(at("flat/9.png").string());
    QCOMPARE(one.size(), Index(1));
    QCOMPARE(int(sniff(at("flat/9.png")).kind), int(FileKind::Image));
}

void TestImages::formats_data()
{
    QTest::addColumn<QString>("ending");
    QTest::addColumn<int>("tolerance");
    QTest::newRow("png") << "png" << 0;
    QTest::newRow("bmp") << "bmp" << 0;
    QTest::newRow("ppm") << "ppm" << 0;
    QTest::newRow("jpeg") << "jpg" << 3;
}

void TestImages::formats()
{
    QFETCH(QString, ending);
    QFETCH(int, tolerance);
    save("set/a/x." + ending.toStdString(), QColor(200, 100, 50));
    const Dataset data = openDataset(at("set").string());
    const std::vector<double> values = sample(data, 0);
    QVERIFY(std::abs(values[0] - 200) <= tolerance);
    QVERIFY(std::abs(values[12] - 100) <= tolerance);
    QVERIFY(std::abs(values[24] - 50) <= tolerance);
    QCOMPARE(int(sniff(at("set/a/x." + ending.toStdString())).kind), int(FileKind::Image));
}

void TestImages::planesAreRedGreenBlue()
{
    save("set/a/x.png", QColor(1, 2, 3), 2, 2);
    QCOMPARE(sample(openDataset(at("set").string()), 0),
             (std::vector<double>{1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3}));
    save("grey/a/x.png", QColor(7, 7, 7), 2, 2, QImage::Format_Grayscale8);
    QCOMPARE(openDataset(at("grey").string()).sampleShape, (std::vector<std::int64_t>{1, 2, 2}));
    save("grey/a/y.png", QColor(1, 2, 3), 2, 2); // one in colour makes all so
    const Dataset mixed = openDataset(at("grey").string());
    QCOMPARE(mixed.sampleShape, (std::vector<std::int64_t>{3, 2, 2}));
    QCOMPARE(sample(mixed, 0), std::vector<double>(12, 7));
}

void TestImages::otherSizesAreResizedAndTold()
{
    save("set/a/1.png", Qt::red, 4, 4);
    save("set/a/2.png", Qt::red, 4, 4);
    save("set/a/3.png", Qt::red, 9, 5);
    const Dataset data = openDataset(at("set").string());
    QCOMPARE(data.sampleShape, (std::vector<std::int64_t>{3, 4, 4}));
    QCOMPARE(sample(data, 2), sample(data, 0));
    QCOMPARE(data.warnings, (std::vector<std::string>{
                                "1 of 3 images are of another size and were resized to 4 x 4"}));
}

void TestImages::damagedFilesAreListed()
{
    save("set/a/1.png", Qt::red);
    writeBytes(at("set/a/2.png"), "no image");
    writeBytes(at("set/b/3.png").parent_path().parent_path() / "a/4.jpg", "");
    save("set/b/3.png", Qt::blue);
    const Dataset data = openDataset(at("set").string());
    QCOMPARE(data.labels, (std::vector<std::int32_t>{0, 1}));
    QCOMPARE(data.warnings.size(), std::size_t(1));
    QVERIFY(data.warnings[0].starts_with("2 files cannot be read as images and were left out: "));
    QVERIFY(data.warnings[0].find("2.png") != std::string::npos);
    fs::remove(at("set/a/1.png"));
    fs::remove(at("set/b/3.png"));
    QCOMPARE(flawOf(errorOf([&] { openDataset(at("set").string()); }), ErrorKind::Format,
                    "no image can be read"),
             QByteArray());
}

void TestImages::damagedFilesDoNotChooseTheSize()
{
    save("set/a/1.png", Qt::red, 8, 8);
    save("set/a/2.png", Qt::red, 3, 3);
    const std::string whole = readBytes(at("set/a/2.png"));
    writeBytes(at("set/a/2.png"), whole.substr(0, 40)); // the header alone
    const Dataset data = openDataset(at("set").string());
    QCOMPARE(data.size(), Index(1));
    QCOMPARE(data.sampleShape, (std::vector<std::int64_t>{3, 8, 8}));
}

void TestImages::hashesFollowContent()
{
    save("set/a/1.png", Qt::red);
    const std::string before = datasetHash(at("set").string());
    save("set/a/1.png", Qt::blue);
    const std::string other = datasetHash(at("set").string());
    QVERIFY(before != other);
    save("set/b/1.png", Qt::blue);
    QVERIFY(datasetHash(at("set").string()) != other);
    fs::rename(at("set"), at("moved"));
    save("set/a/1.png", Qt::blue);
    QCOMPARE(datasetHash(at("set").string()), other); // the place does not matter
}

void TestImages::resizingAgreesWithPillow_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::addColumn<QList<double>>("wanted");
    // Image.fromarray(a, mode="F").resize((width, height), Image.BILINEAR) of Pillow 9.4.
    QTest::newRow("smaller") << 3 << 2 << QList<double>{49.3636360168457,   44.58556365966797,
                                                        53.155845642089844, 46.623374938964844,
                                                        53.534759521484375, 52.38311767578125};
    QTest::newRow("narrower") << 4 << 5
                              << QList<double>{
                                     19.380952835083008, 48.68000030517578,  44.040000915527344,
                                     48.71428680419922,  71.57142639160156,  53.15999984741211,
                                     28.31999969482422,  57.619049072265625, 32.380950927734375,
                                     61.68000030517578,  57.040000915527344, 61.71428680419922,
                                     41.28571319580078,  45.959999084472656, 41.31999969482422,
                                     70.61904907226562,  45.380950927734375, 74.68000030517578,
                                     49.84000015258789,  31.428571701049805};
    QTest::newRow("larger, first row") << 11 << 8
                                       << QList<double>{0.0,
                                                        16.81818199157715,
                                                        40.3636360168457,
                                                        63.90909194946289,
                                                        50.727272033691406,
                                                        10.0,
                                                        33.54545593261719,
                                                        57.09090805053711,
                                                        80.63636016845703,
                                                        49.09090805053711,
                                                        20.0,
                                                        24.9375};
}

void TestImages::resizingAgreesWithPillow()
{
    QFETCH(int, width);
    QFETCH(int, height);
    QFETCH(QList<double>, wanted);
    std::vector<float> in(35); // 5 rows of 7
    for (std::size_t i = 0; i < in.size(); ++i)
        in[i] = float(i * 37 % 101);
    std::vector<double> out(std::size_t(width * height));
    resizePlanes(in.data(), 1, {5, 7}, out.data(), {height, width});
    for (qsizetype i = 0; i < wanted.size(); ++i)
        QVERIFY2(std::abs(out[std::size_t(i)] - wanted[i]) < 1e-4, qPrintable(QString::number(i)));
}

void TestImages::presetsAreText_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("canonical");
    QTest::newRow("none") << "none"
                          << "none";
    QTest::newRow("unit") << "unit"
                          << "unit=yes";
    QTest::newRow("imagenet") << "imagenet"
                              << "size=256,crop=224,mean=0.485,0.456,0.406,std=0.229,0.224,0.225";
    QTest::newRow("bgr") << "imagenet-bgr,size=64,crop=0"
                         << "size=64,mean=0.406,0.456,0.485,std=0.225,0.224,0.229,order=bgr";
    QTest::newRow("fields") << "mean=0.5,std=0.25,order=rgb"
                            << "mean=0.5,std=0.25";
    QTest::newRow("no unit") << "mean=127.5,std=127.5,unit=no"
                             << "mean=127.5,std=127.5,unit=no";
    QTest::newRow("crop") << "crop=20"
                          << "crop=20";
}

void TestImages::presetsAreText()
{
    QFETCH(QString, text);
    QFETCH(QString, canonical);
    const Preprocess steps = parsePreprocess(text.toStdString());
    QCOMPARE(QString::fromStdString(steps.text()), canonical);
    QVERIFY(parsePreprocess(steps.text()) == steps);
    for (const std::string& name : preprocessPresets())
        QVERIFY(parsePreprocess(parsePreprocess(name).text()) == parsePreprocess(name));
}

void TestImages::badPresetsAreTold_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("told");
    QTest::newRow("unknown") << "imagenette"
                             << "no preset 'imagenette'";
    QTest::newRow("empty") << ""
                           << "no preset ''";
    QTest::newRow("field") << "sigma=2"
                           << "'sigma=2' is not understood";
    QTest::newRow("zero") << "std=0"
                          << "no mean or deviation";
    QTest::newRow("nan") << "mean=nan"
                         << "no mean or deviation";
    QTest::newRow("number") << "mean=0.1,x"
                            << "'x' is no number";
    QTest::newRow("lonely") << "size=20,3"
                            << "'3' belongs to no field";
    QTest::newRow("large") << "size=1e9"
                           << "from 0 to 8192";
    QTest::newRow("counts") << "mean=1,2,3,std=1,2"
                            << "mean has 3 values, std 2";
}

void TestImages::badPresetsAreTold()
{
    QFETCH(QString, text);
    QFETCH(QString, told);
    QCOMPARE(flawOf(errorOf([&] { parsePreprocess(text.toStdString()); }), ErrorKind::InvalidInput,
                    told.toStdString()),
             QByteArray());
}

void TestImages::preprocessingIsExact()
{
    const Dataset colour = imageOf({3, 2, 2}, {0, 51, 102, 255, 10, 20, 30, 40, 255, 0, 0, 51});
    const Preprocess bgr = parsePreprocess("mean=0,0.5,0,std=1,0.5,2,order=bgr");
    std::vector<double> out(12);
    bgr.apply(colour, 0, out.data());
    const std::vector<double> wanted{1,
                                     0,
                                     0,
                                     0.2, // blue
                                     (10 / 255.0 - 0.5) / 0.5,
                                     (20 / 255.0 - 0.5) / 0.5,
                                     (30 / 255.0 - 0.5) / 0.5,
                                     (40 / 255.0 - 0.5) / 0.5,
                                     0,
                                     0.1,
                                     0.2,
                                     0.5}; // red, halved
    for (std::size_t i = 0; i < 12; ++i)
        QVERIFY2(std::abs(out[i] - wanted[i]) < 1e-15, qPrintable(QString::number(i)));

    // Grey becomes three channels where three means are given; the crop is the centre.
    const Dataset grey = imageOf({1, 3, 5}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14});
    const Preprocess three = parsePreprocess("crop=1,mean=0,1,2,unit=no");
    QCOMPARE(three.outputShape(grey), (std::vector<std::int64_t>{3, 1, 1}));
    std::vector<float> pixel(3);
    three.apply(grey, 0, pixel.data());
    QCOMPARE(pixel, (std::vector<float>{7, 6, 5}));
    // The shorter side is given; the longer keeps the proportion.
    QCOMPARE(parsePreprocess("size=6").outputShape(grey), (std::vector<std::int64_t>{1, 6, 10}));
    QCOMPARE(parsePreprocess("imagenet").outputShape(grey),
             (std::vector<std::int64_t>{3, 224, 224}));
}

void TestImages::preprocessingThatDoesNotFit()
{
    const Dataset points = imageOf({5}, {0, 1, 2, 3, 4});
    for (const char* text : {"size=3", "order=bgr", "mean=1,2,3"})
        QCOMPARE(flawOf(errorOf([&] { parsePreprocess(text).outputShape(points); }),
                        ErrorKind::InvalidInput, "the samples are 5"),
                 QByteArray());
    const Dataset small = imageOf({3, 1, 2}, {0, 1, 2, 3, 4, 5});
    Dataset image = imageOf({3, 2, 2}, std::vector<std::uint8_t>(12, 1));
    QCOMPARE(flawOf(errorOf([&] { parsePreprocess("crop=3").outputShape(image); }),
                    ErrorKind::InvalidInput, "a square of 3 does not fit into images of 2 x 2"),
             QByteArray());
    QCOMPARE(flawOf(errorOf([&] { parsePreprocess("mean=1,2").outputShape(image); }),
                    ErrorKind::InvalidInput, "2 means or deviations for 3 channels"),
             QByteArray());
    QVERIFY(!small.isImage());
}

QTEST_GUILESS_MAIN(TestImages)
#include "test_images.moc"
