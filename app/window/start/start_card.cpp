// SPDX-License-Identifier: MIT
#include "app/window/start/start_card.hpp"

#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>

namespace leafscope {

namespace {

constexpr int kCardWidth = 256;
constexpr int kPictureHeight = 144;
constexpr int kNoteLines = 3;
constexpr int kRowPicture = 40;
constexpr int kIconSide = 20;

QFontMetrics metricsOf(style::FontRole role)
{
    return QFontMetrics(style::font(role));
}

QFont strong()
{
    QFont font = style::font(style::FontRole::Body);
    font.setWeight(QFont::DemiBold);
    return font;
}

/// Text in at most `lines` lines, the last one shortened.
void drawWrapped(QPainter& painter, const QRect& place, const QString& text, const QFont& font,
                 int lines)
{
    const QFontMetrics metrics(font);
    QTextLayout layout(text, font);
    layout.beginLayout();
    int y = place.top();
    for (int i = 0; i < lines; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(place.width());
        QString shown = text.mid(line.textStart(), line.textLength());
        if (i == lines - 1)
            shown = metrics.elidedText(text.mid(line.textStart()), Qt::ElideRight, place.width());
        painter.drawText(QRect(place.left(), y, place.width(), metrics.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, shown.trimmed());
        y += metrics.lineSpacing();
    }
    layout.endLayout();
}

} // namespace

StartCard::StartCard(Shape shape, const QString& title, const QString& note, const QString& icon,
                     QWidget* parent)
    : QAbstractButton(parent)
    , m_shape(shape)
    , m_note(note)
    , m_icon(icon)
{
    setText(title);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(shape == Shape::Card ? QSizePolicy::Fixed : QSizePolicy::Expanding,
                  QSizePolicy::Fixed);
    describe();
}

void StartCard::describe()
{
    setAccessibleName(text());
    QStringList rest{m_note, m_path};
    if (m_missing)
        rest << tr("missing");
    rest.removeAll(QString());
    setAccessibleDescription(rest.join(QStringLiteral(", ")));
    setToolTip(m_path);
    update();
}

void StartCard::setPath(const QString& path)
{
    m_path = path;
    describe();
}

void StartCard::setPicture(const QImage& picture)
{
    m_picture = picture;
    update();
}

void StartCard::setMissing(bool missing)
{
    m_missing = missing;
    describe();
}

QSize StartCard::sizeHint() const
{
    const int body = metricsOf(style::FontRole::Body).height();
    const int caption = metricsOf(style::FontRole::Caption).lineSpacing();
    if (m_shape == Shape::Card)
        return {kCardWidth,
                kPictureHeight + 2 * style::kSpace3 + body + style::kSpace1 + kNoteLines * caption};
    return {320, std::max(kRowPicture, body + caption) + style::kSpace3};
}

QSize StartCard::minimumSizeHint() const
{
    return m_shape == Shape::Card ? sizeHint() : QSize(160, sizeHint().height());
}

void StartCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    paintGround(painter);
    if (m_shape == Shape::Card)
        paintCard(painter);
    else
        paintRow(painter);
}

void StartCard::paintGround(QPainter& painter) const
{
    const style::Tokens& t = style::tokens();
    const QRectF whole = QRectF(rect()).adjusted(1, 1, -1, -1);
    const bool hover = underMouse() && !isDown();
    QColor ground = m_shape == Shape::Card ? t.window : t.surface;
    if (hover || isDown())
        ground = style::mixed(t.surface, t.secondary, isDown() ? 0.16 : 0.09);
    QColor line = m_shape == Shape::Card ? t.line : ground;
    painter.setBrush(ground);
    painter.setPen(hasFocus() ? QPen(t.accent, 2) : QPen(line, 1));
    painter.drawRoundedRect(whole, style::kRadius, style::kRadius);
}

void StartCard::paintPicture(QPainter& painter, const QRect& place) const
{
    const style::Tokens& t = style::tokens();
    if (m_picture.isNull()) {
        const QRect icon(place.center() - QPoint(kIconSide / 2 - 1, kIconSide / 2 - 1),
                         QSize(kIconSide, kIconSide));
        style::icon(m_icon, t.secondary).paint(&painter, icon);
        return;
    }
    painter.save();
    painter.setOpacity(m_missing ? 0.35 : 1);
    QSizeF size = m_picture.size();
    size.scale(place.size(), Qt::KeepAspectRatio);
    QRectF target(QPointF(), size);
    target.moveCenter(QRectF(place).center());
    painter.drawImage(target, m_picture);
    painter.restore();
}

void StartCard::paintCard(QPainter& painter) const
{
    const style::Tokens& t = style::tokens();
    const QRect picture(2, 2, width() - 4, kPictureHeight);
    paintPicture(painter, picture.adjusted(6, 6, -6, -6));
    painter.setPen(t.line);
    painter.drawLine(picture.bottomLeft(), picture.bottomRight());
    const int left = style::kSpace3;
    const int room = width() - 2 * left;
    int y = picture.bottom() + style::kSpace3;
    const QFont title = strong();
    painter.setFont(title);
    painter.setPen(t.text);
    const QFontMetrics metrics(title);
    painter.drawText(QRect(left, y, room, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(text(), Qt::ElideRight, room));
    y += metrics.height() + style::kSpace1;
    const QFont caption = style::font(style::FontRole::Caption);
    painter.setFont(caption);
    painter.setPen(t.secondary);
    drawWrapped(painter, QRect(left, y, room, height() - y), m_note, caption, kNoteLines);
}

void StartCard::paintRow(QPainter& painter) const
{
    const style::Tokens& t = style::tokens();
    const int pad = 6;
    const QRect picture(pad, (height() - kRowPicture) / 2, kRowPicture * 16 / 10, kRowPicture);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.window);
    painter.drawRoundedRect(picture, 4, 4);
    paintPicture(painter, picture.adjusted(2, 2, -2, -2));
    const int left = picture.right() + style::kSpace3;
    int right = width() - style::kSpace3;
    const QFont caption = style::font(style::FontRole::Caption);
    const QFontMetrics small(caption);
    const QString aside = m_missing ? tr("missing") : m_note;
    painter.setFont(caption);
    painter.setPen(m_missing ? t.danger : t.secondary);
    painter.drawText(QRect(left, 0, right - left, height()), Qt::AlignRight | Qt::AlignVCenter,
                     aside);
    right -= small.horizontalAdvance(aside) + style::kSpace3;
    const QFontMetrics body = metricsOf(style::FontRole::Body);
    const int top = (height() - body.height() - small.height()) / 2;
    painter.setFont(style::font(style::FontRole::Body));
    painter.setPen(m_missing ? t.secondary : t.text);
    painter.drawText(QRect(left, top, right - left, body.height()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     body.elidedText(text(), Qt::ElideRight, right - left));
    painter.setFont(caption);
    painter.setPen(t.secondary);
    painter.drawText(QRect(left, top + body.height(), right - left, small.height()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     small.elidedText(m_path, Qt::ElideMiddle, right - left));
}

void StartCard::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else if (event->key() == Qt::Key_Delete && m_shape == Shape::Row)
        Q_EMIT removeRequested();
    else
        QAbstractButton::keyPressEvent(event);
}

void StartCard::contextMenuEvent(QContextMenuEvent* event)
{
    if (m_shape != Shape::Row)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Open"), this, [this] { click(); });
    menu->addAction(tr("Remove from the list"), this, &StartCard::removeRequested);
    menu->popup(event->globalPos());
}

} // namespace leafscope
