// SPDX-License-Identifier: MIT
// Pass 2: a row is taken relative to the mean of its class, where single precision loses nothing,
// and multiplied with the axes of Sigma_B, the class means and the classifiers at once.
#include "core/base/error.hpp"
#include "core/collapse/geometry.hpp"
#include "core/neighbors/vector_width.hpp"

#include <cblas.h>

#include <algorithm>
#include <limits>
#include <string>
#include <type_traits>

namespace leafscope {

namespace {

constexpr Index kRows = 256; // rows of a block and their products stay in the cache
constexpr Index kLanes = 8;
constexpr double kCloseCall = 1e-5; // of the largest score: decided again in double

enum Sum { Count, Radius, Whitened, Inside };

/// out = row - mean, rounded to T; returns its squared norm, summed in fixed lanes.
template <class T>
[[gnu::always_inline]] inline double centreRow(const T* row, const double* mean, T* out,
                                               Index width)
{
    double lanes[kLanes] = {};
    Index j = 0;
    for (; j + kLanes <= width; j += kLanes)
        for (Index l = 0; l < kLanes; ++l) {
            const double d = double(row[j + l]) - mean[j + l];
            out[j + l] = T(d);
            lanes[l] += d * d;
        }
    double sum = 0;
    for (const double lane : lanes)
        sum += lane;
    for (; j < width; ++j) {
        const double d = double(row[j]) - mean[j];
        out[j] = T(d);
        sum += d * d;
    }
    return sum;
}

LEAFSCOPE_EVERY_VECTOR_WIDTH
double centre(const float* row, const double* mean, float* out, Index width)
{
    return centreRow(row, mean, out, width);
}

LEAFSCOPE_EVERY_VECTOR_WIDTH
double centre(const double* row, const double* mean, double* out, Index width)
{
    return centreRow(row, mean, out, width);
}

/// out = the first columns of a (rows x stride) times the transpose of b.
void multiply(const float* a, Index stride, const MatrixF& b, float* out, Index rows)
{
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, int(rows), int(b.rows()), int(b.cols()), 1,
                a, int(stride), b.data(), int(b.cols()), 0, out, int(b.rows()));
}

void multiply(const double* a, Index stride, const MatrixD& b, double* out, Index rows)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, int(rows), int(b.rows()), int(b.cols()), 1,
                a, int(stride), b.data(), int(b.cols()), 0, out, int(b.rows()));
}

/// The largest of `scores`; of those closer to it than 1e-5 of the scale, that for which exactly(c)
/// is largest. The first of equal ones.
template <class Exactly>
Index best(const VectorD& scores, const Exactly& exactly)
{
    Index first = 0;
    const double largest = scores.maxCoeff(&first);
    const double close = kCloseCall * scores.cwiseAbs().maxCoeff();
    if ((scores.array() >= largest - close).count() < 2)
        return first;
    double most = -std::numeric_limits<double>::infinity();
    for (Index c = 0; c < scores.size(); ++c) {
        if (scores[c] < largest - close)
            continue;
        const double value = exactly(c);
        if (value > most) {
            most = value;
            first = c;
        }
    }
    return first;
}

} // namespace

struct WithinSums::Plan {
    const ClassBasis* basis;
    const ClassBasis* judge;
    const Classifier* classifier;
    Index rank;
    MatrixD vectors; ///< axes / singular [, class means] [, classifiers]: rows of p
    MatrixF narrow;  ///< the same for float32 features
    /// C x rank: the class means as sums of axes / singular. Empty where those do not span them (a
    /// rank below C - 1, the means of another set); they are among the vectors then.
    MatrixD spanned;
    MatrixF spannedNarrow;
    MatrixD nearest; ///< C x C: score of class c' at the mean of class c, nearest class mean
    MatrixD logits;  ///< C x C: outputs of the classifier there

    Index classes() const { return nearest.rows(); }
    Index width() const { return basis->means.cols(); }
    template <class T>
    const auto& vectorsAs() const
    {
        if constexpr (std::is_same_v<T, float>)
            return narrow;
        else
            return vectors;
    }
    template <class T>
    const auto& spannedAs() const
    {
        if constexpr (std::is_same_v<T, float>)
            return spannedNarrow;
        else
            return spanned;
    }
};

WithinSums::WithinSums(const ClassBasis& basis, const Classifier* classifier,
                       const ClassBasis* judge)
    : m_sums(MatrixD::Zero(basis.means.rows(), 4))
{
    const Index classes = basis.means.rows();
    const Index width = basis.means.cols();
    const Index rank = basis.singular.size();
    auto plan = std::make_shared<Plan>(
        Plan{&basis, judge ? judge : &basis, classifier, rank, {}, {}, {}, {}, {}, {}});
    const ClassBasis& by = *plan->judge;
    EXPECTS(by.means.rows() == classes && by.means.cols() == width, "class means of one shape");
    const bool isSpanned = plan->judge == &basis && rank == std::min(classes - 1, width);
    plan->vectors.resize(rank + classes * ((isSpanned ? 0 : 1) + (classifier ? 1 : 0)), width);
    for (Index k = 0; k < rank; ++k)
        plan->vectors.row(k) = basis.axes.col(k).transpose() / basis.singular[k];
    if (isSpanned) {
        plan->spanned =
            productOf(by.centred, MatrixD(basis.axes.transpose())) * basis.singular.asDiagonal();
        plan->spannedNarrow = plan->spanned.cast<float>();
    } else {
        plan->vectors.middleRows(rank, classes) = by.centred;
    }
    // |h - mu|^2 is smallest where (h - mu_G).(mu - mu_G) - |mu - mu_G|^2 / 2 is largest.
    plan->nearest = productOf(MatrixD(basis.means.rowwise() - by.centre.transpose()), by.centred);
    plan->nearest.rowwise() -= 0.5 * by.centred.rowwise().squaredNorm().transpose();
    if (classifier) {
        EXPECTS(classifier->weights.rows() == classes && classifier->weights.cols() == width,
                "one classifier of the features per class");
        plan->vectors.bottomRows(classes) = classifier->weights;
        plan->logits = productOf(basis.means, classifier->weights);
        if (classifier->bias.size() > 0)
            plan->logits.rowwise() += classifier->bias.transpose();
    }
    plan->narrow = plan->vectors.cast<float>();
    m_plan = std::move(plan);
}

template <class T>
void WithinSums::add(const T* values, Index rows, std::span<const std::int32_t> labels)
{
    const Index width = m_plan->width();
    for (Index first = 0; first < rows; first += kRows)
        addBlock(values + first * width, std::min(kRows, rows - first), labels.data() + first);
}

template void WithinSums::add<float>(const float*, Index, std::span<const std::int32_t>);
template void WithinSums::add<double>(const double*, Index, std::span<const std::int32_t>);

template <class T>
void WithinSums::addBlock(const T* values, Index rows, const std::int32_t* labels)
{
    using Block = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Plan& plan = *m_plan;
    const Index width = plan.width();
    const Index columns = plan.vectors.rows();
    Block centred(rows, width);
    Block products(rows, columns);
    Block toMeans(rows, plan.spanned.rows());
    for (Index i = 0; i < rows; ++i) {
        EXPECTS(labels[i] >= 0 && labels[i] < plan.classes(), "class " + std::to_string(labels[i]));
        m_sums(labels[i], Radius) +=
            centre(values + i * width, plan.basis->means.row(labels[i]).data(),
                   centred.row(i).data(), width);
    }
    multiply(centred.data(), width, plan.vectorsAs<T>(), products.data(), rows);
    if (toMeans.cols() > 0)
        multiply(products.data(), columns, plan.spannedAs<T>(), toMeans.data(), rows);
    for (Index i = 0; i < rows; ++i) {
        double whitened = 0;
        double inside = 0;
        for (Index k = 0; k < plan.rank; ++k) {
            const double z = double(products(i, k));
            const double u = z * plan.basis->singular[k];
            whitened += z * z;
            inside += u * u;
        }
        m_sums(labels[i], Count) += 1;
        m_sums(labels[i], Whitened) += whitened;
        m_sums(labels[i], Inside) += inside;
    }
    const T* means = toMeans.cols() > 0 ? toMeans.data() : products.data() + plan.rank;
    decide<T>({values, labels, rows}, {means, toMeans.cols() > 0 ? plan.classes() : columns},
              {products.data() + columns - plan.classes(), columns});
}

template <class T>
void WithinSums::decide(const Rows<T>& rows, const Products<T>& toMeans,
                        const Products<T>& toClassifiers)
{
    const Plan& plan = *m_plan;
    const Index classes = plan.classes();
    const Index width = plan.width();
    VectorD scores(classes);
    const auto decided = [&](Index row, const MatrixD& atMeans, const Products<T>& products,
                             const MatrixD& vectors) {
        const Index label = rows.labels[row];
        const double* at = atMeans.row(label).data();
        const T* given = products.values + row * products.stride;
        for (Index c = 0; c < classes; ++c)
            scores[c] = at[c] + double(given[c]);
        return best(scores, [&](Index c) { // the product again, in double
            const double* mean = plan.basis->means.row(label).data();
            const double* vector = vectors.row(c).data();
            double sum = at[c];
            for (Index j = 0; j < width; ++j)
                sum += (double(rows.values[row * width + j]) - mean[j]) * vector[j];
            return sum;
        });
    };
    for (Index i = 0; i < rows.count; ++i) {
        const Index nearest = decided(i, plan.nearest, toMeans, plan.judge->centred);
        m_nccCorrect += nearest == rows.labels[i];
        if (!plan.classifier)
            continue;
        const Index network = decided(i, plan.logits, toClassifiers, plan.classifier->weights);
        m_correct += network == rows.labels[i];
        m_mismatch += network != nearest;
    }
}

void WithinSums::merge(const WithinSums& other)
{
    m_sums += other.m_sums;
    m_mismatch += other.m_mismatch;
    m_nccCorrect += other.m_nccCorrect;
    m_correct += other.m_correct;
}

CollapseMeasures WithinSums::measures() const
{
    const ClassBasis& basis = *m_plan->basis;
    CollapseMeasures out;
    const double n = m_sums.col(Count).sum();
    out.samples = Index(n);
    measureMeans(basis, out);
    if (m_plan->classifier)
        measureClassifiers(basis, *m_plan->classifier, out);
    if (n == 0)
        return out;
    VectorD weights = basis.weights;
    for (Index c = 0; c < weights.size(); ++c)
        weights[c] = m_sums(c, Count) > 0 ? weights[c] / m_sums(c, Count) : 0;
    const double within = weights.dot(m_sums.col(Radius));
    const double between = basis.weights.dot(basis.centred.rowwise().squaredNorm());
    if (basis.singular.size() > 0)
        out.nc1 = weights.dot(m_sums.col(Whitened));
    if (between > 0)
        out.traceRatio = within / between;
    if (between + within > 0)
        out.featureInside = (between + weights.dot(m_sums.col(Inside))) / (between + within);
    const VectorD variance = m_sums.col(Radius).array() / m_sums.col(Count).array().max(1);
    measureCdnv(basis, variance, out);
    out.nccAccuracy = double(m_nccCorrect) / n;
    if (m_plan->classifier) {
        out.accuracy = double(m_correct) / n;
        out.nccMismatch = double(m_mismatch) / n;
    }
    return out;
}

} // namespace leafscope
