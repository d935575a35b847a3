// SPDX-License-Identifier: MIT
#include "views/walk/walk_images.hpp"

#include "views/style/theme.hpp"
#include "views/walk/walk_paint.hpp"

#include <QCoreApplication>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr int kClasses = 3;

QString tr(const char* text)
{
    return QCoreApplication::translate("WalkImages", text);
}

std::vector<QRectF> cells(const QRectF& box, std::size_t count)
{
    std::vector<QRectF> out;
    if (count == 0)
        return out;
    const QRectF inner =
        box.adjusted(style::kSpace3, style::kSpace3, -style::kSpace3, -style::kSpace3);
    // Columns so that the images come out largest.
    std::size_t columns = 1;
    double best = 0;
    for (std::size_t n = 1; n <= count; ++n) {
        const auto rows = double((count + n - 1) / n);
        const double side = std::min(inner.width() / double(n), inner.height() / rows - 110);
        if (side > best * 1.02) {
            best = side;
            columns = n;
        }
    }
    const auto rows = (count + columns - 1) / columns;
    const double width = inner.width() / double(columns);
    const double height = inner.height() / double(rows);
    for (std::size_t i = 0; i < count; ++i)
        out.emplace_back(inner.left() + double(i % columns) * width,
                         inner.top() + double(i / columns) * height, width, height);
    return out;
}

QString lineOf(const WalkTrack& walk, const WalkStep& step)
{
    if (!std::isfinite(step.residual))
        return tr("length %1").arg(style::number(step.length));
    const bool isThere = step.residual < 1e-9 * walk.places.front()->residual;
    return tr("residual %1").arg(isThere ? QStringLiteral("0") : style::number(step.residual));
}

void paintCell(QPainter& painter, const QRectF& cell, const WalkTrack& walk, const WalkStep* step,
               bool isCurrent)
{
    const QRectF inner = cell.adjusted(style::kSpace2, 0, -style::kSpace2, -style::kSpace2);
    QFont title = style::font(style::FontRole::Body);
    title.setWeight(isCurrent ? QFont::DemiBold : QFont::Normal);
    painter.setFont(title);
    painter.setPen(style::tokens().text);
    const double heading = QFontMetricsF(title).height() + 4;
    painter.drawText(QRectF(inner.left(), inner.top(), inner.width(), heading),
                     Qt::AlignHCenter | Qt::AlignVCenter, kindTitle(walk));
    if (!step)
        return;
    const QFontMetricsF caption(style::font(style::FontRole::Caption));
    const double row = std::max(18.0, caption.height() + 3);
    const double below = row * kClasses + caption.height() + style::kSpace3;
    const QRectF image(inner.left(), inner.top() + heading, inner.width(),
                       std::max(20.0, inner.height() - heading - below));
    const QRectF drawn = paintImage(painter, image, walkImage(walk, step->x));
    const double width = std::min(std::max(drawn.width(), 150.0), inner.width());
    const QRectF text(inner.center().x() - width / 2, image.bottom() + style::kSpace1, width,
                      below);
    painter.setFont(style::font(style::FontRole::Caption));
    painter.setPen(style::tokens().secondary);
    painter.drawText(QRectF(inner.left(), text.top(), inner.width(), caption.height()),
                     Qt::AlignHCenter | Qt::AlignVCenter,
                     caption.elidedText(lineOf(walk, *step), Qt::ElideRight, inner.width()));
    paintPrediction(painter,
                    QRectF(text.left(), text.top() + caption.height() + style::kSpace1, width,
                           row * kClasses + 1),
                    walk, step->logits, kClasses);
}

} // namespace

void paintWalkImages(QPainter& painter, const QRectF& box, const WalkShow& show)
{
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.fillRect(box, style::tokens().surface);
    const std::vector<QRectF> places = cells(box, show.walks.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        const WalkTrack& walk = *show.walks[i];
        const int at = show.place(walk);
        paintCell(painter, places[i], walk, at < 0 ? nullptr : walk.places[std::size_t(at)].get(),
                  int(i) == show.current);
    }
}

int walkImageAt(const QRectF& box, const WalkShow& show, QPointF position)
{
    const std::vector<QRectF> places = cells(box, show.walks.size());
    for (std::size_t i = 0; i < places.size(); ++i)
        if (places[i].contains(position))
            return int(i);
    return -1;
}

WalkImages::WalkImages(QWidget* parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Images of the walks"));
}

void WalkImages::setShow(const WalkShow& show)
{
    m_show = show;
    update();
}

void WalkImages::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintWalkImages(painter, rect(), m_show);
}

void WalkImages::mousePressEvent(QMouseEvent* event)
{
    if (const int index = walkImageAt(rect(), m_show, event->position()); index >= 0)
        Q_EMIT walkChosen(index);
}

} // namespace leafscope
