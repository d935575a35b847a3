// SPDX-License-Identifier: MIT
#include "core/leaf/scores.hpp"

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/data/shapes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace leafscope {

std::span<const ScoreKind> scoreKinds()
{
    static constexpr std::array<ScoreKind, 6> kinds{{
        {"log_trace", "log of the trace of the local data matrix at the sample",
         &SampleScores::logTrace},
        {"residual",
         "distance that is left to the sample after a leaf walk from its anchor towards it",
         &SampleScores::residual},
        {"alignment",
         "minus the share of the difference to the nearest anchor that lies in the leaf there, "
         "|P d| / |d|, divided by that of a random direction, sqrt((C - 1) / n)",
         &SampleScores::alignment},
        {"max_probability", "1 - the largest probability", &SampleScores::maxProbability},
        {"energy", "minus log sum exp of the logits", &SampleScores::energy},
        {"distance", "distance to the nearest anchor: the baseline of the residual",
         &SampleScores::distance},
    }};
    return kinds;
}

Walk walkTowards(LogitMap& map, const Anchor& anchor, const VectorD& y, WalkOptions options,
                 const Progress& progress)
{
    options.kind = WalkKind::Leaf;
    options.step = std::max(1e-9, (y - anchor.x).norm() / 20);
    return takeWalk(map, anchor.x, y, options, progress);
}

SampleScores scoresOf(LogitMap& map, const VectorD& y, const std::vector<Anchor>& anchors,
                      const WalkOptions& options, const Progress& progress)
{
    EXPECTS(!anchors.empty(), "no anchors");
    SampleScores scores;
    const Linearization at = map.linearize(y);
    const double trace = localMetric(tangentSpace(at.jacobian, map.epsilon()), at.logits).trace;
    scores.logTrace = trace > 0 ? std::log(trace) : -std::numeric_limits<double>::infinity();
    scores.maxProbability = doubt(at.logits);
    const double most = at.logits.maxCoeff();
    scores.energy = -(most + std::log((at.logits.array() - most).exp().sum()));
    scores.distance = anchors.front().distance;
    scores.residual = std::numeric_limits<double>::infinity();
    scores.jacobians = 1;
    for (const Anchor& anchor : anchors) {
        const Walk walk = walkTowards(map, anchor, y, options, progress);
        scores.residual = std::min(scores.residual, walk.path.back().residual);
        scores.jacobians += walk.jacobians;
        if (&anchor != &anchors.front())
            continue;
        // Of no difference at all everything lies in the leaf.
        const WalkStep& start = walk.path.front();
        scores.alignment = -(start.residual > 0 ? start.alignment : 1) / chanceAlignment(map);
    }
    return scores;
}

MatrixD noiseLike(const MatrixD& like, const std::optional<Box>& box, std::uint64_t seed)
{
    RandomStream random(seed);
    MatrixD out(like.rows(), like.cols());
    for (double& value : out.reshaped<Eigen::RowMajor>())
        value = box ? box->low + (box->high - box->low) * random.uniform() : random.normal();
    if (box)
        return out;
    const Eigen::RowVectorXd mean = like.colwise().mean();
    const Eigen::RowVectorXd deviation =
        (like.rowwise() - mean).array().square().colwise().mean().sqrt();
    return (out.array().rowwise() * deviation.array()).rowwise() + mean.array();
}

MatrixD inverted(const MatrixD& of, const std::optional<Box>& box)
{
    const double sum = box ? box->low + box->high : of.minCoeff() + of.maxCoeff();
    return sum - of.array();
}

MatrixD flipped(const MatrixD& of, const std::vector<std::int64_t>& shape)
{
    if (shape.size() != 3 || shape[1] < 2)
        throw Error(ErrorKind::InvalidInput, "these samples cannot be turned upside down", "--sets",
                    "their shape is " + shapeText(shape) + "; images are channels x height x width",
                    "leave out flipped");
    const auto rows = Index(shape[1]);
    const auto width = Index(shape[2]);
    MatrixD out(of.rows(), of.cols());
    for (Index line = 0; line < of.cols() / width; ++line) {
        const Index channel = line / rows;
        const Index mirrored = channel * rows + (rows - 1 - line % rows);
        out.middleCols(line * width, width) = of.middleCols(mirrored * width, width);
    }
    return out;
}

} // namespace leafscope
