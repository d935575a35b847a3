// SPDX-License-Identifier: MIT
#include "core/dimension/gram.hpp"

#include "core/base/files.hpp"
#include "core/base/parallel.hpp"

#include <cblas.h>

#include <algorithm>
#include <string>
#include <utility>

namespace leafscope {

namespace {

constexpr Index kDepth = 1024; // entries of the long side that are multiplied at a time
constexpr Index kSide = 256;   // tile of the product

/// The pairs of blocks on and below the diagonal.
std::vector<std::pair<Index, Index>> lowerTiles(Index order)
{
    std::vector<std::pair<Index, Index>> tiles;
    for (Index i = 0; i < order; i += kSide) {
        for (Index j = 0; j <= i; j += kSide)
            tiles.emplace_back(i, j);
    }
    return tiles;
}

/// One piece of Z along its long side: order x depth, stored so that rows of Z stay together.
struct Piece {
    MatrixD values;
    bool rowsAreShort = false; ///< values is order x depth; else depth x order
    Index depth = 0;

    /// product(i.., j..) += piece(i..) piece(j..)^T
    void addTo(Eigen::MatrixXd& product, Index i, Index j) const
    {
        const Index order = product.rows();
        const int height = int(std::min(kSide, order - i));
        const int width = int(std::min(kSide, order - j));
        const int stride = int(values.cols());
        // The product is column-major and the pieces row-major: multiply the transposes.
        if (rowsAreShort)
            cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, height, width, int(depth), 1,
                        values.data() + i * values.cols(), stride,
                        values.data() + j * values.cols(), stride, 1, &product(i, j), int(order));
        else
            cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, height, width, int(depth), 1,
                        values.data() + i, stride, values.data() + j, stride, 1, &product(i, j),
                        int(order));
    }
};

template <class Scalar>
void fillPiece(const Transformed<Scalar>& z, Index first, Piece& piece)
{
    constexpr Index kRows = 32;
    const Index rows = piece.rowsAreShort ? z.rows() : piece.depth;
    parallelFor((rows + kRows - 1) / kRows, [&](Index task) {
        const Index begin = task * kRows;
        const Index height = std::min(kRows, rows - begin);
        double* out = piece.values.data() + begin * piece.values.cols();
        if (piece.rowsAreShort)
            z.copyBlock(begin, height, first, piece.depth, out);
        else
            z.copyBlock(first + begin, height, 0, z.cols(), out);
    });
}

} // namespace

template <class Scalar>
void Transformed<Scalar>::copyBlock(Index row, Index height, Index column, Index width,
                                    double* out) const
{
    const Index* from = columns.data() + column;
    const bool adjacent = width > 0 && from[width - 1] - from[0] == width - 1;
    for (Index r = 0; r < height; ++r) {
        const Scalar* values = x.data() + (row + r) * x.cols();
        double* target = out + r * width;
        if (adjacent) {
            for (Index c = 0; c < width; ++c)
                target[c] = (double(values[from[0] + c]) - centre[column + c]) * weight[column + c];
        } else {
            for (Index c = 0; c < width; ++c)
                target[c] = (double(values[from[c]]) - centre[column + c]) * weight[column + c];
        }
    }
}

template <class Scalar>
Eigen::MatrixXd smallerProduct(const Transformed<Scalar>& z, const Progress& progress)
{
    const Index order = z.order();
    const bool rowsAreShort = z.rows() <= z.cols();
    const Index length = rowsAreShort ? z.cols() : z.rows();
    const Index depth = std::min(kDepth, length);
    requireMemory((std::uint64_t(order) + std::uint64_t(depth)) * std::uint64_t(order) * 8,
                  "the " + std::to_string(order) + " x " + std::to_string(order) +
                      " product matrix of the spectrum");
    Eigen::MatrixXd product = Eigen::MatrixXd::Zero(order, order);
    const std::vector<std::pair<Index, Index>> tiles = lowerTiles(order);
    Piece piece;
    piece.rowsAreShort = rowsAreShort;
    const SerialBlas serial;
    for (Index first = 0; first < length; first += depth) {
        progress.report(double(first) / double(length));
        piece.depth = std::min(depth, length - first);
        piece.values.resize(rowsAreShort ? order : piece.depth, rowsAreShort ? piece.depth : order);
        fillPiece(z, first, piece);
        parallelFor(Index(tiles.size()), [&](Index t) {
            progress.checkpoint();
            piece.addTo(product, tiles[std::size_t(t)].first, tiles[std::size_t(t)].second);
        });
    }
    return product;
}

template struct Transformed<float>;
template struct Transformed<double>;
template Eigen::MatrixXd smallerProduct<float>(const Transformed<float>&, const Progress&);
template Eigen::MatrixXd smallerProduct<double>(const Transformed<double>&, const Progress&);

} // namespace leafscope
