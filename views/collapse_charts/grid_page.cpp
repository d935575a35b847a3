// SPDX-License-Identifier: MIT
#include "views/collapse_charts/grid_page.hpp"

#include "views/collapse_charts/curve_page.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>
#include <utility>

namespace leafscope::collapse {

namespace {

constexpr int kBlue = 0;
constexpr int kOrange = 3;
constexpr double kLeastSpread = 0.02; ///< of the colours, so that rounding does not look like much
constexpr std::size_t kMostClasses = 4;

QString tr(const char* text)
{
    return QCoreApplication::translate("leafscope::CollapseCharts", text);
}

double targetOf(const CollapseRun& run)
{
    return -1.0 / double(std::max<Index>(run.classCount() - 1, 1));
}

chart::Grid gridOf(const CollapseRun& run, const MatrixD& cosines, double spread)
{
    chart::Grid grid;
    for (const std::string& name : run.classNames)
        grid.rows << QString::fromStdString(name);
    grid.columns = grid.rows;
    const double target = targetOf(run);
    grid.range = {target - spread, target + spread};
    grid.shade = &diverging;
    for (const int part : {-2, -1, 0, 1, 2}) {
        const double at = target + 0.5 * part * spread;
        if (part == 0)
            grid.ticks.push_back({at, tr("-1/(C-1)")});
        else if (std::abs(at) <= 1) // there are no other cosines
            grid.ticks.push_back({at, QString::number(at, 'f', spread < 0.2 ? 3 : 2)});
    }
    grid.values.assign(std::size_t(grid.rows.size()) * std::size_t(grid.columns.size()),
                       kUndefined);
    for (int i = 0; i < grid.rows.size() && i < cosines.rows(); ++i)
        for (int j = 0; j < grid.columns.size() && j < cosines.cols(); ++j)
            if (i != j)
                grid.values[grid.at(i, j)] = cosines(i, j);
    return grid;
}

double degrees(double cosine)
{
    return std::acos(std::clamp(cosine, -1.0, 1.0)) * 180 / std::numbers::pi;
}

QByteArray field(double value)
{
    return std::isfinite(value) ? QByteArray::number(value, 'g', 9) : QByteArray();
}

QByteArray quoted(const std::string& text)
{
    return '"' + QByteArray::fromStdString(text).replace("\"", "\"\"") + '"';
}

} // namespace

QColor diverging(double t)
{
    const QColor middle = style::mixed(style::tokens().surface, style::tokens().line, 0.25);
    const QColor end = style::readable(style::categorical(t < 0.5 ? kBlue : kOrange),
                                       style::tokens().surface, 3.5);
    return style::mixed(middle, end, std::abs(2 * std::clamp(t, 0.0, 1.0) - 1));
}

double angleSpread(const CollapseRun& run, const CollapseLayer& layer)
{
    const double target = targetOf(run);
    double spread = kLeastSpread;
    for (const CollapseEpoch& at : layer.epochs)
        for (const MatrixD* matrix : {&at.cosMeans, &at.cosClassifiers})
            for (Index i = 0; i < matrix->rows(); ++i)
                for (Index j = 0; j < matrix->cols(); ++j)
                    if (const double value = (*matrix)(i, j); i != j && std::isfinite(value))
                        spread = std::max(spread, std::abs(value - target));
    return spread;
}

std::vector<chart::Grid> angleGrids(const CollapseRun& run, const CollapseEpoch& epoch,
                                    double spread)
{
    std::vector<chart::Grid> grids{gridOf(run, epoch.cosMeans, spread)};
    grids[0].title = tr("Cosines of the class means, epoch %1").arg(epoch.epoch);
    if (epoch.cosClassifiers.size() > 0) {
        grids.push_back(gridOf(run, epoch.cosClassifiers, spread));
        grids[1].title = tr("Cosines of the classifiers, epoch %1").arg(epoch.epoch);
    }
    return grids;
}

std::vector<FarPair> farthestPairs(const MatrixD& cosines, std::size_t most)
{
    const double target = -1.0 / double(std::max<Index>(cosines.rows() - 1, 1));
    std::vector<FarPair> pairs;
    for (Index a = 0; a < cosines.rows(); ++a)
        for (Index b = a + 1; b < cosines.cols(); ++b)
            if (std::isfinite(cosines(a, b)))
                pairs.push_back({int(a), int(b), cosines(a, b) - target});
    const auto farther = [](const FarPair& one, const FarPair& other) {
        const double x = std::abs(one.distance);
        const double y = std::abs(other.distance);
        return x != y ? x > y : std::pair(one.a, one.b) < std::pair(other.a, other.b);
    };
    const auto kept = pairs.begin() + std::ptrdiff_t(std::min(most, pairs.size()));
    std::partial_sort(pairs.begin(), kept, pairs.end(), farther);
    pairs.erase(kept, pairs.end());
    return pairs;
}

chart::Card angleCard(const CollapseRun& run, const CollapseEpoch& epoch, bool classifiers,
                      int cell)
{
    using chart::CardRowKind;
    const int count = int(run.classCount());
    if (cell < 0 || cell >= count * count)
        return {};
    const int a = cell / count;
    const int b = cell % count;
    const auto name = [&](int c) { return QString::fromStdString(run.classNames[std::size_t(c)]); };
    if (a == b)
        return {{CardRowKind::Title, name(a), {}},
                {CardRowKind::Note, tr("with itself; a click takes it into the pose"), {}}};
    const double value = (classifiers ? epoch.cosClassifiers : epoch.cosMeans)(a, b);
    const double target = targetOf(run);
    return {{CardRowKind::Title, tr("%1 and %2").arg(name(a), name(b)), {}},
            {CardRowKind::Note,
             classifiers ? tr("classifiers, epoch %1").arg(epoch.epoch)
                         : tr("class means, epoch %1").arg(epoch.epoch),
             {}},
            {CardRowKind::Value, tr("cosine"), style::number(value, 4)},
            {CardRowKind::Value, tr("distance from -1/(C-1) = %1").arg(style::number(target)),
             style::number(value - target)},
            {CardRowKind::Value, tr("angle"), tr("%1\u00b0").arg(style::number(degrees(value), 4))},
            {CardRowKind::Value, tr("angle in the simplex"),
             tr("%1\u00b0").arg(style::number(degrees(target), 4))}};
}

QByteArray angleTable(const CollapseRun& run, const CollapseEpoch& epoch)
{
    QByteArray csv = "class,other,epoch,cosine_means,distance_means,degrees_means,"
                     "cosine_classifiers,distance_classifiers,degrees_classifiers\n";
    const double target = targetOf(run);
    for (Index a = 0; a < epoch.cosMeans.rows(); ++a)
        for (Index b = a + 1; b < epoch.cosMeans.cols(); ++b) {
            csv += quoted(run.classNames[std::size_t(a)]) + ',' +
                   quoted(run.classNames[std::size_t(b)]) + ',' + QByteArray::number(epoch.epoch);
            for (const MatrixD* matrix : {&epoch.cosMeans, &epoch.cosClassifiers}) {
                const double value = matrix->size() > 0 ? (*matrix)(a, b) : kUndefined;
                csv += ',' + field(value) + ',' + field(value - target) + ',' +
                       (std::isfinite(value) ? field(degrees(value)) : QByteArray());
            }
            csv += '\n';
        }
    return csv;
}

CollapseChoice withPair(CollapseChoice choice, Index classCount, int a, int b)
{
    std::vector<int>& chosen = choice.classes;
    const auto has = [&](int c) {
        return std::find(chosen.begin(), chosen.end(), c) != chosen.end();
    };
    if (has(a) && has(b)) {
        chosen.erase(
            std::remove_if(chosen.begin(), chosen.end(), [&](int c) { return c == a || c == b; }),
            chosen.end());
    } else {
        for (const int c : {a, b})
            if (!has(c))
                chosen.push_back(c);
        if (chosen.size() > kMostClasses)
            chosen.erase(chosen.begin(), chosen.end() - kMostClasses);
    }
    if (classCount <= Index(kMostClasses)) // the usual pose loses nothing
        return choice;
    if (chosen.size() == kMostClasses)
        choice.pose = QStringLiteral("face");
    else if (chosen.size() + 1 == kMostClasses)
        choice.pose = QStringLiteral("span");
    else if (choice.pose == QLatin1String("face") || choice.pose == QLatin1String("span"))
        choice.pose.clear();
    return choice;
}

DepthPage depthPage(const CollapseRun& run, const CollapseMeasure& measure)
{
    DepthPage page{&run, &measure, {}, {}};
    std::set<int> epochs;
    for (const CollapseLayer& layer : run.layers)
        for (const CollapseEpoch& at : layer.epochs)
            epochs.insert(at.epoch);
    page.epochs.assign(epochs.begin(), epochs.end());
    chart::Grid& grid = page.grid;
    grid.title = tr("%1 by layer and epoch").arg(QString::fromUtf8(measure.title));
    grid.square = false;
    for (const CollapseLayer& layer : run.layers)
        grid.rows << QString::fromStdString(layer.name);
    for (const int epoch : page.epochs)
        grid.columns << QString::number(epoch);
    for (const CollapseLayer& layer : run.layers)
        for (const int epoch : page.epochs) {
            const CollapseEpoch* at = measuredAt(layer, epoch);
            grid.values.push_back(at ? at->train.*measure.value : kUndefined);
        }
    grid.logarithmic = measure.logarithmic &&
                       std::any_of(grid.values.begin(), grid.values.end(),
                                   [](double value) { return value > 0 && std::isfinite(value); });
    grid.range = chart::rangeOf(grid.values, grid.logarithmic);
    if (!(grid.range.span() > 0))
        grid.range = grid.logarithmic ? chart::niceLogRange(grid.range)
                                      : chart::niceRange(grid.range, 5, true);
    return page;
}

chart::Card depthCard(const DepthPage& page, int cell)
{
    using chart::CardRowKind;
    if (cell < 0 || cell >= int(page.grid.values.size()) || page.epochs.empty())
        return {};
    const std::size_t columns = page.epochs.size();
    const CollapseLayer& layer = page.run->layers[std::size_t(cell) / columns];
    const int epoch = page.epochs[std::size_t(cell) % columns];
    chart::Card card{{CardRowKind::Title,
                      tr("%1, epoch %2").arg(QString::fromStdString(layer.name)).arg(epoch),
                      {}},
                     {CardRowKind::Value, QString::fromUtf8(page.measure->title),
                      style::number(page.grid.values[std::size_t(cell)])},
                     {CardRowKind::Value, tr("width of the layer"), style::count(layer.width)}};
    if (!measuredAt(layer, epoch))
        card.push_back({CardRowKind::Note, tr("not measured at this epoch"), {}});
    else if (!std::isfinite(page.grid.values[std::size_t(cell)]))
        card.push_back({CardRowKind::Note, tr("not defined for this layer"), {}});
    return card;
}

QByteArray depthTable(const DepthPage& page)
{
    QByteArray csv = QByteArray("layer,depth,epoch,") + page.measure->key + '\n';
    std::size_t cell = 0;
    for (const CollapseLayer& layer : page.run->layers)
        for (const int epoch : page.epochs)
            csv += quoted(layer.name) + ',' + field(layer.depth) + ',' + QByteArray::number(epoch) +
                   ',' + field(page.grid.values[cell++]) + '\n';
    return csv;
}

} // namespace leafscope::collapse
