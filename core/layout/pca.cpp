// SPDX-License-Identifier: MIT
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/parallel.hpp"
#include "core/dimension/gram.hpp"
#include "core/layout/eigen_top.hpp"
#include "core/layout/layout.hpp"
#include "core/neighbors/moments.hpp"

#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

namespace leafscope {

namespace {

using Eigen::MatrixXd;

// Up to this order the product matrix is formed at once. Beyond, each application goes through the
// points, which is faster for the few dozen that a falling spectrum takes; a flat one takes
// hundreds, and is then worth the matrix.
constexpr Index kExplicitOrder = 1500;
constexpr Index kLargestExplicitOrder = 8000;
constexpr int kFewApplications = 30;
constexpr int kMostApplications = 600;
constexpr Index kRowsAtATime = 32;
// Rows are summed in so many parts, whatever the number of threads, so that the sums are the same
// bits.
constexpr Index kParts = 16;

/// Z = centred points over one common factor that brings the longest column to length 1.
template <class Scalar>
Transformed<Scalar> centred(const Matrix<Scalar>& x, const ColumnMoments& moments, double factor)
{
    Transformed<Scalar> z{x, std::vector<Index>(std::size_t(x.cols())), moments.mean,
                          VectorD::Constant(x.cols(), 1 / factor)};
    std::iota(z.columns.begin(), z.columns.end(), Index(0));
    return z;
}

/// Calls body(part, first row, rows in the dense block, block) with centred rows, part by part.
template <class Scalar, class Body>
void forEachRowBlock(const Transformed<Scalar>& z, const Progress& progress, const Body& body)
{
    const SerialBlas serial;
    const Index n = z.rows();
    parallelFor(kParts, [&](Index part) {
        MatrixD block(kRowsAtATime, z.cols());
        const Index last = (part + 1) * n / kParts;
        for (Index first = part * n / kParts; first < last; first += kRowsAtATime) {
            progress.checkpoint();
            const Index rows = std::min(kRowsAtATime, last - first);
            z.copyBlock(first, rows, 0, z.cols(), block.data());
            body(part, first, rows, block);
        }
    });
}

/// v -> Z^T Z v in one pass over the points.
template <class Scalar>
SymmetricMap implicitMap(const Transformed<Scalar>& z, const Progress& progress)
{
    return {
        z.cols(), [&z, progress](const MatrixXd& in) {
            const int d = int(z.cols());
            const int width = int(in.cols());
            const MatrixD vectors = in; // row-major, as the points are
            std::vector<MatrixD> sums(std::size_t(kParts), MatrixD::Zero(d, width));
            forEachRowBlock(z, progress, [&](Index part, Index, Index rows, const MatrixD& block) {
                MatrixD scores(rows, width);
                cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, int(rows), width, d, 1,
                            block.data(), d, vectors.data(), width, 0, scores.data(), width);
                cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, d, width, int(rows), 1,
                            block.data(), d, scores.data(), width, 1,
                            sums[std::size_t(part)].data(), width);
            });
            for (std::size_t part = 1; part < sums.size(); ++part)
                sums[0] += sums[part];
            return MatrixXd(sums[0]);
        }};
}

/// v -> A v for a stored symmetric matrix, strip by strip.
SymmetricMap explicitMap(const MatrixXd& a, const Progress& progress)
{
    return {a.rows(), [&a, progress](const MatrixXd& in) {
                constexpr Index kStrip = 128;
                const Index order = a.rows();
                MatrixXd out(order, in.cols());
                const SerialBlas serial;
                parallelFor((order + kStrip - 1) / kStrip, [&](Index strip) {
                    progress.checkpoint();
                    const Index first = strip * kStrip;
                    const Index rows = std::min(kStrip, order - first);
                    // Rows of a symmetric matrix are its columns, which lie densely.
                    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, int(rows), int(in.cols()),
                                int(order), 1, a.data() + first * order, int(order), in.data(),
                                int(order), 0, out.data() + first, int(order));
                });
                return out;
            }};
}

/// Scores Z V for axes V (d x c).
template <class Scalar>
MatrixD scoresOf(const Transformed<Scalar>& z, const MatrixXd& axes, const Progress& progress)
{
    const MatrixD vectors = axes;
    const int width = int(axes.cols());
    MatrixD scores(z.rows(), axes.cols());
    forEachRowBlock(z, progress, [&](Index, Index first, Index rows, const MatrixD& block) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, int(rows), width, int(z.cols()), 1,
                    block.data(), int(z.cols()), vectors.data(), width, 0,
                    scores.data() + first * width, width);
    });
    return scores;
}

/// Axes V = Z^T S / lambda of scores S = Z V whose columns have the squared lengths `values`.
template <class Scalar>
MatrixXd axesOf(const Transformed<Scalar>& z, const MatrixD& scores, const VectorD& values,
                const Progress& progress)
{
    const int width = int(scores.cols());
    const int d = int(z.cols());
    std::vector<MatrixD> sums(std::size_t(kParts), MatrixD::Zero(d, width));
    forEachRowBlock(z, progress, [&](Index part, Index first, Index rows, const MatrixD& block) {
        cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, d, width, int(rows), 1, block.data(),
                    d, scores.data() + first * width, width, 1, sums[std::size_t(part)].data(),
                    width);
    });
    for (std::size_t part = 1; part < sums.size(); ++part)
        sums[0] += sums[part];
    MatrixXd axes = MatrixXd::Zero(d, width);
    for (Index c = 0; c < width; ++c)
        if (values[c] > 0)
            axes.col(c) = sums[0].col(c).normalized();
    return axes;
}

struct Components {
    MatrixD scores; ///< n x c, in units of the common factor
    MatrixXd axes;  ///< d x c, orthonormal; 0 where there is no variance
    TopEigen eigen;
};

/// By passes over the points; eigen.converged is false if the spectrum is too flat for that.
template <class Scalar>
Components byPasses(const Transformed<Scalar>& z, Index count, const Progress& progress)
{
    requireMemory(std::uint64_t(z.cols()) * std::uint64_t(count + 5) * 8 * (40 + kParts),
                  "the principal axes of " + std::to_string(z.cols()) + " features");
    const bool alternative = z.order() <= kLargestExplicitOrder;
    Components found;
    found.eigen = largestEigen(implicitMap(z, progress), count,
                               alternative ? kFewApplications : kMostApplications, progress);
    if (found.eigen.converged || !alternative) {
        found.axes = found.eigen.vectors;
        found.scores = scoresOf(z, found.axes, progress);
    }
    return found;
}

/// By the smaller product matrix.
template <class Scalar>
Components byProduct(const Transformed<Scalar>& z, Index count, const Progress& progress)
{
    const std::string stage = progress.snapshot().stage;
    MatrixXd product = smallerProduct(z, progress.span(0, 0.6, stage));
    product.triangularView<Eigen::StrictlyUpper>() = product.transpose();
    Components found;
    found.eigen = largestEigen(explicitMap(product, progress), count, kMostApplications,
                               progress.span(0.6, 1, stage));
    if (z.rows() <= z.cols()) { // the vectors are the scores, but for their lengths
        found.scores = found.eigen.vectors * found.eigen.values.cwiseSqrt().asDiagonal();
        found.axes = axesOf(z, found.scores, found.eigen.values, progress);
    } else {
        found.axes = found.eigen.vectors;
        found.scores = scoresOf(z, found.axes, progress);
    }
    return found;
}

template <class Scalar>
Components componentsOf(const Transformed<Scalar>& z, Index count, const Progress& progress)
{
    const std::string stage = progress.snapshot().stage;
    if (z.order() <= kExplicitOrder)
        return byProduct(z, count, progress);
    Components found = byPasses(z, count, progress.span(0, 0.5, stage));
    if (found.scores.size() > 0)
        return found;
    return byProduct(z, count, progress.span(0.5, 1, stage));
}

/// Turns each axis so that its score of largest magnitude is positive.
void orient(Components& found)
{
    for (Index c = 0; c < found.scores.cols(); ++c) {
        Index largest = 0;
        found.scores.col(c).cwiseAbs().maxCoeff(&largest);
        if (found.scores(largest, c) < 0) {
            found.scores.col(c) *= -1;
            found.axes.col(c) *= -1;
        }
    }
}

/// The scores in the units of the points, as float32.
MatrixF toCoordinates(const MatrixD& scores, double factor)
{
    const MatrixD inUnits = scores * factor;
    const double largest = inUnits.cwiseAbs().maxCoeff();
    if (largest > std::numeric_limits<float>::max() ||
        (largest > 0 && largest < std::numeric_limits<float>::min()))
        throw Error(ErrorKind::Numeric, "the coordinates leave the range of float32",
                    "largest coordinate: ten to the power " + std::to_string(std::log10(largest)),
                    "values in an extreme unit", "rescale the data");
    return inUnits.cast<float>();
}

/// The sums of squared deviations of the columns that vary.
struct Variance {
    double total = 0;
    double longest = 0; ///< of one column
};

template <class Scalar>
Variance varianceOf(const Matrix<Scalar>& x, const ColumnMoments& moments, const Progress& progress)
{
    const VectorD squares = columnSquares(x, moments.mean, progress);
    Variance variance;
    bool varies = false;
    for (Index c = 0; c < x.cols(); ++c) {
        if (moments.constant(c)) // the rounding of a mean is no variance
            continue;
        varies = true;
        variance.total += squares[c];
        variance.longest = std::max(variance.longest, squares[c]);
    }
    if (!std::isfinite(variance.total) || (varies && variance.longest == 0))
        throw Error(ErrorKind::Numeric, "the variance leaves the range of float64", "point set",
                    "values in an extreme unit", "rescale the data");
    return variance;
}

template <class Scalar>
PcaLayout layoutOf(const Matrix<Scalar>& x, Index components, const Progress& progress)
{
    const ColumnMoments moments = columnMoments(x, progress);
    const Variance variance = varianceOf(x, moments, progress);
    PcaLayout layout{MatrixF::Zero(x.rows(), components),
                     std::vector<double>(std::size_t(components), 0),
                     MatrixD::Zero(x.cols(), components),
                     moments.mean,
                     {}};
    Index found = 0;
    if (variance.longest > 0) {
        const double factor = std::sqrt(variance.longest);
        const Transformed<Scalar> z = centred(x, moments, factor);
        Components best = componentsOf(z, std::min(components, z.order()), progress);
        orient(best);
        const VectorD& values = best.eigen.values;
        found = (values.array() > 0).count();
        layout.coordinates.leftCols(best.scores.cols()) = toCoordinates(best.scores, factor);
        layout.axes.leftCols(best.axes.cols()) = best.axes;
        for (Index c = 0; c < found; ++c)
            layout.share[std::size_t(c)] =
                std::min(1.0, values[c] * variance.longest / variance.total);
        if (!best.eigen.converged)
            layout.warnings.emplace_back("some axes have nearly equal variance and are known only "
                                         "up to a rotation among themselves");
    }
    if (found < components)
        layout.warnings.push_back("only " + std::to_string(found) + " of " +
                                  std::to_string(components) +
                                  " axes have variance; the others are 0");
    return layout;
}

template <class Scalar>
PcaLayout projected(const Matrix<Scalar>& x, const LayerAxes& frame, const Progress& progress)
{
    const ColumnMoments moments = columnMoments(x, progress);
    const Variance variance = varianceOf(x, moments, progress);
    const double factor = variance.longest > 0 ? std::sqrt(variance.longest) : 1;
    Transformed<Scalar> z = centred(x, moments, factor);
    z.centre = frame.mean;
    const MatrixD scores = scoresOf(z, MatrixXd(frame.axes), progress);
    PcaLayout layout{toCoordinates(scores, factor), {}, frame.axes, frame.mean, {}};
    for (Index c = 0; c < scores.cols(); ++c) {
        const double along = (scores.col(c).array() - scores.col(c).mean()).square().sum();
        layout.share.push_back(
            variance.longest > 0 ? std::min(1.0, along * variance.longest / variance.total) : 0);
    }
    return layout;
}

} // namespace

PcaLayout projectOnto(const Points& x, const LayerAxes& frame, const Progress& progress)
{
    EXPECTS(rowsOf(x) > 0 && colsOf(x) == frame.axes.rows() && colsOf(x) == frame.mean.size(),
            std::to_string(colsOf(x)) + " features, the frame has " +
                std::to_string(frame.axes.rows()));
    return std::visit([&](const auto& m) { return projected(m, frame, progress); }, x);
}

PcaLayout pcaLayout(const Points& x, Index components, const Progress& progress)
{
    if (rowsOf(x) == 0 || colsOf(x) == 0)
        throw Error(ErrorKind::InvalidInput, "the point set is empty",
                    std::to_string(rowsOf(x)) + " x " + std::to_string(colsOf(x)),
                    "no samples or no features", "give at least one sample with one feature");
    EXPECTS(components > 0, "components=" + std::to_string(components));
    return std::visit([&](const auto& m) { return layoutOf(m, components, progress); }, x);
}

} // namespace leafscope
