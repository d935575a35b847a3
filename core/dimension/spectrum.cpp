// SPDX-License-Identifier: MIT
#include "core/dimension/spectrum.hpp"

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/dimension/gram.hpp"
#include "core/dimension/leading.hpp"
#include "core/neighbors/moments.hpp"

#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

// LAPACK's own names; the C interface to it is not part of every OpenBLAS. The last argument is the
// length of the text argument, as Fortran passes it.
extern "C" {
// NOLINTBEGIN(readability-identifier-naming)
void dlatrd_(const char* triangle, const int* n, const int* panel, double* a, const int* stride,
             double* offDiagonal, double* tau, double* w, const int* wStride,
             std::size_t triangleLength);
void dsytd2_(const char* triangle, const int* n, double* a, const int* stride, double* diagonal,
             double* offDiagonal, double* tau, int* info, std::size_t triangleLength);
void dsterf_(const int* n, double* diagonal, double* offDiagonal, int* info);
// NOLINTEND(readability-identifier-naming)
}

namespace leafscope {

namespace {

// From this order on it pays to ask for the leading eigenvalues first.
constexpr Index kLeadingFrom = 1000;
// Below this order the steps of the reduction are too short to be shared among threads.
constexpr Index kThreadsFrom = 1200;

/// Columns reduced between two looks at the progress: each reads half of what is left of the
/// matrix.
Index panelWidth(Index order)
{
    constexpr double kBytesPerPanel = 6e8;
    const double perColumn = 4.0 * double(order) * double(order);
    return std::clamp<Index>(Index(kBytesPerPanel / perColumn), 4, 32);
}

/// Reduces to tridiagonal form: diagonal and off-diagonal of a matrix with the same eigenvalues.
void reduce(Eigen::MatrixXd& a, VectorD& diagonal, VectorD& offDiagonal, const Progress& progress)
{
    const Index n = a.rows();
    const Index width = panelWidth(n);
    const int stride = int(n);
    VectorD tau(n);
    Eigen::MatrixXd w(n, width);
    Index done = 0;
    for (; n - done > 2 * width; done += width) {
        // Work left falls with the third power of the rows left.
        progress.report(1 - std::pow(double(n - done) / double(n), 3));
        const int left = int(n - done);
        const int panel = int(width);
        dlatrd_("L", &left, &panel, &a(done, done), &stride, &offDiagonal[done], &tau[done],
                w.data(), &stride, 1);
        cblas_dsyr2k(CblasColMajor, CblasLower, CblasNoTrans, left - panel, panel, -1,
                     &a(done + width, done), stride, &w(width, 0), stride, 1,
                     &a(done + width, done + width), stride);
        for (Index c = done; c < done + width; ++c)
            diagonal[c] = a(c, c);
    }
    const int left = int(n - done);
    int info = 0;
    dsytd2_("L", &left, &a(done, done), &stride, &diagonal[done], &offDiagonal[done], &tau[done],
            &info, 1);
    EXPECTS(info == 0, "dsytd2 info=" + std::to_string(info));
}

template <class Scalar>
Transformed<Scalar> standardized(const Matrix<Scalar>& x, bool standardize,
                                 const Progress& progress)
{
    const ColumnMoments moments = columnMoments(x, progress);
    const VectorD squares = columnSquares(x, moments.mean, progress);
    Transformed<Scalar> z{x, {}, {}, {}};
    for (Index c = 0; c < x.cols(); ++c) {
        if (!moments.constant(c) && squares[c] > 0)
            z.columns.push_back(c);
    }
    z.centre.resize(z.cols());
    z.weight.resize(z.cols());
    // One common factor changes neither number, but keeps the products in range.
    const double largest = squares.size() > 0 ? squares.maxCoeff() : 0;
    for (Index c = 0; c < z.cols(); ++c) {
        const Index column = z.columns[std::size_t(c)];
        z.centre[c] = moments.mean[column];
        z.weight[c] = 1 / std::sqrt(standardize ? squares[column] : largest);
    }
    return z;
}

/// (sum l)^2 / sum l^2 = trace^2 / |A|^2, from the lower triangle.
double participation(const Eigen::MatrixXd& lower)
{
    double squares = 0;
    for (Index c = 0; c < lower.cols(); ++c)
        squares +=
            lower(c, c) * lower(c, c) + 2 * lower.col(c).tail(lower.rows() - c - 1).squaredNorm();
    const double trace = lower.trace();
    return trace * trace / squares;
}

Index countReaching(const VectorD& ascending, double share)
{
    const double target = share * ascending.cwiseMax(0).sum() * (1 - 1e-10);
    double sum = 0;
    for (Index i = ascending.size(); i-- > 0;) {
        sum += std::max(ascending[i], 0.0);
        if (sum >= target)
            return ascending.size() - i;
    }
    return ascending.size();
}

template <class Scalar>
Spectrum spectrumOf(const Matrix<Scalar>& x, double share, bool standardize,
                    const Progress& progress)
{
    const std::string stage = progress.snapshot().stage;
    const Transformed<Scalar> z = standardized(x, standardize, progress);
    Spectrum result;
    result.constantColumns = x.cols() - z.cols();
    result.participationRatio = std::numeric_limits<double>::quiet_NaN();
    if (z.cols() == 0)
        return result;
    Eigen::MatrixXd product = smallerProduct(z, progress.span(0, 0.4, stage));
    result.participationRatio = participation(product);
    if (product.rows() >= kLeadingFrom) {
        const auto count = leadingCount(product, share, progress.span(0.4, 0.6, stage));
        if (count) {
            result.components = *count;
            return result;
        }
    }
    result.components =
        countReaching(symmetricEigenvalues(product, progress.span(0.6, 1, stage)), share);
    return result;
}

} // namespace

VectorD symmetricEigenvalues(Eigen::MatrixXd& lower, const Progress& progress)
{
    EXPECTS(lower.rows() == lower.cols() && lower.rows() > 0,
            std::to_string(lower.rows()) + " x " + std::to_string(lower.cols()));
    VectorD diagonal(lower.rows());
    VectorD offDiagonal(lower.rows());
    std::optional<SerialBlas> serial;
    if (lower.rows() < kThreadsFrom)
        serial.emplace();
    reduce(lower, diagonal, offDiagonal, progress);
    progress.checkpoint();
    const int n = int(lower.rows());
    int info = 0;
    dsterf_(&n, diagonal.data(), offDiagonal.data(), &info);
    if (info != 0)
        throw Error(ErrorKind::Numeric, "the eigenvalues of a spectrum did not converge",
                    std::to_string(info) + " of " + std::to_string(n) + " are missing",
                    "values of extreme range", "rescale the data");
    progress.report(1);
    return diagonal;
}

Spectrum pcaSpectrum(const Points& x, double share, bool standardize, const Progress& progress)
{
    EXPECTS(share > 0 && share <= 1, "share=" + std::to_string(share));
    EXPECTS(rowsOf(x) > 0, "no rows");
    return std::visit([&](const auto& m) { return spectrumOf(m, share, standardize, progress); },
                      x);
}

} // namespace leafscope
