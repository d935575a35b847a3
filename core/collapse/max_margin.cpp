// SPDX-License-Identifier: MIT
#include "core/collapse/max_margin.hpp"

#include "core/base/error.hpp"

#include <Eigen/QR>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <linear.h>
#include <memory>
#include <mutex>
#include <vector>

namespace leafscope {

namespace {

constexpr double kBias = 1; // value of the constant feature
constexpr double kTolerance = 1e-3;
constexpr double kWork = 2e8; // numbers visited in all turns, but see mostCalls()
constexpr double kFirstCost = 0.1;
constexpr int kMostMoves = 8;
constexpr double kNoBias = 1e-3; // scores of a margin are 1 apart

/// The fit does not settle.
struct Unsettled {};

// liblinear has one print function for the process and takes its order of visits from rand(). It
// calls the print function now and then, which is the only place to leave a fit: what it had
// allocated then stays allocated, a few numbers per sample.
std::mutex fitMutex;
const Progress* watched = nullptr;
int calls = 0;
int allowed = 0;

/// Of the print function, one every ten turns: 3,000 turns, more where they are short. liblinear's
/// own limit, 100,000 turns, is never reached, so what it returns has settled.
int mostCalls(double numbers)
{
    return int(std::clamp(kWork / numbers, 300.0, 9000.0));
}

void watch(const char*)
{
    watched->checkpoint();
    if (++calls > allowed)
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
    allowed = mostCalls(double(samples.nodes.size()));
    const std::unique_ptr<model, FreeModel> found(train(&what, &how));
    MatrixD out(classes, width + 1);
    for (Index k = 0; k < classes; ++k) // liblinear's order is that of the first samples
        for (Index j = 0; j <= width; ++j)
            out(found->label[k], j) = found->w[j * classes + k];
    return out;
}

/// A fit, and where its origin lies among the scaled samples.
struct Fit {
    MatrixD found; ///< as fitted() returns it
    VectorD origin;
};

VectorD biasOf(const Fit& fit)
{
    return kBias * fit.found.col(fit.found.cols() - 1);
}

/// Fits of one cost, the origin moved after each, until no bias is left.
Fit atCost(Fit fit, const MatrixD& scaled, const std::vector<std::int32_t>& labels, Index classes,
           double cost)
{
    const Index width = scaled.cols();
    const double reach = scaled.rowwise().norm().maxCoeff();
    for (int move = 0; move < kMostMoves; ++move) {
        watched->checkpoint();
        if (fit.found.size() > 0) {
            if (move > 0 && biasOf(fit).cwiseAbs().maxCoeff() < kNoBias)
                break;
            // Where the samples lie relative to the new origin makes up for the bias.
            const Eigen::MatrixXd weights = fit.found.leftCols(width);
            fit.origin -= weights.completeOrthogonalDecomposition().solve(biasOf(fit));
            // A border beyond all samples would take the origin far away, where nothing settles.
            if (fit.origin.norm() > reach)
                fit.origin *= reach / fit.origin.norm();
        }
        Samples samples(MatrixD(scaled.rowwise() - fit.origin.transpose()), labels);
        fit.found = fitted(samples, width, classes, cost);
    }
    return fit;
}

/// From a low cost, which settles at once and tells where the origin belongs, up to `cost`, which
/// becomes the last that settled.
Fit upToCost(const MatrixD& scaled, const std::vector<std::int32_t>& labels, Index classes,
             double& cost)
{
    Fit fit{MatrixD(), VectorD::Zero(scaled.cols())};
    double last = 0;
    for (double next = std::min(kFirstCost, cost);; next = std::min(10 * next, cost)) {
        try {
            fit = atCost(fit, scaled, labels, classes, next);
        } catch (const Unsettled&) {
            break;
        }
        last = next;
        if (next >= cost)
            break;
    }
    if (fit.found.size() == 0)
        throw Error(ErrorKind::Numeric, "the largest margin was not found", "features",
                    "the fit does not settle", "leave this rule out");
    cost = last;
    return fit;
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
    MatrixD scaled = rows.rowwise() - centre.transpose();
    const double square = scaled.squaredNorm() / double(rows.rows());
    const double scale = square > 0 ? std::sqrt(square) : 1;
    scaled /= scale;
    const Index width = rows.cols();
    const std::scoped_lock lock(fitMutex);
    watched = &progress;
    set_print_string_function(watch);
    const Fit fit = upToCost(scaled, labels, classes, cost);
    MaxMargin out;
    out.cost = cost;
    out.classifier.weights = fit.found.leftCols(width) / scale;
    out.classifier.bias = biasOf(fit) - out.classifier.weights * (centre + scale * fit.origin);
    out.margin = marginOf(rows, labels, out.classifier);
    return out;
}

} // namespace leafscope
