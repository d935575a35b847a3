// SPDX-License-Identifier: MIT
// The stratified choice of samples: exact shares, seeded, nested, fair.
#include "core/base/random.hpp"
#include "core/data/dataset.hpp"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <map>

using namespace leafscope;

class TestSampling : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sharesAreExact_data();
    void sharesAreExact();
    void seededAndNested();
    void drawsEvenly();
};

namespace {

Dataset labelled(const std::vector<int>& sizes)
{
    Dataset data;
    data.sampleShape = {1};
    for (std::size_t label = 0; label < sizes.size(); ++label)
        data.labels.insert(data.labels.end(), std::size_t(sizes[label]), std::int32_t(label));
    // Interleaved, so that classes are not blocks of rows.
    const auto order = RandomStream(1).permutation(std::int64_t(data.labels.size()));
    std::vector<std::int32_t> mixed;
    for (const std::int64_t i : order)
        mixed.push_back(data.labels[std::size_t(i)]);
    data.labels = mixed;
    data.values = std::vector<float>(mixed.size(), 0);
    return data;
}

} // namespace

void TestSampling::sharesAreExact_data()
{
    QTest::addColumn<std::vector<int>>("sizes");
    QTest::addColumn<int>("count");
    QTest::addColumn<std::vector<int>>("shares");
    using Sizes = std::vector<int>;
    QTest::newRow("even") << Sizes{100, 100} << 10 << Sizes{5, 5};
    QTest::newRow("ties go to the lower label") << Sizes{10, 10, 10} << 4 << Sizes{2, 1, 1};
    QTest::newRow("largest remainder") << Sizes{50, 30, 20} << 7 << Sizes{4, 2, 1};
    QTest::newRow("rare class") << Sizes{990, 10} << 20 << Sizes{20, 0};
    QTest::newRow("all but one") << Sizes{3, 2} << 4 << Sizes{2, 2};
    QTest::newRow("empty class") << Sizes{4, 0, 4} << 4 << Sizes{2, 0, 2};
    QTest::newRow("everything") << Sizes{3, 2} << 5 << Sizes{3, 2};
    QTest::newRow("more than there is") << Sizes{3, 2} << 50 << Sizes{3, 2};
    QTest::newRow("no limit") << Sizes{3, 2} << 0 << Sizes{3, 2};
    QTest::newRow("negative") << Sizes{3, 2} << -1 << Sizes{3, 2};
}

void TestSampling::sharesAreExact()
{
    QFETCH(std::vector<int>, sizes);
    QFETCH(int, count);
    QFETCH(std::vector<int>, shares);
    const Dataset data = labelled(sizes);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto rows = stratifiedSample(data, count, seed);
        QVERIFY(std::is_sorted(rows.begin(), rows.end()));
        QVERIFY(std::adjacent_find(rows.begin(), rows.end()) == rows.end());
        std::vector<int> found(sizes.size(), 0);
        for (const std::int64_t row : rows) {
            QVERIFY(row >= 0 && row < data.size());
            ++found[std::size_t(data.labels[std::size_t(row)])];
        }
        QCOMPARE(found, shares);
    }
}

void TestSampling::seededAndNested()
{
    const Dataset data = labelled({400, 300, 300});
    const auto small = stratifiedSample(data, 100, 7);
    QCOMPARE(stratifiedSample(data, 100, 7), small);
    QVERIFY(stratifiedSample(data, 100, 8) != small);
    const auto large = stratifiedSample(data, 500, 7);
    QVERIFY(std::includes(large.begin(), large.end(), small.begin(), small.end()));
    Dataset bare = data;
    bare.labels.clear();
    QCOMPARE(stratifiedSample(bare, 123, 1).size(), std::size_t(123));
    QVERIFY(stratifiedSample(Dataset(), 10, 1).empty());
}

void TestSampling::drawsEvenly()
{
    const Dataset data = labelled({20, 20});
    std::map<std::int64_t, int> seen;
    for (std::uint64_t seed = 0; seed < 4000; ++seed)
        for (const std::int64_t row : stratifiedSample(data, 10, seed))
            ++seen[row];
    for (std::int64_t row = 0; row < 40;
         ++row) // each with probability 1/4: 1000 +- 27 per deviation
        QVERIFY2(std::abs(seen[row] - 1000) < 150, qPrintable(QString::number(seen[row])));
}

QTEST_GUILESS_MAIN(TestSampling)
#include "test_sampling.moc"
