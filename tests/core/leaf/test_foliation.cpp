// SPDX-License-Identifier: MIT
// Foliations against the closed forms of the fixtures.
#include "core/base/error.hpp"
#include "core/leaf/facets.hpp"
#include "core/leaf/fixtures.hpp"
#include "core/leaf/foliation_file.hpp"
#include "core/leaf/tangent.hpp"

#include <Eigen/Geometry>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace leafscope;

namespace {

SpaceBox boxOf(Index n, double low = -1.2, double high = 1.2)
{
    return {VectorD::Constant(n, low), VectorD::Constant(n, high)};
}

Foliation foliate(LogitMap& map, const SpaceBox& box, const FoliationOptions& wanted = {})
{
    FoliationOptions options = wanted;
    options.box = box;
    options.grid = options.grid > 0 ? options.grid : 16;
    return computeFoliation(map, {}, options, {});
}

LogitMap& preset(const std::string& name)
{
    static const auto all = leafFixtures();
    for (const LeafFixture& fixture : all)
        if (fixture.name == name)
            return *fixture.map;
    throw std::runtime_error(name);
}

double drift(const LeafPiece& piece)
{
    double most = 0;
    const VectorD first = centred(piece.logits.row(0).transpose());
    for (Index i = 0; i < piece.logits.rows(); ++i)
        most = std::max(most,
                        (centred(piece.logits.row(i).transpose()) - first).cwiseAbs().maxCoeff());
    return most;
}

} // namespace

class TestFoliation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void spheresStaySpheres()
    {
        const Foliation f = foliate(preset("spheres"), boxOf(3));
        QCOMPARE(f.rank, Index(2));
        QCOMPARE(f.leaves.size(), std::size_t(5));
        for (const LeafPiece& leaf : f.leaves) {
            QCOMPARE(leaf.dimension, Index(2));
            QVERIFY(leaf.triangles.size() > 30);
            for (Index i = 0; i < leaf.points.rows(); ++i)
                QVERIFY(std::abs(leaf.points.row(i).norm() - leaf.seed.norm()) <
                        (leaf.seed.norm() > 0.3 ? 1e-6 : 1e-4));
        }
        for (const LeafPiece& fibre : f.kernels) {
            QVERIFY(drift(fibre) < 1e-6);
            for (Index i = 0; i < fibre.points.rows(); ++i) // a ray
                QVERIFY((fibre.points.row(i).normalized() - fibre.seed.normalized().transpose())
                            .norm() < 1e-4); // where x + y + z = 0 the logits hardly tell
        }
        QVERIFY(f.holonomyMedian() < 1e-4);
        QVERIFY(f.singular.minCoeff() < 0.05); // where x + y + z = 0 two logits change alike
    }

    void fanClosesAroundASphere()
    {
        LeafField field(preset("spheres"), 2.4);
        const VectorD seed = Eigen::Vector3d(0.1, 0.5, 0.4);
        const LeafPiece leaf = growSurface(field, seed, Directions::Leaf, growthFor(boxOf(3), 2.5));
        const double reach = (leaf.points.rowwise() + seed.transpose()).rowwise().norm().minCoeff();
        QVERIFY2(reach < 1e-3, qPrintable(QString::number(reach))); // the far pole
        double area = 0;
        for (std::size_t i = 0; i < leaf.triangles.size(); i += 3) {
            const Eigen::Vector3d a = leaf.points.row(leaf.triangles[i]).transpose();
            const Eigen::Vector3d b = leaf.points.row(leaf.triangles[i + 1]).transpose();
            const Eigen::Vector3d c = leaf.points.row(leaf.triangles[i + 2]).transpose();
            area += (b - a).cross(c - a).norm() / 2;
        }
        QVERIFY(std::abs(area / (4 * M_PI * seed.squaredNorm()) - 1) < 0.02);
    }

    void quadraticLeavesAreParabolas()
    {
        FormulaMap map = quadraticMap(Eigen::Vector2d(1, 2));
        LeafField field(map, 2);
        const VectorD seed = Eigen::Vector2d(0.5, 0.3);
        const LeafPiece leaf =
            growPiece(field, seed, Directions::Leaf, growthFor(boxOf(2, 0.05, 1), 4));
        QCOMPARE(leaf.dimension, Index(1));
        QVERIFY(leaf.points.rows() > 20);
        for (Index i = 0; i < leaf.points.rows(); ++i) {
            const double x = leaf.points(i, 0);
            QVERIFY(std::abs(leaf.points(i, 1) - 0.3 * x * x / 0.25) < 1e-6);
        }
        const LeafPiece fibre =
            growPiece(field, seed, Directions::Kernel, growthFor(boxOf(2, 0.05, 1), 4));
        QCOMPARE(fibre.dimension, Index(1));
        QVERIFY(drift(fibre) < 1e-6);
    }

    void curvesEndOnTheBox()
    {
        FormulaMap map = quadraticMap(Eigen::Vector2d(1, -1));
        LeafField field(map, 2);
        const SpaceBox box = boxOf(2, -1, 1);
        const LeafPiece leaf =
            growPiece(field, Eigen::Vector2d(0.5, 0.5), Directions::Leaf, growthFor(box, 4));
        for (const Index end : {Index(0), leaf.points.rows() - 1})
            QVERIFY(std::abs(leaf.points.row(end).cwiseAbs().maxCoeff() - 1) < 1e-4);
    }

    void radialLeavesAreRays()
    {
        FoliationOptions options;
        options.leaves = 5;
        const Foliation f = foliate(preset("rays"), boxOf(3), options);
        QCOMPARE(f.rank, Index(1));
        QCOMPARE(f.leaves.size(), std::size_t(5));
        for (const LeafPiece& leaf : f.leaves)
            for (Index i = 0; i < leaf.points.rows(); ++i) {
                const Eigen::Vector3d x = leaf.points.row(i).transpose();
                const Eigen::Vector3d seed = leaf.seed;
                QVERIFY(x.cross(seed).norm() < 1e-6);
            }
        QVERIFY(!f.kernels.empty());
        for (const LeafPiece& fibre : f.kernels) { // spheres
            QCOMPARE(fibre.dimension, Index(2));
            QVERIFY(drift(fibre) < 1e-6);
        }
        QVERIFY(std::isnan(f.holonomyMedian())); // curves always fit together
    }

    void separableLeavesAreLevel()
    {
        const Foliation f = foliate(preset("planes"), boxOf(3));
        for (const LeafPiece& leaf : f.leaves) {
            QCOMPARE(leaf.dimension, Index(2));
            QVERIFY((leaf.points.col(2).array() - leaf.seed[2]).abs().maxCoeff() < 1e-9);
        }
        QVERIFY(f.holonomyMost() < 1e-6);
    }

    void heisenbergIsNotIntegrable()
    {
        LogitMap& map = preset("heisenberg");
        const Foliation f = foliate(map, boxOf(3));
        QVERIFY(f.holonomyMedian() > 0.3);
        QVERIFY(f.holonomyMost() > 0.8 && f.holonomyMost() < 1.05);
        for (const FoliationSeed& seed : f.seeds) // the curvature of the contact structure
            QVERIFY(std::abs(seed.holonomy - 1 / (1 + seed.x[0] * seed.x[0])) < 0.03);
        // The fan is a surface, but what starts at one of its points is another.
        LeafField field(map, 2.4);
        const GrowthOptions growth = growthFor(boxOf(3), 0.3);
        const LeafPiece first = growSurface(field, VectorD::Zero(3), Directions::Leaf, growth);
        Index along = 0;
        Index across = 0;
        (first.points.col(0) - first.points.col(1).cwiseAbs()).maxCoeff(&along);
        (first.points.col(1) - first.points.col(0).cwiseAbs()).maxCoeff(&across);
        const LeafPiece other = growSurface(field, first.points.row(along).transpose(),
                                            Directions::Leaf, growthFor(boxOf(3), 0.8));
        const double away =
            (other.points.rowwise() - first.points.row(across)).rowwise().norm().minCoeff();
        QVERIFY2(away > 0.1, qPrintable(QString::number(away))); // about half of x y
    }

    void jumpsFindTheFacet()
    {
        const Foliation f = foliate(preset("facet"), boxOf(3));
        QVERIFY(f.facets.cellCount() > 100);
        const Eigen::Vector3d normal(1, 0.3, 0.8);
        QVERIFY((f.facets.points * normal).cwiseAbs().maxCoeff() < 0.02);
        double area = 0; // the plane inside the box, but for a rim of half a cell
        for (std::size_t i = 0; i < f.facets.cells.size(); i += 3) {
            const Eigen::Vector3d a = f.facets.points.row(f.facets.cells[i]).transpose();
            const Eigen::Vector3d b = f.facets.points.row(f.facets.cells[i + 1]).transpose();
            const Eigen::Vector3d c = f.facets.points.row(f.facets.cells[i + 2]).transpose();
            area += (b - a).cross(c - a).norm() / 2;
        }
        const double whole = 2.4 * 2.4 * normal.norm(); // over the plane of x2 and x3, clipped
        QVERIFY2(area > 0.75 * whole && area < whole, qPrintable(QString::number(area / whole)));
        QVERIFY(foliate(preset("heisenberg"), boxOf(3)).facets.cellCount() == 0);
    }

    void unitsGiveExactFacets()
    {
        const SpaceGrid grid{VectorD::Constant(2, -1), VectorD::Constant(2, 1), 21};
        MatrixD values(grid.count(), 2);
        for (Index i = 0; i < grid.count(); ++i) {
            const VectorD x = grid.point(i);
            values(i, 0) = x[0] - 0.33;
            values(i, 1) = x[0] + 2 * x[1] + 0.1;
        }
        const Facets facets = facetsOfUnits(grid, values, {});
        QCOMPARE(*facets.regions, Index(4));
        for (Index i = 0; i < facets.mesh.points.rows(); ++i) {
            const double x = facets.mesh.points(i, 0);
            const double y = facets.mesh.points(i, 1);
            QVERIFY(std::min(std::abs(x - 0.33), std::abs(x + 2 * y + 0.1)) < 1e-12);
        }
    }

    void wholeSpaceAndPoints()
    {
        FormulaMap plane =
            linearMap((MatrixD(3, 2) << 1, 0, 0, 1, 0, 0).finished(), VectorD::Zero(3));
        const Foliation whole = foliate(plane, boxOf(2));
        QCOMPARE(whole.rank, Index(2));
        QVERIFY(whole.leaves.empty() && !whole.notes.empty());
        FormulaMap constant = linearMap(MatrixD::Constant(3, 3, 2.0), VectorD::Ones(3));
        const Foliation points = foliate(constant, boxOf(3));
        QCOMPARE(points.rank, Index(0));
        QVERIFY(points.leaves.empty() && points.kernels.empty());
        QVERIFY(std::isnan(points.holonomyMedian()));
        QVERIFY(points.boundary.cellCount() == 0);
    }

    void badRequestsAreErrors()
    {
        FormulaMap four = linearMap(MatrixD::Random(3, 4), VectorD::Zero(3));
        QVERIFY_EXCEPTION_THROWN(foliate(four, boxOf(4)), Error);
        QVERIFY_EXCEPTION_THROWN(foliate(preset("planes"), boxOf(3, 1, 1)), Error);
    }

    void samplesOutsideTheBoxAreNoSeeds()
    {
        FoliationOptions options;
        options.box = boxOf(3);
        options.grid = 8;
        const Foliation f =
            computeFoliation(preset("planes"), MatrixD::Constant(5, 3, 9), options, {});
        QCOMPARE(f.leaves.size(), std::size_t(5));
        for (const LeafPiece& leaf : f.leaves)
            QVERIFY(options.box.contains(leaf.seed));
    }

    void fileHoldsAll()
    {
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.filePath("f.h5").toStdString());
        Foliation f = foliate(preset("facet"), boxOf(3));
        f.axes = {"x1", "x2", "x3"};
        f.subject = "preset facet";
        f.samples.resize(0, 3);
        f.sampleLogits.resize(0, 3);
        writeFoliation(f, path);
        const auto read = readFoliation(path);
        QCOMPARE(read->subject, f.subject);
        QCOMPARE(read->leaves.size(), f.leaves.size());
        QVERIFY(read->leaves.back().points == f.leaves.back().points);
        QVERIFY(read->leaves.back().triangles == f.leaves.back().triangles);
        QVERIFY(read->kernels.front().logits == f.kernels.front().logits);
        QVERIFY(read->facets.cells == f.facets.cells);
        QVERIFY(read->singular == f.singular);
        QCOMPARE(read->seeds.size(), f.seeds.size());
        QCOMPARE(read->holonomyMost(), f.holonomyMost());
    }

    void sameEveryTime()
    {
        const Foliation a = foliate(preset("heisenberg"), boxOf(3));
        const Foliation b = foliate(preset("heisenberg"), boxOf(3));
        QVERIFY(a.leaves[3].points == b.leaves[3].points);
        QVERIFY(a.holonomyMedian() == b.holonomyMedian());
    }

    void cancels()
    {
        const Progress progress;
        progress.cancel();
        FoliationOptions options;
        options.box = boxOf(3);
        QVERIFY_EXCEPTION_THROWN(computeFoliation(preset("spheres"), {}, options, {}, progress),
                                 Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestFoliation)
#include "test_foliation.moc"
