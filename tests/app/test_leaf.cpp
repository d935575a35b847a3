// SPDX-License-Identifier: MIT
// `leafscope leaf ...` as a person runs it.
#include "core/base/hdf5.hpp"
#include "core/leaf/tangent.hpp"
#include "tests/support/program.hpp"

#include <QDir>
#include <QImage>

#include <cmath>
#include <memory>

using namespace leafscope;
using namespace leafscope::test;

namespace {

const QString kRun =
    QStringLiteral(LEAFSCOPE_SOURCE_DIR "/resources/samples/fashion-lenet.leafscope/checkpoints");

} // namespace

class TestLeaf : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_program = std::make_unique<Program>(); }

    void walkTellsWhatItDid()
    {
        const Outcome walked = walk("walk", {"--to", "840"});
        QVERIFY2(walked.code == 0, qPrintable(walked.err));
        const Json json = walked.json();
        QVERIFY(json["steps"].get<int>() > 10);
        QVERIFY(json["jacobians"].get<int>() <= json["steps"].get<int>() + 10);
        QVERIFY(json["residual_end"].get<double>() < json["residual_start"].get<double>());
        QVERIFY(json["alignment_end"].get<double>() < json["alignment_start"].get<double>());
        QCOMPARE(json["rank"].get<int>(), 9);
        QCOMPARE(json["predictions"].size(), std::size_t(2));
        QVERIFY(json["bounds"] == Json({0.0, 1.0}));
        const Hdf5File file = Hdf5File::open(m_program->file("walk/walk.h5"));
        const auto rows = json["steps"].get<std::int64_t>() + 1;
        QCOMPARE(file.info("/x").shape, (std::vector<std::int64_t>{rows, 784}));
        QCOMPARE(file.info("/logits").shape, (std::vector<std::int64_t>{rows, 10}));
        const auto x = file.read<double>("/x");
        for (const double value : x)
            QVERIFY(value >= 0 && value <= 1);
        const auto p = file.read<double>("/p");
        const auto logits = file.read<double>("/logits");
        const VectorD last = Eigen::Map<const VectorD>(&logits[std::size_t(rows - 1) * 10], 10);
        for (Index c = 0; c < 10; ++c)
            QVERIFY(std::abs(p[std::size_t(rows - 1) * 10 + std::size_t(c)] - softmax(last)[c]) <
                    1e-12);
        QFile table(m_program->path("walk/walk.csv"));
        QVERIFY(table.open(QIODevice::ReadOnly));
        QCOMPARE(table.readAll().count('\n'), int(rows) + 2);
    }

    void framesAreThePlaces()
    {
        const Outcome out = walk("walk", {"--to", "840", "--steps", "30", "--frames", "7"});
        QCOMPARE(out.code, 0);
        const auto files = out.json()["files"].get<std::vector<std::string>>();
        QCOMPARE(files.size(), std::size_t(2 + 7 + 2));
        const auto x = Hdf5File::open(m_program->file("walk/walk.h5")).read<double>("/x");
        const QImage first(m_program->path("walk/frames/frame_0000.png"));
        const QImage last(m_program->path("walk/frames/frame_0006.png"));
        QCOMPARE(first.size(), QSize(224, 224));
        for (int pixel = 0; pixel < 784; ++pixel) {
            const QPoint at(8 * (pixel % 28) + 3, 8 * (pixel / 28) + 5);
            QCOMPARE(qGray(first.pixel(at)), int(std::lround(255 * x[std::size_t(pixel)])));
            QCOMPARE(qGray(last.pixel(at)),
                     int(std::lround(255 * x[x.size() - 784 + std::size_t(pixel)])));
        }
        const QImage film(m_program->path("walk/walk.png")); // its first frame, without animation
        QVERIFY(film == first);
        QVERIFY(bytes("walk/walk.png").contains("acTL"));
    }

    /// Nine places with their captions, without a display; its recipe makes the same folder again.
    void sheetCarriesItsRecipe()
    {
        QCOMPARE(walk("walk", {"--to", "840", "--steps", "30", "--frames", "4"}).code, 0);
        const QImage sheet(m_program->path("walk/sheet.png"));
        QCOMPARE(sheet.size(), QSize(832, 2 * 48 + 52 + 3 * (224 + 10 + 3 * 18) + 2 * 32));
        const auto x = Hdf5File::open(m_program->file("walk/walk.h5")).read<double>("/x");
        QCOMPARE(qGray(sheet.pixel(48 + 8 * 14 + 4, 48 + 52 + 8 * 14 + 4)),
                 int(std::lround(255 * x[14 * 28 + 14])));
        const auto dark = [&](const QRect& where) {
            int count = 0;
            for (int row = where.top(); row <= where.bottom(); ++row)
                for (int column = where.left(); column <= where.right(); ++column)
                    count += qGray(sheet.pixel(column, row)) < 128;
            return count;
        };
        QVERIFY(dark({48, 40, 700, 24}) > 500);                // the title
        QVERIFY(dark({48, 48 + 52 + 224 + 8, 224, 60}) > 300); // a caption
        QCOMPARE(dark({0, 0, 832, 36}), 0);                    // the margin
        const Outcome again = m_program->run({"run", "walk/sheet.png", "--out", "again"});
        QVERIFY2(again.code == 0, qPrintable(again.err));
        for (const char* name : {"sheet.png", "walk.h5", "walk.png", "frames/frame_0003.png"})
            QVERIFY2(bytes(QStringLiteral("walk/") + name) ==
                         bytes(QStringLiteral("again/") + name),
                     name);
    }

    /// ffmpeg is called with its arguments one by one; here by a stand-in that writes them down.
    void filmIsMadeByFfmpeg()
    {
        const QStringList flags{"--to", "840", "--steps", "5", "--film"};
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", "/nowhere");
        const Outcome without = walk("walk", flags);
        QCOMPARE(without.code, 1);
        QVERIFY2(without.err.contains("install the package ffmpeg"), qPrintable(without.err));
        QVERIFY(!QFile::exists(m_program->path("walk")));
        QVERIFY(QDir(m_program->folder()).mkdir("bin"));
        m_program->write("bin/ffmpeg",
                         "#!/bin/sh\nfor last; do :; done\necho \"$@\" > \"$last\"\n");
        QVERIFY(QFile::setPermissions(m_program->path("bin/ffmpeg"),
                                      QFile::ReadOwner | QFile::ExeOwner));
        qputenv("PATH", m_program->path("bin").toUtf8() + ":" + path);
        const Outcome with = walk("walk", flags);
        qputenv("PATH", path);
        QVERIFY2(with.code == 0, qPrintable(with.err));
        QVERIFY(with.json()["files"].back() == "walk.mp4");
        QVERIFY(bytes("walk/walk.mp4").contains("frames/frame_%04d.png"));
    }

    void sameSeedSameBytes()
    {
        for (const QStringList& kind : {QStringList{"--to", "840", "--steps", "30"},
                                        QStringList{"--kind", "kernel", "--length", "3"},
                                        QStringList{"--kind", "label", "--length", "2"}}) {
            QCOMPARE(walk("first", kind).code, 0);
            QCOMPARE(walk("second", kind).code, 0);
            for (const char* part : {"", "frames/"}) {
                const QString first = QStringLiteral("first/") + part;
                const QStringList names = QDir(m_program->path(first)).entryList(QDir::Files);
                QVERIFY(names.size() > 2);
                for (const QString& name : names)
                    QVERIFY2(bytes(first + name) == bytes(QStringLiteral("second/") + part + name),
                             qPrintable(name));
            }
            for (const char* folder : {"first", "second"})
                QVERIFY(QDir(m_program->path(folder)).removeRecursively());
        }
    }

    void kernelKeepsTheLogits()
    {
        const Outcome out =
            walk("walk", {"--kind", "kernel", "--bounds", "none", "--length", "100"});
        QVERIFY2(out.code == 0, qPrintable(out.err));
        QVERIFY(out.json()["max_logit_drift"].get<double>() < 1e-3);
        QVERIFY(!out.json().contains("bounds"));
        QVERIFY(std::abs(out.json()["length"].get<double>() - 100) < 0.1);
    }

    void simplexArrivesAtTheProbabilities()
    {
        QCOMPARE(walk("walk", {"--kind", "simplex", "--to", "840", "--bounds", "none"}).code, 0);
        const auto logits = Hdf5File::open(m_program->file("walk/walk.h5")).read<double>("/logits");
        QCOMPARE(walk("line", {"--kind", "straight", "--to", "840", "--bounds", "none"}).code, 0);
        const auto there = Hdf5File::open(m_program->file("line/walk.h5")).read<double>("/logits");
        const VectorD end = Eigen::Map<const VectorD>(&logits[logits.size() - 10], 10);
        const VectorD target = Eigen::Map<const VectorD>(&there[there.size() - 10], 10);
        QVERIFY((centred(end) - centred(target)).cwiseAbs().maxCoeff() < 1e-2);
    }

    void publishedNeedsManyMore()
    {
        const Outcome ours = walk("ours", {"--to", "840"});
        const Outcome theirs = walk("theirs", {"--to", "840", "--algorithm", "published", "--step",
                                               "0.1", "--steps", "400"});
        QCOMPARE(theirs.code, 0);
        QCOMPARE(theirs.json()["jacobians"].get<int>(), 401);
        QVERIFY(theirs.json()["reversals"].get<int>() > 50);
        QVERIFY(ours.json()["jacobians"].get<int>() < 300);
    }

    void traceOverCheckpoints()
    {
        const Outcome traced = m_program->run({"leaf", "trace", "--model", kRun, "--data",
                                               "fashion-mnist", "--limit", "20", "--json"});
        QVERIFY2(traced.code == 0, qPrintable(traced.err));
        const Json json = traced.json();
        const auto epochs = json["epoch"].get<std::vector<int>>();
        QVERIFY(epochs.size() > 5);
        QCOMPARE(epochs.front(), 0);
        for (const char* key : {"trace_mean", "trace_median", "rank", "spectrum_median_log10"})
            QCOMPARE(json[key].size(), epochs.size());
        QVERIFY(json["epochs"][3]["trace_median"] == json["trace_median"][3]);
        QCOMPARE(json["spectrum_median_log10"][0].size(), std::size_t(9));
        QCOMPARE(json["rank"].back().get<double>(), 9.0);
    }

    void wrongRequestsAreTold_data()
    {
        QTest::addColumn<QStringList>("flags");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("told");
        QTest::newRow("no target") << QStringList{} << 1 << "needs a target";
        QTest::newRow("noise without target")
            << QStringList{"--kind", "noise"} << 1 << "needs a target";
        QTest::newRow("kind") << QStringList{"--kind", "moonwalk"} << 1 << "leaf, kernel";
        QTest::newRow("direction") << QStringList{"--kind", "eigen:12"} << 1 << "from 1 to 9";
        QTest::newRow("sample") << QStringList{"--to", "99999"} << 1 << "from 0 to 9999";
        QTest::newRow("bounds") << QStringList{"--to", "3", "--bounds", "1,0"} << 1 << "LOW,HIGH";
        QTest::newRow("published") << QStringList{"--kind", "eigen:1", "--algorithm", "published"}
                                   << 1 << "--from and --to";
        QTest::newRow("flag") << QStringList{"--steps", "0"} << 2 << "steps";
    }

    void wrongRequestsAreTold()
    {
        QFETCH(QStringList, flags);
        QFETCH(QString, told);
        const Outcome out = walk("walk", flags);
        QTEST(out.code, "code");
        QVERIFY2(out.err.contains(told), qPrintable(out.err));
        QVERIFY(!QFile::exists(m_program->path("walk/walk.h5")));
        const Outcome group = m_program->run({"leaf"});
        QCOMPARE(group.code, 2);
        QVERIFY(group.err.contains("leaf trace"));
    }

private:
    Outcome walk(const QString& folder, const QStringList& flags) const
    {
        return m_program->run(QStringList{"leaf", "walk", "--model", kRun, "--data",
                                          "fashion-mnist:test", "--from", "12", "--out", folder,
                                          "--json"} +
                              flags);
    }
    QByteArray bytes(const QString& name) const
    {
        QFile file(m_program->path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    std::unique_ptr<Program> m_program;
};

QTEST_GUILESS_MAIN(TestLeaf)
#include "test_leaf.moc"
