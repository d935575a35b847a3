// SPDX-License-Identifier: MIT
#include "core/collapse/central_path.hpp"

#include "core/base/error.hpp"
#include "core/collapse/geometry.hpp"
#include "core/collapse/within_covariance.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr Index kRows = 256;

/// Mean over the classes of the mean over their samples of |W h + b - y|^2, sample by sample.
double meanResidual(const Points& features, std::span<const std::int32_t> labels,
                    const Classifier& classifier, const VectorD& weights, const Progress& progress)
{
    const Index n = rowsOf(features);
    double sum = 0;
    for (Index first = 0; first < n; first += kRows) {
        progress.report(double(first) / double(n));
        const Index rows = std::min(kRows, n - first);
        const MatrixD block = std::visit(
            [&](const auto& m) {
                return MatrixD(m.middleRows(first, rows).template cast<double>());
            },
            features);
        MatrixD out = productOf(block, classifier.weights);
        out.rowwise() += classifier.bias.transpose();
        for (Index i = 0; i < rows; ++i) {
            const auto c = labels[std::size_t(first + i)];
            out(i, c) -= 1;
            sum += weights[c] * out.row(i).squaredNorm();
        }
    }
    return sum;
}

/// The least-squares read-out of features with these class means and this Sigma_T.
Classifier leastSquares(const ClassBasis& basis, const Eigen::MatrixXd& total, double lambda)
{
    const double c = double(basis.means.rows());
    const VectorD& centre = basis.centre;
    Eigen::MatrixXd matrix = total + lambda / (1 + lambda) * centre * centre.transpose();
    matrix.diagonal().array() += lambda;
    const Eigen::MatrixXd right =
        (basis.means.rowwise() - centre.transpose() / (1 + lambda)).transpose() / c;
    Classifier out;
    out.weights = matrix.llt().solve(right).transpose();
    out.bias = (1 / c - (out.weights * centre).array()) / (1 + lambda);
    return out;
}

} // namespace

CentralPath centralPath(const Points& features, std::span<const std::int32_t> labels, Index classes,
                        const Classifier& classifier, double lambda, const Progress& progress)
{
    if (!(lambda > 0) || !std::isfinite(lambda))
        throw Error(ErrorKind::InvalidInput, "lambda is not above 0", "central path",
                    "without weight decay the optimal read-out need not be unique",
                    "give half the weight decay of the training");
    EXPECTS(classifier.weights.rows() == classes && classifier.weights.cols() == colsOf(features),
            "one classifier of the features per class");
    EXPECTS(std::size_t(rowsOf(features)) == labels.size(), "one label per row");
    const ClassBasis basis =
        classBasisOf(features, labels, classes, {}, progress.span(0, 0.2, "class means"));
    const VectorD weights = basis.weights.cwiseQuotient(basis.counts);
    const Eigen::MatrixXd within =
        withinCovariance(features, labels, basis.means, weights,
                         progress.span(0.2, 0.7, "covariance within the classes"))
            .sum;
    const Eigen::MatrixXd total =
        within + basis.centred.transpose() * basis.centred / double(classes);
    Classifier own = classifier;
    if (own.bias.size() == 0)
        own.bias = VectorD::Zero(classes);

    CentralPath out;
    out.loss = meanResidual(features, labels, own, weights, progress.span(0.7, 0.9, "loss")) / 2 +
               lambda / 2 * (own.weights.squaredNorm() + own.bias.squaredNorm());
    progress.checkpoint();
    out.optimal = leastSquares(basis, total, lambda);
    const MatrixD& w = out.optimal.weights;
    const VectorD& b = out.optimal.bias;
    out.variability =
        ((w * within).cwiseProduct(w).sum() + lambda * w.squaredNorm() + lambda * b.squaredNorm()) /
        2;
    MatrixD missed = productOf(basis.means, w); // row c: outputs at mu_c
    missed.rowwise() += b.transpose();
    missed.diagonal().array() -= 1;
    out.simplex = missed.squaredNorm() / (2 * double(classes));
    // D A D^T with A = E[(h, 1)(h, 1)^T] + lambda I: a sum of squares, never negative.
    const MatrixD turned = own.weights - w;
    const VectorD moved = own.bias - b;
    const VectorD atCentre = turned * basis.centre + moved;
    out.deviation = ((turned * total).cwiseProduct(turned).sum() + atCentre.squaredNorm() +
                     lambda * (turned.squaredNorm() + moved.squaredNorm())) /
                    2;
    return out;
}

} // namespace leafscope
