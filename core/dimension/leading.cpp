// SPDX-License-Identifier: MIT
// Why the count is proven. V holds j orthonormal Ritz vectors, T = diag(t_1 >= .. >= t_j) their
// values, R = A V - V T and e = |R| (Frobenius).
//
// 1. From below: sums of Ritz values never exceed those of the leading eigenvalues, so
//    t_1 + .. + t_k >= goal means that k eigenvalues suffice.
// 2. j eigenvalues of A lie within e of t_1 .. t_j, one to one (Kahan; Parlett, The Symmetric
//    Eigenvalue Problem, theorem 11.5.1).
// 3. If s I - (A - V T V^T) is positive definite, no other eigenvalue reaches s: V T V^T has rank
//    j, so by Weyl l_(j+1)(A) <= l_1(A - V T V^T) < s. A Cholesky factorisation decides. With
//    s < t_j - e the j eigenvalues of 2 are the leading ones.
// 4. From above: then l_1 + .. + l_(k-1) <= t_1 + .. + t_(k-1) + (k-1) e, and if that is below the
//    goal, k - 1 eigenvalues do not suffice.
//
// Rounding (order * 1e-16 of t_1) is covered by margins of 1e-10 of t_1 in 3 and of the trace in 4.
#include "core/dimension/leading.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"

#include <Eigen/QR>
#include <cblas.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

extern "C" {
// NOLINTBEGIN(readability-identifier-naming)
void dsyevd_(const char* job, const char* triangle, const int* n, double* a, const int* stride,
             double* values, double* work, const int* workSize, int* integerWork,
             const int* integerWorkSize, int* info, std::size_t jobLength,
             std::size_t triangleLength);
void dpotrf_(const char* triangle, const int* n, double* a, const int* stride, int* info,
             std::size_t triangleLength);
// NOLINTEND(readability-identifier-naming)
}

namespace leafscope {

namespace {

using Eigen::MatrixXd;

constexpr Index kBlock = 32;
constexpr double kShareTolerance = 1e-10; // see pcaSpectrum
constexpr double kMargin = 1e-10;

/// Eigenvalues, descending, and vectors of a small symmetric matrix.
std::pair<VectorD, MatrixXd> decompose(MatrixXd a)
{
    const int n = int(a.rows());
    VectorD values(n);
    const int workSize = 1 + 6 * n + 2 * n * n;
    const int integerWorkSize = 3 + 5 * n;
    VectorD work(workSize);
    std::vector<int> integerWork(static_cast<std::size_t>(integerWorkSize));
    int info = 0;
    const SerialBlas serial; // too short for threads
    dsyevd_("V", "L", &n, a.data(), &n, values.data(), work.data(), &workSize, integerWork.data(),
            &integerWorkSize, &info, 1, 1);
    if (info != 0)
        throw Error(ErrorKind::Numeric, "the eigenvalues of a spectrum did not converge",
                    "order " + std::to_string(n), "values of extreme range", "rescale the data");
    return {values.reverse(), a.rowwise().reverse()};
}

/// Whether the matrix whose lower triangle is given is positive definite; the triangle is
/// overwritten.
bool positiveDefinite(MatrixXd& a, const Progress& progress)
{
    constexpr Index kPanel = 128;
    const int stride = int(a.rows());
    for (Index first = 0; first < a.rows(); first += kPanel) {
        progress.checkpoint();
        const int width = int(std::min(kPanel, a.rows() - first));
        int info = 0;
        dpotrf_("L", &width, &a(first, first), &stride, &info, 1);
        if (info != 0)
            return false;
        const Index next = first + width;
        const int left = int(a.rows() - next);
        if (left == 0)
            break;
        cblas_dtrsm(CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, left, width, 1,
                    &a(first, first), stride, &a(next, first), stride);
        cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, left, width, -1, &a(next, first),
                    stride, 1, &a(next, next), stride);
    }
    return true;
}

MatrixXd product(const MatrixXd& a, const MatrixXd& b, bool transposed = false)
{
    MatrixXd out(transposed ? a.cols() : a.rows(), b.cols());
    cblas_dgemm(CblasColMajor, transposed ? CblasTrans : CblasNoTrans, CblasNoTrans,
                int(out.rows()), int(out.cols()), int(b.rows()), 1, a.data(), int(a.rows()),
                b.data(), int(b.rows()), 0, out.data(), int(out.rows()));
    return out;
}

/// A growing block Krylov basis of A and its images.
class Basis {
public:
    explicit Basis(const MatrixXd& lower)
        : m_lower(lower)
        , m_block(lower.rows(), kBlock)
    {
        RandomStream stream(1);
        for (Index e = 0; e < m_block.size(); ++e)
            m_block.data()[e] = stream.normal();
    }

    Index size() const { return m_vectors.cols(); }
    const MatrixXd& vectors() const { return m_vectors; }
    const MatrixXd& images() const { return m_images; }

    void extend()
    {
        // Twice: directions that are little but rounding are orthogonal only after the second time.
        for (int pass = 0; pass < 2; ++pass) {
            if (size() > 0)
                m_block -= product(m_vectors, product(m_vectors, m_block, true));
            const Eigen::HouseholderQR<MatrixXd> qr(m_block);
            m_block = qr.householderQ() * MatrixXd::Identity(m_lower.rows(), kBlock);
        }
        MatrixXd image(m_lower.rows(), kBlock);
        const int order = int(m_lower.rows());
        cblas_dsymm(CblasColMajor, CblasLeft, CblasLower, order, int(kBlock), 1, m_lower.data(),
                    order, m_block.data(), order, 0, image.data(), order);
        m_vectors.conservativeResize(order, size() + kBlock);
        m_vectors.rightCols(kBlock) = m_block;
        m_images.conservativeResize(order, m_vectors.cols());
        m_images.rightCols(kBlock) = image;
        m_block = std::move(image);
    }

    /// How far the vectors are from orthonormal.
    double defect() const
    {
        return (product(m_vectors, m_vectors, true) - MatrixXd::Identity(size(), size()))
            .cwiseAbs()
            .maxCoeff();
    }

private:
    const MatrixXd& m_lower;
    MatrixXd m_vectors;
    MatrixXd m_images;
    MatrixXd m_block;
};

/// The Ritz pairs of a basis, and what they prove.
class Evidence {
public:
    Evidence(const Basis& basis, const MatrixXd& lower, double goal)
        : m_basis(basis)
        , m_lower(lower)
        , m_goal(goal)
    {
        MatrixXd projected = product(basis.vectors(), basis.images(), true);
        std::tie(m_values, m_coefficients) = decompose(std::move(projected));
        double sum = 0;
        for (Index k = 1; k <= m_values.size(); ++k) {
            m_before = sum;
            sum += m_values[k - 1];
            if (sum >= goal) {
                m_count = k;
                break;
            }
        }
        m_sum = sum;
    }

    /// Sum of the Ritz values up to the goal.
    double sum() const { return m_sum; }
    /// The count if it is proven.
    std::optional<Index> proof(const Progress& progress) const
    {
        const double margin = kMargin * m_values[0];
        // The first place from the count on where the values fall by more than the residuals.
        for (Index j = std::max<Index>(m_count - 1, 1);
             m_count > 0 && j < std::min(m_count + kBlock, m_values.size()); ++j) {
            if (m_values[j - 1] - m_values[j] <= 4 * margin)
                continue;
            const MatrixXd vectors = product(m_basis.vectors(), m_coefficients.leftCols(j));
            const MatrixXd residual = product(m_basis.images(), m_coefficients.leftCols(j)) -
                                      vectors * m_values.head(j).asDiagonal();
            const double error = residual.norm();
            if (m_before + double(m_count - 1) * error + kMargin * m_goal >= m_goal)
                return std::nullopt;
            const double ceiling = m_values[j - 1] - error - 2 * margin;
            if (ceiling > m_values[j] && boundsTheRest(vectors, ceiling, progress))
                return m_count;
            return std::nullopt;
        }
        return std::nullopt;
    }

private:
    /// Step 3 of the argument.
    bool boundsTheRest(const MatrixXd& vectors, double ceiling, const Progress& progress) const
    {
        const Index j = vectors.cols();
        const int order = int(m_lower.rows());
        MatrixXd rest = -m_lower;
        rest.diagonal().array() += ceiling - kMargin * m_values[0];
        const MatrixXd scaled = vectors * m_values.head(j).cwiseMax(0).cwiseSqrt().asDiagonal();
        for (Index first = 0; first < j; first += kBlock) {
            progress.checkpoint();
            cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, order,
                        int(std::min(kBlock, j - first)), 1, &scaled(0, first), order, 1,
                        rest.data(), order);
        }
        return positiveDefinite(rest, progress);
    }

    const Basis& m_basis;
    const MatrixXd& m_lower;
    double m_goal;
    double m_before = 0; ///< sum of the m_count - 1 leading values
    double m_sum = 0;
    Index m_count = 0; ///< 0 if the goal is not reached
    VectorD m_values;
    MatrixXd m_coefficients;
};

} // namespace

std::optional<Index> leadingCount(const Eigen::MatrixXd& lower, double share,
                                  const Progress& progress)
{
    const double trace = lower.trace();
    const double goal = share * trace * (1 - kShareTolerance);
    const Index largest = std::min<Index>(lower.rows() / 2, 1024);
    // The matrix once more for the proof, and the basis with its images twice over.
    if (double(availableMemoryBytes()) <
        8.0 * double(lower.rows()) * double(lower.rows() + 4 * largest))
        return std::nullopt;
    Basis basis(lower);
    Index nextLook = 2 * kBlock;
    while (basis.size() + kBlock <= largest) {
        progress.report(double(basis.size()) / double(largest));
        basis.extend();
        if (basis.size() < nextLook)
            continue;
        const Evidence evidence(basis, lower, goal);
        if (const std::optional<Index> count = evidence.proof(progress)) {
            if (basis.defect() > 1e-11)
                return std::nullopt;
            return count;
        }
        // A flat spectrum: the count would be a large part of the order.
        if (evidence.sum() < goal * double(basis.size()) / double(basis.size() + 4 * kBlock))
            return std::nullopt;
        nextLook = basis.size() + std::max(kBlock, basis.size() / 4);
    }
    return std::nullopt;
}

} // namespace leafscope
