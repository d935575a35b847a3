// SPDX-License-Identifier: MIT
// The nearest neighbours of a sample as thumbnails, or as lines where samples are no images.
#pragma once

#include "views/inspector/inspector_data.hpp"

#include <QPixmap>
#include <QWidget>

#include <memory>
#include <vector>

namespace leafscope {

class NeighborGrid : public QWidget {
    Q_OBJECT

public:
    explicit NeighborGrid(QWidget* parent);

    /// `images`: where they are; null or no images: lines of text.
    void setNeighbors(std::vector<NeighborFacts> neighbors, std::shared_ptr<const Dataset> images);
    /// The sample under the cursor somewhere, marked if it is one of these.
    void setHighlighted(std::int64_t sample);
    /// Which of the neighbours is at a point, or -1.
    int at(QPointF position) const;
    /// The place of a neighbour.
    QRectF place(int neighbor) const;

    QSize minimumSizeHint() const override { return {100, height()}; }

Q_SIGNALS:
    void clicked(qint64 sample);
    void hovered(qint64 sample); ///< -1: none any more

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    int columns(int width) const;
    double side(int width) const;
    double cellHeight(int width) const;
    int heightFor(int width) const;
    void fitHeight();
    void paintImage(QPainter& painter, int neighbor);
    void paintLine(QPainter& painter, int neighbor) const;
    void hover(int neighbor);

    std::vector<NeighborFacts> m_neighbors;
    std::shared_ptr<const Dataset> m_data; ///< null: lines
    std::vector<QPixmap> m_images;         ///< made when first drawn
    std::int64_t m_highlighted = -1;
    int m_hovered = -1; ///< by the mouse or the arrow keys
};

} // namespace leafscope
