// SPDX-License-Identifier: MIT
// Walks as film strips below each other: what the image becomes, and what the network says of it.
#pragma once

#include "views/walk/walk_show.hpp"

#include <QHash>
#include <QWidget>

namespace leafscope {

/// Images of places, made when they are first painted.
class WalkImageCache {
public:
    QImage image(const WalkTrack& walk, const std::shared_ptr<const WalkStep>& place);
    void clear()
    {
        m_images.clear();
        m_bytes = 0;
    }

private:
    struct Entry {
        std::shared_ptr<const WalkStep> place; ///< keeps the address its own
        QImage image;
    };
    QHash<const WalkStep*, Entry> m_images;
    double m_bytes = 0;
};

/// Where a row and its frames lie.
struct FilmRow {
    QRectF box;
    QRectF label;
    QRectF frames; ///< all of them; the scrubber runs from the middle of the first to the last's
    QRectF river;  ///< the probabilities along the walk
    QRectF target; ///< the image that is walked to; empty without one
    double side = 0;
    int count = 0; ///< of frames

    double xOf(double share) const;
    double shareAt(double x) const;
};

std::vector<FilmRow> filmRows(const QRectF& box, const WalkShow& show);
void paintFilm(QPainter& painter, const QRectF& box, const WalkShow& show, WalkImageCache& cache);
/// Logical pixels that so many rows ask for.
int filmHeight(int rows);

class FilmStrip : public QWidget {
    Q_OBJECT

public:
    explicit FilmStrip(QWidget* parent);
    void setShow(const WalkShow& show);

Q_SIGNALS:
    void shareChosen(double share);
    void walkChosen(int index);
    void menuRequested(int index, QPoint globalPosition);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    int rowAt(QPointF position) const;
    void scrub(QPointF position);

    WalkShow m_show;
    WalkImageCache m_cache;
    int m_row = -1; ///< that is being scrubbed
};

} // namespace leafscope
