// SPDX-License-Identifier: MIT
#include "core/leaf/fixtures.hpp"

#include "core/base/error.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace leafscope {

FormulaMap::FormulaMap(Index inputs, Index classes, Logits logits, Jacobian jacobian)
    : m_inputs(inputs)
    , m_classes(classes)
    , m_logits(std::move(logits))
    , m_jacobian(std::move(jacobian))
{
}

MatrixD FormulaMap::logits(const MatrixD& points)
{
    MatrixD out(points.rows(), m_classes);
    for (Index row = 0; row < points.rows(); ++row)
        out.row(row) = m_logits(points.row(row).transpose()).transpose();
    return out;
}

Linearization FormulaMap::linearize(const VectorD& x)
{
    EXPECTS(x.size() == m_inputs, std::to_string(x.size()));
    return {m_logits(x), m_jacobian(x)};
}

double FormulaMap::epsilon() const
{
    return std::numeric_limits<double>::epsilon();
}

FormulaMap linearMap(const MatrixD& weight, const VectorD& bias)
{
    return {weight.cols(), weight.rows(),
            [weight, bias](const VectorD& x) { return VectorD(weight * x + bias); },
            [weight](const VectorD&) { return weight; }};
}

FormulaMap sphereMap(Index inputs, double k)
{
    return {inputs, inputs, [k](const VectorD& x) { return VectorD(k * x / x.norm()); },
            [k](const VectorD& x) {
                const double r = x.norm();
                const MatrixD one = MatrixD::Identity(x.size(), x.size());
                return MatrixD(k / r * (one - x * x.transpose() / (r * r)));
            }};
}

FormulaMap quadraticMap(const VectorD& a)
{
    return {a.size(), 2,
            [a](const VectorD& x) {
                VectorD s = VectorD::Zero(2);
                s[0] = x.dot(a.cwiseProduct(x)) / 2;
                return s;
            },
            [a](const VectorD& x) {
                MatrixD j = MatrixD::Zero(2, x.size());
                j.row(0) = a.cwiseProduct(x).transpose();
                return j;
            }};
}

FormulaMap radialMap(Index inputs, const VectorD& c)
{
    return {inputs, c.size(), [c](const VectorD& x) { return VectorD(c * x.squaredNorm() / 2); },
            [c](const VectorD& x) { return MatrixD(c * x.transpose()); }};
}

FormulaMap separableMap(double a, double b)
{
    return {3, 3,
            [a, b](const VectorD& x) {
                return VectorD(Eigen::Vector3d(a * x[0] * x[0] / 2, b * x[1] * x[1] / 2, 0));
            },
            [a, b](const VectorD& x) {
                MatrixD j = MatrixD::Zero(3, 3);
                j(0, 0) = a * x[0];
                j(1, 1) = b * x[1];
                return j;
            }};
}

FormulaMap heisenbergMap()
{
    return {3, 3,
            [](const VectorD& x) { return VectorD(Eigen::Vector3d(x[0], x[1] + x[0] * x[2], 0)); },
            [](const VectorD& x) {
                MatrixD j = MatrixD::Zero(3, 3);
                j(0, 0) = 1;
                j(1, 0) = x[2];
                j(1, 1) = 1;
                j(1, 2) = x[0];
                return j;
            }};
}

FormulaMap facetMap(const MatrixD& weight, const VectorD& u, const VectorD& v)
{
    return {weight.cols(), weight.rows(),
            [weight, u, v](const VectorD& x) {
                return VectorD(weight * x + u * std::max(0.0, v.dot(x)));
            },
            [weight, u, v](const VectorD& x) {
                return v.dot(x) > 0 ? MatrixD(weight + u * v.transpose()) : weight;
            }};
}

std::vector<LeafFixture> leafFixtures()
{
    const auto shared = [](FormulaMap map) -> std::shared_ptr<LogitMap> {
        return std::make_shared<FormulaMap>(std::move(map));
    };
    MatrixD weight(3, 3);
    weight << 2, 0, 1, -1, 1.5, 0, 0, -1, 1;
    MatrixD facet(3, 3);
    facet << 1, 0, 0, 0, 1, 0.4, 0, 0, 0;
    const VectorD jump = Eigen::Vector3d(0.2, 1.2, 0);
    const VectorD normal = Eigen::Vector3d(1, 0.3, 0.8);
    return {
        {"linear", "A linear classifier: all leaves are parallel planes.", true,
         shared(linearMap(weight, VectorD::Zero(3)))},
        {"spheres", "Logits of the direction alone: the leaves are spheres.", true,
         shared(sphereMap(3, 4))},
        {"rays", "Logits of the distance alone: the leaves are rays, the kernel their spheres.",
         true, shared(radialMap(3, Eigen::Vector3d(1, -0.5, -0.5)))},
        {"planes",
         "Two logits of one coordinate each: planes z = constant, singular where x or y is 0.",
         true, shared(separableMap(1, 1))},
        {"heisenberg",
         "Not integrable: a loop along the leaf directions ends above where it began.", false,
         shared(heisenbergMap())},
        {"facet", "One kink: each side is a plane, and the two do not fit together.", false,
         shared(facetMap(facet, jump, normal))},
    };
}

} // namespace leafscope
