// SPDX-License-Identifier: MIT
// The candidates side by side: their images with weight, label and distance, neighbours first and
// then those that were pruned, grey. For data without images their numbers.
#pragma once

#include "core/data/dataset.hpp"
#include "views/neighborhood/reading.hpp"

#include <QPixmap>
#include <QRectF>
#include <QWidget>

#include <map>
#include <memory>

class QPainter;

namespace leafscope {

/// What the strip shows.
struct StripContent {
    std::shared_ptr<const Reading> reading;
    std::shared_ptr<const EmbeddingHeader> embedding;
    std::shared_ptr<const Dataset> data; ///< null or no images: numbers
    Index focus = -1;                    ///< place of the candidate that is explained
    Index hovered = -1;
};

/// Images of samples, made when first drawn.
class ThumbnailCache {
public:
    /// Null if the data holds no images or the sample is none of it.
    QPixmap get(const Dataset& data, std::int64_t sample, int pixels, bool grey);
    void clear() { m_images.clear(); }

private:
    struct Key {
        std::int64_t sample = 0;
        int pixels = 0;
        bool grey = false;
        auto operator<=>(const Key&) const = default;
    };
    std::map<Key, QPixmap> m_images;
};

int stripHeight();
/// Width of all cells.
int stripWidth(const StripContent& content);
/// Of the i-th member, from the strip's top left corner.
QRectF stripCell(const StripContent& content, int i);
/// As many cells as fit into the box.
void paintStrip(QPainter& painter, const QRect& box, const StripContent& content,
                ThumbnailCache& cache, double ratio);
/// "#12 Ankle boot, weight 0.31, distance 0.42": of one candidate, for tips and readers.
QString memberText(const Member& member, const EmbeddingHeader& embedding, bool nnk);

/// Scrolls by wheel and keys. The arrow keys go from candidate to candidate.
class NeighborStrip : public QWidget {
    Q_OBJECT

public:
    explicit NeighborStrip(QWidget* parent);
    void setContent(StripContent content);
    const StripContent& content() const { return m_content; }
    /// Where the i-th member is drawn now; it may lie outside.
    QRectF placeOf(int member) const;

Q_SIGNALS:
    void clicked(qint64 place);
    void doubleClicked(qint64 place);
    void hovered(qint64 place); ///< -1: none any more

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    int at(QPointF position) const;
    void scrollTo(double offset);
    void hover(int member);
    Index placeAt(int member) const;

    StripContent m_content;
    ThumbnailCache m_cache;
    std::shared_ptr<const Dataset> m_cachedOf;
    double m_offset = 0;
    int m_hovered = -1; ///< member
};

} // namespace leafscope
