// SPDX-License-Identifier: MIT
// What the neighbourhood view is made of, without its window: hulls, frames, readings, curves, the
// three points, and work of which the newest matters.
#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "views/frame/latest_task.hpp"
#include "views/neighborhood/layer_points.hpp"
#include "views/neighborhood/neighborhood_panel.hpp"
#include "views/neighborhood/reading.hpp"
#include "views/neighborhood/rule_page.hpp"

#include <Eigen/Geometry>
#include <QTest>

#include <cmath>
#include <set>

using namespace leafscope;

namespace {

std::shared_ptr<const NnkPoints> randomPoints(Index n, Index d, KernelKind kind)
{
    RandomStream random(17);
    MatrixD x(n, d);
    for (Index i = 0; i < x.size(); ++i)
        x.data()[i] = random.normal();
    return std::make_shared<const NnkPoints>(Points(x), kind);
}

/// Rows in two classes, every second one.
EmbeddingHeader twoClasses(Index n)
{
    EmbeddingHeader header;
    header.n = n;
    for (Index i = 0; i < n; ++i) {
        header.indices.push_back(100 + i);
        header.labels.push_back(std::int32_t(i % 2));
        header.predictions.push_back(0);
    }
    header.classNames = {"even", "odd"};
    return header;
}

std::shared_ptr<const Picked> pickedAt(const std::shared_ptr<const NnkPoints>& points, Index row,
                                       Index most = 40)
{
    PickQuestion question;
    question.row = row;
    question.most = most;
    return pickNeighborhood(points, question);
}

int eulerOf(const Hull& hull)
{
    std::set<int> corners;
    for (const auto& t : hull.triangles)
        corners.insert(t.begin(), t.end());
    std::set<std::pair<int, int>> edges;
    for (const auto& [a, b, c] : hull.triangles)
        for (const auto& [p, q] : {std::pair(a, b), std::pair(b, c), std::pair(c, a)})
            edges.insert({std::min(p, q), std::max(p, q)});
    return int(corners.size()) - int(edges.size()) + int(hull.triangles.size());
}

} // namespace

class TestNeighborhoodParts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hullOfACube()
    {
        std::vector<Vec3> points;
        for (int i = 0; i < 8; ++i)
            points.emplace_back(i & 1, i >> 1 & 1, i >> 2 & 1);
        points.emplace_back(0.5, 0.5, 0.5); // inside
        points.emplace_back(0.5, 0.5, 0);   // inside a face
        points.emplace_back(0.5, 0, 0);     // inside an edge
        const Hull hull = convexHull(points);
        QCOMPARE(hull.dimension, 3);
        QCOMPARE(hull.triangles.size(), std::size_t(12));
        QCOMPARE(hull.edges.size(), std::size_t(12)); // none across a face
        QCOMPARE(eulerOf(hull), 2);
        for (const auto& [a, b, c] : hull.triangles) { // outward, and of corners alone
            QVERIFY(a < 8 && b < 8 && c < 8);
            const auto& p = points[std::size_t(a)];
            const Vec3 normal = (points[std::size_t(b)] - p).cross(points[std::size_t(c)] - p);
            QVERIFY(normal.dot(p - Vec3(0.5, 0.5, 0.5)) > 0);
        }
    }

    void hullOfRandomPoints()
    {
        RandomStream random(4);
        std::vector<Vec3> points;
        for (int i = 0; i < 50; ++i)
            points.emplace_back(random.normal(), random.normal(), random.normal());
        const Hull hull = convexHull(points);
        QCOMPARE(hull.dimension, 3);
        QCOMPARE(eulerOf(hull), 2);
        for (const auto& [a, b, c] : hull.triangles) {
            const Vec3& p = points[std::size_t(a)];
            const Vec3 normal =
                (points[std::size_t(b)] - p).cross(points[std::size_t(c)] - p).normalized();
            for (const Vec3& other : points)
                QVERIFY(normal.dot(other - p) < 1e-9);
        }
    }

    void flatHulls()
    {
        QCOMPARE(convexHull({}).dimension, -1);
        QCOMPARE(convexHull({{1, 2, 3}}).dimension, 0);
        QCOMPARE(convexHull({{1, 2, 3}, {1, 2, 3}}).dimension, 0); // copies
        const Hull segment = convexHull({{0, 0, 0}, {1, 1, 1}, {3, 3, 3}, {2, 2, 2}});
        QCOMPARE(segment.dimension, 1);
        QCOMPARE(segment.edges.size(), std::size_t(1));
        QVERIFY(segment.edges.front() == std::pair(0, 2) ||
                segment.edges.front() == std::pair(2, 0));
        const Hull square =
            convexHull({{0, 0, 1}, {1, 0, 1}, {1, 1, 1}, {0, 1, 1}, {0.5, 0.5, 1}, {0, 0, 1}});
        QCOMPARE(square.dimension, 2);
        QCOMPARE(square.edges.size(), std::size_t(4));
        QCOMPARE(square.triangles.size(), std::size_t(2));
    }

    void framesAreOrthonormalAndTheSameForATurn()
    {
        const auto points = randomPoints(200, 12, KernelKind::Gaussian);
        const auto picked = pickedAt(points, 5);
        const LocalFrame& frame = *picked->frame;
        QVERIFY(!frame.exact);
        QVERIFY((frame.axes.transpose() * frame.axes - MatrixD::Identity(3, 3)).norm() < 1e-10);
        QVERIFY(frame.share[0] >= frame.share[1] && frame.share[1] >= frame.share[2]);
        QVERIFY(frame.shared() > 3.0 / 12 && frame.shared() < 1);
        QVERIFY(picked->place.norm() < 1e-12); // the query is the origin
        // The share is that of the squared lengths that are drawn.
        double drawn = 0;
        for (const Vec3& place : picked->places)
            drawn += place.squaredNorm();
        QVERIFY(std::abs(drawn / picked->live.candidates().toQuery.sum() - frame.shared()) < 1e-10);
        QVERIFY(picked->context.empty());
    }

    void ownCoordinatesAreExact()
    {
        for (const Index d : {1, 2, 3}) {
            const auto points = randomPoints(300, d, KernelKind::Gaussian);
            const auto picked = pickedAt(points, 9);
            QVERIFY(picked->frame->exact);
            QVERIFY(std::abs(picked->frame->shared() - 1) < 1e-12);
            const Candidates& candidates = picked->live.candidates();
            for (Index j = 0; j < candidates.count(); ++j)
                QVERIFY(std::abs(picked->places[std::size_t(j)].norm() -
                                 std::sqrt(candidates.toQuery[j])) < 1e-10);
            QCOMPARE(picked->context.size(), std::size_t(300 - 1 - 40));
        }
    }

    void candidatesOfOnePlaceHaveAFrame()
    {
        const auto points = std::make_shared<const NnkPoints>(Points(MatrixD(MatrixD::Ones(6, 8))),
                                                              KernelKind::Gaussian);
        const auto picked = pickedAt(points, 0);
        QCOMPARE(picked->frame->reach, 1.0);
        const auto reading = readNeighborhood(picked, {}, twoClasses(6));
        QVERIFY(reading->error < 1e-12);
        QCOMPARE(reading->hull.dimension, 0);
    }

    void readingsAddUp()
    {
        const auto points = randomPoints(300, 6, KernelKind::Gaussian);
        const EmbeddingHeader header = twoClasses(300);
        NeighborhoodSettings settings;
        settings.k = 30;
        settings.kernel = KernelKind::Gaussian;
        const auto picked = pickedAt(points, 8);
        const auto reading = readNeighborhood(picked, settings, header);
        QCOMPARE(reading->k, Index(30));
        QCOMPARE(reading->members.size(), std::size_t(30));
        QCOMPARE(reading->neighbors, reading->found.count());
        double sum = 0;
        double own = 0;
        for (std::size_t i = 0; i < reading->members.size(); ++i) {
            const Member& member = reading->members[i];
            QCOMPARE(member.weight > 0, Index(i) < reading->neighbors); // neighbours first
            QCOMPARE(member.sample, std::int64_t(100 + member.row));
            QCOMPARE(member.foreign, member.row % 2 != 0);
            sum += member.weight;
            own += member.row % 2 == 0 ? member.weight : 0;
        }
        QVERIFY(std::abs(sum - reading->sum) < 1e-12);
        QVERIFY(std::abs(own / sum - reading->purity) < 1e-12);
        const double p = reading->purity;
        QVERIFY(std::abs(reading->entropy + p * std::log2(p) + (1 - p) * std::log2(1 - p)) < 1e-12);
        QVERIFY(std::abs(reading->effective - reading->found.effective()) < 1e-9);
        QCOMPARE(reading->label, 0);
        QCOMPARE(reading->network, 0);
    }

    void allCandidatesAsNeighbors()
    {
        const auto points = randomPoints(200, 4, KernelKind::Cosine);
        NeighborhoodSettings settings;
        settings.k = 12;
        settings.nnk = false;
        const auto picked = pickedAt(points, 3);
        const auto knn = readNeighborhood(picked, settings, twoClasses(200));
        QCOMPARE(knn->neighbors, Index(12));
        settings.nnk = true;
        const auto nnk = readNeighborhood(picked, settings, twoClasses(200));
        QVERIFY(nnk->neighbors < 12);
        QVERIFY(nnk->error <= knn->error); // the optimum is the least
        QVERIFY(nnk->diameter <= knn->diameter);
    }

    void withoutLabels()
    {
        EmbeddingHeader header;
        header.n = 100;
        const auto picked = pickedAt(randomPoints(100, 5, KernelKind::Cosine), 0);
        const auto reading = readNeighborhood(picked, {}, header);
        QVERIFY(reading->votes.empty());
        QVERIFY(std::isnan(reading->purity));
        PanelContent content{reading, nullptr, std::make_shared<EmbeddingHeader>(header), nullptr,
                             nullptr};
        for (const PanelNumber& number : panelNumbers(content))
            QVERIFY(!number.name.contains("purity"));
    }

    void aMovedPointKeepsItsFrame()
    {
        const auto points = randomPoints(300, 9, KernelKind::Gaussian);
        const auto home = pickedAt(points, 4);
        PickQuestion question = home->question;
        question.frame = home->frame;
        const Vec3 to(0.3, -0.2, 0.1);
        question.moved = home->frame->origin + home->frame->axes * to;
        const auto moved = pickNeighborhood(points, question);
        QCOMPARE(moved->frame, home->frame);
        QVERIFY((moved->place - to).norm() < 1e-10);
        const auto& rows = moved->live.candidates().rows;
        QVERIFY(std::find(rows.begin(), rows.end(), 4) == rows.end()); // its own row is left out
    }

    void curvesMeetTheReading()
    {
        const auto picked = pickedAt(randomPoints(200, 5, KernelKind::Gaussian), 11);
        NeighborhoodSettings settings;
        settings.kernel = KernelKind::Gaussian;
        settings.k = 25;
        settings.width = {false, 0.7};
        const auto reading = readNeighborhood(picked, settings, twoClasses(200));
        const auto curves = readCurves(picked, settings);
        QVERIFY(std::abs(curves->alongK[24].error - reading->error) < 1e-9);
        QVERIFY(!curves->alongSigma.empty());
        PanelContent content{reading, curves, std::make_shared<EmbeddingHeader>(twoClasses(200)),
                             nullptr, nullptr};
        QCOMPARE(errorFigure(content).cursor, 24);
        const chart::Figure counts = countFigure(content);
        const auto at = std::size_t(counts.cursor);
        QVERIFY(std::abs(counts.series.front().x[at] - std::log10(0.7)) < 1e-12);
        QCOMPARE(counts.series.front().y[at], double(reading->neighbors)); // what is shown
    }

    void threePoints()
    {
        RuleState state; // the first picture has something to see
        const RuleVerdict first = judge(state);
        QVERIFY(first.jKept);
        QCOMPARE(first.lKept, first.ratio < 1 / first.jl);
        state.points[2] = {0.1, -1.2};
        const RuleVerdict apart = judge(state);
        QVERIFY(apart.jKept && apart.lKept);
        QVERIFY(apart.jl < apart.ratio && apart.ratio < 1 / apart.jl);
        state.points[2] = {1.9, 1.1}; // behind j
        QVERIFY(!judge(state).lKept);
        QVERIFY(sentence(judge(state)).contains("l is pruned"));
        state.kernel = KernelKind::Cosine;
        state.points[0] = {1, 0};
        state.points[1] = {std::cos(0.4), std::sin(0.4)};
        state.points[2] = {std::cos(0.9), std::sin(0.9)};
        QVERIFY(!judge(state).lKept); // on the same side
        state.points[2] = {std::cos(-0.9), std::sin(-0.9)};
        QVERIFY(judge(state).lKept && judge(state).jKept);
    }

    void layersOfAnOpenEmbedding()
    {
        const auto header =
            std::make_shared<EmbeddingHeader>(openEmbedding("synthetic:spirals?n=60"));
        LayerSource source{header, {}, {}, header->layers.front().name, KernelKind::Gaussian};
        const auto points = readLayerPoints(source, {});
        QCOMPARE(points->count(), Index(60));
        QVERIFY(!points->areDirections());
        QVERIFY(!readLayerSamples(source, {})); // nobody says where from
        LayerSource other = source;
        other.kernel = KernelKind::Cosine;
        QVERIFY(!(source == other));
        auto bare = std::make_shared<EmbeddingHeader>(*header);
        bare->spec.clear();
        source.embedding = bare;
        QVERIFY_EXCEPTION_THROWN(readLayerPoints(source, {}), Error);
    }

    void theNewestWorkWins()
    {
        QObject receiver;
        LatestTask task(receiver);
        std::vector<int> shown;
        for (int i = 0; i < 20; ++i)
            task.start([i, &shown](const Progress&) -> LatestTask::Apply {
                QTest::qSleep(5);
                return [i, &shown] { shown.push_back(i); };
            });
        QVERIFY(task.isBusy());
        QTRY_VERIFY(!task.isBusy());
        QCOMPARE(shown.back(), 19);
        QVERIFY(shown.size() <= 3); // the first and the last, and hardly one between
        bool late = false;
        task.start(
            [&late](const Progress&) -> LatestTask::Apply { return [&late] { late = true; }; });
        task.cancel();
        QVERIFY(!task.isBusy());
        QTest::qWait(60);
        QVERIFY(!late);
    }
};

QTEST_GUILESS_MAIN(TestNeighborhoodParts)
#include "test_parts.moc"
