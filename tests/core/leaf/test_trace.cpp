// SPDX-License-Identifier: MIT
// The local data matrix over a training as a file: what is read is what was written; damage is
// told.
#include "core/base/hdf5.hpp"
#include "core/leaf/trace.hpp"
#include "tests/support/errors.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>
#include <limits>

using namespace leafscope;
using namespace leafscope::test;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Epochs 0, 2 and 8 of five samples; the trace falls by a decade with each.
std::vector<TraceMeasurement> measured()
{
    std::vector<TraceMeasurement> all;
    for (const int epoch : {0, 2, 8}) {
        TraceMeasurement m;
        m.epoch = epoch;
        m.model = "hash" + std::to_string(epoch);
        const double scale = std::pow(10.0, -double(all.size()));
        for (const double value : {5.0, 1.0, 2.0, 4.0, 3.0})
            m.trace.push_back(value * scale);
        m.rank = {2, 2, 1, 2, 2};
        m.metricRank = {1, 1, 1, 1, 1};
        m.spectrum = {m.trace, std::vector<double>(5, 0.0)};
        all.push_back(std::move(m));
    }
    return all;
}

TraceHead head()
{
    return {"x / 255", "5 of 9 samples, stratified, seed 1", {0, 3, 4, 7, 8}, {0, 1, 0, 1, 0}};
}

} // namespace

class TestTrace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_file = m_folder.filePath(QStringLiteral("t.h5")).toStdString(); }

    void numbersAreThoseOfTheSamples()
    {
        TraceMeasurement m = measured()[0];
        const TraceNumbers n = numbersOf(m);
        QCOMPARE(n.median, 3.0);
        QCOMPARE(n.mean, 3.0);
        QCOMPARE(n.q25, 2.0);
        QCOMPARE(n.q75, 4.0);
        QCOMPARE(n.rank, 2.0);
        QCOMPARE(n.deficient, Index(1));
        QCOMPARE(n.spectrum, (std::vector<double>{3.0, 0.0}));
        m.trace = {kNan, 1, 3, kNan, std::numeric_limits<double>::infinity()};
        QCOMPARE(numbersOf(m).median, 2.0);
        QCOMPARE(numbersOf(m).mean, 2.0);
        m.trace.assign(5, kNan);
        QVERIFY(std::isnan(numbersOf(m).median) && std::isnan(numbersOf(m).mean));
    }

    void fileHoldsAll()
    {
        writeTrace(head(), measured(), m_file);
        const auto read = readTrace(m_file);
        QCOMPARE(read->unit, std::string("x / 255"));
        QCOMPARE(read->perUnit(), std::string("(x/255)²"));
        QCOMPARE(read->sampling, head().sampling);
        QCOMPARE(read->indices, head().indices);
        QCOMPARE(read->labels, head().labels);
        QCOMPARE(read->epochs.size(), std::size_t(3));
        QCOMPARE(read->epochs[2].epoch, 8);
        QCOMPARE(read->epochs[2].trace, measured()[2].trace);
        QCOMPARE(read->epochs[1].numbers.median, numbersOf(measured()[1]).median);
        QCOMPARE(read->epochs[1].numbers.spectrum, numbersOf(measured()[1]).spectrum);
        QCOMPARE(read->placeOr(2), std::size_t(1));
        QCOMPARE(read->placeOr(5), std::size_t(2));
        QVERIFY(read->isOf("hash2"));
        QVERIFY(!read->isOf("hash"));
        TraceHead plain = head();
        plain.unit = "x";
        plain.labels.clear();
        writeTrace(plain, measured(), m_file);
        QCOMPARE(readTrace(m_file)->perUnit(), std::string("x²"));
        QVERIFY(readTrace(m_file)->labels.empty());
    }

    void damageIsTold_data()
    {
        QTest::addColumn<QString>("array");
        for (const char* array : {"/trace", "/rank", "/metric_rank", "/spectrum", "/indices",
                                  "/labels", "/epoch", "head", "json"})
            QTest::newRow(array) << QString::fromLatin1(array);
    }

    /// The array of that name has one entry too many, or what is said of it is wrong.
    void damageIsTold()
    {
        QFETCH(QString, array);
        const std::string name = array.toStdString();
        writeTrace(head(), measured(), m_file);
        const Hdf5File whole = Hdf5File::open(m_file);
        const std::string other = m_folder.filePath(QStringLiteral("d.h5")).toStdString();
        {
            Hdf5File file = Hdf5File::create(other);
            for (const ArrayInfo& info : whole.arrays()) {
                auto shape = info.shape;
                auto values = whole.read<double>(info.path);
                if (info.path == name) {
                    ++shape.back();
                    values.resize(values.size() + 30);
                }
                file.write(info.path, shape, values.data());
            }
            std::string text = *whole.text("/", "trace");
            if (name == "head")
                text = R"({"unit": "x", "sampling": "", "models": ["a"]})";
            if (name == "json")
                text = "{";
            file.setText("/", "trace", text);
            file.close();
        }
        const auto error = errorOf([&] { readTrace(other); });
        QCOMPARE(flawOf(error, ErrorKind::Format, other), QByteArray());
    }

    void otherFilesAreRefused()
    {
        QCOMPARE(flawOf(errorOf([&] { readTrace(m_file + ".none"); }), ErrorKind::Io, m_file),
                 QByteArray());
        const std::string other = m_folder.filePath(QStringLiteral("o.h5")).toStdString();
        Hdf5File file = Hdf5File::create(other);
        const double value = 1;
        file.write("/trace", {1}, &value);
        file.close();
        QCOMPARE(flawOf(errorOf([&] { readTrace(other); }), ErrorKind::Format, "no local data"),
                 QByteArray());
        writeTrace(head(), measured(), m_file);
        std::filesystem::resize_file(m_file, std::filesystem::file_size(m_file) / 2);
        const auto cut = errorOf([&] { readTrace(m_file); });
        QVERIFY(cut && cut->kind() == ErrorKind::Format);
    }

private:
    QTemporaryDir m_folder;
    std::string m_file;
};

QTEST_GUILESS_MAIN(TestTrace)
#include "test_trace.moc"
