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

std::vector<chart::Chart> curvePanels(const DimensionProfile& profile, const CurveOptions& options,
                                      QRectF frame, int current, int pointed)
{
    chart::Figure main = marked(dimensionFigure(profile, options), current, pointed);
    const QRectF inner = frame.adjusted(kMargin, kMargin - 4, -kMargin, -kMargin + 4);
    const bool stacked = inner.height() >= kLeastStacked && inner.height() > 0.5 * inner.width();
    const bool beside = inner.width() >= kLeastBeside;
    if (!options.pca || !(stacked || beside))
        return {chart::Chart(std::move(main), inner)};

    chart::Figure spectrum = marked(spectrumFigure(profile, options), current, pointed);
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
    setAccessibleDescription(tr("Left and Right step through the layers; a click chooses one."));
}

void CurveCanvas::setProfile(std::shared_ptr<const DimensionProfile> profile)
{
    m_profile = std::move(profile);
    m_pointed = -1;
    m_current = -1;
    update();
}

void CurveCanvas::setOptions(const CurveOptions& options)
{
    m_options = options;
    update();
}

void CurveCanvas::setCurrent(const QString& layer)
{
    m_current = m_profile ? curveIndex(*m_profile, layer) : -1;
    update();
}

void CurveCanvas::render(QPainter& painter, QSizeF size) const
{
    painter.fillRect(QRectF(QPointF(), size), style::tokens().surface);
    if (!m_profile)
        return;
    for (const chart::Chart& panel :
         curvePanels(*m_profile, m_options, QRectF(QPointF(), size), m_current))
        panel.paint(painter);
}

QPointF CurveCanvas::markOf(int layer) const
{
    if (!m_profile || layer < 0 || layer >= int(m_profile->layers.size()))
        return {};
    const std::vector<chart::Chart> all = panels();
    const auto i = std::size_t(layer);
    return {all[0].xScale().toPixel(curvePlace(*m_profile, i, m_options.axis)),
            all[0].yScale().toPixel(m_profile->layers[i].value.twonnMl)};
}

std::vector<chart::Chart> CurveCanvas::panels() const
{
    return curvePanels(*m_profile, m_options, QRectF(rect()), m_current, m_pointed);
}

void CurveCanvas::paintEvent(QPaintEvent*)
{
    const style::Tokens& t = style::tokens();
    QPainter painter(this);
    painter.fillRect(rect(), t.surface);
    if (m_profile) {
        for (const chart::Chart& panel : panels())
            panel.paint(painter);
        if (m_pointed >= 0)
            chart::paintCard(
                painter, curveCard(m_profile->layers[std::size_t(m_pointed)], m_profile->options),
                m_mouse, QRectF(rect()).adjusted(4, 4, -4, -4));
    }
    if (m_showFocus) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(t.accent, 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5), style::kRadius,
                                style::kRadius);
    }
}

int CurveCanvas::layerAt(QPointF position) const
{
    if (!m_profile)
        return -1;
    for (const chart::Chart& panel : panels()) {
        // The names under the axis belong to the panel, too.
        const QRectF reach =
            panel.plot().adjusted(-8, -24, 8, std::max(0.0, height() - panel.plot().bottom()));
        if (reach.contains(position))
            return panel.nearest(position);
    }
    return -1;
}

void CurveCanvas::point(int layer, QPointF position)
{
    if (layer < 0 && m_pointed < 0)
        return;
    m_pointed = layer;
    m_mouse = position;
    setCursor(layer < 0 ? Qt::ArrowCursor : Qt::PointingHandCursor);
    update();
}

void CurveCanvas::mouseMoveEvent(QMouseEvent* event)
{
    point(layerAt(event->position()), event->position());
}

void CurveCanvas::mousePressEvent(QMouseEvent* event)
{
    const int layer = layerAt(event->position());
    if (event->button() != Qt::LeftButton || layer < 0) {
        QWidget::mousePressEvent(event);
        return;
    }
    Q_EMIT layerClicked(QString::fromStdString(m_profile->layers[std::size_t(layer)].layer.name));
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
