// SPDX-License-Identifier: MIT
// Balls, diamonds and sticks as one lit surface, one VTK actor for all of them.
#pragma once

#include <Eigen/Core>
#include <QColor>

#include <memory>
#include <vector>

class vtkRenderer;

namespace leafscope {

enum class GlyphShape { Ball, Diamond, Stick };

struct Glyph {
    GlyphShape shape = GlyphShape::Ball;
    Eigen::Vector3f at{0, 0, 0};
    Eigen::Vector3f to{0, 0, 0}; ///< the other end of a stick
    float radius = 0.05F;
    QRgb colour = 0;
};

class GlyphMesh {
public:
    explicit GlyphMesh(vtkRenderer* renderer);
    ~GlyphMesh();
    GlyphMesh(const GlyphMesh&) = delete;
    GlyphMesh& operator=(const GlyphMesh&) = delete;

    /// In place of those before. O(glyphs), some hundred triangles each.
    void set(const std::vector<Glyph>& glyphs);
    std::size_t count() const { return m_count; }

private:
    struct Actor;
    std::unique_ptr<Actor> m_actor;
    std::size_t m_count = 0;
};

} // namespace leafscope
