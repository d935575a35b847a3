// SPDX-License-Identifier: MIT
#include "core/leaf/leaf_growth.hpp"

#include "core/leaf/leaf_rays.hpp"

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace leafscope {

namespace {

using Vector = Eigen::Vector3d;

constexpr std::size_t kStride = 2; // vertices of a surface: every other step of a ray
constexpr double kWidest = 3;      // steps between neighbouring rays before one is put between
constexpr double kTorn = 5;        // steps across a triangle above which the surface has a hole
constexpr std::size_t kMostRays = 400;
constexpr int kRounds = 4;

Vector padded(const VectorD& x)
{
    Vector out = Vector::Zero();
    out.head(x.size()) = x;
    return out;
}

/// Of this kind at a place: how many dimensions.
Index dimensionOf(const LeafPlace& place, Directions directions, Index n)
{
    return directions == Directions::Leaf ? place.rank : n - place.rank;
}

LeafPiece pointPiece(const VectorD& seed, const LeafPlace& place)
{
    LeafPiece piece;
    piece.seed = seed;
    piece.points = seed.transpose();
    piece.logits = place.logits.transpose();
    return piece;
}

/// One curve out of the two rays that left its seed.
LeafPiece curveOf(const VectorD& seed, const Ray& forth, const Ray& back)
{
    LeafPiece piece;
    piece.dimension = 1;
    piece.seed = seed;
    piece.closed = forth.closed;
    const std::size_t before = forth.closed ? 0 : back.points.size() - 1;
    const std::size_t count = before + forth.points.size() + (forth.closed ? 1 : 0);
    piece.points.resize(Index(count), seed.size());
    piece.logits.resize(Index(count), forth.logits[0].size());
    Index row = 0;
    const auto put = [&](const Ray& ray, std::size_t i) {
        piece.points.row(row) = ray.points[i].head(seed.size()).transpose();
        piece.logits.row(row++) = ray.logits[i].transpose();
    };
    for (std::size_t i = before; i > 0; --i)
        put(back, i);
    for (std::size_t i = 0; i < forth.points.size(); ++i)
        put(forth, i);
    if (forth.closed)
        put(forth, 0);
    return piece;
}

/// A fan of rays around a seed, ordered by angle.
class Fan {
public:
    Fan(LeafField& field, const Vector& seed, const LeafPlace& place, Directions directions,
        const GrowthOptions& options)
        : m_field(field)
        , m_seed(seed)
        , m_directions(directions)
        , m_options(options)
    {
        const bool leaf = directions == Directions::Leaf;
        m_normal = place.directions.col(leaf ? 2 : 0);
        m_first = place.directions.col(leaf ? 0 : 1);
        m_second = m_normal.cross(m_first);
    }

    void grow(const Progress& progress)
    {
        std::vector<double> angles;
        for (Index i = 0; i < m_options.rays; ++i)
            angles.push_back(2 * std::numbers::pi * double(i) / double(m_options.rays));
        for (int round = 0; round < kRounds && !angles.empty(); ++round) {
            add(angles, progress);
            angles = gaps();
        }
    }

    LeafPiece surface(const VectorD& seed)
    {
        m_piece.dimension = 2;
        m_piece.seed = seed;
        collectVertices();
        for (std::size_t i = 0; i < m_rays.size(); ++i)
            joinRays(i, (i + 1) % m_rays.size());
        m_piece.points.resize(Index(m_points.size()), 3);
        m_piece.logits.resize(Index(m_points.size()), m_field.classes());
        for (std::size_t i = 0; i < m_points.size(); ++i) {
            m_piece.points.row(Index(i)) = m_points[i].transpose();
            m_piece.logits.row(Index(i)) = m_logits[i].transpose();
        }
        return std::move(m_piece);
    }

private:
    void add(const std::vector<double>& angles, const Progress& progress)
    {
        std::vector<Ray> rays(angles.size());
        for (std::size_t i = 0; i < angles.size(); ++i) {
            rays[i].origin = m_seed;
            rays[i].first = std::cos(angles[i]) * m_first + std::sin(angles[i]) * m_second;
            rays[i].plane = rays[i].first.cross(m_normal);
        }
        advanceRays(m_field, rays, m_directions, 2, m_options, progress);
        for (std::size_t i = 0; i < angles.size(); ++i)
            m_rays.emplace_back(angles[i], std::move(rays[i]));
        std::sort(m_rays.begin(), m_rays.end(),
                  [](const auto& a, const auto& b) { return a.first < b.first; });
    }

    /// Angles between neighbours that part.
    std::vector<double> gaps() const
    {
        std::vector<double> angles;
        for (std::size_t i = 0; i < m_rays.size(); ++i) {
            const auto& [angle, ray] = m_rays[i];
            const auto& [next, other] = m_rays[(i + 1) % m_rays.size()];
            double widest = 0;
            std::size_t j = 0; // as far on its way as k
            for (std::size_t k = 0; k < ray.points.size(); k += 4) {
                while (j < other.lengths.size() && other.lengths[j] < ray.lengths[k])
                    ++j;
                if (j < other.lengths.size())
                    widest = std::max(widest, (ray.points[k] - other.points[j]).norm());
            }
            const double to = next > angle ? next : next + 2 * std::numbers::pi;
            if (widest > kWidest * m_options.step && m_rays.size() + angles.size() < kMostRays)
                angles.push_back((angle + to) / 2);
        }
        for (double& angle : angles)
            angle = std::fmod(angle, 2 * std::numbers::pi);
        return angles;
    }

    void collectVertices()
    {
        m_points.push_back(m_seed);
        m_logits.push_back(m_rays[0].second.logits[0]);
        for (const auto& [angle, ray] : m_rays) {
            std::vector<std::int32_t> nodes{0};
            for (std::size_t k = 1; k < ray.points.size(); ++k)
                if (k % kStride == 0 || k + 1 == ray.points.size()) {
                    nodes.push_back(std::int32_t(m_points.size()));
                    m_points.push_back(ray.points[k]);
                    m_logits.push_back(ray.logits[k]);
                }
            m_nodes.push_back(std::move(nodes));
        }
    }

    double distance(std::int32_t a, std::int32_t b) const
    {
        return (m_points[std::size_t(a)] - m_points[std::size_t(b)]).norm();
    }

    void triangle(std::int32_t a, std::int32_t b, std::int32_t c)
    {
        if (a == b || b == c || a == c)
            return;
        if (std::max({distance(a, b), distance(b, c), distance(a, c)}) > kTorn * m_options.step)
            return;
        m_piece.triangles.insert(m_piece.triangles.end(), {a, b, c});
    }

    /// The strip between two neighbours, always along the shorter diagonal.
    void joinRays(std::size_t left, std::size_t right)
    {
        const auto& a = m_nodes[left];
        const auto& b = m_nodes[right];
        std::size_t i = 0;
        std::size_t j = 0;
        while (i + 1 < a.size() || j + 1 < b.size()) {
            const bool onLeft =
                j + 1 >= b.size() ||
                (i + 1 < a.size() && distance(a[i + 1], b[j]) <= distance(a[i], b[j + 1]));
            if (onLeft) {
                triangle(a[i], a[i + 1], b[j]);
                ++i;
            } else {
                triangle(a[i], b[j + 1], b[j]);
                ++j;
            }
        }
    }

    LeafField& m_field;
    Vector m_seed;
    Directions m_directions;
    const GrowthOptions& m_options;
    Vector m_normal;
    Vector m_first;
    Vector m_second;
    std::vector<std::pair<double, Ray>> m_rays; ///< by angle
    std::vector<Vector> m_points;
    std::vector<VectorD> m_logits;
    std::vector<std::vector<std::int32_t>> m_nodes;
    LeafPiece m_piece;
};

} // namespace

std::vector<LeafPiece> growCurves(LeafField& field, const MatrixD& seeds, Directions directions,
                                  const GrowthOptions& options, const Progress& progress)
{
    const Index n = field.inputs();
    const auto places = field.at(seeds);
    std::vector<Ray> rays;
    for (Index i = 0; i < seeds.rows(); ++i) {
        const LeafPlace& place = places[std::size_t(i)];
        if (!place.isDefined() || dimensionOf(place, directions, n) != 1)
            continue;
        Ray ray;
        ray.origin = padded(seeds.row(i).transpose());
        ray.first = place.directions.col(directions == Directions::Leaf ? 0 : n - 1);
        rays.push_back(ray);
        ray.first = -ray.first;
        rays.push_back(ray);
    }
    advanceRays(field, rays, directions, 1, options, progress);
    std::vector<LeafPiece> pieces;
    std::size_t next = 0;
    for (Index i = 0; i < seeds.rows(); ++i) {
        const LeafPlace& place = places[std::size_t(i)];
        const VectorD seed = seeds.row(i).transpose();
        if (!place.isDefined() || dimensionOf(place, directions, n) != 1) {
            pieces.push_back(pointPiece(seed, place));
            continue;
        }
        pieces.push_back(curveOf(seed, rays[next], rays[next + 1]));
        next += 2;
    }
    return pieces;
}

LeafPiece growSurface(LeafField& field, const VectorD& seed, Directions directions,
                      const GrowthOptions& options, const Progress& progress)
{
    const LeafPlace place = field.at(seed.transpose()).front();
    if (field.inputs() != 3 || !place.isDefined() || dimensionOf(place, directions, 3) != 2)
        return pointPiece(seed, place);
    Fan fan(field, seed, place, directions, options);
    fan.grow(progress);
    return fan.surface(seed);
}

LeafPiece growPiece(LeafField& field, const VectorD& seed, Directions directions,
                    const GrowthOptions& options, const Progress& progress)
{
    const Index n = field.inputs();
    const LeafPlace place = field.at(seed.transpose()).front();
    const Index dimension = dimensionOf(place, directions, n);
    if (place.isDefined() && dimension == 1)
        return growCurves(field, seed.transpose(), directions, options, progress).front();
    if (place.isDefined() && dimension == 2 && n == 3)
        return growSurface(field, seed, directions, options, progress);
    return pointPiece(seed, place);
}

} // namespace leafscope
