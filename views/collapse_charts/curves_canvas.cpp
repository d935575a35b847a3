// SPDX-License-Identifier: MIT
#include "views/collapse_charts/curves_canvas.hpp"

#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QApplication>
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace leafscope::collapse {

namespace {

constexpr double kMargin = 12;
constexpr double kColumnGap = 20;
constexpr double kRowGap = 8;
constexpr double kBestAspect = 1.7; ///< of a panel, width to height
constexpr double kLeastHeight = 64; ///< of a panel; below it there is nothing to read
constexpr double kNamedWidth = 300; ///< from here on lines have their names at their ends
constexpr double kMarkRoom = 11;    ///< width that the mark of an epoch needs
constexpr double kSnap = 6;         ///< pixels within which a drag holds at a measured epoch

/// How many columns give panels that are nearest to the best aspect.
int columnsFor(int count, QSizeF room)
{
    int best = 1;
    double least = std::numeric_limits<double>::infinity();
    for (int columns = 1; columns <= count; ++columns) {
        const int rows = (count + columns - 1) / columns;
        if (columns * rows != count)
            continue;
        const double aspect = (room.width() / columns) / std::max(1.0, room.height() / rows);
        const double off = std::abs(std::log(aspect / kBestAspect));
        if (off < least) {
            least = off;
            best = columns;
        }
    }
    return best;
}

/// Whether a curve runs above a height somewhere between two places, all in pixels.
bool crosses(const chart::Chart& chart, chart::Range across, double height)
{
    for (const chart::Series& series : chart.figure().series)
        for (std::size_t i = 0; i + 1 < series.x.size(); ++i) {
            const double from = chart.xScale().toPixel(series.x[i]);
            const double to = chart.xScale().toPixel(series.x[i + 1]);
            if (to < across.low || from > across.high)
                continue;
            const double highest = std::max(series.y[i], series.y[i + 1]);
            if (std::isfinite(highest) && (!chart.figure().logarithmic || highest > 0) &&
                chart.yScale().toPixel(highest) < height)
                return true;
        }
    return false;
}

double keyHeight()
{
    return QFontMetricsF(style::font(style::FontRole::Caption)).height() + 6;
}

} // namespace

CurvesCanvas::CurvesCanvas(QWidget* parent)
    : Canvas(parent)
{
    setAccessibleName(tr("Curves of neural collapse over the epochs"));
    setAccessibleDescription(
        tr("Left and Right step through the epochs, Up and Down change the page; a click or a drag "
           "chooses the moment that is shown."));
}

void CurvesCanvas::setPage(CurvePage page)
{
    m_page = std::move(page);
    m_dragged = -1;
    forgetPointed();
}

void CurvesCanvas::setMoment(double epoch)
{
    m_moment = epoch;
    update();
}

std::vector<chart::Chart> CurvesCanvas::panels(QRectF frame, int) const
{
    std::vector<chart::Chart> charts;
    const int count = int(m_page.panels.size());
    const QRectF inner = frame.adjusted(kMargin, kMargin - 6 + keyHeight(), -kMargin, -6);
    if (count == 0 || inner.width() < 1)
        return charts;
    const QFontMetricsF font(style::font(style::FontRole::Caption));
    const int columns = columnsFor(count, inner.size());
    const int rows = count / columns;
    // The axis is named under the last row only.
    const double named = rows > 1 ? font.height() + 2 : 0;
    const double width = (inner.width() - (columns - 1) * kColumnGap) / columns;
    const double height = (inner.height() - named - (rows - 1) * kRowGap) / rows;
    if (height < kLeastHeight)
        return charts;
    std::vector<chart::Figure> figures;
    std::vector<double> gutters(std::size_t(columns), 0.0);
    for (int i = 0; i < count; ++i) {
        chart::Figure figure = m_page.panels[std::size_t(i)].figure;
        figure.title = font.elidedText(figure.title, Qt::ElideRight, width);
        if (width < kNamedWidth)
            for (chart::Series& series : figure.series)
                series.name.clear();
        // Marks that touch each other hide the line.
        for (chart::Series& series : figure.series)
            series.markers = series.markers && double(series.x.size()) * kMarkRoom < width;
        if (i / columns + 1 < rows)
            figure.xTitle.clear();
        double& gutter = gutters[std::size_t(i % columns)];
        gutter = std::max(gutter, chart::Chart::gutterOf(figure, height));
        figures.push_back(std::move(figure));
    }
    for (int i = 0; i < count; ++i) {
        const int row = i / columns;
        figures[std::size_t(i)].gutter = gutters[std::size_t(i % columns)];
        const QRectF place(inner.left() + (i % columns) * (width + kColumnGap),
                           inner.top() + row * (height + kRowGap), width,
                           height + (row + 1 == rows ? named : 0));
        charts.emplace_back(std::move(figures[std::size_t(i)]), place);
    }
    return charts;
}

void CurvesCanvas::draw(QPainter& painter, QRectF frame, int pointed) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(style::font(style::FontRole::Caption));
    const std::vector<chart::Chart> charts = panels(frame, pointed);
    if (charts.empty()) {
        painter.setPen(style::tokens().secondary);
        if (!m_page.panels.empty())
            painter.drawText(frame, int(Qt::AlignCenter) | Qt::TextWordWrap,
                             tr("Make the panel higher to see the curves."));
        painter.restore();
        return;
    }
    paintKey(painter, frame);
    for (std::size_t i = 0; i < charts.size(); ++i) {
        const QString& missing = m_page.panels[i].missing;
        if (!missing.isEmpty()) {
            paintMissing(painter, charts[i], missing);
            continue;
        }
        paintTerminal(painter, charts[i], false);
        paintMoment(painter, charts[i]);
        charts[i].paint(painter);
        paintTerminal(painter, charts[i], true);
        paintPointed(painter, charts[i], i, m_dragged < 0 ? pointed : -1);
    }
    painter.restore();
}

void CurvesCanvas::paintKey(QPainter& painter, QRectF frame) const
{
    constexpr double kSwatch = 22;
    const style::Tokens& t = style::tokens();
    const QFontMetricsF font(painter.font());
    const double right = frame.right() - kMargin;
    const double base = frame.top() + 4 + font.ascent();
    double x = frame.left() + kMargin;
    for (const CurveKey& key : m_page.key) {
        const double width = kSwatch + 6 + font.horizontalAdvance(key.text);
        if (x + width > right) {
            painter.setPen(t.secondary);
            painter.drawText(QPointF(x, base), QString(QChar(0x2026)));
            return;
        }
        QPen pen(style::readable(key.colour, t.surface, 3.5), key.width);
        if (key.dashed)
            pen.setDashPattern({4, 3});
        painter.setPen(pen);
        const double y = base - font.capHeight() / 2;
        painter.drawLine(QPointF(x, y), QPointF(x + kSwatch, y));
        painter.setPen(t.text);
        painter.drawText(QPointF(x + kSwatch + 6, base), key.text);
        x += width + style::kSpace4;
    }
    painter.setPen(t.secondary);
    painter.drawText(QPointF(x, base),
                     font.elidedText(m_page.note, Qt::ElideRight, std::max(0.0, right - x)));
}

void CurvesCanvas::paintMissing(QPainter& painter, const chart::Chart& chart,
                                const QString& text) const
{
    const style::Tokens& t = style::tokens();
    const QFontMetricsF font(painter.font());
    const QRectF plot = chart.plot();
    painter.setPen(t.secondary);
    // As the titles of the others stand.
    painter.drawText(QPointF(plot.left() - chart.figure().gutter, plot.top() - 8 - font.descent()),
                     chart.figure().title);
    painter.setPen(QPen(t.line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(plot, style::kRadius, style::kRadius);
    painter.setPen(t.secondary);
    painter.drawText(plot.adjusted(12, 4, -12, -4), int(Qt::AlignCenter) | Qt::TextWordWrap, text);
}

// The line of every run, in its colour where there are several; one label.
void CurvesCanvas::paintTerminal(QPainter& painter, const chart::Chart& chart, bool label) const
{
    const style::Tokens& t = style::tokens();
    const QFontMetricsF font(painter.font());
    const bool several = m_page.runs.size() > 1;
    double first = std::numeric_limits<double>::infinity();
    for (const ShownRun& shown : m_page.runs) {
        if (!shown.run->terminal)
            continue;
        const double place = epochPlace(*shown.run->terminal, m_page.scale);
        if (!chart.figure().x.holds(place))
            continue;
        const double x = std::floor(chart.xScale().toPixel(place)) + 0.5;
        first = std::min(first, x);
        if (label)
            continue;
        QPen pen(several ? style::readable(style::categorical(shown.place), t.surface, 3.5)
                         : t.secondary,
                 1);
        pen.setDashPattern({1, 3});
        painter.setPen(pen);
        painter.drawLine(QPointF(x, chart.plot().top()), QPointF(x, chart.plot().bottom()));
    }
    if (!label || !std::isfinite(first))
        return;
    const QString text = tr("terminal phase");
    const double width = font.horizontalAdvance(text);
    const bool right = first + 4 + width <= chart.plot().right() + 8;
    const double left = right ? first + 4 : first - 4 - width;
    const double top = chart.plot().top() + font.ascent() - 1;
    const bool taken = crosses(chart, {left, left + width}, top + font.descent());
    painter.setPen(t.secondary);
    painter.drawText(QPointF(left, taken ? chart.plot().bottom() - 5 : top), text);
}

void CurvesCanvas::paintMoment(QPainter& painter, const chart::Chart& chart) const
{
    const double place = epochPlace(m_moment, m_page.scale);
    if (!chart.figure().x.holds(place))
        return;
    const double x = std::floor(chart.xScale().toPixel(place)) + 0.5;
    painter.setPen(QPen(style::tokens().accent, 1.5));
    painter.drawLine(QPointF(x, chart.plot().top()), QPointF(x, chart.plot().bottom()));
}

/// A line through all charts at the epoch under the mouse, and a ring on every curve there.
void CurvesCanvas::paintPointed(QPainter& painter, const chart::Chart& chart, std::size_t panel,
                                int pointed) const
{
    const style::Tokens& t = style::tokens();
    if (pointed < 0 || pointed >= int(m_page.epochs.size()))
        return;
    const double place = epochPlace(m_page.epochs[std::size_t(pointed)], m_page.scale);
    const double x = std::floor(chart.xScale().toPixel(place)) + 0.5;
    painter.setPen(QPen(style::mixed(t.line, t.secondary, 0.4), 1));
    painter.drawLine(QPointF(x, chart.plot().top()), QPointF(x, chart.plot().bottom()));
    for (const chart::Series& series : m_page.panels[panel].figure.series)
        for (std::size_t i = 0; i < series.x.size(); ++i) {
            const double y = series.y[i];
            if (series.x[i] != place || !std::isfinite(y) || (chart.figure().logarithmic && y <= 0))
                continue;
            painter.setPen(QPen(t.surface, 1.5));
            painter.setBrush(style::readable(series.colour, t.surface, 3.5));
            painter.drawEllipse(QPointF(x, chart.yScale().toPixel(y)), 4.5, 4.5);
        }
}

int CurvesCanvas::panelAt(QPointF position) const
{
    const std::vector<chart::Chart> all = charts();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (m_page.panels[i].missing.isEmpty() &&
            all[i].plot().adjusted(-8, -20, 8, 22).contains(position))
            return int(i);
    return -1;
}

int CurvesCanvas::pointAt(QPointF position) const
{
    const int panel = panelAt(position);
    if (panel < 0)
        return -1;
    const chart::Scale scale = charts()[std::size_t(panel)].xScale();
    int best = -1;
    double least = 0;
    for (std::size_t i = 0; i < m_page.epochs.size(); ++i) {
        const double off =
            std::abs(scale.toPixel(epochPlace(m_page.epochs[i], m_page.scale)) - position.x());
        if (best < 0 || off < least) {
            best = int(i);
            least = off;
        }
    }
    return best;
}

/// The moment in the panel that is dragged in: a measured epoch where one is near, or always.
double CurvesCanvas::momentAt(QPointF position, bool measured) const
{
    const std::vector<chart::Chart> all = charts();
    if (m_dragged < 0 || m_dragged >= int(all.size()))
        return m_moment;
    const chart::Scale scale = all[std::size_t(m_dragged)].xScale();
    const auto pixel = [&](int epoch) { return scale.toPixel(epochPlace(epoch, m_page.scale)); };
    const auto nearest =
        std::min_element(m_page.epochs.begin(), m_page.epochs.end(), [&](int a, int b) {
            return std::abs(pixel(a) - position.x()) < std::abs(pixel(b) - position.x());
        });
    if (measured || std::abs(pixel(*nearest) - position.x()) <= kSnap)
        return *nearest;
    return std::clamp(epochAt(scale.toValue(position.x()), m_page.scale),
                      double(m_page.epochs.front()), double(m_page.epochs.back()));
}

chart::Card CurvesCanvas::cardOf(int point) const
{
    if (point < 0 || point >= int(m_page.epochs.size()) || m_dragged >= 0)
        return {};
    return collapse::cardOf(m_page, std::size_t(std::max(m_panel, 0)),
                            m_page.epochs[std::size_t(point)]);
}

bool CurvesCanvas::leadsSomewhere(int point) const
{
    return point >= 0;
}

void CurvesCanvas::mousePressEvent(QMouseEvent* event)
{
    const int panel = event->button() == Qt::LeftButton ? panelAt(event->position()) : -1;
    if (panel < 0) {
        QWidget::mousePressEvent(event);
        return;
    }
    m_dragged = panel;
    m_pressed = event->position();
    m_chosen = momentAt(event->position(), true);
    Q_EMIT momentChosen(m_chosen);
    update();
}

void CurvesCanvas::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragged >= 0 && event->buttons().testFlag(Qt::LeftButton)) {
        const bool moved = std::abs(event->position().x() - m_pressed.x()) >=
                           QApplication::startDragDistance() / 2.0;
        m_chosen = momentAt(event->position(), !moved);
        Q_EMIT momentChosen(m_chosen);
        return;
    }
    m_panel = panelAt(event->position());
    Canvas::mouseMoveEvent(event);
}

void CurvesCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_dragged < 0 || event->button() != Qt::LeftButton) {
        QWidget::mouseReleaseEvent(event);
        return;
    }
    m_dragged = -1;
    const int epoch = int(m_chosen);
    if (double(epoch) == m_chosen &&
        std::binary_search(m_page.epochs.begin(), m_page.epochs.end(), epoch))
        Q_EMIT epochChosen(epoch);
    update();
}

void CurvesCanvas::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Up)
        Q_EMIT pageStepRequested(-1);
    else if (event->key() == Qt::Key_Down)
        Q_EMIT pageStepRequested(1);
    else
        Canvas::keyPressEvent(event);
}

} // namespace leafscope::collapse
