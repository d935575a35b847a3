// SPDX-License-Identifier: MIT
// How a person moves the camera: orbit, pan, zoom to the cursor, roll, fit, axis views.
//
// Pure arithmetic without a window. Screen positions are logical pixels, y down; the device pixel
// ratio cancels out because only shares of the frame enter. World units are those of the content.
#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <vector>

class vtkCamera;

namespace leafscope {

using Json = nlohmann::json;
using Vec2 = Eigen::Vector2d;
using Vec3 = Eigen::Vector3d;

struct CameraPose {
    Vec3 position{0, 0, 4};
    Vec3 focal{0, 0, 0};
    Vec3 up{0, 1, 0};
    bool parallel = false;
    double parallelScale = 1; ///< half the height of the frame in world units, parallel only

    Vec3 forward() const { return (focal - position).normalized(); }
    Vec3 right() const { return forward().cross(up).normalized(); }
};

/// The frame that the scene is drawn in, and how much of each side lies under furniture.
struct ViewFrame {
    double width = 1;
    double height = 1;
    double left = 0;
    double top = 0;
    double right = 0;
    double bottom = 0;
    bool operator==(const ViewFrame&) const = default;
};

/// Where a point of the world lands: logical pixels and the distance along the view direction.
struct Projected {
    double x = 0;
    double y = 0;
    double depth = 0; ///< not positive: behind the camera
};

/// Directions to look from. The names say which axes lie to the right and up.
enum class AxisView { Front, Back, Above, Below, Right, Left, Isometric };

class CameraControl {
public:
    CameraControl();
    static constexpr double kViewAngle = 30; ///< degrees, vertical

    const CameraPose& pose() const { return m_pose; }
    void setPose(const CameraPose& pose);
    const ViewFrame& frame() const { return m_frame; }
    /// Changes the frame; a camera that nobody moved since the last fit is fitted again.
    void setFrame(const ViewFrame& frame);

    /// The points that fit() shows and the clipping planes enclose. Does not move the camera unless
    /// it was fitted. Content without extent counts as a unit ball.
    void setContent(std::vector<Eigen::Vector3f> points);
    /// The same without a copy; copies of this control share the points.
    void setContent(std::shared_ptr<const std::vector<Eigen::Vector3f>> points);
    const Vec3& contentCentre() const { return m_contentCentre; }
    double contentRadius() const { return m_contentRadius; }

    /// True while the camera still is where fit() put it.
    bool isFitted() const { return m_fitted; }
    /// Shows all content from the present direction, as large as the free part of the frame allows.
    void fit();
    /// The same for some points; a single point is shown with its surroundings.
    void frameOn(const std::vector<Eigen::Vector3f>& points);
    /// The first direction (a slight turn from the front), fitted, centre in the middle.
    void reset();
    void lookFrom(AxisView view);
    void setParallel(bool parallel);

    void orbit(Vec2 from, Vec2 to);
    void pan(Vec2 from, Vec2 to);
    /// Magnifies by `factor` so that what lies under `at` stays there. `anchor`: a point near the
    /// cursor whose depth is meant; without it the depth of the rotation centre.
    void zoom(double factor, Vec2 at, const std::optional<Vec3>& anchor = {});
    void roll(Vec2 from, Vec2 to);
    const Vec3& rotationCentre() const { return m_centre; }
    void setRotationCentre(const Vec3& centre) { m_centre = centre; }

    Projected project(const Vec3& point) const;
    /// The point under `at` in the plane through `through` that faces the camera.
    Vec3 unproject(Vec2 at, const Vec3& through) const;
    /// World to normalised device coordinates, equal to VTK's composite projection of apply().
    Eigen::Matrix4d composite() const;
    /// Near and far plane that enclose the content.
    Vec2 clippingRange() const;
    /// The distance (or, in parallel projection, the magnification) at which points have their
    /// nominal size: where the whole content just fills the frame.
    double nominalDistance() const;

    void apply(vtkCamera& camera) const;

    Json toJson() const;
    /// Throws Error(Format) that names the field, and changes nothing then.
    void restore(const Json& json);

    /// A pose between two others, for animated changes; t in 0..1.
    static CameraPose between(const CameraPose& a, const CameraPose& b, double t);

private:
    struct Extent;
    Vec2 centreShift() const;
    double tangent() const;
    double depthOf(const Vec3& point) const;
    void frameExtent(const std::vector<Eigen::Vector3f>& points, double least);
    void moved() { m_fitted = false; }

    CameraPose m_pose;
    ViewFrame m_frame;
    std::shared_ptr<const std::vector<Eigen::Vector3f>> m_content; ///< never null
    Vec3 m_contentCentre{0, 0, 0};
    double m_contentRadius = 1;
    Vec3 m_centre{0, 0, 0};
    bool m_fitted = true;
};

} // namespace leafscope
