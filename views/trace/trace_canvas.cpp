// SPDX-License-Identifier: MIT
#include "views/trace/trace_canvas.hpp"

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
constexpr double kMainShare = 0.56;   ///< of the trace

int placeOf(const LeafTrace& trace, int epoch)
{
    for (std::size_t i = 0; i < trace.epochs.size(); ++i)
        if (trace.epochs[i].epoch == epoch)
            return int(i);
    return -1;
}

} // namespace

std::vector<chart::Chart> tracePanels(const TraceContent& content, QRectF frame)
{
    if (!content.trace)
        return {};
    const auto marked = [&](chart::Figure figure) {
        figure.cursor = placeOf(*content.trace, content.epoch);
        figure.pointed = content.pointed;
        return figure;
    };
    chart::Figure main = marked(traceFigure(*content.trace, content.options));
    const QRectF inner = frame.adjusted(kMargin, kMargin - 4, -kMargin, -kMargin + 4);
    const bool stacked = inner.height() >= kLeastStacked && inner.height() > 0.5 * inner.width();
    const bool beside = inner.width() >= kLeastBeside;
    if (!content.options.spectrum || !(stacked || beside))
        return {chart::Chart(std::move(main), inner)};

    chart::Figure spectrum = marked(traceSpectrumFigure(*content.trace));
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
    }
    std::vector<chart::Chart> panels;
    panels.emplace_back(std::move(main), first);
    panels.emplace_back(std::move(spectrum), second);
    return panels;
}

TraceCanvas::TraceCanvas(QWidget* parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Trace and eigenvalues of the local data matrix over the epochs"));
    setAccessibleDescription(
        tr("Left and Right step through the epochs; a click goes to one that is open."));
}

void TraceCanvas::setTrace(std::shared_ptr<const LeafTrace> trace)
{
    m_content.trace = std::move(trace);
    m_content.pointed = -1;
    update();
}

void TraceCanvas::setOptions(const TraceOptions& options)
{
    m_content.options = options;
    update();
}

void TraceCanvas::setEpoch(int epoch)
{
    m_content.epoch = epoch;
    update();
}

void TraceCanvas::setReachable(std::function<bool(int epoch)> reachable)
{
    m_reachable = std::move(reachable);
}

void TraceCanvas::render(QPainter& painter, QSizeF size) const
{
    painter.fillRect(QRectF(QPointF(), size), style::tokens().surface);
    TraceContent content = m_content;
    content.pointed = -1;
    for (const chart::Chart& panel : tracePanels(content, QRectF(QPointF(), size)))
        panel.paint(painter);
}

QPointF TraceCanvas::markOf(int place) const
{
    const std::vector<chart::Chart> panels = tracePanels(m_content, QRectF(rect()));
    if (panels.empty())
        return {};
    const chart::Series& median = panels[0].figure().series.back();
    if (place < 0 || place >= int(median.x.size()))
        return {};
    return {panels[0].xScale().toPixel(median.x[std::size_t(place)]),
            panels[0].yScale().toPixel(median.y[std::size_t(place)])};
}

chart::Card TraceCanvas::card() const
{
    return m_content.trace && m_content.pointed >= 0
               ? traceCard(*m_content.trace, std::size_t(m_content.pointed))
               : chart::Card();
}

void TraceCanvas::paintEvent(QPaintEvent*)
{
    const style::Tokens& t = style::tokens();
    QPainter painter(this);
    painter.fillRect(rect(), t.surface);
    for (const chart::Chart& panel : tracePanels(m_content, QRectF(rect())))
        panel.paint(painter);
    if (const chart::Card shown = card(); !shown.empty())
        chart::paintCard(painter, shown, m_mouse, QRectF(rect()).adjusted(4, 4, -4, -4));
    if (m_showFocus) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(t.accent, 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5), style::kRadius,
                                style::kRadius);
    }
}

int TraceCanvas::placeAt(QPointF position) const
{
    for (const chart::Chart& panel : tracePanels(m_content, QRectF(rect()))) {
        // The numbers under the axis belong to the panel, too.
        const QRectF reach =
            panel.plot().adjusted(-8, -24, 8, std::max(0.0, height() - panel.plot().bottom()));
        if (reach.contains(position))
            return panel.nearest(position);
    }
    return -1;
}

bool TraceCanvas::canGo(int place) const
{
    return place >= 0 && m_reachable &&
           m_reachable(m_content.trace->epochs[std::size_t(place)].epoch);
}

void TraceCanvas::point(int place, QPointF position)
{
    if (place < 0 && m_content.pointed < 0)
        return;
    m_content.pointed = place;
    m_mouse = position;
    setCursor(canGo(place) ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void TraceCanvas::mouseMoveEvent(QMouseEvent* event)
{
    point(placeAt(event->position()), event->position());
}

void TraceCanvas::mousePressEvent(QMouseEvent* event)
{
    const int place = placeAt(event->position());
    if (event->button() == Qt::LeftButton && canGo(place))
        Q_EMIT epochClicked(m_content.trace->epochs[std::size_t(place)].epoch);
    else
        QWidget::mousePressEvent(event);
}

void TraceCanvas::leaveEvent(QEvent*)
{
    point(-1, {});
}

void TraceCanvas::keyPressEvent(QKeyEvent* event)
{
    constexpr int kAll = 1 << 20;
    switch (event->key()) {
    case Qt::Key_Left:
        Q_EMIT stepRequested(-1);
        return;
    case Qt::Key_Right:
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

void TraceCanvas::focusInEvent(QFocusEvent* event)
{
    // Whoever clicked knows where the focus went.
    m_showFocus = event->reason() != Qt::MouseFocusReason;
    update();
}

void TraceCanvas::focusOutEvent(QFocusEvent*)
{
    m_showFocus = false;
    update();
}

} // namespace leafscope
