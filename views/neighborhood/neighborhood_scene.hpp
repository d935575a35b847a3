// SPDX-License-Identifier: MIT
// What lies in the depth of the neighbourhood's scene: the polytope, the half-planes and the other
// samples. Its points and edges are painted above it.
#pragma once

#include "views/neighborhood/reading.hpp"
#include "views/scene/point_cloud.hpp"

#include <QColor>
#include <vtkSmartPointer.h>

#include <memory>
#include <vector>

class vtkActor;
class vtkPolyData;
class vtkRenderer;

namespace leafscope {

/// A piece of the plane beyond which a neighbour keeps other points out.
struct SceneDisc {
    Vec3 centre; ///< of the world, like the others
    Vec3 normal;
    double radius = 0.2;
    QColor colour;
    bool marked = false;
};

struct SceneContent {
    bool flat = false; ///< all in the plane z = 0: planes are lines, the polytope a polygon
    Hull hull;
    std::vector<Vec3> corners; ///< points of the hull
    std::vector<SceneDisc> discs;
    std::vector<Eigen::Vector3f> context;
};

class NeighborhoodScene {
public:
    explicit NeighborhoodScene(vtkRenderer* renderer);
    ~NeighborhoodScene();
    NeighborhoodScene(const NeighborhoodScene&) = delete;
    NeighborhoodScene& operator=(const NeighborhoodScene&) = delete;

    /// Makes everything anew, in the colours of the current theme.
    void set(const SceneContent& content);
    /// Tells shaders and lines about the camera; call after each change of it.
    void setView(const CameraControl& camera, double ratio);
    /// While the camera moves: as quick as it goes.
    void setMoving(bool moving);
    /// For a picture: device pixels drawn per pixel that is seen, along each side.
    void setSupersampling(double factor);
    int actorCount() const { return int(m_parts.size()); }

private:
    struct Part {
        vtkSmartPointer<vtkActor> actor;
        double width = 0; ///< of lines, in logical pixels; 0: a surface
    };
    vtkSmartPointer<vtkActor> add(vtkPolyData* mesh, const QColor& colour, double opacity,
                                  double width);
    void addHull(const SceneContent& content);
    void addDisc(const SceneDisc& disc, bool flat);
    void addContext(const std::vector<Eigen::Vector3f>& points);
    void fitLines();

    vtkRenderer* m_renderer;
    std::vector<Part> m_parts;
    std::unique_ptr<PointCloud> m_cloud;
    std::size_t m_count = 0; ///< of the cloud
    double m_ratio = 1;
    double m_supersampling = 1;
    bool m_moving = false;
};

} // namespace leafscope
