// SPDX-License-Identifier: MIT
// `leafscope leaf foliation` and its picture as a person runs them.
#include "core/base/hdf5.hpp"
#include "tests/support/program.hpp"

#include <QImage>

#include <memory>

using namespace leafscope;
using namespace leafscope::test;

namespace {

const QString kData = QStringLiteral("synthetic:spirals?n=300&arms=3&turns=0.5&noise=0.04");

} // namespace

class TestFoliation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_program = std::make_unique<Program>(); }

    void presetTellsWhatItFound()
    {
        const Outcome out = foliation({"--preset", "heisenberg", "--grid", "14", "--leaves", "3"});
        QVERIFY2(out.code == 0, qPrintable(out.err));
        const Json json = out.json();
        QCOMPARE(json["dimension"].get<int>(), 3);
        QCOMPARE(json["rank"].get<int>(), 2);
        QCOMPARE(json["leaves"].get<int>(), 3);
        QVERIFY(json["holonomy_median"].get<double>() > 0.3);
        QVERIFY(std::abs(json["holonomy_max"].get<double>() - 1) < 0.1);
        QVERIFY(json["regions"].is_null());
        const Hdf5File file = Hdf5File::open(m_program->file("f.h5"));
        for (const char* array : {"/leaves/points", "/leaves/triangles", "/kernels/points",
                                  "/grid/logits", "/grid/singular", "/seeds/holonomy"})
            QVERIFY2(file.has(array), array);
        const Outcome flat = foliation({"--preset", "planes", "--grid", "14", "--leaves", "2"});
        QVERIFY(flat.json()["holonomy_max"].get<double>() < 1e-4);
    }

    void networkAndItsPicture()
    {
        QCOMPARE(m_program
                     ->run({"train", "--data", kData, "--arch", "mlp", "--depth", "1", "--width",
                            "8", "--epochs", "3", "--out", "net"})
                     .code,
                 0);
        const Outcome out = foliation({"--model", "net", "--data", kData, "--grid", "14",
                                       "--leaves", "2", "--kernel_lines", "4"});
        QVERIFY2(out.code == 0, qPrintable(out.err));
        const Json json = out.json();
        QCOMPARE(json["subject"].get<std::string>(), std::string("ReLU network 3-8-3"));
        QCOMPARE(json["facets_from"].get<std::string>(), std::string("pre-activations"));
        QVERIFY(json["regions"].get<int>() > 1);
        QCOMPARE(json["samples"].get<int>(), 300);
        const Outcome drawn =
            m_program->run({"render", "f.h5", "--view", "foliation", "--size", "500x400", "--theme",
                            "dark", "--state", R"({"point":[0.1,0.2,0.5]})", "--out", "f.png"});
        QVERIFY2(drawn.code == 0, qPrintable(drawn.err));
        const QImage picture(m_program->path("f.png"));
        QCOMPARE(picture.size(), QSize(500, 400));
        QVERIFY(picture.text("recipe").contains("leaf foliation"));
        const Outcome table = m_program->run({"render", "f.h5", "--out", "f.csv"});
        QVERIFY2(table.code == 0, qPrintable(table.err));
    }

    void wrongRequestsAreTold_data()
    {
        QTest::addColumn<QStringList>("flags");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("told");
        QTest::newRow("nothing") << QStringList{} << 1 << "neither a model nor a preset";
        QTest::newRow("preset") << QStringList{"--preset", "moon"} << 2 << "preset";
        QTest::newRow("range") << QStringList{"--preset", "planes", "--range", "2,1"} << 1
                               << "LOW,HIGH";
        QTest::newRow("features") << QStringList{"--preset", "planes", "--data",
                                                 "synthetic:torus?n=20&d=2"}
                                  << 1 << "3 inputs";
    }

    void wrongRequestsAreTold()
    {
        QFETCH(QStringList, flags);
        QFETCH(QString, told);
        const Outcome out = foliation(flags);
        QTEST(out.code, "code");
        QVERIFY2(out.err.contains(told), qPrintable(out.err));
        QVERIFY(!QFile::exists(m_program->path("f.h5")));
    }

private:
    Outcome foliation(const QStringList& flags) const
    {
        return m_program->run(QStringList{"leaf", "foliation", "--out", "f.h5", "--json"} + flags);
    }
    std::unique_ptr<Program> m_program;
};

QTEST_GUILESS_MAIN(TestFoliation)
#include "test_foliation.moc"
