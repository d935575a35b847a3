// SPDX-License-Identifier: MIT
// The drawing of the curve view: panels side by side or stacked, the read-out under the mouse.
#pragma once

#include "views/chart/chart.hpp"
#include "views/curve/curve_data.hpp"

#include <QWidget>

#include <memory>
#include <vector>

namespace leafscope {

/// What the panels show.
struct CurveContent {
    std::shared_ptr<const DimensionProfile> profile;
    CurveSeries series;
    CurveOptions options;
    QString layer;    ///< the current one
    int pointed = -1; ///< layer or epoch under the mouse
};

/// The panels laid out in a rectangle, with the current layer (or epoch) marked. None without a
/// profile.
std::vector<chart::Chart> curvePanels(const CurveContent& content, QRectF frame);

class CurveCanvas : public QWidget {
    Q_OBJECT

public:
    explicit CurveCanvas(QWidget* parent);

    void setProfile(std::shared_ptr<const DimensionProfile> profile);
    void setSeries(CurveSeries series);
    const CurveSeries& series() const { return m_content.series; }
    void setOptions(const CurveOptions& options);
    void setCurrent(const QString& layer);
    /// Draws without the read-out.
    void render(QPainter& painter, QSizeF size) const;
    int pointed() const { return m_content.pointed; }
    /// Centre of the mark of a layer (over the epochs: of a member of the series) in this widget,
    /// in the panel of the intrinsic dimension.
    QPointF markOf(int point) const;

    QSize sizeHint() const override { return {560, 260}; }
    QSize minimumSizeHint() const override { return {200, 104}; }

Q_SIGNALS:
    void layerClicked(const QString& layer);
    void epochClicked(int epoch);
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
    bool overEpochs() const { return m_content.options.axis == CurveAxis::Epoch; }
    int pointAt(QPointF position) const;
    void point(int point, QPointF position);
    chart::Card card() const;

    CurveContent m_content;
    bool m_showFocus = false;
    QPointF m_mouse;
};

} // namespace leafscope
