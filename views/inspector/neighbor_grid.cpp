// SPDX-License-Identifier: MIT
#include "views/inspector/neighbor_grid.hpp"

#include "views/style/colour.hpp"
#include "views/style/sample_image.hpp"
#include "views/style/theme.hpp"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace leafscope {

namespace {

constexpr int kGap = 6;
constexpr int kWanted = 38; ///< width of an image with its gap, about
constexpr double kBar = 3;
constexpr double kText = 15;
constexpr double kLine = 22;
constexpr double kSwatch = 8;
constexpr double kMark = 11;

QColor classColour(std::int32_t label)
{
    return label >= 0 ? style::categorical(label)
                      : style::mixed(style::tokens().line, style::tokens().secondary, 0.4);
}

} // namespace

NeighborGrid::NeighborGrid(QWidget* parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Nearest neighbours"));
}

void NeighborGrid::setNeighbors(std::vector<NeighborFacts> neighbors,
                                std::shared_ptr<const Dataset> images)
{
    m_neighbors = std::move(neighbors);
    m_data = images && images->isImage() ? std::move(images) : nullptr;
    m_images.assign(m_neighbors.size(), {});
    m_hovered = -1;
    QStringList said;
    for (const NeighborFacts& neighbor : m_neighbors)
        said << neighbor.text;
    setAccessibleDescription(said.join(QStringLiteral("; ")));
    fitHeight();
    update();
}

// A height for every width, but set by hand: nested layouts give such a widget the height of
// another width.
void NeighborGrid::fitHeight()
{
    setFixedHeight(heightFor(width()));
}

void NeighborGrid::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitHeight();
}

void NeighborGrid::setHighlighted(std::int64_t sample)
{
    m_highlighted = sample;
    update();
}

int NeighborGrid::columns(int width) const
{
    return m_data ? std::max(3, (width + kGap) / style::scaled(kWanted)) : 1;
}

double NeighborGrid::side(int width) const
{
    const int count = columns(width);
    return std::floor(double(width - (count - 1) * kGap) / count);
}

double NeighborGrid::cellHeight(int width) const
{
    return m_data ? side(width) + 2 + kBar + style::scaled(kText) + kGap : style::scaled(kLine);
}

int NeighborGrid::heightFor(int width) const
{
    const int count = columns(width);
    const int lines = (int(m_neighbors.size()) + count - 1) / count;
    return std::max(1, int(std::ceil(lines * cellHeight(width))));
}

QRectF NeighborGrid::place(int neighbor) const
{
    const int count = columns(width());
    const double wide = m_data ? side(width()) : width();
    const double high = cellHeight(width());
    return {(neighbor % count) * (wide + kGap), (neighbor / count) * high, wide,
            m_data ? high - kGap : high};
}

int NeighborGrid::at(QPointF position) const
{
    for (int i = 0; i < int(m_neighbors.size()); ++i)
        if (place(i).contains(position))
            return i;
    return -1;
}

void NeighborGrid::paintImage(QPainter& painter, int neighbor)
{
    const style::Tokens& t = style::tokens();
    const NeighborFacts& facts = m_neighbors[std::size_t(neighbor)];
    const QRectF cell = place(neighbor);
    const QRectF frame(cell.topLeft(), QSizeF(cell.width(), cell.width()));
    QPixmap& image = m_images[std::size_t(neighbor)];
    const int pixels = int(std::lround(cell.width() * devicePixelRatioF()));
    if (image.width() != pixels && image.height() != pixels)
        image = QPixmap::fromImage(
            style::sampleImage(*m_data, facts.sample)
                .scaled(pixels, pixels, Qt::KeepAspectRatio, Qt::SmoothTransformation));
    QRectF drawn(QPointF(), QSizeF(image.size()) / devicePixelRatioF());
    drawn.moveCenter(frame.center());
    painter.drawPixmap(drawn, image, QRectF(image.rect()));
    const bool lit = neighbor == m_hovered || facts.sample == m_highlighted;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(lit ? t.accent : t.line, lit ? 2 : 1));
    painter.drawRect(lit ? frame.adjusted(1, 1, -1, -1) : frame.adjusted(0.5, 0.5, -0.5, -0.5));
    painter.fillRect(QRectF(cell.left(), frame.bottom() + 2, cell.width(), kBar),
                     classColour(facts.label));
    if (facts.differs) {
        const QRectF ground(frame.right() - kMark - 2, frame.top() + 2, kMark, kMark);
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.surface);
        painter.drawEllipse(ground.adjusted(-1, -1, 1, 1));
        style::icon(QStringLiteral("close"), t.danger).paint(&painter, ground.toRect());
    }
    painter.setPen(t.secondary);
    painter.drawText(QRectF(cell.left() - kGap / 2.0, frame.bottom() + 2 + kBar,
                            cell.width() + kGap, style::scaled(kText)),
                     int(Qt::AlignHCenter | Qt::AlignBottom), style::number(facts.distance));
}

void NeighborGrid::paintLine(QPainter& painter, int neighbor) const
{
    const style::Tokens& t = style::tokens();
    const NeighborFacts& facts = m_neighbors[std::size_t(neighbor)];
    const QRectF line = place(neighbor);
    if (neighbor == m_hovered || facts.sample == m_highlighted) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(style::mixed(t.surface, t.secondary, 0.12));
        painter.drawRoundedRect(line, 4, 4);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(classColour(facts.label));
    painter.drawEllipse(QRectF(line.left() + 2, line.center().y() - kSwatch / 2, kSwatch, kSwatch));
    const QString distance = style::number(facts.distance);
    const QFontMetricsF font(painter.font());
    const double right = line.right() - 4;
    double room = right - font.horizontalAdvance(distance) - 8;
    painter.setPen(t.secondary);
    painter.drawText(QRectF(line.left(), line.top(), right - line.left(), line.height()),
                     int(Qt::AlignRight | Qt::AlignVCenter), distance);
    if (facts.differs) {
        room -= kMark + 4;
        style::icon(QStringLiteral("close"), t.danger)
            .paint(&painter,
                   QRectF(room + 4, line.center().y() - kMark / 2, kMark, kMark).toRect());
    }
    const double left = line.left() + kSwatch + 10;
    painter.setPen(t.text);
    painter.drawText(QRectF(left, line.top(), room - left, line.height()),
                     int(Qt::AlignLeft | Qt::AlignVCenter),
                     font.elidedText(facts.name, Qt::ElideRight, room - left));
}

void NeighborGrid::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.setFont(style::font(style::FontRole::Caption));
    for (int i = 0; i < int(m_neighbors.size()); ++i) {
        if (m_data)
            paintImage(painter, i);
        else
            paintLine(painter, i);
    }
}

void NeighborGrid::hover(int neighbor)
{
    if (neighbor == m_hovered)
        return;
    m_hovered = neighbor;
    update();
    Q_EMIT hovered(neighbor < 0 ? -1 : m_neighbors[std::size_t(neighbor)].sample);
}

void NeighborGrid::mouseMoveEvent(QMouseEvent* event)
{
    hover(at(event->position()));
    setCursor(m_hovered >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void NeighborGrid::mouseReleaseEvent(QMouseEvent* event)
{
    const int neighbor = at(event->position());
    if (event->button() == Qt::LeftButton && neighbor >= 0)
        Q_EMIT clicked(m_neighbors[std::size_t(neighbor)].sample);
}

void NeighborGrid::leaveEvent(QEvent*)
{
    hover(-1);
}

void NeighborGrid::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    hover(-1);
}

void NeighborGrid::keyPressEvent(QKeyEvent* event)
{
    const int last = int(m_neighbors.size()) - 1;
    const int count = columns(width());
    int next = m_hovered;
    switch (event->key()) {
    case Qt::Key_Left:
        next -= 1;
        break;
    case Qt::Key_Right:
        next += 1;
        break;
    case Qt::Key_Up:
        next -= count;
        break;
    case Qt::Key_Down:
        next += m_hovered < 0 ? 1 : count;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_hovered >= 0)
            Q_EMIT clicked(m_neighbors[std::size_t(m_hovered)].sample);
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    if (last >= 0)
        hover(std::clamp(next, 0, last));
}

bool NeighborGrid::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int neighbor = at(help->pos());
        if (neighbor < 0)
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), m_neighbors[std::size_t(neighbor)].text, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace leafscope
