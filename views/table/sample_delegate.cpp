// SPDX-License-Identifier: MIT
#include "views/table/sample_delegate.hpp"

#include "views/session/session.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"
#include "views/table/sample_model.hpp"

#include <QPainter>

namespace leafscope {

namespace {

constexpr int kSwatch = 8;
constexpr int kMark = 14;
constexpr int kCurrentBar = 2;

} // namespace

SampleDelegate::SampleDelegate(const Session& session, const SampleModel& model, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_session(session)
    , m_model(model)
{
}

void SampleDelegate::setPreview(int first, int last)
{
    m_first = first;
    m_last = last;
}

void SampleDelegate::paintGround(QPainter& painter, const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const
{
    const style::Tokens& t = style::tokens();
    const std::int64_t sample = m_model.sampleAt(index.row());
    const bool dragged = index.row() >= m_first && index.row() <= m_last;
    QColor ground = t.surface;
    if (dragged || m_session.isSelected(sample))
        ground = style::mixed(ground, t.accent, 0.16);
    if (sample == m_session.highlighted())
        ground = style::mixed(ground, t.secondary, 0.12);
    if (ground != t.surface)
        painter.fillRect(option.rect, ground);
    if (sample == m_session.current() && index.column() == 0)
        painter.fillRect(QRect(option.rect.topLeft(), QSize(kCurrentBar, option.rect.height())),
                         t.accent);
}

void SampleDelegate::paintClass(QPainter& painter, const QRect& cell, std::int32_t label) const
{
    if (label < 0)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(style::categorical(label));
    painter.drawEllipse(
        QRectF(cell.left(), cell.center().y() + 0.5 - kSwatch / 2.0, kSwatch, kSwatch));
    const QRect room = cell.adjusted(kSwatch + 6, 0, 0, 0);
    painter.setPen(style::tokens().text);
    painter.drawText(room, int(Qt::AlignLeft | Qt::AlignVCenter),
                     painter.fontMetrics().elidedText(m_model.columns().className(label),
                                                      Qt::ElideRight, room.width()));
}

void SampleDelegate::paintMark(QPainter& painter, const QRect& cell, bool correct) const
{
    QRect place(0, 0, kMark, kMark);
    place.moveCenter(cell.center());
    const style::Tokens& t = style::tokens();
    style::icon(correct ? QStringLiteral("check") : QStringLiteral("close"),
                correct ? t.secondary : t.danger)
        .paint(&painter, place);
}

void SampleDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const
{
    painter->save();
    paintGround(*painter, option, index);
    const SampleColumn& column = m_model.column(index.column());
    const Index row = m_model.rows()[std::size_t(index.row())];
    const QRect cell = option.rect.adjusted(style::kSpace2, 0, -style::kSpace2, 0);
    switch (column.kind) {
    case ColumnKind::Image: {
        const QPixmap image =
            m_model.thumbnail(index.row(), painter->device()->devicePixelRatioF());
        QRect place(QPoint(), image.deviceIndependentSize().toSize());
        place.moveCenter(option.rect.center());
        painter->drawPixmap(place.topLeft(), image);
        break;
    }
    case ColumnKind::Label:
        paintClass(*painter, cell, m_model.columns().labelAt(row));
        break;
    case ColumnKind::Prediction:
        paintClass(*painter, cell, m_model.columns().predictionAt(row));
        break;
    case ColumnKind::Correct:
        if (const auto correct = m_model.columns().correctAt(row))
            paintMark(*painter, cell, *correct);
        break;
    default:
        painter->setPen(column.kind == ColumnKind::Id ? style::tokens().secondary
                                                      : style::tokens().text);
        painter->drawText(cell, int(Qt::AlignRight | Qt::AlignVCenter),
                          index.data(Qt::DisplayRole).toString());
    }
    painter->restore();
}

} // namespace leafscope
