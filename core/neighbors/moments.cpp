// SPDX-License-Identifier: MIT
#include "core/neighbors/moments.hpp"

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace leafscope {

namespace {

// A strip of columns is what one thread sums, from the first row to the last.
constexpr Index kStrip = 256;

using StripSums = std::array<double, kStrip>;

template <class Body>
void forEachStrip(Index columns, const Progress& progress, const Body& body)
{
    parallelFor((columns + kStrip - 1) / kStrip, [&](Index strip) {
        progress.checkpoint();
        const Index first = strip * kStrip;
        body(first, std::min(kStrip, columns - first));
    });
}

template <class Scalar>
[[noreturn]] void reportNonFinite(const Matrix<Scalar>& x)
{
    Index bad = 0;
    Index first = -1;
    for (Index i = 0; i < x.rows(); ++i) {
        if (x.row(i).allFinite())
            continue;
        if (bad++ == 0)
            first = i;
    }
    if (bad == 0)
        throw Error(ErrorKind::Numeric, "the sum of a column is not finite", "point set",
                    "values near the largest that the number format holds", "rescale the data");
    throw Error(ErrorKind::Numeric,
                std::to_string(bad) + " of " + std::to_string(x.rows()) +
                    " rows hold NaN or infinite values",
                "first in row " + std::to_string(first),
                "a diverged network or missing values in the data",
                "leave these rows out, or mend the data or model that made them");
}

} // namespace

double ColumnMoments::reach() const
{
    if (mean.size() == 0)
        return 0;
    return (high - mean).cwiseMax(mean - low).maxCoeff();
}

template <class Scalar>
ColumnMoments columnMoments(const Matrix<Scalar>& x, const Progress& progress)
{
    const Index n = x.rows();
    const Index d = x.cols();
    EXPECTS(n > 0, "rows=" + std::to_string(n));
    ColumnMoments moments{VectorD(d), VectorD(d), VectorD(d)};
    forEachStrip(d, progress, [&](Index first, Index width) {
        StripSums sum{};
        std::array<Scalar, kStrip> low;
        std::array<Scalar, kStrip> high;
        std::copy_n(x.data() + first, width, low.data());
        std::copy_n(x.data() + first, width, high.data());
        for (Index i = 0; i < n; ++i) {
            const Scalar* row = x.data() + i * d + first;
            for (Index c = 0; c < width; ++c) {
                sum[c] += double(row[c]);
                low[c] = row[c] < low[c] ? row[c] : low[c];
                high[c] = row[c] > high[c] ? row[c] : high[c];
            }
        }
        for (Index c = 0; c < width; ++c) {
            moments.mean[first + c] = sum[c] / double(n);
            moments.low[first + c] = double(low[c]);
            moments.high[first + c] = double(high[c]);
        }
    });
    // NaN and infinity survive summation, so the sums tell whether the rows need a look.
    if (!moments.mean.allFinite())
        reportNonFinite(x);
    return moments;
}

template <class Scalar>
VectorD columnSquares(const Matrix<Scalar>& x, const VectorD& mean, const Progress& progress)
{
    const Index d = x.cols();
    EXPECTS(mean.size() == d, std::to_string(mean.size()) + " means, " + std::to_string(d));
    VectorD squares(d);
    forEachStrip(d, progress, [&](Index first, Index width) {
        StripSums sum{};
        for (Index i = 0; i < x.rows(); ++i) {
            const Scalar* row = x.data() + i * d + first;
            const double* centre = mean.data() + first;
            for (Index c = 0; c < width; ++c) {
                const double deviation = double(row[c]) - centre[c];
                sum[c] += deviation * deviation;
            }
        }
        std::copy_n(sum.data(), width, squares.data() + first);
    });
    return squares;
}

template ColumnMoments columnMoments<float>(const MatrixF&, const Progress&);
template ColumnMoments columnMoments<double>(const MatrixD&, const Progress&);
template VectorD columnSquares<float>(const MatrixF&, const VectorD&, const Progress&);
template VectorD columnSquares<double>(const MatrixD&, const VectorD&, const Progress&);

} // namespace leafscope
