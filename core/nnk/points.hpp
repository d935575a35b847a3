// SPDX-License-Identifier: MIT
// A point set as the kernel sees it, and the candidates of one query with all their distances.
#pragma once

#include "core/base/matrix.hpp"
#include "core/nnk/kernel.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace leafscope {

/// Points of a kernel: as given for the Gaussian kernel, unit directions for cosine or where asked.
/// The values given are kept; rows are scaled in float64 when they are read.
class NnkPoints {
public:
    /// `normalize`: rows are divided by their norm for the Gaussian kernel too. Throws
    /// Error(Numeric) that counts the rows without a direction (all zeros) and names the first,
    /// where directions are wanted; the same for values that are not finite.
    NnkPoints(Points x, KernelKind kind, bool normalize = false);

    Index count() const { return rowsOf(m_given); }
    Index dim() const { return colsOf(m_given); }
    bool areDirections() const { return m_inverseNorm.size() > 0; }
    /// What neighbours are searched in: the points, or the directions rounded to their precision.
    const Points& searched() const { return areDirections() ? m_directions : m_given; }
    /// Row i in float64 into out[0..dim).
    void copyRow(Index i, double* out) const;

private:
    Points m_given;
    Points m_directions; ///< empty (0 rows) if not areDirections()
    VectorD m_inverseNorm;
};

/// Where two point sets are stored in different precision, both become float64.
void matchPrecision(Points& a, Points& b);

/// Candidates of one query, nearest first, with the squared distances that every kernel needs.
struct Candidates {
    std::vector<std::int32_t> rows; ///< k rows of the point set
    VectorD toQuery;                ///< k squared distances to the query
    MatrixD among;                  ///< k x k squared distances

    Index count() const { return Index(rows.size()); }
};

/// Gathers candidates for many queries of one thread, reusing its memory.
class CandidateGatherer {
public:
    explicit CandidateGatherer(const NnkPoints& base);
    /// `query`: dim values (a direction where base.areDirections()). Distances come from inner
    /// products centred on the query, in float64. Cost: k^2 dim.
    const Candidates& gather(std::span<const std::int32_t> rows, const double* query);
    /// The same with row i of `queries` as the query.
    const Candidates& gather(std::span<const std::int32_t> rows, const NnkPoints& queries, Index i);

private:
    const NnkPoints& m_base;
    MatrixD m_centred;
    MatrixD m_gram;
    VectorD m_query;
    Candidates m_candidates;
};

} // namespace leafscope
