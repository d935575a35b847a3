// SPDX-License-Identifier: MIT
// A few queries against all rows. Reading the rows once is all it costs beside the arithmetic, so
// nothing is prepared: no moments, no groups of equal rows, no float32 copy.
#include "core/base/parallel.hpp"
#include "core/neighbors/rounding.hpp"
#include "core/neighbors/search.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>
#include <type_traits>
#include <vector>

namespace leafscope {

namespace {

// Squared distances of float64 values outside this range may have lost digits; those of float32
// values never leave it.
constexpr double kLargest = 1e295;
constexpr double kSmallest = 1e-275;
constexpr Index kValuesPerTask = Index(1) << 19;
constexpr Index kRowsPerPoll = 256;

/// One query and the nearest rows found so far.
template <class Scalar>
class QuerySearch {
public:
    QuerySearch(const Scalar* query, Index d, Index k, double reach)
        : m_query(query)
        , m_d(d)
        , m_reach(reach)
        , m_nearest(k)
    {
        setLimit();
    }

    void look(const Scalar* row, Index j)
    {
        if constexpr (std::is_same_v<Scalar, float>) {
            const float rough = roughSquaredDistance(row, m_query, m_d);
            if (rough > m_limit && rough <= std::numeric_limits<float>::max())
                return;
        }
        const double squared = squaredDistance(row, m_query, m_d);
        m_ordinary = m_ordinary && squared <= kLargest; // false for NaN
        m_largest = std::max(m_largest, squared);
        if (squared <= m_reach)
            add({squared, std::int32_t(j)});
    }
    void merge(const QuerySearch& other)
    {
        for (const Found& found : other.m_nearest.found())
            add(found);
        m_largest = std::max(m_largest, other.m_largest);
        m_ordinary = m_ordinary && other.m_ordinary;
    }
    /// Farther rows are of no use.
    double reach() const { return m_reach; }
    bool ordinary() const
    {
        return m_ordinary && (std::is_same_v<Scalar, float> || m_largest >= kSmallest);
    }
    const std::vector<Found>& found() const { return m_nearest.found(); }

private:
    void add(Found found)
    {
        m_nearest.add(found);
        if (m_nearest.reach() < m_reach) {
            m_reach = m_nearest.reach();
            setLimit();
        }
    }
    void setLimit() { m_limit = roughLimit(m_reach, m_d); }

    const Scalar* m_query;
    Index m_d;
    double m_reach;
    float m_limit = 0;
    RowSearch m_nearest;
    double m_largest = 0;
    bool m_ordinary = true;
};

} // namespace

template <class Scalar>
bool compareDirectly(const Matrix<Scalar>& base, const Matrix<Scalar>& queries, Neighbors& result,
                     const Progress& progress)
{
    const Index n = base.rows();
    const Index d = base.cols();
    const Index k = result.index.cols();
    std::vector<QuerySearch<Scalar>> all;
    for (Index q = 0; q < queries.rows(); ++q)
        all.emplace_back(queries.data() + q * d, d, k, std::numeric_limits<double>::infinity());
    std::mutex mutex; // guards `all`
    const Index rows = std::clamp<Index>(kValuesPerTask / std::max<Index>(d, 1), 1, n);
    const Index tasks = (n + rows - 1) / rows;
    std::atomic<Index> done{0};
    parallelFor(tasks, [&](Index task) {
        std::vector<QuerySearch<Scalar>> own;
        {
            const std::scoped_lock lock(mutex);
            for (Index q = 0; q < queries.rows(); ++q)
                own.emplace_back(queries.data() + q * d, d, k, all[std::size_t(q)].reach());
        }
        for (Index j = task * rows; j < std::min(n, (task + 1) * rows); ++j) {
            if (j % kRowsPerPoll == 0)
                progress.checkpoint();
            for (QuerySearch<Scalar>& search : own)
                search.look(base.data() + j * d, j);
        }
        const std::scoped_lock lock(mutex);
        for (std::size_t q = 0; q < own.size(); ++q)
            all[q].merge(own[q]);
        progress.report(double(++done) / double(tasks));
    });
    for (Index q = 0; q < queries.rows(); ++q) {
        const QuerySearch<Scalar>& search = all[std::size_t(q)];
        if (!search.ordinary())
            return false;
        for (Index p = 0; p < k; ++p) {
            result.index(q, p) = search.found()[std::size_t(p)].index;
            result.squared(q, p) = search.found()[std::size_t(p)].squared;
        }
    }
    return true;
}

template bool compareDirectly<float>(const MatrixF&, const MatrixF&, Neighbors&, const Progress&);
template bool compareDirectly<double>(const MatrixD&, const MatrixD&, Neighbors&, const Progress&);

} // namespace leafscope
