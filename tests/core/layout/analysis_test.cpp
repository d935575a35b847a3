// SPDX-License-Identifier: MIT
// The `layout` analysis from an embedding file to its artifact and back.
#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/random.hpp"
#include "core/layout/layout.hpp"
#include "core/session/analysis.hpp"

#include <QTemporaryDir>
#include <QTest>

using namespace leafscope;

namespace leafscope {
const Analysis& layoutAnalysis();
}

namespace {

MatrixF points(Index n, Index d)
{
    MatrixF x(n, d);
    RandomStream stream(3);
    for (Index e = 0; e < x.size(); ++e)
        x.data()[e] = float(stream.normal() * (1 + double(e % d)));
    return x;
}

std::filesystem::path writeEmbedding(const QTemporaryDir& folder)
{
    const std::filesystem::path path = folder.filePath("emb.h5").toStdString();
    const MatrixF wide = points(50, 12);
    const MatrixF narrow = points(50, 2);
    std::vector<std::int64_t> indices(50);
    std::vector<std::int32_t> labels(50);
    for (int i = 0; i < 50; ++i) {
        indices[std::size_t(i)] = 7 * i;
        labels[std::size_t(i)] = i % 4;
    }
    Hdf5File file = Hdf5File::create(path);
    file.write("/embeddings/b.conv", {50, 3, 2, 2}, wide.data());
    file.write("/embeddings/a.out", {50, 2}, narrow.data());
    file.setNumber("/embeddings/b.conv", "order", 0);
    file.setNumber("/embeddings/a.out", "order", 1);
    file.setNumber("/embeddings/b.conv", "depth", 0.5);
    file.setNumber("/embeddings/a.out", "depth", 1);
    file.setText("/embeddings/b.conv", "type", "Conv2d");
    file.write("/indices", {50}, indices.data());
    file.write("/labels", {50}, labels.data());
    file.close();
    return path;
}

Request requestFor(const std::filesystem::path& embedding, const Json& layers)
{
    Request request;
    request.inputs["embedding"] = {embedding.string(), "hash", embedding};
    request.parameters = {{"method", "pca"}, {"layers", layers}};
    return request;
}

} // namespace

class LayoutAnalysisTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void entryIsComplete();
    void writesAndReadsBack();
    void otherFilesAreRefused();
};

void LayoutAnalysisTest::entryIsComplete()
{
    const Analysis& analysis = layoutAnalysis();
    QCOMPARE(analysis.name, std::string("layout"));
    QVERIFY(analysis.run && analysis.inputs.at(0).positional && !analysis.inputs.at(1).required);
    for (const Parameter& parameter : analysis.parameters)
        QVERIFY(!parameter.title.empty() && !parameter.help.empty());
}

void LayoutAnalysisTest::writesAndReadsBack()
{
    const QTemporaryDir folder;
    const auto out = std::filesystem::path(folder.filePath("layout.h5").toStdString());
    const auto embedding = writeEmbedding(folder);
    const Progress progress;
    const Json result = layoutAnalysis().run(requestFor(embedding, Json::array()), out, progress);
    QCOMPARE(result.at("method").get<std::string>(), std::string("pca"));
    QCOMPARE(result.at("n").get<int>(), 50);
    QCOMPARE(result.at("layers").size(), std::size_t(2));
    QCOMPARE(result.at("layers").at(0).at("name").get<std::string>(), std::string("b.conv"));
    QCOMPARE(result.at("layers").at(0).at("dim").get<int>(), 12);
    QCOMPARE(result.at("layers").at(1).at("share").size(), std::size_t(3));
    QVERIFY(!progress.snapshot().notes.empty()); // the narrow layer has two axes

    const PcaLayout direct = pcaLayout(points(50, 12));
    const auto layout = readLayout(out);
    QCOMPARE(layout->method, std::string("pca"));
    QCOMPARE(layout->layers.size(), std::size_t(2));
    QCOMPARE(layout->layers[0].layer.name, std::string("b.conv"));
    QCOMPARE(layout->layers[0].layer.type, std::string("Conv2d"));
    QCOMPARE(layout->layers[0].layer.depth, 0.5);
    QCOMPARE(layout->layers[0].layer.dim, Index(12));
    QVERIFY(layout->layers[0].layer.shape == std::vector<std::int64_t>({3, 2, 2}));
    QVERIFY(layout->layers[0].coordinates == direct.coordinates);
    QVERIFY(layout->layers[0].share == direct.share);
    QVERIFY(layout->find("a.out") == &layout->layers[1]);
    QVERIFY(layout->find("c") == nullptr);
    QVERIFY(layout->layers[1].coordinates.col(2).isZero(0));

    const Hdf5File file = Hdf5File::open(out);
    QCOMPARE(file.read<std::int64_t>("/indices").at(49), std::int64_t(343));
    QCOMPARE(file.read<std::int32_t>("/labels").at(6), 2);
    const auto second = std::filesystem::path(folder.filePath("second.h5").toStdString());
    const Json one = layoutAnalysis().run(requestFor(embedding, Json({"a.out"})), second, {});
    QCOMPARE(one.at("layers").size(), std::size_t(1));
}

void LayoutAnalysisTest::otherFilesAreRefused()
{
    const QTemporaryDir folder;
    const auto embedding = writeEmbedding(folder);
    const auto kindOf = [](const std::filesystem::path& path) {
        try {
            readLayout(path);
        } catch (const Error& error) {
            return error.kind();
        }
        return ErrorKind::Internal;
    };
    QCOMPARE(kindOf(embedding), ErrorKind::Format);
    QCOMPARE(kindOf(folder.filePath("none.h5").toStdString()), ErrorKind::Io);
    const std::vector<float> values(150, 1);
    for (const char* share : {"", "[", "[0.5]", "\"x\""}) {
        const auto path = std::filesystem::path(folder.filePath("bad.h5").toStdString());
        Hdf5File file = Hdf5File::create(path);
        file.write("/coordinates/x", {50, 3}, values.data());
        file.setText("/coordinates/x", "share", share);
        file.close();
        QCOMPARE(kindOf(path), ErrorKind::Format);
    }
}

QTEST_GUILESS_MAIN(LayoutAnalysisTest)
#include "analysis_test.moc"
