// SPDX-License-Identifier: MIT
// The drawing of the curve view: panels side by side or stacked, the read-out under the mouse.
#pragma once

#include "views/chart/chart.hpp"
#include "views/curve/curve_data.hpp"

#include <QWidget>

#include <memory>
#include <vector>

namespace leafscope {

/// The panels of the curve laid out in a rectangle, with the current layer marked.
std::vector<chart::Chart> curvePanels(const DimensionProfile& profile, const CurveOptions& options,
                                      QRectF frame, int current, int pointed = -1);

class CurveCanvas : public QWidget {
    Q_OBJECT

public:
    explicit CurveCanvas(QWidget* parent);

    void setProfile(std::shared_ptr<const DimensionProfile> profile);
    void setOptions(const CurveOptions& options);
    void setCurrent(const QString& layer);
    /// Draws without the read-out.
    void render(QPainter& painter, QSizeF size) const;
    int pointed() const { return m_pointed; }
    /// Centre of a layer's mark in this widget, in the panel of the intrinsic dimension.
    QPointF markOf(int layer) const;

    QSize sizeHint() const override { return {560, 260}; }
    QSize minimumSizeHint() const override { return {200, 104}; }

Q_SIGNALS:
    void layerClicked(const QString& layer);
    void stepRequested(int step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    std::vector<chart::Chart> panels() const;
    int layerAt(QPointF position) const;
    void point(int layer, QPointF position);

    std::shared_ptr<const DimensionProfile> m_profile;
    CurveOptions m_options;
    int m_current = -1;
    int m_pointed = -1;
    bool m_showFocus = false;
    QPointF m_mouse;
};

} // namespace leafscope
