// SPDX-License-Identifier: MIT
#include "core/leaf/box.hpp"

namespace leafscope {

namespace {

constexpr int kMostPasses = 20;

/// Holds the free inputs that are at a bound and lead outward; how many.
Index holdOutward(const VectorD& x, const VectorD& direction, const Box& box, VectorD& free)
{
    const double slack = 1e-12 * (box.high - box.low);
    Index held = 0;
    for (Index i = 0; i < x.size(); ++i) {
        const bool outward = (x[i] <= box.low + slack && direction[i] < 0) ||
                             (x[i] >= box.high - slack && direction[i] > 0);
        if (free[i] > 0 && outward) {
            free[i] = 0;
            ++held;
        }
    }
    return held;
}

} // namespace

FreeDirection
freeDirection(const MatrixD& jacobian, double epsilon, const VectorD& x,
              const std::optional<Box>& box,
              const std::function<VectorD(const Tangent&, const VectorD& free)>& direction)
{
    FreeDirection out;
    VectorD free = VectorD::Ones(x.size());
    for (int pass = 0; pass < kMostPasses; ++pass) {
        out.tangent =
            tangentSpace(out.held > 0 ? MatrixD(jacobian * free.asDiagonal()) : jacobian, epsilon);
        out.direction = direction(out.tangent, free).cwiseProduct(free);
        const Index more = box ? holdOutward(x, out.direction, *box, free) : 0;
        if (more == 0)
            return out;
        out.held += more;
    }
    out.direction = out.direction.cwiseProduct(free);
    return out;
}

VectorD inside(const VectorD& x, const std::optional<Box>& box)
{
    return box ? VectorD(x.cwiseMax(box->low).cwiseMin(box->high)) : x;
}

} // namespace leafscope
