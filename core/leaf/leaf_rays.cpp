// SPDX-License-Identifier: MIT
#include "core/leaf/leaf_rays.hpp"

#include "core/leaf/tangent.hpp"

#include <Eigen/Geometry>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace leafscope {

namespace {

using Vector = Eigen::Vector3d;

constexpr double kLeastAcross =
    0.03;                           // sine between a fan's plane and the leaf: below, no direction
constexpr double kTurn = 0.98;      // cosine between the ends of a step: more is halved
constexpr double kStraight = 0.996; // and less doubled again
constexpr double kShortest = 1.0 / 8; // of the step that is asked for: at kinks
constexpr Index kMostOfShort = 4;
constexpr double kStray = 1e-7;    // of the logits: a fibre may be off by
constexpr int kRetries = 3;        // steps of a secant onto the border
constexpr std::size_t kStuck = 12; // steps that must lead somewhere
constexpr std::size_t kLoop = 8;   // steps after which a curve may have come round

class Advance {
public:
    Advance(LeafField& field, std::vector<Ray>& rays, Directions directions, Index dimension,
            const GrowthOptions& options)
        : m_field(field)
        , m_rays(rays)
        , m_directions(directions)
        , m_dimension(dimension)
        , m_options(options)
    {
    }

    void start()
    {
        std::vector<Vector> points;
        std::vector<Ray*> rays;
        for (Ray& ray : m_rays) {
            points.push_back(ray.origin);
            rays.push_back(&ray);
        }
        const auto places = placesAt(points);
        for (std::size_t i = 0; i < rays.size(); ++i) {
            Ray& ray = *rays[i];
            ray.place = places[i];
            ray.step = m_options.step;
            ray.points = {ray.origin};
            ray.lengths = {0};
            ray.logits = {ray.place.logits};
            ray.direction = ray.first;
            const auto along = directionAt(ray.place, ray);
            ray.alive = along.has_value();
            if (along)
                ray.direction = *along;
        }
    }

    /// One Runge-Kutta step of every ray that is alive; false when none is.
    bool advance()
    {
        std::vector<Ray*> rays;
        for (Ray& ray : m_rays)
            if (ray.alive)
                rays.push_back(&ray);
        if (rays.empty())
            return false;
        std::vector<std::array<Vector, 4>> slopes(rays.size());
        std::vector<bool> lost(rays.size(), false);
        for (std::size_t i = 0; i < rays.size(); ++i)
            slopes[i][0] = rays[i]->direction;
        for (const int stage : {1, 2, 3})
            slopesAt(rays, slopes, lost, stage);
        std::vector<Vector> ends(rays.size());
        for (std::size_t i = 0; i < rays.size(); ++i) {
            const auto& k = slopes[i];
            ends[i] =
                rays[i]->points.back() + rays[i]->step / 6 * (k[0] + 2 * k[1] + 2 * k[2] + k[3]);
        }
        arrive(rays, slopes, ends, lost);
        return true;
    }

private:
    std::vector<LeafPlace> placesAt(const std::vector<Vector>& points)
    {
        MatrixD all(Index(points.size()), m_field.inputs());
        for (std::size_t i = 0; i < points.size(); ++i)
            all.row(Index(i)) = points[i].head(m_field.inputs()).transpose();
        return m_field.at(all);
    }

    /// Where the ray goes on at a place: the way that is nearer to the one it came.
    std::optional<Vector> directionAt(const LeafPlace& place, const Ray& ray) const
    {
        const Index n = m_field.inputs();
        const Index rank = m_directions == Directions::Leaf ? m_dimension : n - m_dimension;
        if (!place.isDefined() || place.rank < rank)
            return {};
        Vector along = place.directions.col(m_directions == Directions::Leaf ? 0 : n - 1);
        if (ray.isFan()) {
            const Vector normal =
                place.directions.col(m_directions == Directions::Leaf ? n - 1 : 0);
            along = normal.cross(ray.plane);
            if (along.norm() < kLeastAcross)
                return {};
            along.normalize();
        }
        return along.dot(ray.direction) < 0 ? Vector(-along) : along;
    }

    void slopesAt(const std::vector<Ray*>& rays, std::vector<std::array<Vector, 4>>& slopes,
                  std::vector<bool>& lost, int stage)
    {
        std::vector<Vector> points(rays.size());
        for (std::size_t i = 0; i < rays.size(); ++i)
            points[i] = rays[i]->points.back() + slopes[i][std::size_t(stage - 1)] *
                                                     (rays[i]->step * (stage == 3 ? 1 : 0.5));
        const auto places = placesAt(points);
        for (std::size_t i = 0; i < rays.size(); ++i) {
            const auto along = directionAt(places[i], *rays[i]);
            lost[i] = lost[i] || !along;
            slopes[i][std::size_t(stage)] = along.value_or(Vector::Zero());
        }
    }

    /// Share of the step after which the ray leaves where it may be; nothing if it does not.
    std::optional<double> leaves(const Ray& ray, const Vector& end) const
    {
        std::optional<double> share;
        const auto border = [&](double before, double after) {
            if (after < 0)
                share = std::min(share.value_or(1), std::max(0.0, before) / (before - after));
        };
        const Vector& start = ray.points.back();
        for (Index i = 0; i < m_field.inputs(); ++i) {
            border(start[i] - m_options.box.low[i], end[i] - m_options.box.low[i]);
            border(m_options.box.high[i] - start[i], m_options.box.high[i] - end[i]);
        }
        // A fan's plane is shared with the ray that left the other way: each has its half.
        if (ray.isFan() && ray.points.size() > 1)
            border(ray.first.dot(start - ray.origin), ray.first.dot(end - ray.origin));
        return share;
    }

    /// Whether a step turned too much to be trusted: it is taken again, half as long.
    bool turns(Ray& ray, const std::array<Vector, 4>& slopes) const
    {
        const double cosine = slopes[0].dot(slopes[3]);
        if (cosine < kTurn && ray.step > m_options.step * kShortest && ray.retries == 0) {
            ray.step /= 2;
            return true;
        }
        if (cosine > kStraight && ray.retries == 0)
            ray.next = std::min(m_options.step, 2 * ray.step);
        else
            ray.next = ray.step;
        return false;
    }

    void arrive(const std::vector<Ray*>& rays, const std::vector<std::array<Vector, 4>>& slopes,
                std::vector<Vector>& ends, const std::vector<bool>& lost)
    {
        std::vector<Ray*> arrived;
        std::vector<Vector> points;
        std::vector<bool> last;
        for (std::size_t i = 0; i < rays.size(); ++i) {
            Ray& ray = *rays[i];
            if (lost[i] || !ends[i].allFinite()) {
                ray.alive = false;
                continue;
            }
            if (turns(ray, slopes[i]))
                continue;
            const auto share = leaves(ray, ends[i]);
            if (share &&
                ray.retries < kRetries) { // the same step again, shorter: ends on the border
                ++ray.retries;
                ray.step *= std::max(*share, 1e-9);
                continue;
            }
            arrived.push_back(&ray);
            points.push_back(ends[i]);
            last.push_back(ray.retries > 0);
        }
        std::vector<LeafPlace> places = placesAt(points);
        if (m_directions == Directions::Kernel && !points.empty()) {
            for (std::size_t i = 0; i < points.size(); ++i)
                if (places[i].isDefined())
                    points[i] -= liftAt(places[i],
                                        centred(places[i].logits) - centred(arrived[i]->logits[0]));
            places = placesAt(points);
        }
        for (std::size_t i = 0; i < points.size(); ++i)
            take(*arrived[i], points[i], places[i], last[i]);
    }

    /// A fibre that the corrector could not bring back to its logits.
    bool strays(const Ray& ray, const LeafPlace& place) const
    {
        if (m_directions != Directions::Kernel)
            return false;
        const VectorD& wanted = ray.logits[0];
        return (centred(place.logits) - centred(wanted)).cwiseAbs().maxCoeff() >
               kStray * (1 + wanted.cwiseAbs().maxCoeff());
    }

    void take(Ray& ray, const Vector& point, const LeafPlace& place, bool last)
    {
        if (!place.isDefined() || strays(ray, place)) {
            ray.alive = false;
            return;
        }
        const Vector way = point - ray.points.back();
        ray.points.push_back(point);
        ray.logits.push_back(place.logits);
        ray.place = place;
        const std::size_t count = ray.points.size();
        const auto along = directionAt(place, ray);
        ray.lengths.push_back(ray.lengths.back() + way.norm());
        ray.step = ray.next;
        ray.alive = along && !last && Index(count) <= kMostOfShort * m_options.mostSteps &&
                    ray.lengths.back() < double(m_options.mostSteps) * m_options.step;
        if (along)
            ray.direction = *along;
        // Between two kinks that send it back and forth a curve goes nowhere.
        if (count > kStuck && (point - ray.points[count - 1 - kStuck]).norm() < m_options.step / 2)
            ray.alive = false;
        if (!ray.isFan() && count > kLoop && (point - ray.origin).norm() < m_options.step &&
            way.dot(ray.first) > 0) {
            ray.closed = true;
            ray.alive = false;
        }
    }

    LeafField& m_field;
    std::vector<Ray>& m_rays;
    Directions m_directions;
    Index m_dimension;
    const GrowthOptions& m_options;
};

} // namespace

void advanceRays(LeafField& field, std::vector<Ray>& rays, Directions directions, Index dimension,
                 const GrowthOptions& options, const Progress& progress)
{
    if (rays.empty())
        return;
    Advance all(field, rays, directions, dimension, options);
    all.start();
    while (all.advance())
        progress.checkpoint();
}

} // namespace leafscope
