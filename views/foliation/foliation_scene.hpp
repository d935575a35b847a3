// SPDX-License-Identifier: MIT
// A foliation as actors of a renderer: the widget's, or that of a picture.
#pragma once

#include "views/foliation/families.hpp"
#include "views/foliation/foliation_meshes.hpp"
#include "views/scene/point_cloud.hpp"

#include <vtkSmartPointer.h>

#include <memory>
#include <set>
#include <vector>

class vtkActor;
class vtkRenderer;

namespace leafscope {

class FoliationScene {
public:
    explicit FoliationScene(vtkRenderer* renderer);
    ~FoliationScene();
    FoliationScene(const FoliationScene&) = delete;
    FoliationScene& operator=(const FoliationScene&) = delete;

    /// Makes everything anew, in the colours of the current theme; null: nothing is drawn.
    void set(std::shared_ptr<const Foliation> foliation, double singularBelow);
    void setSingularBelow(double threshold);
    /// Families and classes of samples, as the legend numbers them.
    void setHidden(const std::set<int>& hidden);
    /// A leaf and a fibre in the accent; null: none.
    void setProbe(const LeafPiece* leaf, const LeafPiece* fibre);
    /// Tells shaders and lines about the camera; call after each change of it.
    void setView(const CameraControl& camera, double ratio);
    /// While the camera moves: as quick as it goes.
    void setMoving(bool moving);
    /// For a picture: device pixels drawn per pixel that is seen, along each side; lines grow with
    /// it, and as many layers as are there are seen through.
    void setSupersampling(double factor);

    const WorldFrame& frame() const { return m_frame; }
    /// Of the samples, in the order of their rows; the shown ones are in `order`.
    const std::vector<Eigen::Vector3f>& samplePoints() const { return m_samplePoints; }
    const std::shared_ptr<const DrawOrder>& sampleOrder() const { return m_order; }
    static PointSize sampleSize(const CameraControl& camera, std::size_t count);
    /// How many actors of a family are there, and how many of them are seen.
    int actorCount(Family family) const;
    int visibleCount(Family family) const;

private:
    struct Part {
        vtkSmartPointer<vtkActor> actor;
        Family family = Family::Leaves;
        double width = 0; ///< of lines, in logical pixels; 0: a surface
    };
    struct SurfaceLook {
        QColor colour;
        double opacity = 1;
        double gloss = 0;
    };
    vtkSmartPointer<vtkActor> add(std::vector<Part>& parts, Family family, const PolyData& mesh);
    void addSurface(std::vector<Part>& parts, Family family, const PolyData& mesh,
                    const SurfaceLook& look);
    void addLines(std::vector<Part>& parts, Family family, const PolyData& mesh,
                  const QColor& colour, double width, double opacity = 1, bool tubes = false);
    void addLeaf(std::vector<Part>& parts, Family family, const LeafPiece& piece,
                 const QColor& colour, double opacity);
    void addLeaves();
    void addKernels();
    void addMeshes();
    void addSingular();
    void addRegions();
    void fillSamples();
    void clear(std::vector<Part>& parts);
    void showParts();

    vtkRenderer* m_renderer;
    std::shared_ptr<const Foliation> m_foliation;
    WorldFrame m_frame;
    std::vector<Part> m_parts;
    std::vector<Part> m_singular; ///< made anew with each threshold
    std::vector<Part> m_probe;
    std::set<int> m_hidden;
    double m_threshold = 0.05;
    double m_ratio = 1;
    double m_supersampling = 1;
    bool m_moving = false;
    std::unique_ptr<PointCloud> m_cloud;
    std::vector<Eigen::Vector3f> m_samplePoints;
    std::shared_ptr<const DrawOrder> m_order;
};

} // namespace leafscope
