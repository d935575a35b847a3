// SPDX-License-Identifier: MIT
// The drawing of the curve view: panels side by side or stacked, the read-out under the mouse.
#pragma once

#include "views/chart/canvas.hpp"
#include "views/curve/curve_data.hpp"

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

class CurveCanvas : public chart::Canvas {
    Q_OBJECT

public:
    explicit CurveCanvas(QWidget* parent);

    void setProfile(std::shared_ptr<const DimensionProfile> profile);
    void setSeries(CurveSeries series);
    const CurveSeries& series() const { return m_content.series; }
    void setOptions(const CurveOptions& options);
    void setCurrent(const QString& layer);

Q_SIGNALS:
    void layerClicked(const QString& layer);
    void epochClicked(int epoch);

protected:
    std::vector<chart::Chart> panels(QRectF frame, int pointed) const override;
    chart::Card cardOf(int point) const override;
    bool leadsSomewhere(int point) const override { return point >= 0; }
    void keyPressEvent(QKeyEvent* event) override;

private:
    bool overEpochs() const { return m_content.options.axis == CurveAxis::Epoch; }
    void clicked(int point);

    CurveContent m_content;
};

} // namespace leafscope
