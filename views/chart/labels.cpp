// SPDX-License-Identifier: MIT
#include "views/chart/labels.hpp"

#include <algorithm>
#include <numeric>

namespace leafscope::chart {

namespace {

/// A run of labels that touch: `sum` and `count` give the mean of (wanted - offset in the run).
struct Block {
    double sum = 0;
    std::size_t count = 0;
    double mean() const { return sum / double(count); }
};

bool collide(double centreA, double widthA, double centreB, double widthB, double gap)
{
    return std::abs(centreA - centreB) < (widthA + widthB) / 2 + gap;
}

} // namespace

std::vector<double> spread(const std::vector<double>& wanted, double gap, Range within)
{
    const std::size_t m = wanted.size();
    std::vector<double> placed(m);
    if (m == 0)
        return placed;
    std::vector<std::size_t> order(m);
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return wanted[a] < wanted[b]; });
    double step = gap;
    const double room = within.span() - gap;
    if (m > 1 && double(m - 1) * step > room)
        step = std::max(0.0, room) / double(m - 1);

    // With z_i = y_i - i * step the condition reads z_i <= z_{i+1}: isotonic regression, solved by
    // pooling neighbours that are out of order.
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < m; ++i) {
        blocks.push_back({wanted[order[i]] - double(i) * step, 1});
        while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() > blocks.back().mean()) {
            blocks[blocks.size() - 2].sum += blocks.back().sum;
            blocks[blocks.size() - 2].count += blocks.back().count;
            blocks.pop_back();
        }
    }
    const double low = within.low + gap / 2;
    const double high = std::max(low, within.high - gap / 2 - double(m - 1) * step);
    std::size_t i = 0;
    for (const Block& block : blocks)
        for (std::size_t k = 0; k < block.count; ++k, ++i)
            placed[order[i]] = std::clamp(block.mean(), low, high) + double(i) * step;
    return placed;
}

std::vector<std::size_t> fitting(const std::vector<double>& centres,
                                 const std::vector<double>& widths, double gap, std::size_t keep)
{
    const std::size_t m = std::min(centres.size(), widths.size());
    for (std::size_t stride = 1; stride < m; ++stride) {
        std::vector<std::size_t> chosen;
        bool fits = true;
        for (std::size_t i = 0; i < m && fits; i += stride) {
            if (!chosen.empty())
                fits = !collide(centres[chosen.back()], widths[chosen.back()], centres[i],
                                widths[i], gap);
            chosen.push_back(i);
        }
        if (!fits)
            continue;
        if (keep < m && std::find(chosen.begin(), chosen.end(), keep) == chosen.end()) {
            std::erase_if(chosen, [&](std::size_t i) {
                return collide(centres[i], widths[i], centres[keep], widths[keep], gap);
            });
            chosen.insert(std::upper_bound(chosen.begin(), chosen.end(), keep), keep);
        }
        return chosen;
    }
    if (m == 0)
        return {};
    return {keep < m ? keep : 0};
}

QRectF cardPlace(QPointF point, QSizeF card, QRectF bounds, double distance)
{
    double x = point.x() + distance;
    if (x + card.width() > bounds.right()) {
        const double left = point.x() - distance - card.width();
        x = left >= bounds.left() ? left : bounds.right() - card.width();
    }
    const double y = point.y() - card.height() / 2;
    const double mostX = std::max(bounds.left(), bounds.right() - card.width());
    const double mostY = std::max(bounds.top(), bounds.bottom() - card.height());
    return {QPointF(std::clamp(x, bounds.left(), mostX), std::clamp(y, bounds.top(), mostY)), card};
}

} // namespace leafscope::chart
