// SPDX-License-Identifier: MIT
#include "core/leaf/integrability.hpp"

#include "core/base/error.hpp"

#include <array>
#include <cmath>
#include <vector>

namespace leafscope {

namespace {

/// Rows grad s_i - grad s_{C-1}.
MatrixD fieldsOf(const MatrixD& jacobian)
{
    const Index last = jacobian.rows() - 1;
    return jacobian.topRows(last).rowwise() - jacobian.row(last);
}

} // namespace

BracketResidual bracketResidual(LogitMap& map, const VectorD& x, double given,
                                const Progress& progress)
{
    const double reach = given > 0 ? given : std::cbrt(map.epsilon());
    const double noise = 100 * map.epsilon() / reach;
    const auto fieldsAt = [&](const VectorD& place) {
        return fieldsOf(map.linearize(place).jacobian);
    };
    const Linearization at = map.linearize(x);
    const Tangent leaf = tangentSpace(at.jacobian, map.epsilon());
    const MatrixD fields = fieldsOf(at.jacobian);
    const Index count = fields.rows();
    // derivative[i].row(j): of the field j along the field i
    std::vector<MatrixD> derivative;
    for (Index i = 0; i < count; ++i) {
        progress.report(double(i) / double(count));
        const double size = fields.row(i).norm();
        if (!(size > 0)) {
            derivative.push_back(MatrixD::Zero(count, x.size()));
            continue;
        }
        const VectorD step = fields.row(i).transpose() * (reach / size);
        derivative.push_back((fieldsAt(x + step) - fieldsAt(x - step)) * (size / (2 * reach)));
    }
    BracketResidual out;
    for (Index a = 0; a < count; ++a)
        for (Index b = a + 1; b < count; ++b) {
            const VectorD bracket =
                (derivative[std::size_t(a)].row(b) - derivative[std::size_t(b)].row(a)).transpose();
            const double size = bracket.norm();
            if (size <= noise * fields.row(a).norm() * fields.row(b).norm())
                continue;
            const double residual = (bracket - leaf.project(bracket)).norm() / size;
            if (residual > out.largest)
                out = {residual, size, a, b};
        }
    return out;
}

Holonomy holonomy(LogitMap& map, const VectorD& x, Index a, Index b, double side, Index steps,
                  const Progress& progress)
{
    const Index classes = map.classes();
    EXPECTS(a != b && a >= 0 && b >= 0 && a < classes && b < classes && steps > 0,
            std::to_string(a) + ", " + std::to_string(b));
    const auto axis = [&](Index c, double length) {
        return centred(VectorD(VectorD::Unit(classes, c) * (length / double(steps))));
    };
    const Linearization start = map.linearize(x);
    const auto lift = [&](const VectorD& at, const VectorD& change) {
        return tangentSpace(map.linearize(at).jacobian, map.epsilon()).lift(change);
    };
    VectorD here = x;
    for (const VectorD& change : {axis(a, side), axis(b, side), axis(a, -side), axis(b, -side)})
        for (Index i = 0; i < steps; ++i) {
            progress.checkpoint();
            here += lift(here + lift(here, change) / 2, change);
        }
    Holonomy out;
    const VectorD gap = here - x;
    const Tangent leaf = tangentSpace(start.jacobian, map.epsilon());
    out.gap = gap.norm();
    out.normal = (gap - leaf.project(gap)).norm();
    const VectorD end = map.logits(here.transpose()).row(0).transpose();
    out.closure = (centred(end) - centred(start.logits)).cwiseAbs().maxCoeff();
    out.area = side * side;
    out.end = here;
    return out;
}

} // namespace leafscope
