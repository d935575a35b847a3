// SPDX-License-Identifier: MIT
// A collapse written and read again is the same; a damaged one says so.
#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/collapse/collapse_run.hpp"
#include "tests/support/example_collapse.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <set>

using namespace leafscope;

class TestFile : public QObject {
    Q_OBJECT

    static bool same(const CollapsePoints& a, const CollapsePoints& b)
    {
        return a.simplex == b.simplex && a.residual == b.residual && a.raw.size() == b.raw.size();
    }

private Q_SLOTS:
    void whatIsWrittenIsRead()
    {
        const QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("c.h5")).toStdString();
        const auto runs = exampleCollapses({3, 10});
        writeCollapse(*runs, file);
        const auto read = readCollapse(file);
        QCOMPARE(read->runs.size(), std::size_t(2));
        QCOMPARE(read->runOr("C = 10").classCount(), Index(10));
        QCOMPARE(&read->runOr("nowhere"), read->runs[0].get());
        for (std::size_t r = 0; r < 2; ++r) {
            const CollapseRun& a = *runs->runs[r];
            const CollapseRun& b = *read->runs[r];
            QCOMPARE(b.name, a.name);
            QCOMPARE(b.samples, a.samples);
            QCOMPARE(b.testClass, a.testClass);
            QCOMPARE(b.terminal, a.terminal);
            QVERIFY(b.about == a.about);
            const CollapseLayer& la = a.layers[0];
            const CollapseLayer& lb = b.layerOr("");
            QCOMPARE(lb.epochs.size(), la.epochs.size());
            for (std::size_t e = 0; e < la.epochs.size(); ++e) {
                QCOMPARE(lb.epochs[e].epoch, la.epochs[e].epoch);
                QCOMPARE(lb.epochs[e].model, la.epochs[e].model);
                QVERIFY(same(lb.epochs[e].features, la.epochs[e].features));
                QVERIFY(same(lb.epochs[e].testFeatures, la.epochs[e].testFeatures));
                QVERIFY(same(lb.epochs[e].classifiers, la.epochs[e].classifiers));
                QVERIFY(lb.epochs[e].cosMeans == la.epochs[e].cosMeans);
                for (const CollapseMeasure& m : collapseMeasures()) {
                    QCOMPARE(lb.epochs[e].train.*m.value, la.epochs[e].train.*m.value);
                    QCOMPARE((*lb.epochs[e].test).*m.value, (*la.epochs[e].test).*m.value);
                }
                QCOMPARE(lb.epochs[e].train.rank, la.epochs[e].train.rank);
            }
        }
    }

    void epochsAreFoundByTime()
    {
        const auto run = exampleCollapse(3);
        const CollapseLayer& layer = run->layers[0]; // 0 1 2 4 8 16 32 64
        QCOMPARE(layer.placeOf(-1), std::size_t(0));
        QCOMPARE(layer.placeOf(3.5), std::size_t(2));
        QCOMPARE(layer.placeOf(4), std::size_t(3));
        QCOMPARE(layer.placeOf(1000), std::size_t(7));
    }

    void everyMeasureIsListedOnce()
    {
        std::set<std::string> keys;
        for (const CollapseMeasure& m : collapseMeasures()) {
            QVERIFY2(keys.insert(m.key).second, m.key);
            QCOMPARE(findCollapseMeasure(m.key), &m);
        }
        QCOMPARE(findCollapseMeasure("nc5"), nullptr);
        // Every double of the struct has its line.
        QCOMPARE(keys.size() * sizeof(double) + 2 * sizeof(Index), sizeof(CollapseMeasures));
    }

    void anotherFileIsRefused()
    {
        const QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("c.h5")).toStdString();
        {
            Hdf5File other = Hdf5File::create(file);
            other.close();
        }
        QVERIFY_EXCEPTION_THROWN(readCollapse(file), Error);
        writeCollapse(*exampleCollapses({3}), file);
        {
            Hdf5File damaged = Hdf5File::modify(file);
            auto header = nlohmann::json::parse(*damaged.text("/", "collapse"));
            header[0]["class_names"].push_back("one too many");
            damaged.setText("/", "collapse", header.dump());
            damaged.close();
        }
        QVERIFY_EXCEPTION_THROWN(readCollapse(file), Error);
    }
};

QTEST_APPLESS_MAIN(TestFile)
#include "test_file.moc"
