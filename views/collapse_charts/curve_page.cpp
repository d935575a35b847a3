// SPDX-License-Identifier: MIT
#include "views/collapse_charts/curve_page.hpp"

#include "views/style/theme.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <set>
#include <utility>

namespace leafscope::collapse {

namespace {

constexpr int kTickTarget = 6;
constexpr double kRoom = 0.03; ///< beside the first and last epoch, of the axis
constexpr int kLongestName = 18;
constexpr double kThin = 1.25;
constexpr double kTestWidth = 1.5;
constexpr int kClassifierColour = 3; ///< where one run is shown

QString tr(const char* text)
{
    return QCoreApplication::translate("leafscope::CollapseCharts", text);
}

struct PaperFigure {
    const char* title;
    const char* shortTitle;
    const char* first;  ///< of the class means, or the only one
    const char* second; ///< of the classifiers
};

// In the order of the paper's figures 2 to 7.
constexpr PaperFigure kPaper[]{
    {QT_TRANSLATE_NOOP("leafscope::CollapseCharts", "Norms: Std / Avg (equinorm, NC2)"),
     QT_TRANSLATE_NOOP("leafscope::CollapseCharts", "Norms"), "equinorm_means",
     "equinorm_classifiers"},
    {QT_TRANSLATE_NOOP("leafscope::CollapseCharts", "Cosines: Std (equiangular, NC2)"),
     QT_TRANSLATE_NOOP("leafscope::CollapseCharts", "Cosines"), "equiangular_means",
     "equiangular_classifiers"},
    {QT_TRANSLATE_NOOP("leafscope::CollapseCharts", "Avg |cos + 1/(C-1)| (largest angle, NC2)"),
     QT_TRANSLATE_NOOP("leafscope::CollapseCharts", "Largest angle"), "maxangle_means",
     "maxangle_classifiers"},
    {QT_TRANSLATE_NOOP("leafscope::CollapseCharts", "Self-duality, 0 to 4 (NC3)"),
     QT_TRANSLATE_NOOP("leafscope::CollapseCharts", "Self-duality"), "self_duality", nullptr},
    {QT_TRANSLATE_NOOP("leafscope::CollapseCharts", "Tr(Sw Sb^+) / C (variability, NC1)"),
     QT_TRANSLATE_NOOP("leafscope::CollapseCharts", "NC1"), "nc1", nullptr},
    {QT_TRANSLATE_NOOP("leafscope::CollapseCharts", "Mismatch to nearest class mean (NC4)"),
     QT_TRANSLATE_NOOP("leafscope::CollapseCharts", "Mismatch"), "ncc_mismatch", nullptr}};

bool ofClassifiers(const CollapseMeasure& measure)
{
    return QString::fromUtf8(measure.key).endsWith(QLatin1String("_classifiers"));
}

/// Classifiers are the same whatever they are shown.
bool hasTest(const CollapseMeasure& measure)
{
    return !ofClassifiers(measure);
}

QString shortName(const std::string& name)
{
    const QString text = QString::fromStdString(name);
    return text.size() <= kLongestName ? text : text.left(kLongestName - 1) + QChar(0x2026);
}

/// Empty if no value is known.
std::optional<chart::Series> seriesOf(const CollapseLayer& layer, const CollapseMeasure& measure,
                                      bool test, EpochScale scale)
{
    chart::Series series;
    bool known = false;
    for (const CollapseEpoch& at : layer.epochs) {
        const double value = !test     ? at.train.*measure.value
                             : at.test ? (*at.test).*measure.value
                                       : kUndefined;
        series.x.push_back(epochPlace(at.epoch, scale));
        series.y.push_back(std::isfinite(value) ? value : kUndefined);
        known = known || std::isfinite(value);
    }
    return known ? std::optional(std::move(series)) : std::nullopt;
}

std::vector<chart::Tick> epochTicks(const std::vector<int>& epochs, EpochScale scale)
{
    std::vector<chart::Tick> ticks;
    const double first = epochs.front();
    const double last = epochs.back();
    const auto add = [&](double epoch) {
        ticks.push_back({epochPlace(epoch, scale), QString::number(epoch, 'f', 0)});
    };
    if (first == last) {
        add(first);
    } else if (scale == EpochScale::Linear) {
        for (const chart::Tick& tick : chart::niceTicks({first, last}, kTickTarget + 1))
            if (tick.at == std::floor(tick.at)) // there are no half epochs
                add(tick.at);
    } else {
        if (first == 0)
            add(0);
        for (double power = 1; power <= last; power *= 10)
            for (const double factor : {1.0, 2.0, 5.0})
                if (factor * power >= first && factor * power <= last)
                    add(factor * power);
    }
    return ticks;
}

void setAxes(CurvePanel& panel, const CurvePage& page)
{
    chart::Figure& figure = panel.figure;
    const double first = epochPlace(page.epochs.front(), page.scale);
    const double last = epochPlace(page.epochs.back(), page.scale);
    const double room = last > first ? kRoom * (last - first) : 0.5;
    figure.x = {first - room, last + room};
    figure.xTicks = epochTicks(page.epochs, page.scale);
    figure.xTitle =
        page.scale == EpochScale::Linear ? tr("Epoch") : tr("Epoch, on a scale of log(1 + epoch)");
    std::vector<double> values;
    for (const chart::Series& series : figure.series)
        values.insert(values.end(), series.y.begin(), series.y.end());
    // A number that is exactly zero everywhere has no logarithm.
    figure.logarithmic = panel.measures.front()->logarithmic &&
                         std::any_of(values.begin(), values.end(), [](double v) { return v > 0; });
    const chart::Range range = chart::rangeOf(values, figure.logarithmic);
    figure.y = figure.logarithmic ? chart::niceLogRange(range)
                                  : chart::niceRange(range, kTickTarget, true);
}

QString whyMissing(const CurvePanel& panel, const CurvePage& page)
{
    const CollapseMeasure& measure = *panel.measures.front();
    const bool classifiers =
        std::any_of(page.runs.begin(), page.runs.end(), [](const ShownRun& shown) {
            return shown.layer->epochs.front().classifiers.simplex.rows() > 0;
        });
    const std::string group = measure.group;
    if (!classifiers && (group == "NC3" || ofClassifiers(measure) ||
                         std::string(measure.key) == "classifier_inside"))
        return tr("Needs classifiers, and this layer has none: only the layer that the last "
                  "linear layer reads does.");
    if (!classifiers &&
        (std::string(measure.key) == "ncc_mismatch" || std::string(measure.key) == "accuracy"))
        return tr("Needs the decisions of the network, and there are no classifiers here.");
    const auto tooMany = std::find_if(page.runs.begin(), page.runs.end(), [](const ShownRun& run) {
        return run.layer->width > 0 && run.run->classCount() > run.layer->width + 1;
    });
    if (tooMany != page.runs.end())
        return tr("Not defined: %1 classes have no simplex in %2 dimensions.")
            .arg(tooMany->run->classCount())
            .arg(tooMany->layer->width);
    return tr("Not defined at any epoch of this layer.");
}

void addLines(CurvePanel& panel, const CurvePage& page)
{
    const bool several = page.runs.size() > 1;
    const auto add = [&](const CollapseMeasure& measure, std::size_t run, bool test) {
        const ShownRun& shown = page.runs[run];
        auto series = seriesOf(*shown.layer, measure, test, page.scale);
        if (!series)
            return;
        const bool second = panel.measures.size() > 1 && &measure == panel.measures.back();
        const bool main = !second && !test;
        series->colour = style::categorical(several ? shown.place : second ? kClassifierColour : 0);
        series->width = test ? kTestWidth : second && several ? kThin : 2;
        series->markers = main || (second && !several);
        series->dashed = test;
        if (several)
            series->name = main ? shortName(shown.run->name) : QString();
        else if (test)
            series->name = tr("test");
        else
            series->name = second                      ? tr("classifiers")
                           : panel.measures.size() > 1 ? tr("means")
                                                       : tr("train");
        panel.figure.series.push_back(std::move(*series));
        panel.lines.push_back({&measure, run, test});
    };
    // What is last is on top.
    for (std::size_t run = 0; run < page.runs.size(); ++run)
        for (std::size_t m = panel.measures.size(); m-- > 0;) {
            const CollapseMeasure& measure = *panel.measures[m];
            if (hasTest(measure))
                add(measure, run, true);
            add(measure, run, false);
        }
}

CurvePanel panelOf(const QString& title, std::vector<const CollapseMeasure*> measures,
                   const CurvePage& page)
{
    CurvePanel panel;
    panel.measures = std::move(measures);
    panel.figure.title = title;
    addLines(panel, page);
    setAxes(panel, page);
    if (panel.lines.empty())
        panel.missing = whyMissing(panel, page);
    return panel;
}

CurvePage emptyPage(const CurveRequest& request)
{
    CurvePage page;
    page.keep = request.runs;
    page.scale = request.scale;
    const CollapseRun& chosen = request.runs->runOr(request.run);
    std::optional<ShownRun> last;
    std::set<int> epochs;
    for (std::size_t i = 0; i < request.runs->runs.size(); ++i) {
        const CollapseRun& run = *request.runs->runs[i];
        const ShownRun shown{&run, &run.layerOr(request.layer), int(i)};
        if (&run != &chosen && !request.allRuns)
            continue;
        for (const CollapseEpoch& at : shown.layer->epochs)
            epochs.insert(at.epoch);
        if (&run == &chosen)
            last = shown;
        else
            page.runs.push_back(shown);
    }
    page.runs.push_back(*last);
    page.epochs.assign(epochs.begin(), epochs.end());
    return page;
}

/// True if any line of the page is of this kind.
template <class Is>
bool anyLine(const CurvePage& page, Is is)
{
    return std::any_of(page.panels.begin(), page.panels.end(), [&](const CurvePanel& panel) {
        return std::any_of(panel.lines.begin(), panel.lines.end(), is);
    });
}

void addKey(CurvePage& page)
{
    const bool several = page.runs.size() > 1;
    const bool paired = std::any_of(page.panels.begin(), page.panels.end(),
                                    [](const CurvePanel& p) { return p.measures.size() > 1; });
    const bool classifiers =
        paired && anyLine(page, [](const CurveLine& line) { return ofClassifiers(*line.measure); });
    const bool test = anyLine(page, [](const CurveLine& line) { return line.test; });
    const QColor neutral = style::tokens().text;
    if (several) {
        std::vector<ShownRun> inOrder = page.runs;
        std::sort(inOrder.begin(), inOrder.end(),
                  [](const ShownRun& a, const ShownRun& b) { return a.place < b.place; });
        for (const ShownRun& shown : inOrder)
            page.key.push_back({shortName(shown.run->name), style::categorical(shown.place)});
        if (classifiers)
            page.key.push_back({tr("thin: classifiers"), neutral, kThin});
    } else if (paired) {
        page.key.push_back({tr("class means"), style::categorical(0)});
        if (classifiers)
            page.key.push_back({tr("classifiers"), style::categorical(kClassifierColour)});
    } else {
        page.key.push_back({tr("train"), style::categorical(0)});
    }
    if (test)
        page.key.push_back(
            {tr("test"), several || paired ? neutral : style::categorical(0), kTestWidth, true});
}

void addNote(CurvePage& page)
{
    QStringList notes;
    const auto every = [&](auto is) { return std::all_of(page.runs.begin(), page.runs.end(), is); };
    if (every([](const ShownRun& shown) {
            return shown.layer->epochs.front().classifiers.simplex.rows() == 0;
        }))
        notes << tr("No classifiers here.");
    if (every([](const ShownRun& shown) {
            return std::none_of(shown.layer->epochs.begin(), shown.layer->epochs.end(),
                                [](const CollapseEpoch& at) { return at.test.has_value(); });
        }))
        notes << tr("No test set was measured.");
    int zeros = 0;
    for (const CurvePanel& panel : page.panels)
        if (panel.figure.logarithmic)
            for (const chart::Series& series : panel.figure.series)
                zeros += int(std::count(series.y.begin(), series.y.end(), 0.0));
    if (zeros > 0)
        notes << tr("%1 values of exactly 0 have no place on a logarithmic axis.").arg(zeros);
    page.note = notes.join(QLatin1Char(' '));
}

} // namespace

double epochPlace(double epoch, EpochScale scale)
{
    return scale == EpochScale::Linear ? epoch : std::log10(1 + std::max(epoch, 0.0));
}

double epochAt(double place, EpochScale scale)
{
    return scale == EpochScale::Linear ? place : std::pow(10.0, place) - 1;
}

CurvePage paperPage(const CurveRequest& request)
{
    CurvePage page = emptyPage(request);
    for (const PaperFigure& figure : kPaper) {
        std::vector<const CollapseMeasure*> measures{findCollapseMeasure(figure.first)};
        if (figure.second)
            measures.push_back(findCollapseMeasure(figure.second));
        page.panels.push_back(panelOf(tr(figure.title), std::move(measures), page));
        page.panels.back().shortTitle = tr(figure.shortTitle);
    }
    addKey(page);
    addNote(page);
    return page;
}

CurvePage measurePage(const CurveRequest& request, const CollapseMeasure& measure)
{
    CurvePage page = emptyPage(request);
    page.panels.push_back(
        panelOf(QCoreApplication::translate("CollapseMeasure", measure.title), {&measure}, page));
    addKey(page);
    addNote(page);
    return page;
}

const CollapseEpoch* measuredAt(const CollapseLayer& layer, int epoch)
{
    const auto found = std::find_if(layer.epochs.begin(), layer.epochs.end(),
                                    [epoch](const CollapseEpoch& e) { return e.epoch == epoch; });
    return found == layer.epochs.end() ? nullptr : &*found;
}

} // namespace leafscope::collapse
