// SPDX-License-Identifier: MIT
// `nnk channels`: what the channels of a layer have in common.
#include "views/study/study_json.hpp"
#include "views/study/study_page.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

using namespace study;

QString tr(const char* text)
{
    return QCoreApplication::translate("leafscope::StudyView", text);
}

/// Numbers of the channels: all of the layer, or those that were chosen.
std::vector<double> channelsOf(const Json& result)
{
    std::vector<double> channels = listAt(result, "chosen");
    const Json& overlap = fieldAt(result, "overlap");
    const std::size_t count = overlap.is_array() ? overlap.size() : channels.size();
    if (channels.size() != count) {
        channels.resize(count);
        for (std::size_t i = 0; i < count; ++i)
            channels[i] = double(i);
    }
    return channels;
}

/// Each channel is followed by the one that shares most with it among those that are left, from
/// the channel on that shares most with all. O(C^2).
std::vector<int> chainOf(const chart::Grid& grid)
{
    const int count = int(grid.rows.size());
    const auto shared = [&](int a, int b) {
        const double value = grid.values[grid.at(a, b)];
        return std::isfinite(value) ? value : -1.0;
    };
    std::vector<double> sums(std::size_t(count), 0.0);
    for (int a = 0; a < count; ++a)
        for (int b = 0; b < count; ++b)
            sums[std::size_t(a)] += shared(a, b);
    std::vector<bool> placed(std::size_t(count), false);
    std::vector<int> chain;
    int next = int(std::max_element(sums.begin(), sums.end()) - sums.begin());
    while (int(chain.size()) < count) {
        chain.push_back(next);
        placed[std::size_t(next)] = true;
        int best = -1;
        for (int other = 0; other < count; ++other)
            if (!placed[std::size_t(other)] &&
                (best < 0 || shared(chain.back(), other) > shared(chain.back(), best)))
                best = other;
        next = best;
    }
    return chain;
}

StudyPage overlapPage(const Json& result, const std::vector<double>& channels)
{
    GridPage page;
    page.rowKey = "channel";
    page.cellText = tr("Channels %1 and %2");
    page.grid.title = tr("Shared neighbours");
    for (const double channel : channels)
        page.grid.rows << QString::number(qlonglong(channel));
    page.grid.columns = page.grid.rows;
    const std::size_t count = channels.size();
    page.grid.values.assign(count * count, std::nan(""));
    const Json& overlap = fieldAt(result, "overlap");
    std::vector<double> others; // the diagonal is 1 and would hide the differences
    for (std::size_t a = 0; overlap.is_array() && a < count; ++a)
        for (std::size_t b = 0; overlap[a].is_array() && b < std::min(count, overlap[a].size());
             ++b) {
            if (!overlap[a][b].is_number())
                continue;
            page.grid.values[a * count + b] = overlap[a][b].get<double>();
            if (a != b)
                others.push_back(page.grid.values[a * count + b]);
        }
    page.grid.range = chart::niceRange(chart::rangeOf(others), 6, true);
    if (count > 1)
        page.alike = chainOf(page.grid);
    QStringList note{tr("mean %1").arg(style::number(numberAt(result, "overlap_mean")))};
    if (const double chance = numberAt(result, "overlap_chance"); std::isfinite(chance))
        note << tr("by chance %1").arg(style::number(chance));
    if (const double growth = numberAt(result, "union_growth"); std::isfinite(growth))
        note << tr("union growth %1").arg(style::number(growth));
    return {"overlap", tr("Overlap"), note.join(QStringLiteral(", ")), page};
}

StudyPage barsPage(const Json& result, const std::vector<double>& channels, const char* key,
                   const QString& name, const QString& title)
{
    StudyAxis axis;
    axis.title = tr("Channel");
    axis.key = "channel";
    for (std::size_t i = 0; i < channels.size(); ++i) {
        axis.values.push_back(double(i));
        axis.names << QString::number(qlonglong(channels[i]));
    }
    StudyLine line = readLine(ofLists(result, channels.size()), {QString(), key, LineRole::Main});
    line.bars = true;
    return {key, name, {}, ChartPage{axis, {{title, {line}, std::string(key) == "loo_accuracy"}}}};
}

} // namespace

std::vector<StudyPage> channelPages(const Json& result, const StudyContext&)
{
    const std::vector<double> channels = channelsOf(result);
    return {overlapPage(result, channels),
            barsPage(result, channels, "loo_accuracy", tr("Accuracy"),
                     tr("Right label from the others, by one channel (%)")),
            barsPage(result, channels, "neighbors_mean", tr("Neighbours"),
                     tr("Neighbours per sample, mean")),
            barsPage(result, channels, "dimension", tr("Dimension"),
                     tr("Principal components of a polytope, mean"))};
}

} // namespace leafscope
