// SPDX-License-Identifier: MIT
// Pass 2: a row is taken relative to the mean of its class, where single precision loses nothing,
// and multiplied with the axes of Sigma_B, the class means and the classifiers at once.
#include "core/base/error.hpp"
#include "core/collapse/geometry.hpp"
#include "core/neighbors/vector_width.hpp"

#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <limits>

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

void multiply(const float* a, const float* b, float* out, Index m, Index n, Index k)
{
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, int(m), int(n), int(k), 1, a, int(k), b,
                int(n), 0, out, int(n));
}

void multiply(const double* a, const double* b, double* out, Index m, Index n, Index k)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, int(m), int(n), int(k), 1, a, int(k), b,
                int(n), 0, out, int(n));
}

/// The class of the largest score(c), and whether the second is close.
struct Choice {
    Index best = 0;
    bool isClose = false;
};

template <class Score>
Choice choose(Index classes, double close, const Score& score)
{
    Choice choice;
    double first = score(0);
    double second = -std::numeric_limits<double>::infinity();
    for (Index c = 1; c < classes; ++c) {
        const double s = score(c);
        if (s > first) {
            second = first;
            first = s;
            choice.best = c;
        } else {
            second = std::max(second, s);
        }
    }
    choice.isClose = first - second < close;
    return choice;
}

} // namespace

WithinSums::WithinSums(const ClassBasis& basis, const Classifier* classifier,
                       const ClassBasis* judge)
    : m_basis(&basis)
    , m_judge(judge ? judge : &basis)
    , m_classifier(classifier)
    , m_sums(MatrixD::Zero(basis.means.rows(), 4))
{
    const Index classes = basis.means.rows();
    const Index rank = basis.singular.size();
    const Index width = basis.means.cols();
    if (classifier)
        EXPECTS(classifier->weights.rows() == classes && classifier->weights.cols() == width,
                "one classifier of the features per class");
    m_columns.resize(width, rank + classes * (classifier ? 2 : 1));
    for (Index k = 0; k < rank; ++k)
        m_columns.col(k) = basis.axes.col(k) / basis.singular[k];
    m_columns.middleCols(rank, classes) = m_judge->centred.transpose();
    const MatrixD about = basis.means.rowwise() - m_judge->centre.transpose();
    m_nearest = about * m_judge->centred.transpose();
    m_nearest.rowwise() -= 0.5 * m_judge->centred.rowwise().squaredNorm().transpose();
    if (classifier) {
        m_columns.rightCols(classes) = classifier->weights.transpose();
        m_logits = basis.means * classifier->weights.transpose();
        if (classifier->bias.size() > 0)
            m_logits.rowwise() += classifier->bias.transpose();
    }
    m_narrow = m_columns.cast<float>();
}

template <class T>
void WithinSums::add(const T* values, Index rows, std::span<const std::int32_t> labels)
{
    const Index width = m_columns.rows();
    for (Index first = 0; first < rows; first += kRows)
        addBlock(values + first * width, std::min(kRows, rows - first), labels.data() + first);
}

template void WithinSums::add<float>(const float*, Index, std::span<const std::int32_t>);
template void WithinSums::add<double>(const double*, Index, std::span<const std::int32_t>);

template <class T>
void WithinSums::addBlock(const T* values, Index rows, const std::int32_t* labels)
{
    using Block = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Index width = m_columns.rows();
    const Index columns = m_columns.cols();
    const Index rank = m_basis->singular.size();
    Block centred(rows, width);
    Block products(rows, columns);
    for (Index i = 0; i < rows; ++i)
        m_sums(labels[i], Radius) += centre(
            values + i * width, m_basis->means.row(labels[i]).data(), centred.row(i).data(), width);
    if constexpr (std::is_same_v<T, float>)
        multiply(centred.data(), m_narrow.data(), products.data(), rows, columns, width);
    else
        multiply(centred.data(), m_columns.data(), products.data(), rows, columns, width);
    for (Index i = 0; i < rows; ++i) {
        double whitened = 0;
        double inside = 0;
        for (Index k = 0; k < rank; ++k) {
            const double z = double(products(i, k));
            const double u = z * m_basis->singular[k];
            whitened += z * z;
            inside += u * u;
        }
        m_sums(labels[i], Count) += 1;
        m_sums(labels[i], Whitened) += whitened;
        m_sums(labels[i], Inside) += inside;
    }
    decide(values, rows, labels, products.data(), columns);
}

template <class T>
void WithinSums::decide(const T* values, Index rows, const std::int32_t* labels, const T* products,
                        Index columns)
{
    const Index classes = m_sums.rows();
    const Index rank = m_basis->singular.size();
    const Index width = m_columns.rows();
    const auto exactly = [&](Index row, Index column) { // the product again, in double
        const double* mean = m_basis->means.row(labels[row]).data();
        double sum = 0;
        for (Index j = 0; j < width; ++j)
            sum += (double(values[row * width + j]) - mean[j]) * m_columns(j, column);
        return sum;
    };
    const auto decided = [&](Index row, const MatrixD& at, Index from) {
        const auto scores = at.row(labels[row]);
        const double close = kCloseCall * scores.cwiseAbs().maxCoeff();
        const T* given = products + row * columns + from;
        const Choice choice =
            choose(classes, close, [&](Index c) { return scores[c] + double(given[c]); });
        return choice.isClose
                   ? choose(classes, 0, [&](Index c) { return scores[c] + exactly(row, from + c); })
                         .best
                   : choice.best;
    };
    for (Index i = 0; i < rows; ++i) {
        const Index nearest = decided(i, m_nearest, rank);
        m_nccCorrect += nearest == labels[i];
        if (!m_classifier)
            continue;
        const Index network = decided(i, m_logits, rank + classes);
        m_correct += network == labels[i];
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
    CollapseMeasures out;
    const double n = m_sums.col(Count).sum();
    out.samples = Index(n);
    measureMeans(*m_basis, out);
    if (m_classifier)
        measureClassifiers(*m_basis, *m_classifier, out);
    if (n == 0)
        return out;
    VectorD weights = m_basis->weights;
    for (Index c = 0; c < weights.size(); ++c)
        weights[c] = m_sums(c, Count) > 0 ? weights[c] / m_sums(c, Count) : 0;
    const double within = weights.dot(m_sums.col(Radius));
    const double between = m_basis->weights.dot(m_basis->centred.rowwise().squaredNorm());
    if (m_basis->singular.size() > 0)
        out.nc1 = weights.dot(m_sums.col(Whitened));
    if (between > 0)
        out.traceRatio = within / between;
    if (between + within > 0)
        out.featureInside = (between + weights.dot(m_sums.col(Inside))) / (between + within);
    const VectorD variance = m_sums.col(Radius).array() / m_sums.col(Count).array().max(1);
    measureCdnv(*m_basis, variance, out);
    out.nccAccuracy = double(m_nccCorrect) / n;
    if (m_classifier) {
        out.accuracy = double(m_correct) / n;
        out.nccMismatch = double(m_mismatch) / n;
    }
    return out;
}

} // namespace leafscope
