// SPDX-License-Identifier: MIT
// Projection, nearest point, points in a region.
#include "views/scene/point_picker.hpp"

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <string>

namespace leafscope {

namespace {

constexpr std::size_t kChunk = 1 << 16; // points that one thread takes at a time

template <typename Body>
void forEachChunk(std::size_t count, const Body& body)
{
    const std::size_t chunks = (count + kChunk - 1) / kChunk;
    const auto run = [&](Index chunk) {
        const std::size_t first = std::size_t(chunk) * kChunk;
        body(first, std::min(first + kChunk, count));
    };
    if (chunks == 1) // no thread is started for few points
        run(0);
    else
        parallelFor(Index(chunks), run);
}

} // namespace

double PointSize::diameter(double nominal, double distance) const
{
    return std::clamp(base * std::pow(nominal / distance, growth), smallest, largest);
}

void PointPicker::project(const std::vector<Eigen::Vector3f>& points,
                          std::shared_ptr<const DrawOrder> order, const CameraControl& camera,
                          const PointSize& size)
{
    EXPECTS(order != nullptr, "no order");
    m_order = std::move(order);
    m_size = size;
    m_nominal = camera.nominalDistance();
    const std::size_t count = m_order->rows.size();
    for (std::vector<float>* values : {&m_x, &m_y, &m_depth, &m_w})
        values->resize(count);
    const Eigen::Matrix4f matrix = camera.composite().cast<float>();
    const Vec3 forward = camera.pose().forward();
    const Eigen::Vector3f ahead = forward.cast<float>();
    const auto origin = float(forward.dot(camera.pose().position));
    const auto near = float(camera.clippingRange().x());
    const auto halfWidth = float(camera.frame().width / 2);
    const auto halfHeight = float(camera.frame().height / 2);
    forEachChunk(count, [&](std::size_t first, std::size_t end) {
        for (std::size_t i = first; i < end; ++i) {
            const Eigen::Vector3f& point = points[m_order->rows[i]];
            const Eigen::Vector4f clip = matrix.leftCols<3>() * point + matrix.col(3);
            const float depth = ahead.dot(point) - origin;
            const bool drawn = depth >= near && clip.w() > 0; // else behind the near plane
            m_x[i] = drawn ? (clip.x() / clip.w() + 1) * halfWidth
                           : std::numeric_limits<float>::quiet_NaN();
            m_y[i] = (1 - clip.y() / clip.w()) * halfHeight;
            m_depth[i] = depth;
            m_w[i] = clip.w();
        }
    });
}

Index PointPicker::nearest(double x, double y, double radius) const
{
    if (!m_order)
        return -1;
    const auto px = float(x);
    const auto py = float(y);
    const auto reach = float(std::max(radius, m_size.largest / 2));
    Index covering = -1;
    Index closest = -1;
    float frontMost = 0;
    auto least = float(radius * radius);
    float leastDepth = 0;
    for (std::size_t i = 0; i < m_order->rest; ++i) {
        const float dx = m_x[i] - px;
        const float dy = m_y[i] - py;
        const float squared = dx * dx + dy * dy;
        if (!(squared <= reach * reach)) // nearly all points end here
            continue;
        const auto row = Index(m_order->rows[i]);
        const auto disc = float(m_size.diameter(m_nominal, m_w[i]) / 2);
        if (squared <= disc * disc) {
            if (covering < 0 || m_depth[i] < frontMost ||
                (m_depth[i] == frontMost && row < covering)) {
                covering = row;
                frontMost = m_depth[i];
            }
        } else if (squared < least ||
                   (squared == least &&
                    (m_depth[i] < leastDepth || (m_depth[i] == leastDepth && row < closest)))) {
            closest = row;
            least = squared;
            leastDepth = m_depth[i];
        }
    }
    return covering >= 0 ? covering : closest;
}

template <typename Visit>
void PointPicker::forEachInside(const ScreenRegion& region, const Visit& visit) const
{
    if (!m_order)
        return;
    const auto left = float(region.left());
    const auto right = float(region.right());
    const auto top = float(region.top());
    const auto bottom = float(region.bottom());
    forEachChunk(m_x.size(), [&](std::size_t first, std::size_t end) {
        Index found = 0;
        for (std::size_t i = first; i < end; ++i) {
            // The bounds in float may be a rounding wider or narrower; the region decides there.
            if (!(m_x[i] >= left - 1 && m_x[i] <= right + 1 && m_y[i] >= top - 1 &&
                  m_y[i] <= bottom + 1))
                continue;
            if (region.contains(double(m_x[i]), double(m_y[i])))
                found += visit(i);
        }
        visit.finish(found);
    });
}

namespace {

struct Counter {
    std::atomic<Index>* total;
    int operator()(std::size_t) const { return 1; }
    void finish(Index found) const { *total += found; }
};

struct Marker {
    const std::vector<std::uint32_t>* rows;
    std::vector<std::uint8_t>* marks; ///< by row; no two threads write the same one
    int operator()(std::size_t i) const
    {
        (*marks)[(*rows)[i]] = 1;
        return 1;
    }
    void finish(Index) const {}
};

} // namespace

Index PointPicker::countInside(const ScreenRegion& region) const
{
    std::atomic<Index> total{0};
    forEachInside(region, Counter{&total});
    return total;
}

std::vector<Index> PointPicker::inside(const ScreenRegion& region) const
{
    std::vector<Index> found;
    if (!m_order || m_order->rows.empty())
        return found;
    std::uint32_t last = 0; // each run of the order is ascending
    for (const std::size_t end : {m_order->moving, m_order->rest, m_order->rows.size()})
        if (end > 0)
            last = std::max(last, m_order->rows[end - 1]);
    std::vector<std::uint8_t> marks(std::size_t(last) + 1, 0);
    forEachInside(region, Marker{&m_order->rows, &marks});
    found.reserve(std::size_t(std::count(marks.begin(), marks.end(), std::uint8_t(1))));
    for (std::size_t row = 0; row < marks.size(); ++row)
        if (marks[row])
            found.push_back(Index(row));
    return found;
}

} // namespace leafscope
