// SPDX-License-Identifier: MIT
// The unconstrained-features model: the last layer of a network alone, whose features are free
// variables. Neural collapse in closed form, and a descent that reaches it.
//
// Minimise over W (C x p), H (p x N, N = C n columns, n of each class) and b (C)
//   loss(W H + b 1^T) + lambda_w/2 |W|_F^2 + lambda_h/2 |H|_F^2,
// where loss is the mean cross-entropy over the columns, or |W H + b 1^T - Y|_F^2 / (2 N) with
// one-hot columns Y (C/2 times the mean over samples and classes that `train --loss mse` takes).
//
// Sources: Zhu, Ding, Zhou, Li, You, Sulam, Qu, NeurIPS 2021 (cross-entropy); Zhou, Li, Ding, You,
// Qu, Zhu, ICML 2022 (squares): every critical point is a minimum, which is a simplex, or a strict
// saddle. The values of the minimum were derived from there and are tested against descent.
#pragma once

#include "core/base/progress.hpp"
#include "core/collapse/class_statistics.hpp"
#include "core/collapse/collapse_run.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace leafscope {

enum class FreeLoss { CrossEntropy, Squares };

struct FreeModel {
    FreeLoss loss = FreeLoss::CrossEntropy;
    Index classes = 4;    ///< C, at least 2
    Index width = 6;      ///< p, at least 1
    Index perClass = 5;   ///< n, at least 1
    double decayW = 5e-3; ///< lambda_w > 0
    double decayH = 5e-3; ///< lambda_h > 0

    /// sqrt(n lambda_w lambda_h). The minimum is W = H = 0 where C kappa >= 1.
    double kappa() const;
};

/// That of the parameters "classes", "width", "per_class", "lambda_w", "lambda_h" and "loss" of
/// `collapse free`, all of which are there.
FreeModel freeModelOf(const nlohmann::json& parameters);

/// The minimum, or where a descent is. W M = s (I - J/C) at the minimum, M the p x C matrix of the
/// class means, whose C - 1 singular values are all m; those of W are w.
struct FreeSolution {
    double logitScale = 0;  ///< s
    double weightScale = 0; ///< w
    double meanScale = 0;   ///< m
    double objective = 0;   ///< loss and both decays
    double bias = 0;        ///< mean of b
};

/// Nothing for p < C - 1, where no simplex fits and there is no closed form. O(1).
std::optional<FreeSolution> exactSolution(const FreeModel& model);

/// W, H and b at one moment.
struct FreeState {
    MatrixD weights;  ///< C x p
    MatrixD features; ///< N x p: the columns of H as rows, class by class
    VectorD bias;     ///< C

    /// Normal numbers of deviation 0.3 (RandomStream(seed): W, then H, row by row), b = 0.
    static FreeState random(const FreeModel& model, std::uint64_t seed);
};

/// s = Tr(W Mdot) / (C - 1), w and m the root mean square of the C - 1 largest singular values that
/// there can be (|W|_F / sqrt(C - 1)), and the objective.
FreeSolution solutionAt(const FreeModel& model, const FreeState& state);

struct FreeOptions {
    int steps = 20000;
    std::uint64_t seed = 1;
    Index drawn = 60; ///< features of each class that the scene shows
};

/// 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 13, 16, 19, ... (a factor of 2^(1/4)), and the last.
std::vector<int> recordedSteps(int steps);

struct FreeDescent {
    std::shared_ptr<const CollapseRun> run; ///< one layer; epochs are steps
    FreeState state;                        ///< the last
    FreeSolution reached;
    int steps = 0; ///< taken; fewer than asked for where the gradient became 0
};

/// Gradient descent with steps of 0.5 on W and b and 0.5 n on H. A step that would raise the
/// objective is taken again with half of that, and so are all later ones. Stops where no entry of
/// the gradient (of H: times N) exceeds 1e-14. Throws Error(InvalidInput) for a model that is none;
/// cancellable after each step. Cost: 6 N p C flops a step. Same model and options: same bits, for
/// any number of threads.
FreeDescent descendFree(const FreeModel& model, const FreeOptions& options,
                        const Progress& progress = {});

} // namespace leafscope
