// SPDX-License-Identifier: MIT
#include "core/collapse/decision_rules.hpp"

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/collapse/geometry.hpp"
#include "core/collapse/max_margin.hpp"
#include "core/collapse/scene.hpp"
#include "core/collapse/within_covariance.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <sstream>
#include <type_traits>

namespace leafscope {

namespace {

constexpr Index kRows = 256;
constexpr double kLeastShrinkage = 2.3e-16; // times p: a condition number that double resolves

MatrixD inDouble(const Points& features, Index first, Index count)
{
    return std::visit(
        [&](const auto& m) { return MatrixD(m.middleRows(first, count).template cast<double>()); },
        features);
}

struct Labelled {
    Points features;
    std::vector<std::int32_t> labels;
};

/// The rows whose label is not negative.
Labelled labelledOf(const Points& features, std::span<const std::int32_t> labels)
{
    Labelled out;
    std::vector<Index> rows;
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (labels[i] >= 0) {
            rows.push_back(Index(i));
            out.labels.push_back(labels[i]);
        }
    std::visit(
        [&](const auto& m) { out.features = std::decay_t<decltype(m)>(m(rows, Eigen::all)); },
        features);
    return out;
}

LinearRule nearestMean(const ClassBasis& basis)
{
    // About the centre, so that an offset of the features costs no digits of the bias.
    Classifier out{basis.centred, VectorD()};
    out.bias = -0.5 * basis.centred.rowwise().squaredNorm() - basis.centred * basis.centre;
    return {DecisionRule::NearestMean, std::move(out)};
}

/// Ledoit and Wolf's intensity for S = the mean of n products x x^T, given the sum of |x|^4.
double ledoitWolf(const MatrixD& s, double fourth, double n)
{
    const double p = double(s.rows());
    const double mean = s.trace() / p;
    const double away = s.squaredNorm() - p * mean * mean; // |S - mean I|^2
    const double error = (fourth / n - s.squaredNorm()) / n;
    if (away <= 0)
        return error > 0 ? 1 : 0;
    return std::clamp(error / away, 0.0, 1.0);
}

LinearRule discriminant(const ClassBasis& basis, const WithinCovariance& within, DecisionRules& out)
{
    const Index p = basis.means.cols();
    const double n = basis.counts.sum();
    MatrixD s = within.sum / n;
    const double mean = s.trace() / double(p);
    Eigen::MatrixXd directions = basis.centred.transpose();
    if (mean > 0) {
        out.shrinkage = std::max(ledoitWolf(s, within.squares, n), kLeastShrinkage * double(p));
        s *= 1 - out.shrinkage;
        s.diagonal().array() += out.shrinkage * mean;
        directions = Eigen::LLT<Eigen::MatrixXd>(s).solve(directions);
    } else {
        out.notes.emplace_back("no spread within the classes: the linear discriminant is the "
                               "nearest class mean");
    }
    Classifier rule{MatrixD(directions.transpose()), VectorD()};
    rule.bias = -0.5 * (rule.weights.array() * basis.centred.array()).rowwise().sum().matrix() -
                rule.weights * basis.centre;
    if (basis.options.centre == MeanCentre::Pooled)
        // With S = 0 the distances count infinitely more than the shares.
        rule.bias += mean > 0 ? VectorD((basis.counts / n).array().log().matrix())
                              : VectorD(VectorD::Zero(basis.counts.size()));
    return {DecisionRule::Discriminant, std::move(rule)};
}

LinearRule largestMargin(const Points& features, std::span<const std::int32_t> labels,
                         Index classes, const RuleOptions& options, DecisionRules& out,
                         const Progress& progress)
{
    constexpr Index kNumbers = 4'000'000; // that are fitted: 64 MB in liblinear's form
    const Index n = rowsOf(features);
    const Index most =
        std::min(options.marginSamples, std::max<Index>(classes, kNumbers / colsOf(features)));
    const std::vector<std::int32_t> classOf(labels.begin(), labels.end());
    const std::vector<Index> chosen =
        drawnSamples(classOf, classes, n <= most ? n : std::max<Index>(1, most / classes));
    MatrixD rows(Index(chosen.size()), colsOf(features));
    std::vector<std::int32_t> rowClass;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        rows.row(Index(i)) = inDouble(features, chosen[i], 1);
        rowClass.push_back(classOf[std::size_t(chosen[i])]);
    }
    MaxMargin fit = fitMaxMargin(rows, rowClass, classes, options.marginCost, progress);
    out.margin = fit.margin;
    std::ostringstream note;
    note << "largest margin: fitted to " << rows.rows() << " of " << n
         << " samples, evenly from all classes, cost " << fit.cost;
    if (!(fit.margin > 0))
        note << "; some of them are on the wrong side of it";
    out.notes.push_back(note.str());
    return {DecisionRule::MaxMargin, std::move(fit.classifier)};
}

/// Scores of a block by all rules at once, and the class of the largest by rule.
void predict(const MatrixD& block, const MatrixD& weights, const VectorD& bias, Index classes,
             Index first, std::vector<std::vector<std::int32_t>>& predicted)
{
    MatrixD scores = productOf(block, weights);
    scores.rowwise() += bias.transpose();
    for (std::size_t r = 0; r < predicted.size(); ++r)
        for (Index i = 0; i < block.rows(); ++i) {
            Index best = 0;
            scores.row(i).segment(Index(r) * classes, classes).maxCoeff(&best);
            predicted[r][std::size_t(first + i)] = std::int32_t(best);
        }
}

} // namespace

const char* decisionRuleName(DecisionRule rule)
{
    switch (rule) {
    case DecisionRule::Network:
        return "network";
    case DecisionRule::NearestMean:
        return "nearest class mean";
    case DecisionRule::Discriminant:
        return "linear discriminant";
    case DecisionRule::MaxMargin:
        break;
    }
    return "largest margin";
}

DecisionRules fitDecisionRules(const Points& features, std::span<const std::int32_t> labels,
                               Index classes, const Classifier* network, const RuleOptions& options,
                               const Progress& progress)
{
    EXPECTS(std::size_t(rowsOf(features)) == labels.size(), "one label per row");
    if (std::any_of(labels.begin(), labels.end(), [](std::int32_t c) { return c < 0; })) {
        const Labelled some = labelledOf(features, labels);
        return fitDecisionRules(some.features, some.labels, classes, network, options, progress);
    }
    CollapseOptions how;
    how.centre = options.centre;
    const ClassBasis basis =
        classBasisOf(features, labels, classes, how, progress.span(0, 0.2, "class means"));
    const WithinCovariance within =
        withinCovariance(features, labels, basis.means, VectorD::Ones(classes),
                         progress.span(0.2, 0.6, "covariance within the classes"));
    DecisionRules out;
    if (network) {
        EXPECTS(network->weights.rows() == classes && network->weights.cols() == basis.means.cols(),
                "one classifier of the features per class");
        out.rules.push_back({DecisionRule::Network, *network});
        if (network->bias.size() == 0)
            out.rules.back().classifier.bias = VectorD::Zero(classes);
    }
    out.rules.push_back(nearestMean(basis));
    out.rules.push_back(discriminant(basis, within, out));
    if (options.maxMargin)
        out.rules.push_back(largestMargin(features, labels, classes, options, out,
                                          progress.span(0.7, 1, "largest margin")));
    return out;
}

void compareDecisions(std::span<const std::int32_t> labels, Decisions& out)
{
    const std::size_t rules = out.predicted.size();
    const std::size_t n = labels.size();
    out.agreement = MatrixD::Zero(Index(rules), Index(rules));
    out.accuracy.assign(rules, 0);
    out.disputed.clear();
    for (std::size_t i = 0; i < n; ++i) {
        bool isDisputed = false;
        for (std::size_t r = 0; r < rules; ++r) {
            const std::int32_t by = out.predicted[r][i];
            out.accuracy[r] += by >= 0 && by == labels[i];
            isDisputed = isDisputed || by != out.predicted[0][i];
            for (std::size_t other = 0; other < rules; ++other)
                out.agreement(Index(r), Index(other)) += by == out.predicted[other][i];
        }
        if (isDisputed)
            out.disputed.push_back(std::int64_t(i));
    }
    out.agreement /= double(n);
    for (double& share : out.accuracy)
        share /= double(n);
}

Decisions decide(const DecisionRules& rules, const Points& features,
                 std::span<const std::int32_t> labels, const Progress& progress)
{
    EXPECTS(!rules.rules.empty(), "at least one rule");
    const Index n = rowsOf(features);
    const Index classes = rules.rules.front().classifier.weights.rows();
    EXPECTS(std::size_t(n) == labels.size() && n > 0, "one label per row");
    EXPECTS(colsOf(features) == rules.rules.front().classifier.weights.cols(),
            "features as wide as those that were fitted");
    MatrixD weights(Index(rules.rules.size()) * classes, colsOf(features));
    VectorD bias(weights.rows());
    for (std::size_t r = 0; r < rules.rules.size(); ++r) {
        weights.middleRows(Index(r) * classes, classes) = rules.rules[r].classifier.weights;
        bias.segment(Index(r) * classes, classes) = rules.rules[r].classifier.bias;
    }
    Decisions out;
    out.predicted.assign(rules.rules.size(), std::vector<std::int32_t>(std::size_t(n)));
    std::atomic<Index> done{0};
    const SerialBlas serial;
    parallelFor((n + kRows - 1) / kRows, [&](Index part) {
        const Index first = part * kRows;
        const Index count = std::min(kRows, n - first);
        predict(inDouble(features, first, count), weights, bias, classes, first, out.predicted);
        progress.report(double(done += count) / double(n));
    });
    compareDecisions(labels, out);
    return out;
}

} // namespace leafscope
