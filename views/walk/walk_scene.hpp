// SPDX-License-Identifier: MIT
// Walks as tubes in three dimensions, and the leaf at the place where one stands.
#pragma once

#include <Eigen/Core>
#include <QColor>

#include <memory>
#include <vector>

class vtkRenderer;

namespace leafscope {

/// One walk as it is drawn: a point and a colour per place.
struct DrawnWalk {
    std::vector<Eigen::Vector3f> points;
    std::vector<QColor> colours;
    bool isCurrent = false;
};

/// Where one stands: arrows along the leaf, and the piece of it around.
struct DrawnHead {
    Eigen::Vector3f at{0, 0, 0};
    std::vector<Eigen::Vector3f> arrows; ///< unit length where the leaf lies in the picture's plane
};

class WalkScene {
public:
    explicit WalkScene(vtkRenderer* renderer);
    ~WalkScene();
    WalkScene(const WalkScene&) = delete;
    WalkScene& operator=(const WalkScene&) = delete;

    /// `extent`: the size of what is drawn, by which tubes and arrows are measured.
    void setWalks(const std::vector<DrawnWalk>& walks, double extent);
    /// Without arrows nothing is drawn.
    void setHead(const DrawnHead& head, double extent);
    /// The plane of the first two axes through the origin, or none.
    void setFloor(bool shown, double extent);
    void setColours(const QColor& background, const QColor& ink, const QColor& leaf);

private:
    class Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace leafscope
