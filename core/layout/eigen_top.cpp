// SPDX-License-Identifier: MIT
#include "core/layout/eigen_top.hpp"

#include "core/base/random.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <limits>

namespace leafscope {

namespace {

using Eigen::MatrixXd;

constexpr Index kBasisBlocks = 20; // the basis is restarted when it holds so many blocks
constexpr Index kKeptBlocks = 3;   // of Ritz vectors, at a restart
constexpr double kShareOfGap = 1e-8;
constexpr double kFloor = 1e-12; // of the largest eigenvalue: what rounding leaves of a residual

class Krylov {
public:
    Krylov(const SymmetricMap& map, Index count)
        : m_map(map)
        , m_count(std::min(count, map.order))
        , m_block(std::min(map.order, count + 5))
        , m_capacity(std::min(map.order, kBasisBlocks * m_block))
        , m_basis(map.order, m_capacity)
        , m_images(map.order, m_capacity)
        , m_projected(MatrixXd::Zero(m_capacity, m_capacity))
    {
        RandomStream stream(1);
        m_next.resize(map.order, m_block);
        for (Index e = 0; e < m_next.size(); ++e)
            m_next.data()[e] = stream.normal();
        orthonormalize(m_next, 0);
    }

    TopEigen run(int most, const Progress& progress)
    {
        TopEigen result;
        for (bool done = false; !done;) {
            progress.report(double(result.applications) / (result.applications + 20));
            extend();
            ++result.applications;
            result.converged = settle();
            done = result.converged || m_next.cols() == 0 || result.applications >= most;
            if (!done && m_size + m_next.cols() > m_capacity)
                restart();
        }
        result.converged = result.converged || m_next.cols() == 0;
        const Index found = std::min(m_count, m_size);
        result.values = VectorD::Zero(m_count);
        result.vectors = MatrixXd::Zero(m_map.order, m_count);
        for (Index j = 0; j < found; ++j) {
            if (m_ritz[j] <= kFloor * m_ritz[0])
                break;
            result.values[j] = m_ritz[j];
            result.vectors.col(j) = m_basis.leftCols(m_size) * m_coefficients.col(j);
        }
        return result;
    }

private:
    /// Appends the next block and its image, and computes the block after it.
    void extend()
    {
        const Index width = m_next.cols();
        const Index size = m_size + width;
        m_basis.middleCols(m_size, width) = m_next;
        m_images.middleCols(m_size, width) = m_map.apply(m_next);
        const MatrixXd columns =
            m_basis.leftCols(size).transpose() * m_images.middleCols(m_size, width);
        m_projected.block(0, m_size, size, width) = columns;
        m_projected.block(m_size, 0, width, size) = columns.transpose();
        const MatrixXd images = m_images.middleCols(m_size, width);
        m_size = size;
        m_next = images;
        // What is left of an image at the level of rounding is no direction.
        orthonormalize(m_next, kFloor * 0.1 * images.colwise().norm().maxCoeff());
    }

    /// Makes the columns orthonormal and orthogonal to the basis; drops those that are no longer
    /// than `noise`.
    void orthonormalize(MatrixXd& block, double noise) const
    {
        const auto basis = m_basis.leftCols(m_size);
        for (int pass = 0; pass < 2 && m_size > 0; ++pass)
            block -= basis * (basis.transpose() * block).eval();
        Index kept = 0;
        for (Index c = 0; c < block.cols() && m_size + kept < m_map.order; ++c) {
            VectorD v = block.col(c);
            for (int pass = 0; pass < 3; ++pass) {
                v -= block.leftCols(kept) * (block.leftCols(kept).transpose() * v).eval();
                if (pass == 0 && v.norm() <= noise)
                    break;
                v.normalize();
                if (m_size > 0)
                    v -= basis * (basis.transpose() * v).eval();
            }
            if (v.norm() > 0.5)
                block.col(kept++) = v.normalized();
        }
        block.conservativeResize(Eigen::NoChange, kept);
    }

    /// Ritz values of the basis; whether the wanted ones have converged.
    bool settle()
    {
        const Eigen::SelfAdjointEigenSolver<MatrixXd> small(
            m_projected.topLeftCorner(m_size, m_size));
        m_ritz = small.eigenvalues().reverse();
        m_coefficients = small.eigenvectors().rowwise().reverse();
        if (m_size == m_map.order)
            return true;
        if (m_size <= m_count)
            return false;
        const MatrixXd wanted = m_coefficients.leftCols(m_count);
        const MatrixXd residual =
            m_images.leftCols(m_size) * wanted -
            m_basis.leftCols(m_size) * (wanted * m_ritz.head(m_count).asDiagonal());
        for (Index j = 0; j < m_count; ++j) {
            double gap = m_ritz[j] - m_ritz[j + 1];
            if (j > 0)
                gap = std::min(gap, m_ritz[j - 1] - m_ritz[j]);
            if (residual.col(j).norm() > std::max(kShareOfGap * gap, kFloor * m_ritz[0]))
                return false;
        }
        return true;
    }

    /// Keeps the leading Ritz vectors. The next block stays orthogonal to them.
    void restart()
    {
        const Index kept = std::min(m_size, kKeptBlocks * m_block);
        const MatrixXd turn = m_coefficients.leftCols(kept);
        m_basis.leftCols(kept) = (m_basis.leftCols(m_size) * turn).eval();
        m_images.leftCols(kept) = (m_images.leftCols(m_size) * turn).eval();
        m_projected.setZero();
        m_projected.diagonal().head(kept) = m_ritz.head(kept);
        m_size = kept;
    }

    const SymmetricMap& m_map;
    Index m_count;
    Index m_block;
    Index m_capacity;
    Index m_size = 0; ///< columns of the basis in use
    MatrixXd m_basis;
    MatrixXd m_images;    ///< map applied to the basis
    MatrixXd m_projected; ///< basis^T images
    MatrixXd m_next;      ///< orthonormal, orthogonal to the basis
    VectorD m_ritz;       ///< descending
    MatrixXd m_coefficients;
};

} // namespace

TopEigen largestEigen(const SymmetricMap& map, Index count, int most, const Progress& progress)
{
    return Krylov(map, count).run(most, progress);
}

} // namespace leafscope
