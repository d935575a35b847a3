// SPDX-License-Identifier: MIT
#include "views/collapse_charts/grid_canvas.hpp"

#include "views/style/theme.hpp"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace leafscope::collapse {

namespace {

constexpr double kMargin = 12;
constexpr double kGap = 24;
constexpr double kLeastList = 180; ///< width of the list beside the matrices
constexpr double kWidestList = 300;
constexpr double kMark = 3; ///< width of the marks beside chosen rows and columns

double messageHeight(const QString& message)
{
    return message.isEmpty() ? 0
                             : QFontMetricsF(style::font(style::FontRole::Caption)).height() + 6;
}

int cellCount(const chart::Grid& grid)
{
    return int(grid.rows.size() * grid.columns.size());
}

} // namespace

GridCanvas::GridCanvas(QWidget* parent)
    : Canvas(parent)
{
    setAccessibleName(tr("Matrices of neural collapse"));
    // Every cell is a point, and points are told apart by their number alone.
    connect(this, &Canvas::pointClicked, this, [this](int point) {
        for (int grid = 0; grid < int(m_content.grids.size()); ++grid)
            if (const int cell = point - cellsBefore(grid);
                cell >= 0 && cell < cellCount(m_content.grids[std::size_t(grid)]))
                Q_EMIT cellClicked(grid, cell);
    });
}

void GridCanvas::setContent(GridContent content)
{
    const bool alike =
        content.grids.size() == m_content.grids.size() &&
        std::equal(content.grids.begin(), content.grids.end(), m_content.grids.begin(),
                   [](const chart::Grid& a, const chart::Grid& b) {
                       return a.rows == b.rows && a.columns == b.columns;
                   });
    m_content = std::move(content);
    if (alike) // the mouse still stands on the same cell
        update();
    else
        forgetPointed();
}

int GridCanvas::cellsBefore(int grid) const
{
    int count = 0;
    for (int i = 0; i < grid; ++i)
        count += cellCount(m_content.grids[std::size_t(i)]);
    return count;
}

std::vector<chart::GridChart> GridCanvas::charts(QRectF frame) const
{
    std::vector<chart::GridChart> charts;
    const QRectF inner = frame.adjusted(kMargin, kMargin - 6, -kMargin,
                                        -kMargin + 4 - messageHeight(m_content.message));
    const auto count = int(m_content.grids.size());
    const bool stacked = inner.height() > 1.4 * inner.width();
    for (int i = 0; i < count; ++i) {
        QRectF place = inner;
        if (stacked) {
            place.setHeight((inner.height() - kGap * (count - 1)) / count);
            place.translate(0, i * (place.height() + kGap));
        } else {
            place.setWidth((inner.width() - kGap * (count - 1)) / count);
            place.translate(i * (place.width() + kGap), 0);
        }
        charts.emplace_back(m_content.grids[std::size_t(i)], place);
    }
    // Square cells leave room: the second matrix stands beside the first, not far from it.
    if (count == 2 && !stacked && m_content.grids[0].square) {
        const double free = charts[0].extent().right() + 2 * kGap;
        const QFontMetricsF font(style::font(style::FontRole::Caption));
        const double titled =
            inner.left() + font.horizontalAdvance(m_content.grids[0].title) + kGap;
        const double left = std::min(std::max(free, titled), inner.center().x() + kGap / 2);
        charts.pop_back();
        charts.emplace_back(m_content.grids[1],
                            QRectF(left, inner.top(), (inner.width() - kGap) / 2, inner.height()));
    }
    return charts;
}

QRectF GridCanvas::cellRect(int grid, int cell) const
{
    const std::vector<chart::GridChart> all = charts(QRectF(rect()));
    return grid >= 0 && grid < int(all.size()) ? all[std::size_t(grid)].cell(cell) : QRectF();
}

std::vector<chart::Chart> GridCanvas::panels(QRectF, int) const
{
    return {};
}

void GridCanvas::draw(QPainter& painter, QRectF frame, int pointed) const
{
    painter.save();
    painter.setFont(style::font(style::FontRole::Caption));
    const QFontMetricsF font(painter.font());
    const std::vector<chart::GridChart> all = charts(frame);
    for (int i = 0; i < int(all.size()); ++i) {
        const int cell = pointed - cellsBefore(i);
        const bool here = cell >= 0 && cell < cellCount(m_content.grids[std::size_t(i)]);
        all[std::size_t(i)].paint(painter, here && pointed >= 0 ? cell : -1);
        paintMarks(painter, all[std::size_t(i)]);
    }
    const QRectF text = frame.adjusted(kMargin, 4, -kMargin, -6);
    painter.setPen(style::tokens().secondary);
    if (all.empty()) {
        painter.drawText(text, int(Qt::AlignCenter) | Qt::TextWordWrap, m_content.message);
        painter.restore();
        return;
    }
    double bottom = 0;
    double right = 0;
    for (const chart::GridChart& chart : all) {
        bottom = std::max(bottom, chart.extent().bottom());
        right = std::max(right, chart.extent().right());
    }
    const double base = std::min(bottom + style::kSpace2 + font.ascent(), text.bottom());
    painter.drawText(QPointF(text.left(), base),
                     font.elidedText(m_content.message, Qt::ElideRight, text.width()));
    paintList(painter, QRectF(QPointF(right + 2 * kGap, text.top()), text.bottomRight()));
    painter.restore();
}

void GridCanvas::paintList(QPainter& painter, QRectF room) const
{
    const style::Tokens& t = style::tokens();
    const QFontMetricsF font(painter.font());
    if (m_content.list.empty() || room.width() < style::scaled(kLeastList))
        return;
    const double width = std::min<double>(room.width(), style::scaled(kWidestList));
    const double line = font.height() + 3;
    double base = room.top() + font.ascent() + 2;
    painter.setPen(t.secondary);
    painter.drawText(QPointF(room.left(), base),
                     font.elidedText(m_content.listTitle, Qt::ElideRight, room.width()));
    base += line + 2;
    for (const auto& [name, value] : m_content.list) {
        if (base + font.descent() > room.bottom())
            return;
        const double taken = font.horizontalAdvance(value);
        painter.setPen(t.text);
        painter.drawText(QPointF(room.left(), base),
                         font.elidedText(name, Qt::ElideMiddle, width - taken - kMargin));
        painter.setPen(t.secondary);
        painter.drawText(QPointF(room.left() + width - taken, base), value);
        base += line;
    }
}

void GridCanvas::paintMarks(QPainter& painter, const chart::GridChart& chart) const
{
    const QRectF plot = chart.plot();
    painter.setPen(Qt::NoPen);
    painter.setBrush(style::tokens().accent);
    for (const int row : m_content.markedRows)
        if (const QRectF cell = chart.cellAtPlace(row, 0); !cell.isEmpty())
            painter.drawRect(QRectF(plot.left() - kMark - 1, cell.top(), kMark, cell.height()));
    for (const int column : m_content.markedColumns)
        if (const QRectF cell = chart.cellAtPlace(0, column); !cell.isEmpty())
            painter.drawRect(QRectF(cell.left(), plot.bottom() + 1, cell.width(), kMark));
}

int GridCanvas::pointAt(QPointF position) const
{
    const std::vector<chart::GridChart> all = charts(QRectF(rect()));
    for (int i = 0; i < int(all.size()); ++i)
        if (const int cell = all[std::size_t(i)].cellAt(position); cell >= 0)
            return cellsBefore(i) + cell;
    return -1;
}

chart::Card GridCanvas::cardOf(int point) const
{
    for (int grid = 0; grid < int(m_content.grids.size()); ++grid)
        if (const int cell = point - cellsBefore(grid);
            m_content.card && cell >= 0 && cell < cellCount(m_content.grids[std::size_t(grid)]))
            return m_content.card(grid, cell);
    return {};
}

bool GridCanvas::leadsSomewhere(int point) const
{
    return point >= 0;
}

void GridCanvas::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Up)
        Q_EMIT pageStepRequested(-1);
    else if (event->key() == Qt::Key_Down)
        Q_EMIT pageStepRequested(1);
    else
        Canvas::keyPressEvent(event);
}

} // namespace leafscope::collapse
