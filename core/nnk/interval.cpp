// SPDX-License-Identifier: MIT
#include "core/nnk/interval.hpp"

#include "core/base/error.hpp"

#include <algorithm>

namespace leafscope {

// K_ql <= K_jl K_qj. Gaussian: the logarithm of both sides. Cosine: K = 1 - d^2 / 4, multiplied
// out, so that nothing of a small distance is lost beside 1.
double blockMargin(KernelKind kind, double qj, double ql, double jl)
{
    const double both = kind == KernelKind::Gaussian ? qj + jl : qj + jl - qj * jl / 4;
    return ql - both;
}

HalfSpace blockedBeyond(KernelKind kind, const VectorD& q, const VectorD& j)
{
    EXPECTS(q.size() == j.size(), "a query and a neighbour of the same length");
    HalfSpace out;
    if (kind == KernelKind::Gaussian) {
        out.normal = j - q;
        out.offset = out.normal.dot(j);
        return out;
    }
    const double a = (1 + q.dot(j)) / 2;
    out.normal = a * j - q;
    out.offset = out.normal.dot(j); // 1 - a, where j has length 1 to the last digit
    return out;
}

PruningReason whyPruned(const Candidates& candidates, const Kernel& kernel,
                        const Neighborhood& found, Index place)
{
    EXPECTS(place >= 0 && place < found.weights.size(), "a candidate that took part");
    PruningReason reason;
    reason.place = place;
    const double ql = candidates.toQuery[place];
    reason.similarity = kernel.value(ql);
    for (const Index j : found.kept) {
        const double jl = candidates.among(j, place);
        const double value = found.weights[j] * kernel.value(jl);
        const double margin = blockMargin(kernel.kind, candidates.toQuery[j], ql, jl);
        reason.explained += value;
        reason.shares.push_back({j, value, margin});
        if (j != place && margin >= 0)
            reason.blockers.push_back(j);
    }
    const auto marginOf = [&](Index j) {
        return blockMargin(kernel.kind, candidates.toQuery[j], ql, candidates.among(j, place));
    };
    std::stable_sort(reason.shares.begin(), reason.shares.end(),
                     [](const auto& a, const auto& b) { return a.value > b.value; });
    std::stable_sort(reason.blockers.begin(), reason.blockers.end(),
                     [&](Index a, Index b) { return marginOf(a) > marginOf(b); });
    return reason;
}

} // namespace leafscope
