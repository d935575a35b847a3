// SPDX-License-Identifier: MIT
#include "core/leaf/foliation_file.hpp"

#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace leafscope {

const char* const kFoliationArrays =
    "/leaves and /kernels (fibres), each with /points (one row per vertex), /logits, /triangles "
    "(three vertices of one piece), /seeds, and per piece /dimension, /closed, /first_point, "
    "/first_triangle (one more at the end); /facets and /boundary, each with /points and /cells "
    "(segments in the plane, triangles in space); /grid/logits and /grid/singular, the last axis "
    "fastest (attributes low, high, per_axis of the file); /seeds/x, /logits, /rank, /holonomy; "
    "/samples/x, /logits, /labels, /indices. Arrays without rows are left out";

namespace {

using nlohmann::json;

void writeMatrix(Hdf5File& file, const std::string& path, const MatrixD& values)
{
    if (values.size() > 0)
        file.write(path, {values.rows(), values.cols()}, values.data());
}

template <class T>
void writeList(Hdf5File& file, const std::string& path, const std::vector<T>& values)
{
    if (!values.empty())
        file.write(path, {std::int64_t(values.size())}, values.data());
}

MatrixD readMatrix(const Hdf5File& file, const std::string& path, Index columns)
{
    if (!file.has(path))
        return MatrixD(0, columns);
    const ArrayInfo info = file.info(path);
    if (info.shape.size() != 2 || info.shape[1] != columns)
        throw Error(ErrorKind::Format,
                    path + " has another shape than " + std::to_string(columns) + " columns",
                    file.path().string(), "a damaged file", "compute it again");
    const auto values = file.read<double>(path);
    return Eigen::Map<const MatrixD>(values.data(), info.shape[0], columns);
}

template <class T>
std::vector<T> readList(const Hdf5File& file, const std::string& path)
{
    return file.has(path) ? file.read<T>(path) : std::vector<T>();
}

MatrixD stacked(const std::vector<LeafPiece>& pieces, MatrixD LeafPiece::*part)
{
    Index rows = 0;
    for (const LeafPiece& piece : pieces)
        rows += (piece.*part).rows();
    MatrixD all(rows, pieces.empty() ? 0 : (pieces[0].*part).cols());
    Index row = 0;
    for (const LeafPiece& piece : pieces) {
        all.middleRows(row, (piece.*part).rows()) = piece.*part;
        row += (piece.*part).rows();
    }
    return all;
}

void writePieces(Hdf5File& file, const std::string& group, const std::vector<LeafPiece>& pieces)
{
    if (pieces.empty())
        return;
    writeMatrix(file, group + "/points", stacked(pieces, &LeafPiece::points));
    writeMatrix(file, group + "/logits", stacked(pieces, &LeafPiece::logits));
    MatrixD seeds(Index(pieces.size()), pieces[0].seed.size());
    std::vector<std::int32_t> triangles;
    std::vector<std::int32_t> dimension;
    std::vector<std::uint8_t> closed;
    std::vector<std::int64_t> firstPoint{0};
    std::vector<std::int64_t> firstTriangle{0};
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const LeafPiece& piece = pieces[i];
        seeds.row(Index(i)) = piece.seed.transpose();
        triangles.insert(triangles.end(), piece.triangles.begin(), piece.triangles.end());
        dimension.push_back(std::int32_t(piece.dimension));
        closed.push_back(piece.closed ? 1 : 0);
        firstPoint.push_back(firstPoint.back() + piece.points.rows());
        firstTriangle.push_back(std::int64_t(triangles.size()) / 3);
    }
    writeMatrix(file, group + "/seeds", seeds);
    if (!triangles.empty())
        file.write(group + "/triangles", {std::int64_t(triangles.size()) / 3, 3}, triangles.data());
    writeList(file, group + "/dimension", dimension);
    writeList(file, group + "/closed", closed);
    writeList(file, group + "/first_point", firstPoint);
    writeList(file, group + "/first_triangle", firstTriangle);
}

/// Whether numbers that say where parts begin go up from 0 to the end.
bool ascend(const std::vector<std::int64_t>& firsts, std::size_t parts, std::int64_t end)
{
    return firsts.size() == parts + 1 && firsts.front() == 0 && firsts.back() == end &&
           std::is_sorted(firsts.begin(), firsts.end());
}

std::vector<LeafPiece> readPieces(const Hdf5File& file, const std::string& group, Index n, Index c)
{
    const MatrixD seeds = readMatrix(file, group + "/seeds", n);
    const MatrixD points = readMatrix(file, group + "/points", n);
    const MatrixD logits = readMatrix(file, group + "/logits", c);
    const auto triangles = readList<std::int32_t>(file, group + "/triangles");
    const auto dimension = readList<std::int32_t>(file, group + "/dimension");
    const auto closed = readList<std::uint8_t>(file, group + "/closed");
    const auto firstPoint = readList<std::int64_t>(file, group + "/first_point");
    const auto firstTriangle = readList<std::int64_t>(file, group + "/first_triangle");
    const auto count = std::size_t(seeds.rows());
    if (count == 0)
        return {};
    if (dimension.size() != count || closed.size() != count || logits.rows() != points.rows() ||
        !ascend(firstPoint, count, points.rows()) ||
        !ascend(firstTriangle, count, std::int64_t(triangles.size()) / 3))
        throw Error(ErrorKind::Format, "the arrays of " + group + " do not belong together",
                    file.path().string(), "a damaged file", "compute it again");
    std::vector<LeafPiece> pieces(count);
    for (std::size_t i = 0; i < count; ++i) {
        LeafPiece& piece = pieces[i];
        piece.dimension = dimension[i];
        piece.closed = closed[i] != 0;
        piece.seed = seeds.row(Index(i)).transpose();
        const Index rows = firstPoint[i + 1] - firstPoint[i];
        piece.points = points.middleRows(firstPoint[i], rows);
        piece.logits = logits.middleRows(firstPoint[i], rows);
        piece.triangles.assign(triangles.begin() + 3 * firstTriangle[i],
                               triangles.begin() + 3 * firstTriangle[i + 1]);
        for (const std::int32_t vertex : piece.triangles)
            if (vertex < 0 || vertex >= rows)
                throw Error(ErrorKind::Format, "a triangle of " + group + " has no such vertex",
                            file.path().string(), "a damaged file", "compute it again");
    }
    return pieces;
}

void writeMesh(Hdf5File& file, const std::string& group, const SpaceMesh& mesh)
{
    writeMatrix(file, group + "/points", mesh.points);
    if (mesh.cellCount() > 0)
        file.write(group + "/cells", {mesh.cellCount(), mesh.points.cols()}, mesh.cells.data());
}

SpaceMesh readMesh(const Hdf5File& file, const std::string& group, Index n)
{
    SpaceMesh mesh;
    mesh.points = readMatrix(file, group + "/points", n);
    mesh.cells = readList<std::int32_t>(file, group + "/cells");
    for (const std::int32_t vertex : mesh.cells)
        if (vertex < 0 || vertex >= mesh.points.rows())
            throw Error(ErrorKind::Format, "a cell of " + group + " has no such vertex",
                        file.path().string(), "a damaged file", "compute it again");
    return mesh;
}

void writeSeeds(Hdf5File& file, const std::vector<FoliationSeed>& seeds)
{
    if (seeds.empty())
        return;
    MatrixD x(Index(seeds.size()), seeds[0].x.size());
    MatrixD logits(x.rows(), seeds[0].logits.size());
    std::vector<std::int32_t> rank;
    std::vector<double> holonomy;
    for (std::size_t i = 0; i < seeds.size(); ++i) {
        x.row(Index(i)) = seeds[i].x.transpose();
        logits.row(Index(i)) = seeds[i].logits.transpose();
        rank.push_back(std::int32_t(seeds[i].rank));
        holonomy.push_back(seeds[i].holonomy);
    }
    writeMatrix(file, "/seeds/x", x);
    writeMatrix(file, "/seeds/logits", logits);
    writeList(file, "/seeds/rank", rank);
    writeList(file, "/seeds/holonomy", holonomy);
}

void readSeeds(const Hdf5File& file, Foliation& out, Index c)
{
    const MatrixD x = readMatrix(file, "/seeds/x", out.inputs());
    const MatrixD logits = readMatrix(file, "/seeds/logits", c);
    const auto rank = readList<std::int32_t>(file, "/seeds/rank");
    const auto holonomy = readList<double>(file, "/seeds/holonomy");
    const auto count = std::size_t(x.rows());
    if (rank.size() != count || holonomy.size() != count || logits.rows() != x.rows())
        throw Error(ErrorKind::Format, "the arrays of /seeds do not belong together",
                    file.path().string(), "a damaged file", "compute it again");
    for (std::size_t i = 0; i < count; ++i)
        out.seeds.push_back(
            {x.row(Index(i)).transpose(), logits.row(Index(i)).transpose(), rank[i], holonomy[i]});
}

json headOf(const Foliation& f)
{
    json head{{"subject", f.subject},
              {"unit", f.unit},
              {"axes", f.axes},
              {"class_names", f.classNames},
              {"low", std::vector<double>(f.box.low.begin(), f.box.low.end())},
              {"high", std::vector<double>(f.box.high.begin(), f.box.high.end())},
              {"per_axis", f.grid.perAxis},
              {"classes", f.classes()},
              {"rank", f.rank},
              {"singular_below", f.singularBelow},
              {"reach", f.reach},
              {"facets", f.facetSource},
              {"notes", f.notes}};
    if (f.regions)
        head["regions"] = *f.regions;
    return head;
}

void readHead(const json& head, Foliation& out)
{
    const auto vectorOf = [](const std::vector<double>& values) {
        return VectorD(Eigen::Map<const VectorD>(values.data(), Index(values.size())));
    };
    head.at("subject").get_to(out.subject);
    head.at("unit").get_to(out.unit);
    head.at("axes").get_to(out.axes);
    head.at("class_names").get_to(out.classNames);
    head.at("facets").get_to(out.facetSource);
    head.at("notes").get_to(out.notes);
    out.box.low = vectorOf(head.at("low").get<std::vector<double>>());
    out.box.high = vectorOf(head.at("high").get<std::vector<double>>());
    out.grid = {out.box.low, out.box.high, head.at("per_axis").get<Index>()};
    out.rank = head.at("rank").get<Index>();
    out.singularBelow = head.at("singular_below").get<double>();
    out.reach = head.at("reach").get<double>();
    if (head.contains("regions"))
        out.regions = head["regions"].get<Index>();
}

} // namespace

void writeFoliation(const Foliation& foliation, const std::filesystem::path& path)
{
    Hdf5File file = Hdf5File::create(path);
    file.setText("/", "foliation", headOf(foliation).dump());
    writePieces(file, "/leaves", foliation.leaves);
    writePieces(file, "/kernels", foliation.kernels);
    writeMesh(file, "/facets", foliation.facets);
    writeMesh(file, "/boundary", foliation.boundary);
    writeSeeds(file, foliation.seeds);
    writeMatrix(file, "/grid/logits", foliation.gridLogits);
    file.write("/grid/singular", {foliation.singular.size()}, foliation.singular.data());
    writeMatrix(file, "/samples/x", foliation.samples);
    writeMatrix(file, "/samples/logits", foliation.sampleLogits);
    writeList(file, "/samples/labels", foliation.labels);
    writeList(file, "/samples/indices", foliation.indices);
    file.close();
}

std::shared_ptr<const Foliation> readFoliation(const std::filesystem::path& artifact)
{
    const Hdf5File file = Hdf5File::open(artifact);
    const auto text = file.text("/", "foliation");
    if (!text)
        throw Error(ErrorKind::Format, "this file holds no foliation", artifact.string(),
                    "another kind of file",
                    "make one with `leafscope leaf foliation ... --out FILE`");
    auto out = std::make_shared<Foliation>();
    try {
        const json head = json::parse(*text);
        readHead(head, *out);
        const Index n = out->inputs();
        const auto c = head.at("classes").get<Index>();
        out->leaves = readPieces(file, "/leaves", n, c);
        out->kernels = readPieces(file, "/kernels", n, c);
        out->facets = readMesh(file, "/facets", n);
        out->boundary = readMesh(file, "/boundary", n);
        readSeeds(file, *out, c);
        out->gridLogits = readMatrix(file, "/grid/logits", c);
        const auto singular = readList<double>(file, "/grid/singular");
        out->singular = Eigen::Map<const VectorD>(singular.data(), Index(singular.size()));
        out->samples = readMatrix(file, "/samples/x", n);
        out->sampleLogits = readMatrix(file, "/samples/logits", c);
        out->labels = readList<std::int32_t>(file, "/samples/labels");
        out->indices = readList<std::int64_t>(file, "/samples/indices");
    } catch (const json::exception& e) {
        throw Error(ErrorKind::Format, "the description of the foliation cannot be read",
                    artifact.string(), e.what(), "compute it again");
    }
    const bool sound =
        out->inputs() >= 2 && out->inputs() <= 3 && out->grid.perAxis >= 2 &&
        out->box.high.size() == out->inputs() && Index(out->axes.size()) == out->inputs() &&
        out->gridLogits.rows() == out->grid.count() && out->singular.size() == out->grid.count() &&
        out->sampleLogits.rows() == out->samples.rows() &&
        Index(out->indices.size()) == out->samples.rows() &&
        (out->labels.empty() || Index(out->labels.size()) == out->samples.rows());
    if (!sound)
        throw Error(ErrorKind::Format, "the arrays of the foliation do not belong together",
                    artifact.string(), "a damaged file", "compute it again");
    return out;
}

} // namespace leafscope
