// SPDX-License-Identifier: MIT
#include "views/neighborhood/neighbor_strip.hpp"

#include "views/style/colour.hpp"
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

constexpr double kTrack = 4; ///< height of the scroll mark at the bottom
constexpr double kShortest = 24;

} // namespace

NeighborStrip::NeighborStrip(QWidget* parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Candidates"));
}

void NeighborStrip::setContent(StripContent content)
{
    const bool another =
        !m_content.reading || !content.reading ||
        m_content.reading->picked->question.row != content.reading->picked->question.row;
    m_content = std::move(content);
    if (m_cachedOf != m_content.data) {
        m_cache.clear();
        m_cachedOf = m_content.data;
    }
    if (!m_content.reading || m_hovered >= int(m_content.reading->members.size()))
        m_hovered = -1;
    QStringList said;
    if (m_content.reading)
        for (const Member& member : m_content.reading->members)
            if (member.weight > 0)
                said << memberText(member, *m_content.embedding, m_content.reading->nnk);
    setAccessibleDescription(said.join(QStringLiteral("; ")));
    scrollTo(another ? 0 : m_offset);
    update();
}

QRectF NeighborStrip::placeOf(int member) const
{
    return stripCell(m_content, member).translated(-m_offset, 0);
}

int NeighborStrip::at(QPointF position) const
{
    const int count = m_content.reading ? int(m_content.reading->members.size()) : 0;
    for (int i = 0; i < count; ++i)
        if (placeOf(i).contains(position))
            return i;
    return -1;
}

Index NeighborStrip::placeAt(int member) const
{
    return member < 0 ? -1 : m_content.reading->members[std::size_t(member)].place;
}

void NeighborStrip::scrollTo(double offset)
{
    m_offset = std::clamp(offset, 0.0, std::max(0.0, double(stripWidth(m_content) - width())));
    update();
}

void NeighborStrip::hover(int member)
{
    if (member == m_hovered)
        return;
    m_hovered = member;
    Q_EMIT hovered(placeAt(member));
}

void NeighborStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const style::Tokens& t = style::tokens();
    painter.fillRect(rect(), t.surface);
    painter.fillRect(QRect(0, 0, width(), 1), t.line);
    painter.save();
    painter.setClipRect(rect());
    painter.translate(-m_offset, 0);
    paintStrip(painter, rect(), m_content, m_cache, devicePixelRatioF());
    painter.restore();
    const double all = stripWidth(m_content);
    if (all <= width())
        return;
    const double length = std::max(kShortest, width() * width() / all);
    const double left = (width() - length) * m_offset / (all - width());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(style::mixed(t.line, t.secondary, 0.3));
    painter.drawRoundedRect(QRectF(left, height() - kTrack - 2, length, kTrack), 2, 2);
}

void NeighborStrip::mouseMoveEvent(QMouseEvent* event)
{
    hover(at(event->position()));
    setCursor(m_hovered >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void NeighborStrip::mouseReleaseEvent(QMouseEvent* event)
{
    const int member = at(event->position());
    if (event->button() == Qt::LeftButton && member >= 0)
        Q_EMIT clicked(placeAt(member));
}

void NeighborStrip::mouseDoubleClickEvent(QMouseEvent* event)
{
    const int member = at(event->position());
    if (event->button() == Qt::LeftButton && member >= 0)
        Q_EMIT doubleClicked(placeAt(member));
}

void NeighborStrip::wheelEvent(QWheelEvent* event)
{
    const QPoint delta = event->angleDelta();
    scrollTo(m_offset - (delta.x() != 0 ? delta.x() : delta.y()) * 0.8);
    hover(at(event->position()));
    event->accept();
}

void NeighborStrip::keyPressEvent(QKeyEvent* event)
{
    const int count = m_content.reading ? int(m_content.reading->members.size()) : 0;
    int next = m_hovered;
    switch (event->key()) {
    case Qt::Key_Left:
        next = std::max(0, next - 1);
        break;
    case Qt::Key_Right:
        next = std::min(count - 1, next + 1);
        break;
    case Qt::Key_Home:
        next = 0;
        break;
    case Qt::Key_End:
        next = count - 1;
        break;
    case Qt::Key_Space:
        if (m_hovered >= 0)
            Q_EMIT clicked(placeAt(m_hovered));
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_hovered >= 0)
            Q_EMIT doubleClicked(placeAt(m_hovered));
        return;
    default:
        return QWidget::keyPressEvent(event);
    }
    if (count == 0)
        return;
    const QRectF place = placeOf(next);
    if (place.left() < 0)
        scrollTo(m_offset + place.left() - style::kSpace2);
    else if (place.right() > width())
        scrollTo(m_offset + place.right() - width() + style::kSpace2);
    hover(next);
}

void NeighborStrip::leaveEvent(QEvent*)
{
    hover(-1);
}

void NeighborStrip::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    scrollTo(m_offset);
}

void NeighborStrip::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (style::isLookChange(*event)) // what is greyed is mixed with the ground
        m_cache.clear();
}

bool NeighborStrip::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int member = at(help->pos());
    if (member < 0)
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(),
                           memberText(m_content.reading->members[std::size_t(member)],
                                      *m_content.embedding, m_content.reading->nnk) +
                               QLatin1Char('\n') +
                               tr("Click: why. Double click: its own neighbourhood."),
                           this);
    return true;
}

} // namespace leafscope
