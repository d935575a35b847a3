// SPDX-License-Identifier: MIT
// Pass 1, and the basis of pass 2.
#include "core/base/error.hpp"
#include "core/collapse/class_statistics.hpp"
#include "core/neighbors/vector_width.hpp"

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

template <class T>
[[gnu::always_inline]] inline void addShiftedRow(const T* row, const double* shift, double* sum,
                                                 Index width)
{
    for (Index j = 0; j < width; ++j)
        sum[j] += double(row[j]) - shift[j];
}

LEAFSCOPE_EVERY_VECTOR_WIDTH
void addShifted(const float* row, const double* shift, double* sum, Index width)
{
    addShiftedRow(row, shift, sum, width);
}

LEAFSCOPE_EVERY_VECTOR_WIDTH
void addShifted(const double* row, const double* shift, double* sum, Index width)
{
    addShiftedRow(row, shift, sum, width);
}

} // namespace

ClassSums::ClassSums(Index classes, Index width)
    : m_sums(MatrixD::Zero(classes, width))
    , m_shift(MatrixD::Zero(classes, width))
    , m_counts(VectorD::Zero(classes))
{
}

template <class T>
void ClassSums::add(const T* values, Index rows, std::span<const std::int32_t> labels)
{
    const Index p = width();
    for (Index i = 0; i < rows; ++i) {
        const Index c = labels[std::size_t(i)];
        EXPECTS(c >= 0 && c < classes(), "class " + std::to_string(c));
        const T* row = values + i * p;
        if (m_counts[c] == 0)
            std::copy_n(row, p, m_shift.row(c).data());
        addShifted(row, m_shift.row(c).data(), m_sums.row(c).data(), p);
        m_counts[c] += 1;
    }
}

template void ClassSums::add<float>(const float*, Index, std::span<const std::int32_t>);
template void ClassSums::add<double>(const double*, Index, std::span<const std::int32_t>);

void ClassSums::merge(const ClassSums& other)
{
    for (Index c = 0; c < classes(); ++c) {
        if (other.m_counts[c] == 0)
            continue;
        if (m_counts[c] == 0)
            m_shift.row(c) = other.m_shift.row(c);
        m_sums.row(c) +=
            other.m_sums.row(c) + other.m_counts[c] * (other.m_shift.row(c) - m_shift.row(c));
        m_counts[c] += other.m_counts[c];
    }
}

MatrixD ClassSums::means() const
{
    for (Index c = 0; c < classes(); ++c)
        if (m_counts[c] == 0)
            throw Error(ErrorKind::InvalidInput, "class " + std::to_string(c) + " has no samples",
                        "class means", "the labels name a class that does not occur",
                        "number the classes that occur from 0, or add samples of it");
    MatrixD means = m_shift + MatrixD(m_sums.array().colwise() / m_counts.array());
    for (Index c = 0; c < classes(); ++c)
        if (!means.row(c).allFinite())
            throw Error(ErrorKind::InvalidInput,
                        "class " + std::to_string(c) + " has features that are not finite",
                        "class means", "NaN or infinite values, or a sum that overflows",
                        "leave those samples out, or train with a smaller learning rate");
    return means;
}

ClassBasis ClassBasis::make(const MatrixD& means, const VectorD& counts,
                            const CollapseOptions& options)
{
    const Index classes = means.rows();
    EXPECTS(classes >= 2, "collapse needs two classes");
    ClassBasis basis;
    basis.means = means;
    basis.counts = counts;
    basis.options = options;
    const bool pooled = options.centre == MeanCentre::Pooled;
    basis.weights = pooled ? VectorD(counts / counts.sum())
                           : VectorD(VectorD::Constant(classes, 1.0 / double(classes)));
    // About one of the means, so that a large offset costs no digits.
    const VectorD first = means.row(0).transpose();
    const MatrixD shifted = means.rowwise() - first.transpose();
    const VectorD offset = shifted.transpose() * basis.weights;
    basis.centre = first + offset;
    basis.centred = shifted.rowwise() - offset.transpose();
    const MatrixD plain = shifted.rowwise() - shifted.colwise().mean();
    basis.simplex = nearestSimplex(plain, options.precision);
    if (!pooled) {
        basis.axes = basis.simplex.axes;
        basis.singular = basis.simplex.singular.head(basis.simplex.rank);
        return basis;
    }
    const VectorD scale = (basis.weights * double(classes)).cwiseSqrt();
    const NearestSimplex weighted =
        nearestSimplex(MatrixD(scale.asDiagonal() * basis.centred), options.precision);
    basis.axes = weighted.axes;
    basis.singular = weighted.singular.head(weighted.rank);
    return basis;
}

} // namespace leafscope
