// SPDX-License-Identifier: MIT
// The `layout` analysis from an embedding file to its artifact and back.
#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/random.hpp"
#include "core/layout/layout.hpp"
#include "core/session/analysis.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <limits>

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
    request.parameters = {{"method", "pca"}, {"layers", layers}, {"align", "none"}};
    return request;
}

/// The same points with their features permuted and negated, of samples 14, 21, ... only.
std::filesystem::path writeNextFrame(const QTemporaryDir& folder)
{
    const std::filesystem::path path = folder.filePath("next.h5").toStdString();
    const MatrixF before = points(50, 12);
    MatrixF wide(48, 12);
    for (Index column = 0; column < 12; ++column) // another order of the features
        wide.col(column) = -before.bottomRows(48).col((column + 5) % 12);
    std::vector<std::int64_t> indices(48);
    for (int i = 0; i < 48; ++i)
        indices[std::size_t(i)] = 7 * (i + 2);
    Hdf5File file = Hdf5File::create(path);
    file.write("/embeddings/b.conv", {48, 12}, wide.data());
    file.write("/embeddings/new", {48, 12}, wide.data());
    file.write("/indices", {48}, indices.data());
    file.close();
    return path;
}

bool mentions(const std::vector<std::string>& notes, const std::string& text)
{
    return std::any_of(notes.begin(), notes.end(), [&](const std::string& note) {
        return note.find(text) != std::string::npos;
    });
}

} // namespace

class LayoutAnalysisTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void entryIsComplete();
    void writesAndReadsBack();
    void framesAreAligned_data();
    void framesAreAligned();
    void alignmentNeedsAPartner();
    void badLayersAreSkipped();
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

void LayoutAnalysisTest::framesAreAligned_data()
{
    QTest::addColumn<QString>("align");
    QTest::newRow("procrustes") << "procrustes";
    QTest::newRow("basis") << "basis";
}

void LayoutAnalysisTest::framesAreAligned()
{
    QFETCH(QString, align);
    const QTemporaryDir folder;
    const auto reference = std::filesystem::path(folder.filePath("before.h5").toStdString());
    layoutAnalysis().run(requestFor(writeEmbedding(folder), Json::array()), reference, {});
    Request request = requestFor(writeNextFrame(folder), Json::array());
    request.parameters["align"] = align.toStdString();
    request.inputs["reference"] = {reference.string(), "hash", reference};
    const auto out = std::filesystem::path(folder.filePath("after.h5").toStdString());
    const Progress progress;
    const Json result = layoutAnalysis().run(request, out, progress);
    const auto before = readLayout(reference);
    const auto after = readLayout(out);
    const LayerLayout& layer = after->layers[0];
    const MatrixF there = before->layers[0].coordinates.bottomRows(48);
    const float size = there.cwiseAbs().maxCoeff();
    QVERIFY2(QByteArray::fromStdString(after->alignment).startsWith(align.toUtf8()),
             after->alignment.c_str());
    QCOMPARE(layer.alignment, after->alignment);
    QVERIFY(result["layers"][0]["alignment"] == after->alignment);
    if (align == "procrustes") {
        // The same points but for their frame; the axes of 48 of 50 points differ a little.
        QVERIFY((layer.coordinates - there).cwiseAbs().maxCoeff() < 0.5F * size);
        QVERIFY(layer.residual < 0.3);
        QVERIFY(mentions(progress.snapshot().notes, "48 of 48") ||
                !mentions(progress.snapshot().notes, "aligned on"));
    } else {
        // Features were permuted and negated: in the old frame that is another cloud, to be seen
        // as it is.
        const auto frame = readAxes(reference, "b.conv");
        QVERIFY(frame && frame->axes.rows() == 12);
        MatrixD x(48, 12);
        const MatrixF given = points(50, 12);
        for (Index column = 0; column < 12; ++column)
            x.col(column) = -given.bottomRows(48).col((column + 5) % 12).cast<double>();
        const MatrixD wanted = (x.rowwise() - frame->mean.transpose()) * frame->axes;
        QVERIFY((layer.coordinates.cast<double>() - wanted).cwiseAbs().maxCoeff() < 1e-4 * size);
    }
    // A layer without partner keeps its own axes and says so.
    QCOMPARE(after->layers[1].alignment, std::string("none"));
    QVERIFY(mentions(progress.snapshot().notes, "not aligned"));
    // What is stored is a frame: the coordinates are the features in it.
    const auto frame = readAxes(out, "b.conv");
    const MatrixF given = points(50, 12);
    MatrixD x(48, 12);
    for (Index column = 0; column < 12; ++column)
        x.col(column) = -given.bottomRows(48).col((column + 5) % 12).cast<double>();
    const MatrixD again = (x.rowwise() - frame->mean.transpose()) * frame->axes;
    QVERIFY((layer.coordinates.cast<double>() - again).cwiseAbs().maxCoeff() < 1e-4 * size);
}

void LayoutAnalysisTest::alignmentNeedsAPartner()
{
    const QTemporaryDir folder;
    const auto out = std::filesystem::path(folder.filePath("out.h5").toStdString());
    Request request = requestFor(writeEmbedding(folder), Json::array());
    request.parameters["align"] = "procrustes";
    QVERIFY_EXCEPTION_THROWN(layoutAnalysis().run(request, out, {}), Error);
    const auto reference = std::filesystem::path(folder.filePath("before.h5").toStdString());
    layoutAnalysis().run(requestFor(writeNextFrame(folder), Json::array()), reference, {});
    request.inputs["reference"] = {reference.string(), "hash", reference};
    request.parameters["align"] = "none";
    QVERIFY_EXCEPTION_THROWN(layoutAnalysis().run(request, out, {}), Error);
    // No sample in common.
    const std::vector<std::int64_t> others(48, 10001);
    Hdf5File file = Hdf5File::modify(reference);
    file.writeRows("/indices", 0, 48, others.data());
    file.close();
    request.parameters["align"] = "procrustes";
    QVERIFY_EXCEPTION_THROWN(layoutAnalysis().run(request, out, {}), Error);
}

void LayoutAnalysisTest::badLayersAreSkipped()
{
    const QTemporaryDir folder;
    const auto embedding = writeEmbedding(folder);
    const auto out = std::filesystem::path(folder.filePath("out.h5").toStdString());
    const std::vector<float> bad(50 * 12, std::numeric_limits<float>::quiet_NaN());
    Hdf5File file = Hdf5File::modify(embedding);
    file.writeRows("/embeddings/b.conv", 0, 50, bad.data());
    file.close();
    const Progress progress;
    const Json result = layoutAnalysis().run(requestFor(embedding, Json::array()), out, progress);
    QCOMPARE(result.at("layers").size(), std::size_t(1));
    QVERIFY(result.at("skipped").at(0).at("name") == "b.conv");
    QVERIFY(mentions(progress.snapshot().notes, "b.conv: skipped"));
    QCOMPARE(readLayout(out)->layers.size(), std::size_t(1));
    const Json twice = layoutAnalysis().run(requestFor(embedding, {"a.out", "a.out"}), out, {});
    QCOMPARE(twice.at("layers").size(), std::size_t(1)); // a layer named twice is one layer
    QVERIFY_EXCEPTION_THROWN(layoutAnalysis().run(requestFor(embedding, {"b.conv"}), out, {}),
                             Error);
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
