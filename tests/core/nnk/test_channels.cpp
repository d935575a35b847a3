// SPDX-License-Identifier: MIT
// Channel-wise NNK: overlap, union, redundancy and dead channels, on sets known by hand and on
// activations; the analysis from a file to its artifact.
#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/parallel.hpp"
#include "core/nnk/channels.hpp"
#include "core/session/analysis.hpp"
#include "tests/core/nnk/reference.hpp"
#include "tests/support/errors.hpp"

#include <QTemporaryDir>
#include <QTest>

using namespace leafscope;

namespace leafscope {
const Analysis& nnkChannelsAnalysis();
}

namespace {

using Sets = std::vector<std::vector<std::int32_t>>;

ChannelNeighborhoods handMade(const Sets& sets)
{
    ChannelNeighborhoods channel;
    channel.indptr = {0};
    for (const auto& set : sets) {
        channel.indices.insert(channel.indices.end(), set.begin(), set.end());
        channel.indptr.push_back(std::int64_t(channel.indices.size()));
    }
    return channel;
}

NnkOptions gaussian(Index k)
{
    NnkOptions options;
    options.k = k;
    options.kernel = KernelKind::Gaussian;
    return options;
}

std::vector<ChannelNeighborhoods> channelsOf(const MatrixD& x, Index size, Index k,
                                             const std::vector<std::int32_t>& labels = {})
{
    std::vector<ChannelNeighborhoods> channels;
    for (Index c = 0; c < x.cols() / size; ++c)
        channels.push_back(channelNeighborhoods(Points(x), c, size, labels, gaussian(k)));
    return channels;
}

/// conv: 4 channels of 3 x 3 (the second repeats the first, the last is dead); fc: flat.
std::filesystem::path writeEmbedding(const QTemporaryDir& folder, Index n)
{
    const std::filesystem::path path = folder.filePath("emb.h5").toStdString();
    MatrixF maps = reference::gaussianPoints(n, 36, 5).cast<float>();
    maps.middleCols(9, 9) = maps.leftCols(9);
    maps.rightCols(9).setConstant(0.5F);
    std::vector<std::int32_t> labels;
    for (Index i = 0; i < n; ++i) {
        labels.push_back(std::int32_t(i % 3));
        maps.row(i).segment(18, 9).array() += 20.F * float(i % 3); // the third tells them apart
    }
    Hdf5File file = Hdf5File::create(path);
    file.write("/embeddings/conv", {n, 4, 3, 3}, maps.data());
    file.write("/embeddings/fc", {n, 36}, maps.data());
    file.write("/labels", {n}, labels.data());
    int order = 0;
    for (const char* layer : {"/embeddings/conv", "/embeddings/fc"}) {
        file.setNumber(layer, "order", order++);
        file.setNumber(layer, "depth", 0.5 * order);
    }
    file.close();
    return path;
}

Request requestFor(const std::filesystem::path& embedding, const Json& given)
{
    Request request;
    request.inputs["embedding"] = {embedding.string(), "hash", embedding};
    Json all = Json{{"k", 10}};
    all.update(given);
    request.parameters = completeParameters(nnkChannelsAnalysis(), all);
    return request;
}

} // namespace

class NnkChannelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void setsByHand();
    void eliminationByHand();
    void equalChannelsOverlapFully();
    void independentChannelsOverlapByChance();
    void deadChannels();
    void cosineWithoutDirections();
    void listsOfChannels();
    void orderOfSamplesAndThreads();
    void analysisWritesAndTells();
    void analysisRefuses();
};

void NnkChannelsTest::setsByHand()
{
    const ChannelOverlap found =
        compareChannels({handMade({{1, 2}, {0, 2}, {0, 1, 3}, {0}}),
                         handMade({{2, 3}, {3}, {0, 1}, {0}}), handMade({{}, {0}, {3}, {1, 2}})});
    // 0 and 1: 1/2, 0/1, 2/2, 1/1; 0 and 2: -, 1/1, 1/1, 0/1; 1 and 2: -, 0/1, 0/1, 0/1.
    QCOMPARE(found.overlap(0, 1), 2.5 / 4);
    QCOMPARE(found.overlap(1, 0), 2.5 / 4);
    QCOMPARE(found.overlap(0, 2), 2.0 / 3);
    QCOMPARE(found.overlap(1, 2), 0.0);
    QCOMPARE(found.overlap(2, 2), 1.0);
    QVERIFY(std::abs(found.mean - (2.5 / 4 + 2.0 / 3) / 3) < 1e-15);
    // Larger of the two counts over n - 1 = 3: (2+2+3+1)/12, (2+3+2)/9, (1+2+2)/9.
    QVERIFY(std::abs(found.chance - (8.0 / 12 + 7.0 / 9 + 5.0 / 9) / 3) < 1e-15);
    // Unions 3 of 4, 3 of 4, 3 of 6, 3 of 4.
    QVERIFY(std::abs(found.unionGrowth - (0.75 * 3 + 0.5) / 4) < 1e-15);
}

void NnkChannelsTest::eliminationByHand()
{
    // Of 6 samples the first two have neighbours. 1 and 2 find the same, 3 shares one per sample
    // with them, 0 shares none.
    const auto sets = [](std::vector<std::int32_t> first, std::vector<std::int32_t> second) {
        return handMade({std::move(first), std::move(second), {}, {}, {}, {}});
    };
    const ChannelOverlap found = compareChannels(
        {sets({4, 5}, {4, 5}), sets({1, 2}, {0, 2}), sets({1, 2}, {0, 2}), sets({1, 3}, {0, 3})});
    QVERIFY(found.redundant == std::vector<Index>({1, 2, 0, 3}));
    // 1 costs nothing; then 2 and 3 have two neighbours alone, 0 has four; without 2 so has 3.
    QVERIFY(found.redundantLoss == std::vector<double>({0, 2.0 / 6, 4.0 / 6, 4.0 / 6}));
}

void NnkChannelsTest::equalChannelsOverlapFully()
{
    const MatrixD one = reference::gaussianPoints(150, 6, 3);
    MatrixD x(150, 18);
    x << one, 7 * one, one.rowwise().reverse(); // distances are the same up to scale
    const auto channels = channelsOf(x, 6, 15);
    const ChannelOverlap found = compareChannels(channels);
    QVERIFY(std::abs(found.overlap.minCoeff() - 1) < 1e-12);
    QVERIFY(std::abs(found.unionGrowth - 1.0 / 3) < 1e-12);
    QCOMPARE(found.redundantLoss[0], 0.0);
    QCOMPARE(found.redundantLoss[1], 0.0);
    QVERIFY(std::abs(found.redundantLoss[2] - channels[0].neighbors) < 1e-12);
    QVERIFY(std::abs(channels[1].sigma - 7 * channels[0].sigma) < 1e-9);
}

void NnkChannelsTest::independentChannelsOverlapByChance()
{
    const Index n = 600;
    const auto channels = channelsOf(reference::gaussianPoints(n, 40, 17), 8, 20);
    const ChannelOverlap found = compareChannels(channels);
    QVERIFY2(std::abs(found.mean / found.chance - 1) < 0.1,
             QByteArray::number(found.mean / found.chance));
    const double share = channels[0].neighbors / double(n - 1);
    QVERIFY2(found.mean > 0.9 * share && found.mean < 1.5 * share, QByteArray::number(found.mean));
    QVERIFY(found.unionGrowth > 0.9);
}

void NnkChannelsTest::deadChannels()
{
    MatrixD x = reference::gaussianPoints(60, 8, 2);
    x.middleCols(4, 4).setConstant(3);
    const auto channels = channelsOf(x, 4, 10, std::vector<std::int32_t>(60, 1));
    QVERIFY(!channels[0].dead && channels[1].dead);
    QCOMPARE(channels[0].looAccuracy, 1.0);
    QVERIFY(std::isnan(channels[1].looAccuracy) && channels[1].of(3).empty());
    const ChannelOverlap found = compareChannels(channels);
    QVERIFY(std::isnan(found.overlap(0, 1)) && std::isnan(found.overlap(1, 1)));
    QVERIFY(std::isnan(found.mean));
    QCOMPARE(found.unionGrowth, 1.0);
    QVERIFY(found.redundant == std::vector<Index>({0}));
    const ChannelOverlap none = compareChannels({channels[1]});
    QVERIFY(std::isnan(none.unionGrowth) && none.redundant.empty());
}

void NnkChannelsTest::cosineWithoutDirections()
{
    MatrixD x = reference::gaussianPoints(60, 8, 2);
    x.row(9).tail(4).setZero();
    NnkOptions options;
    options.k = 10;
    options.kernel = KernelKind::Cosine;
    const auto first = channelNeighborhoods(Points(x), 0, 4, {}, options);
    const auto second = channelNeighborhoods(Points(x), 1, 4, {}, options);
    QVERIFY(!first.substituted && second.substituted);
    QVERIFY(first.sigma == 0 && second.sigma > 0);
    const auto plain = channelNeighborhoods(Points(x), 1, 4, {}, gaussian(10));
    QVERIFY(second.indices == plain.indices && std::isnan(plain.looAccuracy));
}

void NnkChannelsTest::listsOfChannels()
{
    QVERIFY(chosenChannels("all", 3) == std::vector<Index>({0, 1, 2}));
    QVERIFY(chosenChannels("5,0-2,1", 6) == std::vector<Index>({0, 1, 2, 5}));
    for (const char* text : {"", "a", "1,", "3-1", "1;2", "-1", "2-"})
        QCOMPARE(test::flawOf(test::errorOf([&] { chosenChannels(text, 6); }),
                              ErrorKind::InvalidInput, "no list of channels"),
                 QByteArray());
    QCOMPARE(test::flawOf(test::errorOf([] { chosenChannels("2-6", 6); }), ErrorKind::InvalidInput,
                          "no channel 6"),
             QByteArray());
}

void NnkChannelsTest::orderOfSamplesAndThreads()
{
    const Index n = 120;
    const MatrixD x = reference::gaussianPoints(n, 15, 31);
    RandomStream random(2);
    const auto order = random.permutation(n);
    MatrixD shuffled(n, 15);
    for (Index i = 0; i < n; ++i)
        shuffled.row(i) = x.row(order[std::size_t(i)]);
    const auto run = [](const MatrixD& m, int threads) {
        setComputeThreads(threads);
        return compareChannels(channelsOf(m, 5, 12));
    };
    const ChannelOverlap one = run(x, 1);
    const ChannelOverlap four = run(x, 4);
    const ChannelOverlap other = run(shuffled, 2);
    setComputeThreads(0);
    QVERIFY(one.overlap == four.overlap && one.redundant == four.redundant);
    QVERIFY((one.overlap - other.overlap).cwiseAbs().maxCoeff() < 1e-12);
    QVERIFY(std::abs(one.unionGrowth - other.unionGrowth) < 1e-12);
    QVERIFY(one.redundant == other.redundant);
}

void NnkChannelsTest::analysisWritesAndTells()
{
    const QTemporaryDir folder;
    const auto out = std::filesystem::path(folder.filePath("out.h5").toStdString());
    const auto embedding = writeEmbedding(folder, 90);
    const Json result = nnkChannelsAnalysis().run(requestFor(embedding, Json::object()), out, {});
    QCOMPARE(result.at("layer").get<std::string>(), std::string("conv"));
    QCOMPARE(result.at("channels").get<int>(), 4);
    QCOMPARE(result.at("overlap").size(), std::size_t(4));
    QCOMPARE(result.at("overlap").at(0).at(1).get<double>(), 1.0);
    QVERIFY(result.at("overlap").at(0).at(3).is_null());
    QVERIFY(result.at("loo_accuracy").at(2).get<double>() > 0.99);
    QVERIFY(result.at("loo_accuracy").at(0).get<double>() < 0.6);
    QVERIFY(result.at("loo_accuracy").at(3).is_null());
    QVERIFY(result.at("dead") == Json({3}));
    QCOMPARE(result.at("redundant").size(), std::size_t(3));
    QCOMPARE(result.at("redundant").at(0).get<int>(), 0);
    QVERIFY(result.at("convention").get<std::string>().find("our definitions") !=
            std::string::npos);
    QCOMPARE(result.at("warnings").size(), std::size_t(1));
    const Hdf5File file = Hdf5File::open(out);
    QVERIFY(file.info("/overlap").shape == std::vector<std::int64_t>({4, 4}));
    QCOMPARE(file.read<std::int64_t>("/channels/1/indptr").size(), std::size_t(91));
    QVERIFY(!file.has("/channels/3/indptr") && file.has("/indices"));

    const Json two = nnkChannelsAnalysis().run(requestFor(embedding, {{"channels", "2-3"}}),
                                               folder.filePath("second.h5").toStdString(), {});
    QVERIFY(two.at("chosen") == Json({2, 3}) && two.at("redundant") == Json({2}));
    QVERIFY(two.at("overlap_mean").is_null());
}

void NnkChannelsTest::analysisRefuses()
{
    const QTemporaryDir folder;
    const auto out = std::filesystem::path(folder.filePath("out.h5").toStdString());
    const auto embedding = writeEmbedding(folder, 30);
    const auto flaw = [&](const Json& given, const std::string& text) {
        return test::flawOf(test::errorOf([&] {
                                nnkChannelsAnalysis().run(requestFor(embedding, given), out, {});
                            }),
                            ErrorKind::InvalidInput, text);
    };
    QCOMPARE(flaw({{"layer", "fc"}}, "choose one of conv"), QByteArray());
    QCOMPARE(flaw({{"k", 30}}, "--k from 1 to 29"), QByteArray());
    QCOMPARE(flaw({{"channels", "0-4"}}, "no channel 4"), QByteArray());
    QCOMPARE(flaw({{"bandwidth", "-1"}}, "no bandwidth"), QByteArray());
}

QTEST_GUILESS_MAIN(NnkChannelsTest)
#include "test_channels.moc"
