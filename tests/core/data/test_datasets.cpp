// SPDX-License-Identifier: MIT
// Data sets by name, generators and HDF5 files.
#include "core/base/hdf5.hpp"
#include "core/base/random.hpp"
#include "core/data/dataset.hpp"
#include "core/data/generators.hpp"
#include "core/data/source.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/file_bytes.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>

using namespace leafscope;
using namespace leafscope::test;
namespace fs = std::filesystem;

class TestDatasets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void generatorsMatchTheFixtures_data();
    void generatorsMatchTheFixtures();
    void generatorsLieOnTheirShapes();
    void generatorsOfClasses_data();
    void generatorsOfClasses();
    void nonlinearEmbeddingsAreAsWritten();
    void noiseIsAdded();
    void generatorSpecsAreCanonical();
    void badGeneratorsAreTold_data();
    void badGeneratorsAreTold();
    void generatorsCancel();
    void fashionIsFoundByName();
    void fashionMissingTellsThePackage();
    void wrongSourcesAreTold_data();
    void wrongSourcesAreTold();
    void h5pyFilesAreRead();
    void hdf5ChoosesTheSamples();
    void hdf5ExplicitArrays();
    void badHdf5IsTold_data();
    void badHdf5IsTold();

private:
    fs::path at(const char* name) const { return m_folder->filePath(name).toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestDatasets::generatorsMatchTheFixtures_data()
{
    QTest::addColumn<QString>("spec");
    QTest::addColumn<int>("columns");
    QTest::addColumn<double>("sum");
    // Sums of all entries on which three independent implementations agree.
    QTest::newRow("sphere") << "synthetic:sphere?n=2000&d=10&seed=1" << 11 << -3.693279074;
    QTest::newRow("torus") << "synthetic:torus?n=2000&d=2&seed=4" << 4 << 56.091661475;
    QTest::newRow("gaussian") << "synthetic:gaussian?n=2000&d=5&seed=11" << 5 << -36.738724275;
}

void TestDatasets::generatorsMatchTheFixtures()
{
    QFETCH(QString, spec);
    QFETCH(int, columns);
    QFETCH(double, sum);
    const Dataset data = openDataset(spec.toStdString());
    QCOMPARE(data.size(), Index(2000));
    QCOMPARE(data.sampleShape, std::vector<std::int64_t>{columns});
    const auto& values = std::get<ValueArray<double>>(data.values);
    const long double total = std::accumulate(values.begin(), values.end(), 0.0L);
    QVERIFY2(std::abs(double(total) - sum) < 1e-9,
             qPrintable(QString::number(double(total), 'g', 17)));
}

void TestDatasets::generatorsLieOnTheirShapes()
{
    const Dataset sphere = openDataset("synthetic:sphere?d=3&n=100");
    std::array<double, 4> s{};
    for (Index i = 0; i < 100; ++i) {
        sphere.copySample(i, s.data());
        QVERIFY(std::abs(std::hypot(std::hypot(s[0], s[1]), std::hypot(s[2], s[3])) - 1) < 1e-14);
    }
    const Dataset torus = openDataset("synthetic:torus?d=3&n=100");
    std::array<double, 6> t{};
    for (Index i = 0; i < 100; ++i) {
        torus.copySample(i, t.data());
        for (std::size_t angle = 0; angle < 3; ++angle)
            QVERIFY(std::abs(std::hypot(t[2 * angle], t[2 * angle + 1]) - 1) < 1e-14);
    }
    const Dataset roll = openDataset("synthetic:swissroll?n=500&seed=5");
    std::array<double, 3> r{};
    for (Index i = 0; i < 500; ++i) {
        roll.copySample(i, r.data());
        const double angle = std::hypot(r[0], r[2]); // radius equals angle on this spiral
        QVERIFY(angle >= 1.5 * M_PI && angle <= 4.5 * M_PI);
        QVERIFY(std::abs(r[0] - angle * std::cos(angle)) < 1e-10);
        QVERIFY(r[1] >= 0 && r[1] < 21);
    }
}

void TestDatasets::generatorsOfClasses_data()
{
    QTest::addColumn<QString>("spec");
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("classes");
    QTest::newRow("circles") << "synthetic:circles?rings=3&n=300" << 2 << 3;
    QTest::newRow("xor") << "synthetic:xor?d=4&n=2000" << 4 << 2;
    QTest::newRow("spirals") << "synthetic:spirals?arms=4&n=400&height=2&turns=0.75" << 3 << 4;
    QTest::newRow("stripe") << "synthetic:stripe?n=4000" << 10 << 2;
}

void TestDatasets::generatorsOfClasses()
{
    QFETCH(QString, spec);
    QFETCH(int, columns);
    QFETCH(int, classes);
    const Dataset data = openDataset(spec.toStdString());
    QCOMPARE(data.sampleSize(), Index(columns));
    QCOMPARE(data.classNames.size(), std::size_t(classes));
    std::vector<int> counts(std::size_t(classes), 0);
    std::vector<double> x(std::size_t(columns), 0);
    for (Index i = 0; i < data.size(); ++i) {
        data.copySample(i, x.data());
        const int label = data.labels[std::size_t(i)];
        ++counts[std::size_t(label)];
        if (data.name == "circles")
            QVERIFY(std::abs(std::hypot(x[0], x[1]) - (1 + label)) < 1e-14);
        else if (data.name == "xor")
            QCOMPARE(label, int((x[0] < 0) != (x[1] < 0)));
        else if (data.name == "stripe")
            QCOMPARE(label, x[0] > -0.3 && x[0] < 1.18549 ? 0 : 1);
        else {
            const double s = std::hypot(x[0], x[1]);
            const double t = 2 * M_PI * (0.75 * s + label / 4.0);
            QVERIFY(std::hypot(x[0] - s * std::cos(t), x[1] - s * std::sin(t)) < 1e-14);
            QVERIFY(std::abs(x[2] - 2 * s) < 1e-14);
        }
    }
    for (const int count : counts) // balanced: by construction, or within 5 deviations
        QVERIFY(std::abs(count - double(data.size()) / classes) <=
                5 * std::sqrt(double(data.size()) / 4));
}

void TestDatasets::nonlinearEmbeddingsAreAsWritten()
{
    const Dataset data = openDataset("synthetic:nonlinear?k=2&d=3&n=4&seed=7");
    RandomStream latent(7);
    RandomStream weights(8);
    RandomStream phases(9);
    std::array<double, 6> w{};
    std::array<double, 3> phi{};
    for (double& value : w)
        value = weights.normal();
    for (double& value : phi)
        value = 2 * M_PI * phases.uniform();
    std::array<double, 3> row{};
    for (Index i = 0; i < 4; ++i) {
        const double a = latent.uniform();
        const double b = latent.uniform();
        data.copySample(i, row.data());
        for (std::size_t j = 0; j < 3; ++j)
            QVERIFY(std::abs(row[j] - std::sin(w[2 * j] * a + w[2 * j + 1] * b + phi[j])) < 1e-14);
    }
    // A random network of one input bends a line: its columns are functions of it.
    QCOMPARE(openDataset("synthetic:mlp?k=1&d=7&n=50").sampleSize(), Index(7));
    QVERIFY(datasetHash("synthetic:mlp") != datasetHash("synthetic:mlp?k=4"));
}

void TestDatasets::noiseIsAdded()
{
    const Dataset clean = openDataset("synthetic:circles?n=4000");
    const Dataset noisy = openDataset("synthetic:circles?n=4000&noise=0.1");
    double squares = 0;
    for (std::size_t i = 0; i < 8000; ++i) {
        const double away = std::get<ValueArray<double>>(noisy.values)[i] -
                            std::get<ValueArray<double>>(clean.values)[i];
        squares += away * away;
    }
    QVERIFY(std::abs(std::sqrt(squares / 8000) - 0.1) < 0.005);
    QVERIFY(noisy.hash != clean.hash);
    QCOMPARE(parseGenerator("synthetic:circles?noise=0.5").spec(),
             std::string("synthetic:circles?n=2000&rings=2&seed=1&noise=0.5"));
    QCOMPARE(parseGenerator("synthetic:spirals?turns=2.25").spec(),
             std::string("synthetic:spirals?n=2000&arms=2&turns=2.25&height=1&seed=1"));
    for (const GeneratorInfo& info : allGenerators())
        QCOMPARE(openDataset("synthetic:" + info.name + "?n=3").size(), Index(3));
}

void TestDatasets::generatorSpecsAreCanonical()
{
    QCOMPARE(parseGenerator("synthetic:torus").spec(),
             std::string("synthetic:torus?n=2000&d=2&seed=1"));
    QCOMPARE(parseGenerator("synthetic:swissroll?seed=3&n=7").spec(),
             std::string("synthetic:swissroll?n=7&seed=3"));
    QCOMPARE(datasetHash("synthetic:sphere"), datasetHash("synthetic:sphere?seed=1&d=10"));
    QVERIFY(datasetHash("synthetic:sphere") != datasetHash("synthetic:sphere?seed=2"));
    const Dataset data = openDataset("synthetic:sphere?n=5");
    QCOMPARE(data.spec, std::string("synthetic:sphere?n=5"));
    QCOMPARE(data.hash, datasetHash(data.spec));
    QCOMPARE(data.format, std::string("generator"));
    QVERIFY(openDataset("synthetic:gaussian?seed=18446744073709551615").size() == 2000);
}

void TestDatasets::badGeneratorsAreTold_data()
{
    QTest::addColumn<QString>("spec");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("text");
    const auto wrong = ErrorKind::InvalidInput;
    QTest::newRow("unknown") << "synthetic:klein" << wrong << "no generator 'klein'";
    QTest::newRow("no name") << "synthetic:" << wrong << "no generator ''";
    QTest::newRow("parameter") << "synthetic:torus?k=2" << wrong << "no parameter 'k'";
    QTest::newRow("d of the roll") << "synthetic:swissroll?d=2" << wrong << "no parameter 'd'";
    QTest::newRow("zero") << "synthetic:torus?n=0" << wrong << "from 1 to 1000000000, not '0'";
    QTest::newRow("negative") << "synthetic:torus?d=-1" << wrong << "not '-1'";
    QTest::newRow("turns") << "synthetic:spirals?turns=nan" << wrong
                           << "from 0.01 to 100, not 'nan'";
    QTest::newRow("fraction") << "synthetic:torus?n=1.5" << wrong << "not '1.5'";
    QTest::newRow("nothing") << "synthetic:torus?n=" << wrong << "not ''";
    QTest::newRow("no value") << "synthetic:torus?n" << wrong << "has no value";
    QTest::newRow("too large") << "synthetic:torus?n=99999999999999999999" << wrong << "not '999";
    QTest::newRow("memory") << "synthetic:torus?n=1000000000&d=1000000" << ErrorKind::OutOfMemory
                            << "needs 1.6e+04 TB";
}

void TestDatasets::badGeneratorsAreTold()
{
    QFETCH(QString, spec);
    QFETCH(ErrorKind, kind);
    QFETCH(QString, text);
    const auto error = errorOf([&] { openDataset(spec.toStdString()); });
    QCOMPARE(flawOf(error, kind, text.toStdString()), QByteArray());
    QCOMPARE(flawOf(error, kind, spec.section('?', 0, 0).toStdString()), QByteArray());
}

void TestDatasets::generatorsCancel()
{
    const Progress progress;
    progress.cancel();
    QVERIFY_EXCEPTION_THROWN(openDataset("synthetic:torus", progress), Cancelled);
}

void TestDatasets::fashionIsFoundByName()
{
    fs::create_directory(at("fashion-mnist"));
    writeBytes(at("fashion-mnist/train-images-idx3-ubyte.gz"), gzipped(idxImages(6, 3, 3)));
    writeBytes(at("fashion-mnist/train-labels-idx1-ubyte.gz"), gzipped(idxLabels(6, 10)));
    writeBytes(at("fashion-mnist/t10k-images-idx3-ubyte"), idxImages(4, 3, 3));
    writeBytes(at("fashion-mnist/t10k-labels-idx1-ubyte"), idxLabels(4, 10));
    qputenv("LEAFSCOPE_DATA", m_folder->path().toLocal8Bit());
    const Dataset train = openDataset("fashion-mnist");
    const Dataset again = openDataset("fashion-mnist:train");
    const Dataset held = openDataset(heldOutSpec("fashion-mnist"));
    const std::string byPath = datasetHash(at("fashion-mnist/t10k-images-idx3-ubyte").string());
    qunsetenv("LEAFSCOPE_DATA");
    QCOMPARE(train.size(), Index(6));
    QCOMPARE(train.name, std::string("Fashion-MNIST train"));
    QCOMPARE(train.classNames.size(), std::size_t(10));
    QCOMPARE(train.className(5), std::string("Sandal"));
    QCOMPARE(train.className(9), std::string("Ankle boot"));
    QCOMPARE(train.className(10), std::string("10"));
    QCOMPARE(again.hash, train.hash);
    QCOMPARE(held.size(), Index(4));
    QCOMPARE(held.labels.size(), std::size_t(4));
    QCOMPARE(held.hash, byPath);
}

void TestDatasets::fashionMissingTellsThePackage()
{
    const std::vector<fs::path> nowhere{at("empty")};
    QCOMPARE(flawOf(errorOf([&] { resolveSource("fashion-mnist:test", nowhere); }), ErrorKind::Io,
                    "apt-get install dataset-fashion-mnist"),
             QByteArray());
    QCOMPARE(flawOf(errorOf([&] { resolveSource("fashion-mnist:dev", nowhere); }),
                    ErrorKind::InvalidInput, "no part 'dev'"),
             QByteArray());
}

void TestDatasets::wrongSourcesAreTold_data()
{
    QTest::addColumn<QString>("spec");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("text");
    const QString data = QString(LEAFSCOPE_SOURCE_DIR) + "/tests/data";
    QTest::newRow("missing") << "/no/such/file.npy" << ErrorKind::Io << "no such file";
    QTest::newRow("missing name") << "cifar" << ErrorKind::Io << "fashion-mnist";
    QTest::newRow("nothing") << "" << ErrorKind::Io << "no such file";
    QTest::newRow("folder") << data << ErrorKind::InvalidInput << "is a folder";
    QTest::newRow("model") << data + "/torch_script.pt" << ErrorKind::InvalidInput << "--model";
    QTest::newRow("weights") << data + "/torch_state_dict.pt" << ErrorKind::Format << "weights";
    QTest::newRow("npz") << data + "/numpy_two_arrays.npz" << ErrorKind::InvalidInput
                         << "first (3 x 4, float64), second";
    QTest::newRow("text") << data + "/make_reader_fixtures.py" << ErrorKind::Format << "text";
    QTest::newRow("array of npy") << data + "/numpy_float32.npy:/x" << ErrorKind::InvalidInput
                                  << "no arrays with names";
}

void TestDatasets::wrongSourcesAreTold()
{
    QFETCH(QString, spec);
    QFETCH(ErrorKind, kind);
    QFETCH(QString, text);
    const auto error = errorOf([&] { openDataset(spec.toStdString()); });
    QCOMPARE(flawOf(error, kind, text.toStdString()), QByteArray());
}

void TestDatasets::h5pyFilesAreRead()
{
    const Dataset data =
        openDataset(std::string(LEAFSCOPE_SOURCE_DIR) + "/tests/data/h5py_samples.h5");
    QCOMPARE(data.format, std::string("HDF5"));
    QCOMPARE(data.size(), Index(3));
    QCOMPARE(data.labels, (std::vector<std::int32_t>{0, 2, 1}));
    QCOMPARE(data.className(2), std::string("two"));
    std::array<float, 4> row{};
    data.copySample(1, row.data());
    QCOMPARE(row, (std::array<float, 4>{2, 3.5F, 5, 6.5F}));
}

void TestDatasets::hdf5ChoosesTheSamples()
{
    const std::vector<double> values{1, 2, 3, 4, 5, 6};
    {
        Hdf5File out = Hdf5File::create(at("x.h5"));
        out.write("/group/points", {3, 2}, values.data());
        out.write("/times", {3}, values.data());
        out.close();
    }
    const Dataset only = openDataset(at("x.h5").string());
    QVERIFY(std::ranges::equal(std::get<ValueArray<double>>(only.values), values));
    QVERIFY(only.labels.empty());
    {
        Hdf5File out = Hdf5File::modify(at("x.h5"));
        out.write("/samples", {2, 1, 3}, std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6}.data());
        out.write("/labels", {2}, std::vector<float>{1, 0}.data());
        out.setText("/", "name", "Six numbers");
        out.close();
    }
    const Dataset named = openDataset(at("x.h5").string());
    QVERIFY(named.isBytes());
    QCOMPARE(named.name, std::string("Six numbers"));
    QCOMPARE(named.sampleShape, (std::vector<std::int64_t>{1, 1, 3}));
    QCOMPARE(named.labels, (std::vector<std::int32_t>{1, 0}));
}

void TestDatasets::hdf5ExplicitArrays()
{
    const std::vector<float> values{1, 2, 3, 4, 5, 6};
    {
        Hdf5File out = Hdf5File::create(at("x.h5"));
        out.write("/train/points", {3, 2}, values.data());
        out.write("/train/labels", {3}, std::vector<std::int32_t>{0, 1, 0}.data());
        out.write("/test/points", {2, 3}, values.data());
        out.write("/labels", {5}, std::vector<std::int32_t>{0, 1, 0, 1, 2}.data());
        out.close();
    }
    const Dataset train = openDataset(at("x.h5").string() + ":/train/points");
    QCOMPARE(train.labels, (std::vector<std::int32_t>{0, 1, 0}));
    QCOMPARE(train.name, std::string("x.h5:/train/points"));
    const Dataset held = openDataset(at("x.h5").string() + ":/test/points");
    QVERIFY(held.labels.empty());
    QCOMPARE(held.warnings.size(), std::size_t(1)); // five labels for two rows: not used, and told
    QVERIFY(held.hash != train.hash);
    QCOMPARE(held.hash, datasetHash(held.spec));
}

void TestDatasets::badHdf5IsTold_data()
{
    QTest::addColumn<QString>("suffix");
    QTest::addColumn<QString>("arrays"); ///< path=rows,columns;...
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("text");
    QTest::newRow("ambiguous") << ""
                               << "/a=2,3;/b=4,5" << ErrorKind::InvalidInput
                               << "they are /a (2 x 3, float32), /b (4 x 5, float32)";
    QTest::newRow("nothing") << ""
                             << "" << ErrorKind::Format << "no numeric array of rank 2";
    QTest::newRow("vectors only") << ""
                                  << "/v=7" << ErrorKind::Format << "/v (7, float32)";
    QTest::newRow("mistyped") << ":/c"
                              << "/a=2,3" << ErrorKind::InvalidInput << "choose one of: /a";
    QTest::newRow("empty part") << ":/g/b"
                                << "/g/a=2,3" << ErrorKind::InvalidInput
                                << "no array or group /g/b";
    QTest::newRow("group") << ":/g"
                           << "/g/a=2,3;/g/b=2,3;/c=2,3" << ErrorKind::InvalidInput
                           << "they are /g/a (2 x 3, float32), /g/b";
    QTest::newRow("label count") << ""
                                 << "/samples=2,3;/labels=3" << ErrorKind::InvalidInput
                                 << "3 labels for 2 samples";
    QTest::newRow("one-hot") << ""
                             << "/samples=2,3;/labels=2,3" << ErrorKind::Format
                             << "one number per sample";
    QTest::newRow("zero rows") << ""
                               << "/samples=0,3" << ErrorKind::InvalidInput << "zero samples";
}

void TestDatasets::badHdf5IsTold()
{
    QFETCH(QString, suffix);
    QFETCH(QString, arrays);
    QFETCH(ErrorKind, kind);
    QFETCH(QString, text);
    {
        Hdf5File out = Hdf5File::create(at("x.h5"));
        const std::vector<float> ones(100, 1);
        for (const QString& array : arrays.split(';', Qt::SkipEmptyParts)) {
            std::vector<std::int64_t> shape;
            for (const QString& extent : array.section('=', 1).split(','))
                shape.push_back(extent.toLongLong());
            out.write(array.section('=', 0, 0).toStdString(), shape, ones.data());
        }
        out.close();
    }
    const auto error = errorOf([&] { openDataset(at("x.h5").string() + suffix.toStdString()); });
    QCOMPARE(flawOf(error, kind, text.toStdString()), QByteArray());
}

QTEST_GUILESS_MAIN(TestDatasets)
#include "test_datasets.moc"
