// SPDX-License-Identifier: MIT
#include "views/walk/film_strip.hpp"

#include "views/style/colour.hpp"
#include "views/style/theme.hpp"
#include "views/walk/walk_paint.hpp"

#include <QContextMenuEvent>
#include <QCoreApplication>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr double kGap = 3;
constexpr double kRiver = 12;
constexpr double kRowGap = 8;
constexpr double kLabel = 140;
constexpr double kMostRow = 112;
constexpr double kMostBytes = 128e6; ///< of images and the places that they keep alive

QString tr(const char* text)
{
    return QCoreApplication::translate("FilmStrip", text);
}

QStringList labelOf(const WalkTrack& walk)
{
    QStringList lines{courseTitle(walk)};
    if (!walk.error.isEmpty())
        return lines << tr("failed");
    if (walk.places.empty())
        return lines << tr("waiting");
    const WalkStep& last = *walk.places.back();
    if (std::isfinite(last.residual))
        lines << tr("residual %1 \u2192 %2")
                     .arg(style::number(walk.places.front()->residual),
                          last.residual < 1e-9 * walk.places.front()->residual
                              ? QStringLiteral("0")
                              : style::number(last.residual));
    else
        lines << tr("length %1").arg(style::number(last.length));
    lines << (walk.isRunning ? tr("%1 steps \u2026").arg(walk.places.size() - 1)
                             : tr("%1 steps").arg(walk.places.size() - 1));
    return lines;
}

void paintLabel(QPainter& painter, const QRectF& box, const WalkTrack& walk, bool isCurrent)
{
    const QRectF text = box.adjusted(style::kSpace2 + 2, 0, -style::kSpace2, 0);
    QFont title = style::font(style::FontRole::Body);
    title.setWeight(isCurrent ? QFont::DemiBold : QFont::Normal);
    painter.setFont(title);
    painter.setPen(style::tokens().text);
    double y = text.top();
    const auto line = [&](const QString& words) {
        const QFontMetricsF metrics(painter.font());
        const QRectF place(text.left(), y, text.width(), metrics.height());
        if (place.bottom() > box.bottom() + 1)
            return;
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(words, Qt::ElideRight, place.width()));
        y += metrics.height() + 1;
    };
    line(kindTitle(walk));
    painter.setFont(style::font(style::FontRole::Caption));
    painter.setPen(walk.error.isEmpty() ? style::tokens().secondary : style::tokens().danger);
    for (const QString& words : labelOf(walk))
        line(words);
}

/// The probabilities along the walk, stacked.
void paintRiver(QPainter& painter, const FilmRow& row, const WalkTrack& walk)
{
    const double left = row.xOf(0);
    const double right = row.xOf(1);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (double x = left; x < right; x += 2) {
        const int at = WalkShow::placeAt(walk, (x + 1 - left) / (right - left));
        const VectorD p = softmax(walk.places[std::size_t(at)]->logits);
        double y = row.river.bottom();
        Index most = 0;
        p.maxCoeff(&most); // below the others, so that rounding leaves no gaps
        painter.fillRect(QRectF(x, row.river.top(), 2, row.river.height()),
                         style::categorical(int(most)));
        for (Index c = 0; c < p.size(); ++c) {
            const double height = p[c] * row.river.height();
            if (height > 0.1)
                painter.fillRect(QRectF(x, y - height, 2, height), style::categorical(int(c)));
            y -= height;
        }
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
}

void paintFrames(QPainter& painter, const FilmRow& row, const WalkTrack& walk,
                 WalkImageCache& cache)
{
    for (int k = 0; k < row.count; ++k) {
        const double share = row.count > 1 ? double(k) / (row.count - 1) : 1;
        const int at = WalkShow::placeAt(walk, share);
        const double pitch = row.count > 1 ? (row.frames.width() - row.side) / (row.count - 1) : 0;
        const QRectF frame(row.frames.left() + k * pitch, row.frames.top(), row.side, row.side);
        paintImage(painter, frame, cache.image(walk, walk.places[std::size_t(at)]));
    }
}

void paintTarget(QPainter& painter, const FilmRow& row, const WalkTrack& walk)
{
    if (row.target.isEmpty())
        return;
    paintImage(painter, row.target, walkImage(walk, *walk.target));
    painter.setPen(QPen(style::tokens().secondary, 1, Qt::DashLine));
    painter.drawRect(row.target.adjusted(-2.5, -2.5, 2.5, 2.5));
    painter.setFont(style::font(style::FontRole::Caption));
    painter.setPen(style::tokens().secondary);
    painter.drawText(QRectF(row.target.left() - 20, row.river.top() - 1, row.target.width() + 40,
                            row.river.height() + 4),
                     Qt::AlignHCenter | Qt::AlignVCenter, tr("target"));
}

void paintScrubber(QPainter& painter, const FilmRow& row, double share, bool isCurrent)
{
    const double x = std::round(row.xOf(share)) + 0.5;
    const QColor ink = isCurrent ? style::tokens().accent : style::tokens().secondary;
    painter.setPen(QPen(ink, isCurrent ? 2 : 1));
    painter.drawLine(QPointF(x, row.frames.top() - 3), QPointF(x, row.river.bottom() + 1));
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    painter.drawEllipse(QPointF(x, row.frames.top() - 3), 3.5, 3.5);
    painter.setBrush(Qt::NoBrush);
}

} // namespace

QImage WalkImageCache::image(const WalkTrack& walk, const std::shared_ptr<const WalkStep>& place)
{
    if (const auto known = m_images.constFind(place.get()); known != m_images.constEnd())
        return known->image;
    const QImage image = walkImage(walk, place->x);
    m_bytes += double(image.sizeInBytes()) + double(sizeof(double)) * double(place->x.size());
    if (m_bytes > kMostBytes)
        clear();
    m_images.insert(place.get(), {place, image});
    return image;
}

double FilmRow::xOf(double share) const
{
    const double left = frames.left() + side / 2;
    return left + share * (frames.right() - side / 2 - left);
}

double FilmRow::shareAt(double x) const
{
    const double left = xOf(0);
    return std::clamp((x - left) / std::max(1.0, xOf(1) - left), 0.0, 1.0);
}

int filmHeight(int rows)
{
    const int shown = std::clamp(rows, 1, 4);
    return style::kSpace3 + shown * (shown == 1 ? 108 : shown == 2 ? 92 : 76);
}

std::vector<FilmRow> filmRows(const QRectF& box, const WalkShow& show)
{
    std::vector<FilmRow> rows;
    const auto count = show.walks.size();
    if (count == 0)
        return rows;
    const double inner = box.height() - style::kSpace3;
    const double each = std::min(kMostRow, inner / double(count));
    double y = box.top() + style::kSpace2;
    for (const auto& walk : show.walks) {
        FilmRow row;
        row.box = QRectF(box.left(), y, box.width(), each);
        const double height = each - kRowGap;
        row.label = QRectF(box.left(), y, style::scaled(kLabel), height);
        row.side = std::max(8.0, std::floor(height - kRiver - 3));
        double right = box.right() - style::kSpace3;
        if (walk->target && !walk->facts.shape.empty()) {
            row.target = QRectF(right - row.side, y, row.side, row.side);
            right -= row.side + 2 * style::kSpace3;
        }
        const double left = row.label.right() + style::kSpace1;
        row.count = std::max(1, int((right - left + kGap) / (row.side + kGap)));
        row.frames = QRectF(left, y, row.count > 1 ? right - left : row.side, row.side);
        row.river = QRectF(left, y + row.side + 3, row.frames.width(), kRiver);
        rows.push_back(row);
        y += each;
    }
    return rows;
}

void paintFilm(QPainter& painter, const QRectF& box, const WalkShow& show, WalkImageCache& cache)
{
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.fillRect(box, style::tokens().surface);
    const std::vector<FilmRow> rows = filmRows(box, show);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const WalkTrack& walk = *show.walks[i];
        const bool isCurrent = int(i) == show.current;
        if (isCurrent && rows.size() > 1) {
            painter.fillRect(
                QRectF(rows[i].box.left(), rows[i].box.top(), 3, rows[i].box.height() - kRowGap),
                style::tokens().accent);
        }
        paintLabel(painter, rows[i].label, walk, isCurrent);
        if (walk.places.empty())
            continue;
        paintFrames(painter, rows[i], walk, cache);
        paintRiver(painter, rows[i], walk);
        paintTarget(painter, rows[i], walk);
        paintScrubber(painter, rows[i], show.share, isCurrent);
    }
}

FilmStrip::FilmStrip(QWidget* parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Film strips of the walks"));
    setFocusPolicy(Qt::NoFocus); // the view's own keys move along the walk
}

void FilmStrip::setShow(const WalkShow& show)
{
    if (show.walks.size() < m_show.walks.size())
        m_cache.clear(); // what was removed is not kept alive
    m_show = show;
    update();
}

void FilmStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintFilm(painter, rect(), m_show, m_cache);
}

int FilmStrip::rowAt(QPointF position) const
{
    const std::vector<FilmRow> rows = filmRows(rect(), m_show);
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows[i].box.contains(position))
            return int(i);
    return -1;
}

void FilmStrip::scrub(QPointF position)
{
    const std::vector<FilmRow> rows = filmRows(rect(), m_show);
    if (m_row >= 0 && m_row < int(rows.size()))
        Q_EMIT shareChosen(rows[std::size_t(m_row)].shareAt(position.x()));
}

void FilmStrip::mousePressEvent(QMouseEvent* event)
{
    m_row = rowAt(event->position());
    if (m_row < 0 || event->button() != Qt::LeftButton)
        return;
    if (m_row != m_show.current)
        Q_EMIT walkChosen(m_row);
    const std::vector<FilmRow> rows = filmRows(rect(), m_show);
    if (rows[std::size_t(m_row)].label.contains(event->position()))
        m_row = -1; // chosen, not scrubbed
    scrub(event->position());
}

void FilmStrip::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        scrub(event->position());
}

void FilmStrip::contextMenuEvent(QContextMenuEvent* event)
{
    Q_EMIT menuRequested(rowAt(event->pos()), event->globalPos());
}

} // namespace leafscope
