// SPDX-License-Identifier: MIT
// Nomination: for every point the few others that look nearest in float32. Internal to the room.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"
#include "core/neighbors/moments.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace leafscope {

/// The distinct rows of a point set, and how they are centred and scaled before any product: (x -
/// mean) * scale.
template <class Scalar>
struct CentredView {
    const Matrix<Scalar>& x;
    const std::vector<std::int32_t>& rows; ///< rows of x that take part, ascending
    const VectorD& mean;
    double scale = 1; ///< a power of two

    Index size() const { return Index(rows.size()); }
    Index columns() const { return x.cols(); }
    const Scalar* row(Index i) const { return x.data() + Index(rows[std::size_t(i)]) * x.cols(); }
};

/// Rows that are searched for and the points they are compared with, centred and scaled alike.
template <class Scalar>
struct Comparison {
    const CentredView<Scalar>& queries;
    const CentredView<Scalar>& points;
    bool ofItself = true; ///< both are the same view, and a row is no neighbour of itself

    /// Points that a query can be near to.
    Index others() const { return points.size() - (ofItself ? 1 : 0); }
};

/// A point that was nominated for some row, with its key: (float32 squared distance - own squared
/// norm) / 2.
struct Nominee {
    float key = 0;
    std::int32_t index = 0;

    friend bool operator<(const Nominee& a, const Nominee& b)
    {
        return a.key < b.key || (a.key == b.key && a.index < b.index);
    }
};

/// For each row the `keep` smallest nominees seen. Short lists are kept in order; long ones grow to
/// twice their length before the largest nominees are thrown out. The set kept does not depend on
/// the order in which nominees come.
class NomineeLists {
public:
    NomineeLists(Index rows, Index keep);

    void offer(Index row, Nominee nominee)
    {
        const auto r = std::size_t(row);
        if (nominee.key == m_limit[r] && nominee.index > m_limitIndex[r])
            return;
        if (m_ordered) {
            insert(row, nominee);
            return;
        }
        m_entries[r * m_capacity + std::size_t(m_count[r])] = nominee;
        if (std::size_t(++m_count[r]) == m_capacity)
            prune(row);
    }
    /// Nominees with a larger key than this are of no use to the row.
    const float* limits() const { return m_limit.data(); }
    float limit(Index row) const { return m_limit[std::size_t(row)]; }
    /// The kept ones in order; call when all were offered.
    std::span<const Nominee> finish(Index row);
    static std::uint64_t bytes(Index rows, Index keep);

private:
    void insert(Index row, Nominee nominee);
    void prune(Index row);
    static bool ordered(Index keep) { return keep <= 32; }
    static std::size_t capacityFor(Index keep)
    {
        return std::size_t(ordered(keep) ? keep : 2 * keep);
    }

    std::size_t m_keep;
    bool m_ordered;
    std::size_t m_capacity;
    std::vector<Nominee> m_entries;
    std::vector<std::int32_t> m_count;
    std::vector<float> m_limit;
    std::vector<std::int32_t> m_limitIndex;
};

/// The stored float32 points of a view.
struct StoredPoints {
    MatrixF points;
    VectorD squaredNorm; ///< of the stored rows, summed in float64
};

template <class Scalar>
StoredPoints storePoints(const CentredView<Scalar>& view, const Progress& progress);

/// All pairs of stored points, by symmetric tiles.
void nominate(const StoredPoints& stored, NomineeLists& lists, const Progress& progress);

/// Every query with every point; the lists are those of the queries.
void nominate(const StoredPoints& queries, const StoredPoints& points, NomineeLists& lists,
              const Progress& progress);

} // namespace leafscope
