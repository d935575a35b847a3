// SPDX-License-Identifier: MIT
#include "views/curve/curve_canvas.hpp"

#include "views/style/theme.hpp"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace leafscope {

namespace {

constexpr double kMargin = 12;
constexpr double kPanelGap = 20;
constexpr double kLeastStacked = 300; ///< height from which two panels stand above each other
constexpr double kLeastBeside = 460;  ///< width from which they stand side by side
constexpr double kMainShare = 0.58;   ///< of the intrinsic dimension

chart::Figure marked(chart::Figure figure, int current, int pointed)
{
    figure.cursor = current;
    figure.pointed = pointed;
    return figure;
}

} // namespace

std::vector<chart::Chart> curvePanels(const CurveContent& content, QRectF frame)
{
    const CurveOptions& options = content.options;
    const bool overEpochs = options.axis == CurveAxis::Epoch;
    if (!content.profile)
        return {};
    const int current =
        overEpochs ? content.series.shown : curveIndex(*content.profile, content.layer);
    chart::Figure main =
        marked(overEpochs ? dimensionOverEpochs(content.series, content.layer, options)
                          : dimensionFigure(*content.profile, options, content.series),
               current, content.pointed);
    const QRectF inner = frame.adjusted(kMargin, kMargin - 4, -kMargin, -kMargin + 4);
    const bool stacked = inner.height() >= kLeastStacked && inner.height() > 0.5 * inner.width();
    const bool beside = inner.width() >= kLeastBeside;
    if (!options.pca || !(stacked || beside))
        return {chart::Chart(std::move(main), inner)};

    chart::Figure spectrum =
        marked(overEpochs ? spectrumOverEpochs(content.series, content.layer, options)
                          : spectrumFigure(*content.profile, options, content.series),
               current, content.pointed);
    QRectF first = inner;
    QRectF second = inner;
    if (stacked) {
        main.xLabels = chart::XLabels::Hidden;
        const double split = inner.top() + kMainShare * (inner.height() - 60);
        first.setBottom(split);
        second.setTop(split + kPanelGap / 2);
        main.gutter = spectrum.gutter = std::max(chart::Chart::gutterOf(main, first.height()),
                                                 chart::Chart::gutterOf(spectrum, second.height()));
        main.margin = spectrum.margin =
            std::max(chart::Chart::marginOf(main), chart::Chart::marginOf(spectrum));
    } else {
        const double split = inner.left() + kMainShare * inner.width();
        first.setRight(split - kPanelGap / 2);
        second.setLeft(split + kPanelGap / 2);
        // Both axes at one height.
        if (chart::Chart(main, first).slanted() || chart::Chart(spectrum, second).slanted())
            main.xLabels = spectrum.xLabels = chart::XLabels::Slanted;
    }
    std::vector<chart::Chart> panels;
    panels.emplace_back(std::move(main), first);
    panels.emplace_back(std::move(spectrum), second);
    return panels;
}

CurveCanvas::CurveCanvas(QWidget* parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Intrinsic dimension over the layers"));
    setOptions({});
}

void CurveCanvas::setProfile(std::shared_ptr<const DimensionProfile> profile)
{
    m_content.profile = std::move(profile);
    m_content.pointed = -1;
    update();
}

void CurveCanvas::setSeries(CurveSeries series)
{
    if (series.members.size() != m_content.series.members.size())
        m_content.pointed = -1;
    m_content.series = std::move(series);
    update();
}

void CurveCanvas::setOptions(const CurveOptions& options)
{
    if (options.axis != m_content.options.axis)
        m_content.pointed = -1;
    m_content.options = options;
    setAccessibleDescription(
        overEpochs() ? tr("Left and Right step through the epochs; a click chooses one.")
                     : tr("Left and Right step through the layers; a click chooses one."));
    update();
}

void CurveCanvas::setCurrent(const QString& layer)
{
    m_content.layer = layer;
    update();
}

void CurveCanvas::render(QPainter& painter, QSizeF size) const
{
    painter.fillRect(QRectF(QPointF(), size), style::tokens().surface);
    CurveContent content = m_content;
    content.pointed = -1;
    for (const chart::Chart& panel : curvePanels(content, QRectF(QPointF(), size)))
        panel.paint(painter);
}

QPointF CurveCanvas::markOf(int point) const
{
    const std::vector<chart::Chart> all = panels();
    if (all.empty())
        return {};
    const chart::Series& main = all[0].figure().series.back();
    if (point < 0 || point >= int(main.x.size()))
        return {};
    return {all[0].xScale().toPixel(main.x[std::size_t(point)]),
            all[0].yScale().toPixel(main.y[std::size_t(point)])};
}

std::vector<chart::Chart> CurveCanvas::panels() const
{
    return curvePanels(m_content, QRectF(rect()));
}

chart::Card CurveCanvas::card() const
{
    if (!overEpochs())
        return curveCard(m_content.profile->layers[std::size_t(m_content.pointed)],
                         m_content.profile->options);
    const EpochCurve& member = m_content.series.members[std::size_t(m_content.pointed)];
    const QString epoch = tr("epoch %1").arg(member.epoch);
    const LayerDimension* found = dimensionAt(m_content.series, m_content.pointed, m_content.layer);
    if (!found)
        return {{chart::CardRowKind::Title, epoch, {}},
                {chart::CardRowKind::Note, tr("Not computed yet"), {}}};
    chart::Card result = curveCard(*found, member.profile->options);
    result[0].name += QStringLiteral(", ") + epoch;
    return result;
}

void CurveCanvas::paintEvent(QPaintEvent*)
{
    const style::Tokens& t = style::tokens();
    QPainter painter(this);
    painter.fillRect(rect(), t.surface);
    for (const chart::Chart& panel : panels())
        panel.paint(painter);
    if (m_content.profile && m_content.pointed >= 0)
        chart::paintCard(painter, card(), m_mouse, QRectF(rect()).adjusted(4, 4, -4, -4));
    if (m_showFocus) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(t.accent, 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5), style::kRadius,
                                style::kRadius);
    }
}

int CurveCanvas::pointAt(QPointF position) const
{
    for (const chart::Chart& panel : panels()) {
        // The names under the axis belong to the panel, too.
        const QRectF reach =
            panel.plot().adjusted(-8, -24, 8, std::max(0.0, height() - panel.plot().bottom()));
        if (reach.contains(position))
            return panel.nearest(position);
    }
    return -1;
}

void CurveCanvas::point(int point, QPointF position)
{
    if (point < 0 && m_content.pointed < 0)
        return;
    m_content.pointed = point;
    m_mouse = position;
    setCursor(point < 0 ? Qt::ArrowCursor : Qt::PointingHandCursor);
    update();
}

void CurveCanvas::mouseMoveEvent(QMouseEvent* event)
{
    point(pointAt(event->position()), event->position());
}

void CurveCanvas::mousePressEvent(QMouseEvent* event)
{
    const int point = pointAt(event->position());
    if (event->button() != Qt::LeftButton || point < 0) {
        QWidget::mousePressEvent(event);
        return;
    }
    if (overEpochs())
        Q_EMIT epochClicked(m_content.series.members[std::size_t(point)].epoch);
    else
        Q_EMIT layerClicked(
            QString::fromStdString(m_content.profile->layers[std::size_t(point)].layer.name));
}

void CurveCanvas::leaveEvent(QEvent*)
{
    point(-1, {});
}

void CurveCanvas::keyPressEvent(QKeyEvent* event)
{
    constexpr int kAll = 1 << 20;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_BracketLeft:
        Q_EMIT stepRequested(-1);
        return;
    case Qt::Key_Right:
    case Qt::Key_BracketRight:
        Q_EMIT stepRequested(1);
        return;
    case Qt::Key_Home:
        Q_EMIT stepRequested(-kAll);
        return;
    case Qt::Key_End:
        Q_EMIT stepRequested(kAll);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void CurveCanvas::focusInEvent(QFocusEvent* event)
{
    // Whoever clicked knows where the focus went.
    m_showFocus = event->reason() != Qt::MouseFocusReason;
    update();
}

void CurveCanvas::focusOutEvent(QFocusEvent*)
{
    m_showFocus = false;
    update();
}

} // namespace leafscope
