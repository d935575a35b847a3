// SPDX-License-Identifier: MIT
#include "core/collapse/geometry.hpp"

#include <cblas.h>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

double meanOf(const VectorD& x)
{
    return x.size() > 0 ? x.mean() : kUndefined;
}

double varianceOf(const VectorD& x, Spread spread)
{
    const double freedom = double(x.size()) - (spread == Spread::Unbiased ? 1 : 0);
    return freedom > 0 ? (x.array() - x.mean()).square().sum() / freedom : kUndefined;
}

double coefficientOfVariation(const MatrixD& rows, Spread spread)
{
    const VectorD norms = rows.rowwise().norm();
    const double mean = meanOf(norms);
    return mean > 0 ? std::sqrt(varianceOf(norms, spread)) / mean : kUndefined;
}

/// The entries above the diagonal.
VectorD pairsOf(const MatrixD& square)
{
    const Index n = square.rows();
    VectorD pairs(n * (n - 1) / 2);
    Index at = 0;
    for (Index a = 0; a < n; ++a)
        for (Index b = a + 1; b < n; ++b)
            pairs[at++] = square(a, b);
    return pairs;
}

struct Angles {
    double spread = kUndefined;
    double fromLargest = kUndefined;
};

/// Of the pairs of a C x C matrix of cosines.
Angles anglesOf(const MatrixD& cosine, Spread spread)
{
    const VectorD pairs = pairsOf(cosine);
    return {std::sqrt(varianceOf(pairs, spread)),
            meanOf((pairs.array() + 1 / double(cosine.rows() - 1)).abs())};
}

MatrixD gramOf(const MatrixD& rows)
{
    MatrixD gram(rows.rows(), rows.rows());
    cblas_dsyrk(CblasRowMajor, CblasUpper, CblasNoTrans, int(rows.rows()), int(rows.cols()), 1,
                rows.data(), int(rows.cols()), 0, gram.data(), int(rows.rows()));
    gram.triangularView<Eigen::StrictlyLower>() = gram.transpose();
    return gram;
}

/// 0 beside a zero row, 1 on the diagonal.
MatrixD cosinesOf(const MatrixD& gram)
{
    VectorD inverse = gram.diagonal().cwiseSqrt();
    for (double& norm : inverse)
        norm = norm > 0 ? 1 / norm : 0;
    MatrixD out = inverse.asDiagonal() * gram * inverse.asDiagonal();
    out.diagonal().setOnes();
    return out;
}

/// |X / |X|_F - (I - J/C) / sqrt(C-1)|_F.
double distanceToSimplexGram(const MatrixD& x)
{
    const double norm = x.norm();
    const Index c = x.rows();
    if (norm == 0)
        return kUndefined;
    const MatrixD ideal = (MatrixD::Identity(c, c) - MatrixD::Constant(c, c, 1 / double(c))) /
                          std::sqrt(double(c - 1));
    return (x / norm - ideal).norm();
}

/// Generalised NC2: how evenly unit vectors lie on the sphere.
void measureUniformity(const MatrixD& cosine, Spread spread, CollapseMeasures& out)
{
    const VectorD cos = pairsOf(cosine);
    const VectorD distance = (2 - 2 * cos.array()).max(0).sqrt();
    out.gnc2Distance = varianceOf(distance, spread);
    if (distance.minCoeff() > 0)
        out.gnc2LogInverse = varianceOf(-distance.array().log(), spread);
}

} // namespace

MatrixD productOf(const MatrixD& a, const MatrixD& b)
{
    MatrixD out(a.rows(), b.rows());
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, int(a.rows()), int(b.rows()),
                int(a.cols()), 1, a.data(), int(a.cols()), b.data(), int(b.cols()), 0, out.data(),
                int(b.rows()));
    return out;
}

MatrixD cosines(const MatrixD& rows)
{
    return cosinesOf(gramOf(rows));
}

void measureMeans(const ClassBasis& basis, CollapseMeasures& out)
{
    const Spread spread = basis.options.spread;
    out.rank = basis.simplex.rank;
    const VectorD& s = basis.simplex.singular;
    if (s.size() > 0 && s[0] > 0)
        out.rankRatio = s[s.size() - 1] / s[0];
    out.etfDistance = basis.simplex.distance;
    out.etfScale = basis.simplex.scale;
    out.equinormMeans = coefficientOfVariation(basis.centred, spread);
    const MatrixD gram = gramOf(basis.centred);
    const MatrixD cosine = cosinesOf(gram);
    const Angles angles = anglesOf(cosine, spread);
    out.equiangularMeans = angles.spread;
    out.maxangleMeans = angles.fromLargest;
    out.gramDistanceMeans = distanceToSimplexGram(gram);
    measureUniformity(cosine, spread, out);
}

void measureClassifiers(const ClassBasis& basis, const Classifier& classifier,
                        CollapseMeasures& out)
{
    const Spread spread = basis.options.spread;
    MatrixD w = classifier.weights;
    if (basis.options.centreClassifiers)
        w.rowwise() -= classifier.weights.colwise().mean();
    out.equinormClassifiers = coefficientOfVariation(w, spread);
    const MatrixD gram = gramOf(w);
    const Angles angles = anglesOf(cosinesOf(gram), spread);
    out.equiangularClassifiers = angles.spread;
    out.maxangleClassifiers = angles.fromLargest;
    out.gramDistanceClassifiers = distanceToSimplexGram(gram);
    const double norm = w.norm();
    const double means = basis.centred.norm();
    if (norm > 0 && means > 0) {
        out.selfDuality = (w / norm - basis.centred / means).squaredNorm();
        out.dualityGram = distanceToSimplexGram(productOf(w, basis.centred));
    }
    out.uniformDuality = varianceOf((w.array() * basis.centred.array()).rowwise().sum(), spread);
    VectorD offset = classifier.weights * basis.centre;
    if (classifier.bias.size() > 0)
        offset += classifier.bias;
    out.biasOffset = offset.norm();
    if (norm > 0)
        out.classifierInside = (w * basis.simplex.axes).squaredNorm() / (norm * norm);
}

void measureCdnv(const ClassBasis& basis, const VectorD& variance, CollapseMeasures& out)
{
    const Index classes = basis.means.rows();
    const MatrixD gram = gramOf(basis.centred);
    constexpr double kNear = 1e-4; // below that share of the norms their difference loses digits
    double sum = 0;
    double most = 0;
    for (Index a = 0; a < classes; ++a)
        for (Index b = a + 1; b < classes; ++b) {
            const double norms = gram(a, a) + gram(b, b);
            double apart = norms - 2 * gram(a, b);
            if (apart < kNear * norms)
                apart = (basis.centred.row(a) - basis.centred.row(b)).squaredNorm();
            if (apart == 0)
                return; // equal means: not defined
            const double value = (variance[a] + variance[b]) / (2 * apart);
            sum += value;
            most = std::max(most, value);
        }
    out.cdnv = 2 * sum / (double(classes) * double(classes - 1));
    out.cdnvMax = most;
}

} // namespace leafscope
