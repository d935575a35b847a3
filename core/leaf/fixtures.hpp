// SPDX-License-Identifier: MIT
// Classifiers whose leaves are known in closed form: what walks are tested against, and presets
// that teach in the view of a 3-D input space.
#pragma once

#include "core/leaf/logit_map.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace leafscope {

/// A map from two functions of x.
class FormulaMap : public LogitMap {
public:
    using Logits = std::function<VectorD(const VectorD&)>;
    using Jacobian = std::function<MatrixD(const VectorD&)>;
    FormulaMap(Index inputs, Index classes, Logits logits, Jacobian jacobian);

    Index inputs() const override { return m_inputs; }
    Index classes() const override { return m_classes; }
    MatrixD logits(const MatrixD& points) override;
    Linearization linearize(const VectorD& x) override;
    double epsilon() const override;

private:
    Index m_inputs;
    Index m_classes;
    Logits m_logits;
    Jacobian m_jacobian;
};

/// s = W x + b: the leaf is x0 + the row space of the centred W.
FormulaMap linearMap(const MatrixD& weight, const VectorD& bias);
/// s_i = k x_i / |x|: the leaf is the sphere through x0.
FormulaMap sphereMap(Index inputs, double k);
/// s = (x' A x / 2, 0) with A = diag(a): the leaf is {exp(tA) x0}.
FormulaMap quadraticMap(const VectorD& a);
/// s_i = c_i |x|^2 / 2: the leaf is the ray through x0, the kernel its sphere.
FormulaMap radialMap(Index inputs, const VectorD& c);
/// s = (a x^2 / 2, b y^2 / 2, 0) in R^3: the leaf is the plane z = z0; singular at x = 0 and y = 0.
FormulaMap separableMap(double a, double b);
/// s = (x, y + x z, 0) in R^3: not integrable, [X, Y] = (0, 0, 1).
FormulaMap heisenbergMap();
/// s = W x + u relu(v . x): affine on each side of a facet.
FormulaMap facetMap(const MatrixD& weight, const VectorD& u, const VectorD& v);

/// A preset for the view of a 3-D input space.
struct LeafFixture {
    std::string name;
    std::string about; ///< one sentence: what to see
    bool integrable = true;
    std::shared_ptr<LogitMap> map; ///< R^3 -> R^3
};

/// In the order in which they teach.
std::vector<LeafFixture> leafFixtures();

} // namespace leafscope
