// SPDX-License-Identifier: MIT
#include "views/neighborhood/hull.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <set>

namespace leafscope {

namespace {

using Vec3 = Eigen::Vector3d;

constexpr double kThin = 1e-7;

/// Counter-clockwise corners of the hull of points in a plane, seen against `normal`; points on its
/// sides are no corners.
std::vector<int> polygon(const std::vector<Vec3>& points, std::vector<int> members,
                         const Vec3& normal, double thin)
{
    const Vec3 u = normal.unitOrthogonal();
    const Vec3 v = normal.cross(u);
    const auto flat = [&](int i) {
        return Eigen::Vector2d(u.dot(points[std::size_t(i)]), v.dot(points[std::size_t(i)]));
    };
    std::sort(members.begin(), members.end(), [&](int a, int b) {
        const Eigen::Vector2d p = flat(a);
        const Eigen::Vector2d q = flat(b);
        return p.x() < q.x() || (p.x() == q.x() && p.y() < q.y());
    });
    // Lower and upper chain (A. M. Andrew, 1979).
    const auto chain = [&](auto from, auto to) {
        std::vector<int> out;
        for (auto it = from; it != to; ++it) {
            while (out.size() > 1) {
                const Eigen::Vector2d a = flat(out[out.size() - 2]);
                const Eigen::Vector2d b = flat(out.back()) - a;
                const Eigen::Vector2d c = flat(*it) - a;
                if (b.x() * c.y() - b.y() * c.x() > thin * c.norm())
                    break;
                out.pop_back();
            }
            out.push_back(*it);
        }
        return out;
    };
    std::vector<int> corners = chain(members.begin(), members.end());
    const std::vector<int> back = chain(members.rbegin(), members.rend());
    corners.insert(corners.end(), back.begin() + 1, back.end() - 1);
    return corners;
}

class Builder {
public:
    Builder(const std::vector<Vec3>& points, double thin)
        : m_points(points)
        , m_thin(thin)
    {
    }

    void addFace(const std::vector<int>& members, const Vec3& normal)
    {
        const std::vector<int> corners = polygon(m_points, members, normal, m_thin);
        for (std::size_t i = 0; i < corners.size(); ++i) {
            const int a = corners[i];
            const int b = corners[(i + 1) % corners.size()];
            if (m_edges.insert(std::minmax(a, b)).second)
                m_hull.edges.emplace_back(std::min(a, b), std::max(a, b));
            if (i + 2 < corners.size())
                m_hull.triangles.push_back({corners[0], corners[i + 1], corners[i + 2]});
        }
    }

    /// The face through three points, if all others lie on one side.
    void tryFace(int a, int b, int c)
    {
        const Vec3& origin = m_points[std::size_t(a)];
        const Vec3 cross =
            (m_points[std::size_t(b)] - origin).cross(m_points[std::size_t(c)] - origin);
        if (cross.norm() <= m_thin * m_thin)
            return;
        Vec3 normal = cross.normalized();
        bool above = false;
        bool below = false;
        std::vector<int> members;
        for (int i = 0; i < int(m_points.size()); ++i) {
            const double side = normal.dot(m_points[std::size_t(i)] - origin);
            above = above || side > m_thin;
            below = below || side < -m_thin;
            if (above && below)
                return;
            if (std::abs(side) <= m_thin)
                members.push_back(i);
        }
        if (above)
            normal = -normal;
        if (m_faces.insert(members).second)
            addFace(members, normal);
    }

    Hull take() { return std::move(m_hull); }

private:
    const std::vector<Vec3>& m_points;
    double m_thin;
    Hull m_hull;
    std::set<std::vector<int>> m_faces;
    std::set<std::pair<int, int>> m_edges;
};

} // namespace

Hull convexHull(const std::vector<Vec3>& points)
{
    Hull hull;
    hull.dimension = -1;
    const auto n = int(points.size());
    if (n == 0)
        return hull;
    Vec3 mean = Vec3::Zero();
    for (const Vec3& p : points)
        mean += p / double(n);
    Eigen::Matrix3d spread = Eigen::Matrix3d::Zero();
    double extent = 0;
    for (const Vec3& p : points) {
        spread += (p - mean) * (p - mean).transpose();
        extent = std::max(extent, (p - mean).norm());
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> axes(spread);
    const double thin = kThin * extent;
    int dimension = 0;
    for (int axis = 0; axis < 3; ++axis) {
        double widest = 0; // the eigenvalue itself is known to half the digits only
        for (const Vec3& p : points)
            widest = std::max(widest, std::abs(axes.eigenvectors().col(axis).dot(p - mean)));
        dimension += extent > 0 && widest > thin ? 1 : 0;
    }
    std::vector<int> all(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i)
        all[std::size_t(i)] = i;
    Builder builder(points, thin);
    if (dimension == 1) {
        const Vec3 along = axes.eigenvectors().col(2);
        const auto [low, high] = std::minmax_element(all.begin(), all.end(), [&](int a, int b) {
            return along.dot(points[std::size_t(a)]) < along.dot(points[std::size_t(b)]);
        });
        hull.edges.emplace_back(*low, *high);
    } else if (dimension == 2) {
        builder.addFace(all, axes.eigenvectors().col(0));
        hull = builder.take();
    } else if (dimension == 3) {
        for (int a = 0; a < n; ++a)
            for (int b = a + 1; b < n; ++b)
                for (int c = b + 1; c < n; ++c)
                    builder.tryFace(a, b, c);
        hull = builder.take();
    }
    hull.dimension = dimension;
    return hull;
}

} // namespace leafscope
