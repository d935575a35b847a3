// SPDX-License-Identifier: MIT
// The network's decision beside those that the geometry of its features suggests: nearest class
// mean, linear discriminant, largest margin. On a simplex with noise that is the same in all
// directions they are one rule (Papyan, Han, Donoho 2020, NC4); here is where they differ.
#pragma once

#include "core/collapse/class_statistics.hpp"

#include <array>
#include <optional>

namespace leafscope {

enum class DecisionRule { Network, NearestMean, Discriminant, MaxMargin };

/// "network", "nearest class mean", "linear discriminant", "largest margin".
const char* decisionRuleName(DecisionRule rule);

/// A rule that puts h in the class of the largest W h + b, the first of equal ones.
struct LinearRule {
    DecisionRule rule = DecisionRule::Network;
    Classifier classifier; ///< C x p and C
};

struct RuleOptions {
    /// Pooled: the discriminant takes the share of a class as its prior; balanced: 1 / C.
    MeanCentre centre = MeanCentre::Balanced;
    bool maxMargin = true;
    double marginCost = 1e3;    ///< of a violation, features scaled to a mean square of 1
    Index marginSamples = 4000; ///< at most so many are fitted, evenly from all classes
};

struct DecisionRules {
    std::vector<LinearRule> rules; ///< network if given, nearest mean, discriminant, margin
    double shrinkage = 0;          ///< rho of the discriminant's covariance
    double margin = kUndefined;    ///< smallest distance of a fitted sample to a border between two
                                   ///< classes; negative where the classes overlap
    std::vector<std::string> notes; ///< what was taken of how many, and what was not possible
};

/// Fits all on the training features; samples with a negative label are left out. The
/// discriminant's covariance is (1 - rho) S + rho (Tr S / p) I, S the pooled covariance within the
/// classes, rho by Ledoit and Wolf (J. Multivariate Analysis 88, 2004), and at least what makes it
/// invertible in double. Without any spread within the classes it is the identity. `network` may be
/// null. Throws Error(InvalidInput) for an empty class or features that are not finite,
/// Error(Unsupported) for p above 4,096. Cost: N p^2 / 2 + p^3 / 3 multiply-adds in double and the
/// fit of the margin.
DecisionRules fitDecisionRules(const Points& features, std::span<const std::int32_t> labels,
                               Index classes, const Classifier* network, const RuleOptions& options,
                               const Progress& progress = {});

/// What the rules say of samples, training or held out.
struct Decisions {
    std::vector<std::vector<std::int32_t>> predicted; ///< one class per sample, by rule
    MatrixD agreement;                  ///< rules x rules: share of samples with the same class
    std::vector<double> accuracy;       ///< by rule
    std::vector<std::int64_t> disputed; ///< rows where not all rules agree, ascending
};

/// Fills agreement, accuracy and disputed from `predicted` of at least one sample; a negative label
/// is right by no rule.
void compareDecisions(std::span<const std::int32_t> labels, Decisions& decisions);

/// Rows of `features` are samples, at least one; a negative label is right by no
/// rule. In double; the same for any number of threads.
Decisions decide(const DecisionRules& rules, const Points& features,
                 std::span<const std::int32_t> labels, const Progress& progress = {});

} // namespace leafscope
