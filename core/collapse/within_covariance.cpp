// SPDX-License-Identifier: MIT
#include "core/collapse/within_covariance.hpp"

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"

#include <cblas.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string>
#include <vector>

namespace leafscope {

namespace {

constexpr Index kRows = 128; // rows of one symmetric update
constexpr Index kWidest = 4096;

/// From the shape alone, so that threads change no bit, and few where a part is large.
Index partsOf(Index rows, Index width)
{
    constexpr Index kBytes = Index(512) << 20;
    const Index most = std::clamp<Index>(kBytes / (width * width * 8 + 1), 1, 16);
    return std::clamp<Index>(rows / 1024, 1, most);
}

/// Adds the rows from first to end - 1.
template <class Matrix>
void addRows(const Matrix& m, std::span<const std::int32_t> labels, Index first, Index end,
             const MatrixD& means, const VectorD& roots, WithinCovariance& out)
{
    const Index width = m.cols();
    MatrixD block(end - first, width);
    for (Index i = first; i < end; ++i) {
        const Index c = labels[std::size_t(i)];
        EXPECTS(c >= 0 && c < means.rows(), "class " + std::to_string(c));
        auto row = block.row(i - first);
        row = m.row(i).template cast<double>() - means.row(c);
        const double square = row.squaredNorm();
        out.squares += roots[c] * roots[c] * square * square;
        row *= roots[c];
    }
    cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, int(width), int(block.rows()), 1,
                block.data(), int(width), 1, out.sum.data(), int(width));
}

} // namespace

WithinCovariance withinCovariance(const Points& features, std::span<const std::int32_t> labels,
                                  const MatrixD& means, const VectorD& weights,
                                  const Progress& progress)
{
    const Index n = rowsOf(features);
    const Index width = colsOf(features);
    EXPECTS(std::size_t(n) == labels.size() && means.cols() == width, "one label per row");
    if (width > kWidest)
        throw Error(ErrorKind::Unsupported,
                    "a covariance of " + std::to_string(width) + " features", "features",
                    "it would need " + std::to_string(width) + " x " + std::to_string(width) +
                        " numbers",
                    "choose a layer of at most " + std::to_string(kWidest) + " features");
    const VectorD roots = weights.cwiseSqrt();
    const Index parts = partsOf(n, width);
    std::vector<WithinCovariance> sums(std::size_t(parts),
                                       WithinCovariance{MatrixD::Zero(width, width), 0});
    std::atomic<Index> done{0};
    const SerialBlas serial;
    parallelFor(parts, [&](Index part) {
        const Index end = (part + 1) * n / parts;
        for (Index first = part * n / parts; first < end; first += kRows) {
            const Index stop = std::min(first + kRows, end);
            std::visit(
                [&](const auto& m) {
                    addRows(m, labels, first, stop, means, roots, sums[std::size_t(part)]);
                },
                features);
            progress.report(double(done += stop - first) / double(n));
        }
    });
    for (std::size_t part = 1; part < sums.size(); ++part) {
        sums[0].sum += sums[part].sum;
        sums[0].squares += sums[part].squares;
    }
    sums[0].sum.triangularView<Eigen::StrictlyLower>() = sums[0].sum.transpose();
    return std::move(sums[0]);
}

} // namespace leafscope
