// SPDX-License-Identifier: MIT
// Class means and what lies within the classes, streamed over blocks of samples in two passes.
// Nothing here is p x p. State: C x p doubles and a few C-vectors.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"
#include "core/collapse/measures.hpp"
#include "core/collapse/simplex.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace leafscope {

struct Classifier {
    MatrixD weights; ///< C x p
    VectorD bias;    ///< C; empty: none
};

/// What counts the same in Sigma_B, Sigma_W and mu_G. No difference for classes of equal size.
enum class MeanCentre {
    Balanced, ///< every class (default): mu_G is the mean of the class means
    Pooled    ///< every sample: mu_G is the mean of the samples
};
enum class Spread {
    Population, ///< Std divides by n (default)
    Unbiased    ///< by n - 1
};

struct CollapseOptions {
    MeanCentre centre = MeanCentre::Balanced;
    Spread spread = Spread::Population;
    bool centreClassifiers = false;  ///< the paper does not
    double precision = 1.1920929e-7; ///< relative rounding of the features; 2.2e-16 for float64
};

/// Pass 1. Sums are shifted by the first row of each class, so float32 features with a large offset
/// lose nothing. Not thread-safe; merge() joins parts in a fixed order.
class ClassSums {
public:
    ClassSums(Index classes, Index width);
    /// Rows are samples; labels from 0 to C - 1. T: float or double.
    template <class T>
    void add(const T* values, Index rows, std::span<const std::int32_t> labels);
    void merge(const ClassSums& other);

    Index classes() const { return m_sums.rows(); }
    Index width() const { return m_sums.cols(); }
    const VectorD& counts() const { return m_counts; }
    /// C x p. Throws Error(InvalidInput) naming a class without samples, or with features that are
    /// NaN or infinite.
    MatrixD means() const;

private:
    MatrixD m_sums;   ///< of h - m_shift
    MatrixD m_shift;  ///< C x p, first row seen of each class
    VectorD m_counts; ///< C
};

/// What the second pass measures against. The test set's numbers are against its own means, but its
/// nearest class means are those of the training set.
struct ClassBasis {
    MatrixD means;          ///< C x p
    VectorD counts;         ///< C
    VectorD weights;        ///< C, sum 1: 1 / C (balanced) or n_c / N (pooled)
    VectorD centre;         ///< p: the weighted mean of the means
    MatrixD centred;        ///< C x p
    NearestSimplex simplex; ///< of the means about their own mean, whatever the centre
    /// Sigma_B = sum of weights (mu_c - mu_G)(mu_c - mu_G)^T = axes diag(singular^2) axes^T / C
    MatrixD axes;     ///< p x rank
    VectorD singular; ///< rank
    CollapseOptions options;

    static ClassBasis make(const MatrixD& means, const VectorD& counts,
                           const CollapseOptions& options);
};

/// Pass 2: sums of squares of (h - mu_c) projected on U/S, radii, the nearest class mean, and the
/// network's own decision. One product of a block with r + C vectors serves all, r + C + C
/// where other means decide. The bases and
/// the classifier have to live as long as this. Two classes whose scores differ by less than 1e-5
/// of the largest are decided again in double.
class WithinSums {
public:
    /// `judge`: the basis whose means decide NC4, nullptr: `basis` itself.
    WithinSums(const ClassBasis& basis, const Classifier* classifier,
               const ClassBasis* judge = nullptr);
    template <class T>
    void add(const T* values, Index rows, std::span<const std::int32_t> labels);
    void merge(const WithinSums& other);
    /// All numbers. Classifier numbers are NaN without one.
    CollapseMeasures measures() const;

private:
    struct Plan;
    template <class T>
    void addBlock(const T* values, Index rows, const std::int32_t* labels);
    template <class T>
    struct Rows {
        const T* values;
        const std::int32_t* labels;
        Index count;
    };
    template <class T>
    struct Products {
        const T* values; ///< C numbers per row
        Index stride;    ///< from row to row
    };
    template <class T>
    void decide(const Rows<T>& rows, const Products<T>& toMeans, const Products<T>& toClassifiers);

    std::shared_ptr<const Plan> m_plan; ///< what every row is multiplied with; copies share it
    MatrixD m_sums; ///< C x 4: count, |h - mu_c|^2, |S^-1 U^T (h - mu_c)|^2, |U^T (h - mu_c)|^2
    std::int64_t m_mismatch = 0;
    std::int64_t m_nccCorrect = 0;
    std::int64_t m_correct = 0;
};

/// Both passes over a matrix in memory, in blocks, on computeThreads() threads: the same bits for
/// any number of them, and to 1e-9 what the same rows give in other blocks. Cost: N p (r + C)
/// multiply-adds in the precision of the features, and O(p C^2) for the means. Memory: at most
/// 512 MB beside the features.
struct LayerCollapse {
    ClassBasis basis;
    CollapseMeasures measures;
};
/// The first of them.
ClassBasis classBasisOf(const Points& features, std::span<const std::int32_t> labels, Index classes,
                        const CollapseOptions& options, const Progress& progress = {});
LayerCollapse measureCollapse(const Points& features, std::span<const std::int32_t> labels,
                              Index classes, const Classifier* classifier,
                              const CollapseOptions& options, const Progress& progress = {});
/// Numbers of other samples (the test set): their own means for NC1 and NC2, the class means of
/// `train` for NC4.
CollapseMeasures measureHeldOut(const Points& features, std::span<const std::int32_t> labels,
                                const ClassBasis& train, const Classifier* classifier,
                                const Progress& progress = {});

/// C x C cosines of the rows; 0 where a row is zero, 1 on the diagonal.
MatrixD cosines(const MatrixD& rows);

/// What a person should know of the means: nearly dependent or equal ones, classes of different
/// size or of one sample, more classes than a simplex of this width can have.
std::vector<std::string> collapseWarnings(const ClassBasis& basis);

/// "NC1 = Tr(Sw Sb^+)/C; mu_G is the mean of the class means; ...": said with every result.
std::string collapseConvention(const CollapseOptions& options);

} // namespace leafscope
