// SPDX-License-Identifier: MIT
#include "core/collapse/max_margin.hpp"

#include "core/base/error.hpp"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <linear.h>
#include <memory>
#include <mutex>
#include <vector>

namespace leafscope {

namespace {

constexpr double kBias = 10; // value of the constant feature
constexpr double kTolerance = 1e-4;
constexpr int kMostCalls = 300; // of the print function, one every ten turns
constexpr double kLeastCost = 1e-3;

/// The fit does not settle.
struct Unsettled {};

// liblinear has one print function for the process and takes its order of visits from rand(). It
// calls the print function now and then, which is the only place to leave a fit: what it had
// allocated then stays allocated, a few numbers per sample.
std::mutex fitMutex;
const Progress* watched = nullptr;
int calls = 0;

void watch(const char*)
{
    watched->checkpoint();
    if (++calls > kMostCalls)
        throw Unsettled();
}

/// The samples in liblinear's form.
struct Samples {
    std::vector<feature_node> nodes;
    std::vector<feature_node*> rows;
    std::vector<double> labels;

    Samples(const MatrixD& scaled, const std::vector<std::int32_t>& classOf)
    {
        const Index n = scaled.rows();
        const Index p = scaled.cols();
        nodes.resize(std::size_t(n * (p + 2)));
        for (Index i = 0; i < n; ++i) {
            feature_node* row = nodes.data() + i * (p + 2);
            for (Index j = 0; j < p; ++j)
                row[j] = {int(j + 1), scaled(i, j)};
            row[p] = {int(p + 1), kBias};
            row[p + 1] = {-1, 0};
            rows.push_back(row);
            labels.push_back(double(classOf[std::size_t(i)]));
        }
    }
};

struct FreeModel {
    void operator()(model* m) const { free_and_destroy_model(&m); }
};

/// Row c: weights of class c, the last column those of the constant feature.
MatrixD fitted(Samples& samples, Index width, Index classes, double cost)
{
    problem what{};
    what.l = int(samples.rows.size());
    what.n = int(width + 1);
    what.y = samples.labels.data();
    what.x = samples.rows.data();
    what.bias = kBias;
    parameter how{};
    how.solver_type = MCSVM_CS;
    how.C = cost;
    how.eps = kTolerance;
    std::srand(1);
    calls = 0;
    const std::unique_ptr<model, FreeModel> found(train(&what, &how));
    MatrixD out(classes, width + 1);
    for (Index k = 0; k < classes; ++k) // liblinear's order is that of the first samples
        for (Index j = 0; j <= width; ++j)
            out(found->label[k], j) = found->w[j * classes + k];
    return out;
}

double marginOf(const MatrixD& rows, const std::vector<std::int32_t>& labels,
                const Classifier& classifier)
{
    const MatrixD& w = classifier.weights;
    const Index classes = w.rows();
    MatrixD apart(classes, classes);
    for (Index a = 0; a < classes; ++a)
        for (Index b = 0; b < classes; ++b)
            apart(a, b) = (w.row(a) - w.row(b)).norm();
    double margin = std::numeric_limits<double>::infinity();
    for (Index i = 0; i < rows.rows(); ++i) {
        const VectorD scores = w * rows.row(i).transpose() + classifier.bias;
        const Index y = labels[std::size_t(i)];
        for (Index c = 0; c < classes; ++c)
            if (c != y && apart(y, c) > 0)
                margin = std::min(margin, (scores[y] - scores[c]) / apart(y, c));
    }
    return std::isfinite(margin) ? margin : kUndefined;
}

} // namespace

MaxMargin fitMaxMargin(const MatrixD& rows, const std::vector<std::int32_t>& labels, Index classes,
                       double cost, const Progress& progress)
{
    EXPECTS(rows.rows() == Index(labels.size()) && rows.rows() >= classes, "one label per row");
    const VectorD centre = rows.colwise().mean().transpose();
    const MatrixD moved = rows.rowwise() - centre.transpose();
    const double square = moved.squaredNorm() / double(rows.rows());
    const double scale = square > 0 ? std::sqrt(square) : 1;
    Samples samples(MatrixD(moved / scale), labels);
    const Index width = rows.cols();
    const std::scoped_lock lock(fitMutex);
    watched = &progress;
    set_print_string_function(watch);
    MatrixD found;
    while (found.size() == 0) {
        progress.checkpoint();
        try {
            found = fitted(samples, width, classes, cost);
        } catch (const Unsettled&) {
            if (cost / 10 < kLeastCost)
                throw Error(ErrorKind::Numeric, "the largest margin was not found", "features",
                            "the fit does not settle at any cost of violations",
                            "leave this rule out");
            cost /= 10;
        }
    }
    MaxMargin out;
    out.cost = cost;
    out.classifier.weights = found.leftCols(width) / scale;
    out.classifier.bias = kBias * found.col(width) - out.classifier.weights * centre;
    out.margin = marginOf(rows, labels, out.classifier);
    return out;
}

} // namespace leafscope
