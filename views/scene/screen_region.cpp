// SPDX-License-Identifier: MIT
// An edge table: the edges that cross each thin stripe of the screen.
#include "views/scene/screen_region.hpp"

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr double kMostBins = 4096;

} // namespace

ScreenRegion ScreenRegion::box(const Eigen::Vector2d& a, const Eigen::Vector2d& b)
{
    ScreenRegion region;
    region.m_box = true;
    region.m_low = a.cwiseMin(b);
    region.m_high = a.cwiseMax(b);
    return region;
}

ScreenRegion ScreenRegion::polygon(const std::vector<Eigen::Vector2d>& corners)
{
    ScreenRegion region;
    if (corners.size() >= 3)
        region.build(corners);
    return region;
}

std::size_t ScreenRegion::binOf(double y) const
{
    return std::min(std::size_t((y - m_low.y()) * m_perBin), m_firstOfBin.size() - 2);
}

void ScreenRegion::build(const std::vector<Eigen::Vector2d>& corners)
{
    m_low = m_high = corners.front();
    for (const Eigen::Vector2d& corner : corners) {
        m_low = m_low.cwiseMin(corner);
        m_high = m_high.cwiseMax(corner);
    }
    const double height = m_high.y() - m_low.y();
    const double bins = std::clamp(std::ceil(height), 1.0, kMostBins);
    m_perBin = height > 0 ? bins / height : 1;
    m_firstOfBin.assign(std::size_t(bins) + 1, 0);
    std::vector<Edge> edges;
    for (std::size_t i = 0; i < corners.size(); ++i) {
        Eigen::Vector2d a = corners[i];
        Eigen::Vector2d b = corners[(i + 1) % corners.size()];
        if (a.y() == b.y())
            continue; // crosses no horizontal line
        const int turn = a.y() < b.y() ? 1 : -1;
        if (turn < 0)
            std::swap(a, b);
        edges.push_back({a.x(), a.y(), b.y(), (b.x() - a.x()) / (b.y() - a.y()), turn});
        for (std::size_t bin = binOf(a.y()); bin <= binOf(b.y()); ++bin)
            ++m_firstOfBin[bin + 1];
    }
    for (std::size_t bin = 1; bin < m_firstOfBin.size(); ++bin)
        m_firstOfBin[bin] += m_firstOfBin[bin - 1];
    m_edges.resize(m_firstOfBin.back());
    std::vector<std::uint32_t> next(m_firstOfBin.begin(), m_firstOfBin.end() - 1);
    for (const Edge& edge : edges)
        for (std::size_t bin = binOf(edge.y); bin <= binOf(edge.end); ++bin)
            m_edges[next[bin]++] = edge;
}

bool ScreenRegion::contains(double x, double y) const
{
    if (!(x >= m_low.x() && x <= m_high.x() && y >= m_low.y() && y <= m_high.y()))
        return false;
    if (m_box)
        return true;
    int winding = 0;
    const std::size_t bin = binOf(y);
    for (std::uint32_t i = m_firstOfBin[bin]; i < m_firstOfBin[bin + 1]; ++i) {
        const Edge& edge = m_edges[i];
        if (edge.y <= y && y < edge.end && edge.x + (y - edge.y) * edge.slope > x)
            winding += edge.turn;
    }
    return winding != 0;
}

} // namespace leafscope
