// SPDX-License-Identifier: MIT
#include "app/window/drop/drop_overlay.hpp"

#include "app/window/message.hpp"
#include "app/window/recent.hpp"
#include "views/style/colour.hpp"
#include "views/style/shade.hpp"
#include "views/style/theme.hpp"

#include <QPainter>

#include <algorithm>

namespace leafscope {

namespace {

constexpr int kCardWidth = 560;
constexpr std::size_t kMostLines = 8;
constexpr int kInset = 10;
constexpr int kIconSide = 20;

int lineHeight()
{
    return QFontMetrics(style::font(style::FontRole::Body)).height() +
           QFontMetrics(style::font(style::FontRole::Caption)).height() + style::kSpace2;
}

int titleHeight()
{
    return QFontMetrics(style::font(style::FontRole::Title)).height() + style::kSpace2;
}

} // namespace

DropOverlay::DropOverlay(QWidget* window)
    : QWidget(window)
{
    setObjectName(QStringLiteral("dropOverlay"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void DropOverlay::cover()
{
    setGeometry(parentWidget()->rect());
    show();
    raise();
    update();
}

void DropOverlay::showLooking(qsizetype count)
{
    m_title = count == 1 ? tr("Looking at 1 file") : tr("Looking at %1 files").arg(count);
    m_lines.clear();
    m_more.clear();
    cover();
}

void DropOverlay::showRecognised(const std::vector<Recognised>& all)
{
    m_lines.clear();
    for (const Recognised& one : all) {
        if (!one.problem.isEmpty())
            m_lines.push_back({QStringLiteral("warning"), one.name(),
                               one.what.isEmpty() ? parseMessage(one.problem).headline
                                                  : tr("%1: cannot be opened").arg(one.what),
                               true});
        else if (!one.partOf.isEmpty())
            m_lines.push_back({QStringLiteral("check"), one.name(),
                               one.summary() + tr("; they go with the samples")});
        else
            m_lines.push_back({kindIcon(*one.as), one.name(), one.summary()});
    }
    const auto wrong =
        std::count_if(m_lines.begin(), m_lines.end(), [](const Line& line) { return line.wrong; });
    m_title =
        wrong == qsizetype(m_lines.size()) ? tr("Drop to see what is wrong") : tr("Drop to open");
    m_more.clear();
    if (m_lines.size() > kMostLines) {
        m_more = tr("and %1 more").arg(m_lines.size() - kMostLines);
        m_lines.resize(kMostLines);
    }
    cover();
}

QStringList DropOverlay::lines() const
{
    QStringList all{m_title};
    for (const Line& line : m_lines)
        all << line.name + QStringLiteral(": ") + line.note;
    return all;
}

QSize DropOverlay::cardSize() const
{
    const int lines = int(m_lines.size());
    const int more =
        m_more.isEmpty() ? 0 : QFontMetrics(style::font(style::FontRole::Caption)).height();
    return {std::min(kCardWidth, width() - 8 * kInset), titleHeight() + lines * lineHeight() +
                                                            more + 2 * style::kSpace4 -
                                                            (lines == 0 ? style::kSpace2 : 0)};
}

void DropOverlay::paintEvent(QPaintEvent*)
{
    const style::Tokens& t = style::tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    style::drawScrim(painter, rect());
    painter.setBrush(style::faded(t.accent, 0.06));
    painter.setPen(QPen(t.accent, 2, Qt::DashLine));
    painter.drawRoundedRect(QRectF(rect()).adjusted(kInset, kInset, -kInset, -kInset),
                            2 * style::kRadius, 2 * style::kRadius);
    QRect card(QPoint(), cardSize());
    card.moveCenter(rect().center());
    style::drawShadow(painter, card);
    painter.setBrush(t.surface);
    painter.setPen(t.line);
    painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), style::kRadius,
                            style::kRadius);
    QRect place = card.adjusted(style::kSpace4, style::kSpace4, -style::kSpace4, -style::kSpace4);
    painter.setFont(style::font(style::FontRole::Title));
    painter.setPen(t.text);
    painter.drawText(place, Qt::AlignTop | Qt::AlignLeft, m_title);
    place.setTop(place.top() + titleHeight());
    const QFontMetrics body(style::font(style::FontRole::Body));
    const QFontMetrics caption(style::font(style::FontRole::Caption));
    for (const Line& line : m_lines) {
        const QColor ink = line.wrong ? t.danger : t.text;
        style::icon(line.icon, line.wrong ? t.danger : t.secondary)
            .paint(&painter, QRect(place.left(), place.top() + 6, kIconSide, kIconSide));
        const int left = place.left() + kIconSide + style::kSpace3;
        const int room = place.right() - left;
        painter.setFont(style::font(style::FontRole::Body));
        painter.setPen(ink);
        painter.drawText(QRect(left, place.top(), room, body.height()), Qt::AlignLeft,
                         body.elidedText(line.name, Qt::ElideMiddle, room));
        painter.setFont(style::font(style::FontRole::Caption));
        painter.setPen(t.secondary);
        painter.drawText(QRect(left, place.top() + body.height(), room, caption.height()),
                         Qt::AlignLeft, caption.elidedText(line.note, Qt::ElideRight, room));
        place.setTop(place.top() + lineHeight());
    }
    painter.setFont(style::font(style::FontRole::Caption));
    painter.setPen(t.secondary);
    painter.drawText(place, Qt::AlignTop | Qt::AlignLeft, m_more);
}

} // namespace leafscope
