// SPDX-License-Identifier: MIT
#include "core/leaf/tangent.hpp"

#include "core/base/error.hpp"

#include <Eigen/QR>
#include <Eigen/SVD>

#include <algorithm>
#include <cmath>
#include <limits>

namespace leafscope {

namespace {

using Columns = Eigen::MatrixXd;

struct Factors {
    Columns inputs;  ///< n x m
    Columns classes; ///< C x m
    VectorD singular;
};

/// Jc' (n x C) = Q R, R = U S V'; directly where there are fewer inputs than classes.
Factors factorize(const Columns& gradients)
{
    constexpr unsigned kThin = Eigen::ComputeThinU | Eigen::ComputeThinV;
    if (gradients.rows() <= gradients.cols()) {
        const Eigen::JacobiSVD<Columns, Eigen::ColPivHouseholderQRPreconditioner> svd(gradients,
                                                                                      kThin);
        return {svd.matrixU(), svd.matrixV(), svd.singularValues()};
    }
    const Eigen::HouseholderQR<Columns> qr(gradients);
    const Index classes = gradients.cols();
    const Columns triangle = qr.matrixQR().topRows(classes).triangularView<Eigen::Upper>();
    const Eigen::BDCSVD<Columns> svd(triangle, kThin);
    Columns inputs = Columns::Zero(gradients.rows(), classes);
    inputs.topRows(classes) = svd.matrixU();
    inputs.applyOnTheLeft(qr.householderQ());
    return {inputs, svd.matrixV(), svd.singularValues()};
}

/// diag(sqrt p) (I - 1 p') V S, C x r: its singular values squared are the spectrum of G. Row i is
/// sum_j p_j (row i - row j), which keeps its digits where p_i is nearly 1.
Columns metricRoot(const Tangent& tangent, const VectorD& logits)
{
    const VectorD p = softmax(logits);
    const Columns scores =
        tangent.classes * tangent.singular.head(tangent.rank()).asDiagonal(); // Jc Q
    Columns root = Columns::Zero(scores.rows(), scores.cols());
    for (Index i = 0; i < scores.rows(); ++i) {
        for (Index j = 0; j < scores.rows(); ++j)
            root.row(i) += p[j] * (scores.row(i) - scores.row(j));
        root.row(i) *= std::sqrt(p[i]);
    }
    return root;
}

} // namespace

VectorD Tangent::project(const VectorD& d) const
{
    return basis * (basis.transpose() * d);
}

VectorD Tangent::lift(const VectorD& change) const
{
    const VectorD along = classes.transpose() * change;
    return basis * along.cwiseQuotient(singular.head(rank()));
}

Tangent tangentSpace(const MatrixD& jacobian, double epsilon)
{
    if (!jacobian.allFinite())
        throw Error(ErrorKind::Numeric, "the Jacobian holds NaN or infinity", "leaf",
                    "the input left the range that the network can compute with",
                    "give --bounds, or take smaller steps");
    const Index classes = jacobian.rows();
    const Index inputs = jacobian.cols();
    Tangent out;
    out.fullRank = std::min(classes - 1, inputs);
    const Columns gradients = (jacobian.rowwise() - jacobian.colwise().mean()).transpose();
    const double largestEntry = gradients.size() > 0 ? gradients.cwiseAbs().maxCoeff() : 0;
    // Of equal logits centring leaves rounding only.
    const double scale = jacobian.size() > 0 ? jacobian.cwiseAbs().maxCoeff() : 0;
    const double rounding = double(std::max(classes, inputs)) * epsilon;
    if (!(largestEntry > rounding * scale)) {
        out.basis.resize(inputs, 0);
        out.classes.resize(classes, 0);
        out.singular = VectorD::Zero(std::min(classes, inputs));
        out.deficient = out.fullRank > 0;
        return out;
    }
    const Factors factors = factorize(gradients);
    out.singular = factors.singular;
    Index rank = 0;
    while (rank < out.fullRank && out.singular[rank] > rounding * out.singular[0])
        ++rank;
    out.basis = factors.inputs.leftCols(rank);
    out.classes = factors.classes.leftCols(rank);
    out.deficient = rank < out.fullRank;
    return out;
}

LocalMetric localMetric(const Tangent& tangent, const VectorD& logits)
{
    LocalMetric metric;
    metric.directions.resize(tangent.inputs(), 0);
    if (tangent.rank() == 0)
        return metric;
    const Columns root = metricRoot(tangent, logits);
    const Eigen::JacobiSVD<Columns> svd(root, Eigen::ComputeThinV);
    metric.eigenvalues = svd.singularValues().cwiseAbs2();
    metric.directions = tangent.basis * svd.matrixV();
    metric.trace = root.squaredNorm();
    const double visible = double(tangent.inputs()) *
                           double(std::numeric_limits<float>::epsilon()) * metric.eigenvalues[0];
    metric.rank = (metric.eigenvalues.array() > visible).count();
    return metric;
}

double metricSquare(const Tangent& tangent, const VectorD& logits, const VectorD& d)
{
    if (tangent.rank() == 0)
        return 0;
    return (metricRoot(tangent, logits) * (tangent.basis.transpose() * d)).squaredNorm();
}

double chanceAlignment(const LogitMap& map)
{
    return std::sqrt(double(std::min(map.classes() - 1, map.inputs())) / double(map.inputs()));
}

VectorD softmax(const VectorD& logits)
{
    const VectorD e = (logits.array() - logits.maxCoeff()).exp();
    return e / e.sum();
}

VectorD logSoftmax(const VectorD& logits)
{
    const double most = logits.maxCoeff();
    return logits.array() - (most + std::log((logits.array() - most).exp().sum()));
}

Index predictionOf(const VectorD& logits)
{
    Index best = 0;
    logits.maxCoeff(&best);
    return best;
}

VectorD centred(const VectorD& logits)
{
    return logits.array() - logits.mean();
}

double doubt(const VectorD& logits)
{
    const Index best = predictionOf(logits);
    const double most = logits[best];
    double others = 0;
    for (Index i = 0; i < logits.size(); ++i)
        if (i != best)
            others += std::exp(logits[i] - most);
    return others / (1 + others);
}

} // namespace leafscope
