// SPDX-License-Identifier: MIT
// Beside the scene: what the neighbourhood predicts, its numbers, and its curves with the present
// setting marked. A click on a curve sets what it runs over.
#pragma once

#include "core/data/dataset.hpp"
#include "views/chart/chart.hpp"
#include "views/neighborhood/reading.hpp"

#include <QRectF>
#include <QString>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QPainter;

namespace leafscope {

struct PanelContent {
    std::shared_ptr<const Reading> reading;
    std::shared_ptr<const Curves> curves;
    std::shared_ptr<const EmbeddingHeader> embedding;
    std::shared_ptr<const Dataset> data;
    std::shared_ptr<const Reading> home; ///< of the sample itself, while its point is moved
};

struct PanelNumber {
    QString name;
    QString value;
    QString help;
};

/// In the order in which they are left out where there is no room for all, last first.
std::vector<PanelNumber> panelNumbers(const PanelContent& content);

/// "#12 Ankle boot" and, quieter, where it is.
QString queryName(const PanelContent& content);

/// E over k.
chart::Figure errorFigure(const PanelContent& content);
/// Neighbours over sigma; over k for cosine.
chart::Figure countFigure(const PanelContent& content);

void paintPanel(QPainter& painter, const QRect& box, const PanelContent& content);

class NeighborhoodPanel : public QWidget {
    Q_OBJECT

public:
    explicit NeighborhoodPanel(QWidget* parent);
    void setContent(PanelContent content);
    const PanelContent& content() const { return m_content; }
    /// Where the plots are; empty without room.
    std::vector<QRectF> plots() const;

Q_SIGNALS:
    void kChosen(int k);
    void sigmaChosen(double sigma);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    void pick(QPointF position);

    PanelContent m_content;
};

} // namespace leafscope
