// SPDX-License-Identifier: MIT
// A moment of a collapse as actors of a renderer: the widget's, or that of a picture.
#pragma once

#include "views/collapse/collapse_moment.hpp"
#include "views/collapse/glyph_mesh.hpp"
#include "views/scene/line_cloud.hpp"
#include "views/scene/point_cloud.hpp"

#include <memory>
#include <set>
#include <vector>

class vtkRenderer;

namespace leafscope {

/// What is drawn. Run and layer live as long as `owner`.
struct CollapseFigure {
    std::shared_ptr<const CollapseRuns> owner; ///< null: nothing is drawn
    const CollapseRun* run = nullptr;
    const CollapseLayer* layer = nullptr;
    CollapseSettings settings;
    Pose pose;
    CollapseMoment moment;
    CollapseLimits limits;

    int classes() const { return run ? int(run->classCount()) : 0; }
    /// Radius of the ball of a class mean.
    double ball() const;
};

class CollapseScene {
public:
    explicit CollapseScene(vtkRenderer* renderer);

    /// Makes everything anew, in the colours of the current theme. `selected`: ascending samples.
    void set(const CollapseFigure& figure, const std::vector<std::int64_t>& selected);
    /// Tells shaders and lines about the camera; call after each change of it.
    void setView(const CameraControl& camera, double ratio);
    /// While the camera moves: as quick as it goes.
    void setMoving(bool moving);
    /// For a picture: device pixels drawn per pixel that is seen, along each side.
    void setSupersampling(double factor);

    /// Of train and test features, for picking; the shown ones are in the orders.
    const std::shared_ptr<const DrawOrder>& order(bool test) const
    {
        return test ? m_testOrder : m_order;
    }
    static PointSize pointSize(bool test);
    std::size_t glyphCount() const { return m_glyphs.count(); }
    std::size_t edgeCount() const { return m_edges.drawnCount(); }

private:
    void fillGlyphs(const CollapseFigure& figure);
    void fillEdges(const CollapseFigure& figure);
    void fillFeatures(const CollapseFigure& figure, bool test,
                      const std::vector<std::int64_t>& selected);

    vtkRenderer* m_renderer;
    LineCloud m_edges;
    GlyphMesh m_glyphs;
    PointCloud m_testCloud;
    PointCloud m_cloud;
    std::shared_ptr<const DrawOrder> m_order;
    std::shared_ptr<const DrawOrder> m_testOrder;
    double m_ratio = 1;
    double m_supersampling = 1;
};

} // namespace leafscope
