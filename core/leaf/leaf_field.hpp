// SPDX-License-Identifier: MIT
// The leaf directions of many places at once, in an input space of 2 or 3 dimensions.
//
// Jacobians are central differences of the logits in double precision: in so few dimensions a batch
// of forward passes costs far less than a backward pass per place, and where the map is piecewise
// linear the differences are exact.
#pragma once

#include "core/leaf/logit_map.hpp"

#include <vector>

namespace leafscope {

/// What is known at a place x.
struct LeafPlace {
    VectorD logits;                    ///< C, NaN where the map is not defined
    MatrixD jacobian;                  ///< C x n, of the centred logits
    Eigen::Vector3d singular{0, 0, 0}; ///< of the Jacobian, descending; n of them
    Eigen::Matrix3d directions;        ///< columns: unit vectors that belong to them
    Index rank = 0;                    ///< 0 as well where the map is not defined
    bool isDefined() const { return logits.allFinite(); }
};

class LeafField {
public:
    /// Differences are taken over a 1e-5th of `extent`, the size of the part of space that is
    /// looked at. Throws Error(InvalidInput) for inputs that are neither 2 nor 3.
    LeafField(LogitMap& map, double extent);

    Index inputs() const { return m_map.inputs(); }
    Index classes() const { return m_map.classes(); }
    /// Of every row of `points` (m x n). Cost: 2 n + 1 forward passes per row, in batches. Singular
    /// values below a millionth of the largest count as zero.
    std::vector<LeafPlace> at(const MatrixD& points);
    LogitMap& map() { return m_map; }

private:
    LeafPlace placeOf(const MatrixD& logits, Index row, Index stride) const;

    LogitMap& m_map;
    double m_extent;
    double m_reach;
};

/// The shortest step that changes the centred logits by `change`, to first order.
Eigen::Vector3d liftAt(const LeafPlace& place, const VectorD& change);

} // namespace leafscope
