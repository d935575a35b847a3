// SPDX-License-Identifier: MIT
// `leafscope leaf score` and `leafscope leaf project` as a person runs them.
#include "core/base/hdf5.hpp"
#include "core/leaf/auroc.hpp"
#include "tests/support/program.hpp"

#include <QImage>

#include <cmath>
#include <memory>

using namespace leafscope;
using namespace leafscope::test;

namespace {

const QString kRun =
    QStringLiteral(LEAFSCOPE_SOURCE_DIR "/resources/samples/fashion-lenet.leafscope/checkpoints");

/// An .npy of `count` images of 28 x 28 as float32, all of one value.
QByteArray constantImages(int count, float value)
{
    QByteArray header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" +
                        QByteArray::number(count) + ", 28, 28), }";
    while ((10 + header.size() + 1) % 64 != 0)
        header += ' ';
    header += '\n';
    QByteArray file("\x93NUMPY\x01\x00", 8);
    file += char(header.size() & 0xff);
    file += char(header.size() >> 8);
    file += header;
    for (int i = 0; i < count * 784; ++i)
        file += QByteArray(reinterpret_cast<const char*>(&value), sizeof value);
    return file;
}

} // namespace

class TestLeafForeign : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_program = std::make_unique<Program>(); }

    void scoresTellForeignSamples()
    {
        m_program->write("grey.npy", constantImages(6, 0.5F));
        const Outcome out = score({"--sets", "noise,inverted,flipped,grey.npy"});
        QVERIFY2(out.code == 0, qPrintable(out.err));
        const Json json = out.json();
        QCOMPARE(json["n"].get<int>(), 12);
        QCOMPARE(json["n_out"]["grey.npy"].get<int>(), 6);
        QCOMPARE(json["reference"].get<std::string>(), std::string("fashion-mnist"));
        QCOMPARE(json["sets"].size(), std::size_t(4));
        for (const Json& set : json["sets"]) {
            QCOMPARE(set.size(), std::size_t(6));
            for (const Json& area : set) {
                QVERIFY(area["low"] <= area["auroc"] && area["auroc"] <= area["high"]);
                QVERIFY(area["low"] >= 0.0 && area["high"] <= 1.0);
            }
        }
        // Noise is farther from every image than images are from each other.
        QVERIFY(json["sets"]["noise"]["residual"]["auroc"] == 1.0);
        for (const char* told : {"sign", "interval", "residual", "alignment", "noise"})
            QVERIFY(json["conventions"].contains(told));
    }

    void fileHoldsScoresAndCurves()
    {
        const Outcome out = score({"--sets", "flipped", "--out", "score.h5"});
        QCOMPARE(out.code, 0);
        const Hdf5File file = Hdf5File::open(m_program->file("score.h5"));
        QVERIFY(file.text("/out/0", "name") == "flipped");
        for (const char* name : {"log_trace", "residual", "alignment", "max_probability"}) {
            const auto in = file.read<double>(std::string("/in/") + name);
            const auto foreign = file.read<double>(std::string("/out/0/") + name);
            QCOMPARE(in.size(), std::size_t(12));
            const Auroc area = auroc(in, foreign, Pairing::Paired);
            const Json told = out.json()["sets"]["flipped"][name];
            QCOMPARE(told["auroc"].get<double>(), area.value);
            QCOMPARE(told["low"].get<double>(), area.low);
            QCOMPARE(file.info(std::string("/out/0/roc/") + name).shape[1], std::int64_t(3));
        }
    }

    /// The content of a named set belongs to the identity of the result.
    void otherContentIsAnotherResult()
    {
        m_program->write("grey.npy", constantImages(4, 0.5F));
        const Outcome first = score({"--sets", "grey.npy"});
        QCOMPARE(first.code, 0);
        QVERIFY(score({"--sets", "grey.npy"}).err.contains("taken from the store"));
        m_program->write("grey.npy", constantImages(4, 200.0F));
        const Outcome second = score({"--sets", "grey.npy"});
        QVERIFY(!second.err.contains("taken from the store"));
        QVERIFY(second.json()["sets"] != first.json()["sets"]);
        // To 255, so it was divided by that.
        QVERIFY(second.json()["notes"].dump().find("divided by 255") != std::string::npos);
    }

    void ownRowIsLeftOut()
    {
        const Outcome out =
            score({"--sets", "inverted", "--reference", "fashion-mnist:test", "--out", "own.h5"});
        QVERIFY2(out.code == 0, qPrintable(out.err));
        for (const double distance :
             Hdf5File::open(m_program->file("own.h5")).read<double>("/in/distance"))
            QVERIFY(distance > 0.1);
        QVERIFY(out.json()["anchors"].get<std::string>().find("own row") != std::string::npos);
    }

    void projectionStandsBesideItsBaselines()
    {
        const Outcome out = project({"--samples", "0,5,7", "--noise", "0.1,0.4"});
        QVERIFY2(out.code == 0, qPrintable(out.err));
        const Json json = out.json();
        QCOMPARE(json["levels"].size(), std::size_t(2));
        QCOMPARE(json["samples"].size(), std::size_t(6));
        QVERIFY(json["levels"][0]["psnr_noisy"] > json["levels"][1]["psnr_noisy"]);
        const Hdf5File file = Hdf5File::open(m_program->file("project/project.h5"));
        const auto clean = file.read<double>("/clean");
        const auto leaf = file.read<double>("/leaf");
        QCOMPARE(leaf.size(), std::size_t(2 * 3 * 784));
        double error = 0;
        for (std::size_t i = 0; i < 784; ++i)
            error += std::pow(leaf[(3 + 1) * 784 + i] - clean[784 + i], 2) / 784;
        QVERIFY(std::abs(json["samples"][4]["psnr_leaf"].get<double>() + 10 * std::log10(error)) <
                1e-9);
        QCOMPARE(json["samples"][4]["sample"].get<int>(), 5);
        // Three samples below each other, four pictures beside each other.
        const QImage sheet(m_program->path("project/sheet_0.1.png"));
        QCOMPARE(sheet.size(), QSize(4 * 120 + 8, 3 * 120 + 8));
        const auto clear = std::lround(255 * clean[14 * 28 + 14]);
        QCOMPARE(qGray(sheet.pixel(8 + 14 * 4 + 1, 8 + 14 * 4 + 2)), int(clear));
    }

    void meansAreAnchorsToo()
    {
        const Outcome out = project({"--limit", "4", "--noise", "0.3", "--anchors", "means"});
        QVERIFY2(out.code == 0, qPrintable(out.err));
        for (const Json& one : out.json()["samples"])
            QVERIFY(one["anchor"].get<int>() < 10);
        const Outcome again =
            m_program->run({"run", "project/recipe.json", "--out", "again", "--json"});
        QVERIFY(again.json()["samples"] == out.json()["samples"]);
    }

    void wrongRequestsAreTold_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("told");
        const QStringList score{"score", "--sets"};
        QTest::newRow("no set") << score + QStringList{","} << "noise, inverted, flipped";
        QTest::newRow("mistyped") << score + QStringList{"noize"} << "noize";
        QTest::newRow("shape") << score + QStringList{"synthetic:swissroll?n=50"} << "shape";
        QTest::newRow("noise") << QStringList{"project", "--noise", "loud"} << "--noise";
        QTest::newRow("sample") << QStringList{"project", "--samples", "99999"} << "0 to 9999";
    }

    void wrongRequestsAreTold()
    {
        QFETCH(QStringList, words);
        QFETCH(QString, told);
        const QString verb = words.takeFirst();
        const Outcome out = m_program->run(QStringList{"leaf", verb} + common() + words +
                                           QStringList{"--out", "wrong"});
        QCOMPARE(out.code, 1);
        QVERIFY2(out.err.contains(told), qPrintable(out.err));
        QVERIFY(!QFile::exists(m_program->path("wrong")));
    }

private:
    static QStringList common() { return {"--model", kRun, "--data", "fashion-mnist:test"}; }
    Outcome score(const QStringList& flags) const
    {
        return m_program->run(
            QStringList{"leaf", "score"} + common() +
            QStringList{"--limit", "12", "--references", "500", "--steps", "8", "--json"} + flags);
    }
    Outcome project(const QStringList& flags) const
    {
        return m_program->run(
            QStringList{"leaf", "project"} + common() +
            QStringList{"--references", "500", "--steps", "20", "--out", "project", "--json"} +
            flags);
    }
    std::unique_ptr<Program> m_program;
};

QTEST_GUILESS_MAIN(TestLeafForeign)
#include "test_leaf_foreign.moc"
