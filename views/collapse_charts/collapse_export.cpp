// SPDX-License-Identifier: MIT
// What every view can do: its state, its picture, its numbers.
#include "views/collapse_charts/collapse_charts.hpp"
#include "views/collapse_charts/curves_canvas.hpp"
#include "views/collapse_charts/grid_canvas.hpp"
#include "views/collapse_charts/grid_page.hpp"
#include "views/collapse_charts/values_table.hpp"
#include "views/frame/painted.hpp"
#include "views/style/theme.hpp"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace leafscope {

using namespace collapse;

namespace {

constexpr std::array kPageKeys{"paper", "measure", "angles", "depth", "values"};

std::string textAt(const Json& state, const char* key)
{
    return state.is_object() && state.contains(key) && state[key].is_string()
               ? state[key].get<std::string>()
               : std::string();
}

bool flagAt(const Json& state, const char* key, bool otherwise)
{
    return state.is_object() && state.contains(key) && state[key].is_boolean()
               ? state[key].get<bool>()
               : otherwise;
}

} // namespace

// A picture is made again in a session that holds nothing but the runs: the moment, the run and the
// layer belong to it.
Json CollapseCharts::state() const
{
    Json state{{"page", kPageKeys[std::size_t(m_page)]},
               {"axis", m_scale == EpochScale::Linear ? "linear" : "log"},
               {"measure", m_measure},
               {"all_runs", m_allRuns},
               {"time", session().collapseTime()}};
    const QString chosen = session().view().collapse.run;
    if (const QString shown = chosen.isEmpty() ? m_keptRun : chosen; !shown.isEmpty())
        state["run"] = shown.toStdString();
    if (!m_layer.isEmpty())
        state["layer"] = m_layer.toStdString();
    return state;
}

void CollapseCharts::restore(const Json& state)
{
    m_page = Page::Paper;
    for (std::size_t i = 0; i < kPageKeys.size(); ++i)
        if (textAt(state, "page") == kPageKeys[i])
            m_page = Page(i);
    m_scale = textAt(state, "axis") == "linear" ? EpochScale::Linear : EpochScale::Logarithmic;
    m_measure = "etf_distance";
    if (findCollapseMeasure(textAt(state, "measure")))
        m_measure = textAt(state, "measure");
    m_allRuns = flagAt(state, "all_runs", true);
    m_keptRun = QString::fromStdString(textAt(state, "run"));
    m_layer = QString::fromStdString(textAt(state, "layer"));
    if (state.is_object() && state.contains("time") && state["time"].is_number())
        session().setCollapseTime(state["time"].get<double>());
    refresh();
}

QString CollapseCharts::caption() const
{
    const CollapseRun& shown = run();
    const CollapseLayer& of = layer();
    const CollapseMeasures& numbers = of.epochs.front().train;
    QString text = tr("%1, p = %2, C = %3, %4 samples")
                       .arg(QString::fromStdString(of.name))
                       .arg(of.width)
                       .arg(shown.classCount())
                       .arg(style::count(numbers.samples));
    if (session().collapse()->runs.size() > 1)
        text = tr("%1: %2").arg(QString::fromStdString(shown.name), text);
    QStringList parts;
    if (m_page == Page::Measure || m_page == Page::Depth)
        parts << QString::fromUtf8(measure().help);
    parts << text;
    if (m_page == Page::Angles)
        parts << tr("coloured by the distance from -1/(C-1) = %1")
                     .arg(style::number(-1.0 / double(std::max<Index>(shown.classCount() - 1, 1))));
    if (!shown.warnings.empty())
        parts << tr("Note: %1").arg(QString::fromStdString(shown.warnings.front()));
    parts << QString::fromStdString(textAt(shown.about, "convention"));
    parts.removeAll(QString());
    return parts.join(QStringLiteral("  \u00b7  "));
}

QByteArray CollapseCharts::table() const
{
    if (!session().collapse())
        return "run,layer,epoch,set\n";
    switch (m_page) {
    case Page::Paper:
        return tableOf(paperPage(request()));
    case Page::Measure:
        return tableOf(measurePage(request(), measure()));
    case Page::Angles:
        return angleTable(run(), layer().epochs[layer().placeOf(session().collapseTime())]);
    case Page::Depth:
        return depthTable(depthPage(run(), measure()));
    case Page::Values:
        break;
    }
    std::vector<const CollapseMeasure*> all;
    for (const CollapseMeasure& one : collapseMeasures())
        all.push_back(&one);
    return tableOf({{&run(), &layer(), 0}}, all);
}

QImage CollapseCharts::picture(QSize size)
{
    return paintedImage(size, [this, size](QPainter& painter) { paint(painter, size); });
}

QByteArray CollapseCharts::svg(QSize size)
{
    return paintedSvg(size, title(), [this, size](QPainter& painter) { paint(painter, size); });
}

// Of what it is stands above the charts in the window, and so it does here.
void CollapseCharts::paint(QPainter& painter, QSize size)
{
    painter.setFont(style::font(style::FontRole::Caption));
    const QFontMetricsF font(painter.font());
    const double top = font.height() + style::kSpace2;
    painter.fillRect(QRect(QPoint(), size), style::tokens().surface);
    painter.setPen(style::tokens().secondary);
    if (!session().collapse()) {
        painter.drawText(QRectF(QPointF(), size), int(Qt::AlignCenter) | Qt::TextWordWrap,
                         session().state(Fact::Collapse).message);
        return;
    }
    painter.drawText(
        QPointF(style::kSpace3, style::kSpace1 + font.ascent() + 2),
        font.elidedText(caption(), Qt::ElideRight, size.width() - 2.0 * style::kSpace3));
    const QSizeF rest(size.width(), std::max(1.0, size.height() - top));
    painter.save();
    painter.translate(0, top);
    if (m_page == Page::Values)
        m_values->render(painter, QRectF(QPointF(), rest)
                                      .adjusted(style::kSpace3, style::kSpace2, -style::kSpace3,
                                                -style::kSpace2));
    else if (m_page == Page::Angles || m_page == Page::Depth)
        m_grids->render(painter, rest);
    else
        m_curves->render(painter, rest);
    painter.restore();
}

} // namespace leafscope
