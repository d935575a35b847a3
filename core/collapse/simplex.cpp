// SPDX-License-Identifier: MIT
#include "core/collapse/simplex.hpp"

#include "core/base/error.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>
#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace leafscope {

namespace {

/// A thin decomposition rows = V diag(s) U^T of a C x p matrix, in double.
struct Thin {
    Eigen::MatrixXd v; ///< C x k
    VectorD s;         ///< descending
    Eigen::MatrixXd u; ///< p x k
};

/// From the C x C products: squares the condition, which features of single precision allow, and is
/// many times faster for many classes.
Thin fromProducts(const MatrixD& rows)
{
    const Index classes = rows.rows();
    Eigen::MatrixXd gram(classes, classes);
    cblas_dsyrk(CblasColMajor, CblasLower, CblasTrans, int(classes), int(rows.cols()), 1,
                rows.data(), int(rows.cols()), 0, gram.data(), int(classes));
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(gram);
    Thin out;
    out.v = eigen.eigenvectors().rowwise().reverse();
    out.s = eigen.eigenvalues().reverse().cwiseMax(0).cwiseSqrt();
    const MatrixD v = out.v;
    MatrixD u(rows.cols(), classes);
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, int(rows.cols()), int(classes),
                int(classes), 1, rows.data(), int(rows.cols()), v.data(), int(classes), 0, u.data(),
                int(classes));
    for (Index k = 0; k < classes; ++k)
        if (out.s[k] > 0)
            u.col(k) /= out.s[k];
    out.u = u;
    return out;
}

Thin decompose(const MatrixD& rows, double precision)
{
    constexpr Index kFew = 128;
    constexpr double kSingle = 1e-8;
    if (rows.rows() > kFew && rows.rows() <= rows.cols() && precision > kSingle)
        return fromProducts(rows);
    const Eigen::BDCSVD<Eigen::MatrixXd> svd(rows, Eigen::ComputeThinU | Eigen::ComputeThinV);
    return {svd.matrixU(), svd.singularValues(), svd.matrixV()};
}

} // namespace

MatrixD simplexFrame(Index classes)
{
    EXPECTS(classes >= 2, "a simplex has at least two vertices");
    const double c = double(classes);
    return std::sqrt(c / (c - 1)) *
           (MatrixD::Identity(classes, classes) - MatrixD::Constant(classes, classes, 1 / c));
}

NearestSimplex nearestSimplex(const MatrixD& centredMeans, double precision)
{
    const Index classes = centredMeans.rows();
    const Index width = centredMeans.cols();
    const Index most = std::min(classes - 1, width);
    const Thin thin = decompose(centredMeans, precision);
    NearestSimplex out;
    out.singular = thin.s.head(most);
    const double cutoff = double(std::max(width, classes)) * precision * out.singular[0];
    while (out.rank < most && out.singular[out.rank] > cutoff)
        ++out.rank;
    const double sum = out.singular.head(out.rank).sum();
    const double squares = out.singular.head(out.rank).squaredNorm();
    const double c = double(classes);
    out.scale = std::sqrt(c / (c - 1)) * sum / c;
    out.distance = classes > width + 1 || squares == 0 ? std::numeric_limits<double>::quiet_NaN()
                                                       : 1 - sum * sum / ((c - 1) * squares);
    // The columns of Mdot = rows^T sum to 0, so M* is a multiple of the identity on them and the
    // polar factor of Mdot M*^T is U V^T.
    out.axes = thin.u.leftCols(out.rank);
    out.frame = MatrixD(thin.u.leftCols(out.rank) * thin.v.leftCols(out.rank).transpose());
    return out;
}

} // namespace leafscope
