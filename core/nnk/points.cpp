// SPDX-License-Identifier: MIT
#include "core/nnk/points.hpp"

#include "core/base/error.hpp"

#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace leafscope {

namespace {

/// Inverse norms of the rows in float64; checks that all of them are usable.
template <class M>
VectorD inverseNorms(const M& x)
{
    VectorD inverse(x.rows());
    Index zero = 0;
    Index firstZero = -1;
    Index bad = 0;
    Index firstBad = -1;
    for (Index i = 0; i < x.rows(); ++i) {
        // Scaled by the largest entry, so that squares neither overflow nor vanish.
        const double largest = double(x.row(i).cwiseAbs().maxCoeff());
        if (!x.row(i).allFinite()) {
            firstBad = bad++ == 0 ? i : firstBad;
        } else if (largest == 0) {
            firstZero = zero++ == 0 ? i : firstZero;
        } else {
            const double norm = largest * (x.row(i).template cast<double>() / largest).norm();
            inverse[i] = 1 / norm;
        }
    }
    if (bad > 0)
        throw Error(ErrorKind::Numeric,
                    std::to_string(bad) + " of " + std::to_string(x.rows()) +
                        " rows hold NaN or infinite values",
                    "first: row " + std::to_string(firstBad), "a training that diverged",
                    "leave these rows out");
    if (zero > 0)
        throw Error(ErrorKind::Numeric,
                    std::to_string(zero) + " of " + std::to_string(x.rows()) +
                        " rows are all zeros and have no direction",
                    "first: row " + std::to_string(firstZero),
                    "units that are off for these samples",
                    "use --kernel gaussian without --normalize, or leave these rows out");
    return inverse;
}

template <class M>
M scaled(const M& x, const VectorD& inverse)
{
    M y(x.rows(), x.cols());
    for (Index i = 0; i < x.rows(); ++i)
        for (Index c = 0; c < x.cols(); ++c)
            y(i, c) = typename M::Scalar(double(x(i, c)) * inverse[i]);
    return y;
}

} // namespace

NnkPoints::NnkPoints(Points x, KernelKind kind, bool normalize)
    : m_given(std::move(x))
{
    if (kind != KernelKind::Cosine && !normalize)
        return; // the search checks the values
    m_inverseNorm = std::visit([](const auto& m) { return inverseNorms(m); }, m_given);
    m_directions =
        std::visit([&](const auto& m) -> Points { return scaled(m, m_inverseNorm); }, m_given);
}

void NnkPoints::copyRow(Index i, double* out) const
{
    EXPECTS(i >= 0 && i < count(), "row=" + std::to_string(i));
    const double scale = areDirections() ? m_inverseNorm[i] : 1;
    std::visit(
        [&](const auto& m) {
            const auto* row = m.data() + i * m.cols();
            for (Index c = 0; c < m.cols(); ++c)
                out[c] = double(row[c]) * scale;
        },
        m_given);
}

void matchPrecision(Points& a, Points& b)
{
    if (a.index() == b.index())
        return;
    for (Points* side : {&a, &b})
        if (const auto* single = std::get_if<MatrixF>(side))
            *side = MatrixD(single->cast<double>());
}

CandidateGatherer::CandidateGatherer(const NnkPoints& base)
    : m_base(base)
    , m_query(base.dim())
{
}

const Candidates& CandidateGatherer::gather(std::span<const std::int32_t> rows, const double* query)
{
    const auto k = Index(rows.size());
    const Index d = m_base.dim();
    m_centred.resize(k, d);
    m_gram.resize(k, k);
    const Eigen::Map<const VectorD> centre(query, d);
    for (Index j = 0; j < k; ++j) {
        m_base.copyRow(rows[std::size_t(j)], m_centred.data() + j * d);
        m_centred.row(j) -= centre.transpose();
    }
    if (k > 0 && d > 0)
        cblas_dsyrk(CblasRowMajor, CblasUpper, CblasNoTrans, int(k), int(d), 1, m_centred.data(),
                    int(d), 0, m_gram.data(), int(k));
    m_candidates.rows.assign(rows.begin(), rows.end());
    m_candidates.toQuery = m_gram.diagonal();
    m_candidates.among.resize(k, k);
    for (Index j = 0; j < k; ++j) {
        m_candidates.among(j, j) = 0;
        for (Index l = j + 1; l < k; ++l) {
            const double squared = std::max(0.0, m_gram(j, j) + m_gram(l, l) - 2 * m_gram(j, l));
            m_candidates.among(j, l) = squared;
            m_candidates.among(l, j) = squared;
        }
    }
    return m_candidates;
}

const Candidates& CandidateGatherer::gather(std::span<const std::int32_t> rows,
                                            const NnkPoints& queries, Index i)
{
    EXPECTS(queries.dim() == m_base.dim(), "dim=" + std::to_string(queries.dim()));
    queries.copyRow(i, m_query.data());
    return gather(rows, m_query.data());
}

} // namespace leafscope
