// SPDX-License-Identifier: MIT
// How well one number tells two sets of samples apart: the area under the receiver operating
// characteristic, its interval and the curve.
// Sources: Mann, Whitney, "On a test of whether one of two random variables is stochastically
// larger than the other", Ann. Math. Statist. 18, 1947 (the area, ties counted half); DeLong,
// DeLong, Clarke-Pearson, "Comparing the areas under two or more correlated receiver operating
// characteristic curves", Biometrics 44, 1988 (its variance); Obuchowski, "Nonparametric analysis
// of clustered ROC curve data", Biometrics 53, 1997 (the same for pairs).
#pragma once

#include <span>
#include <vector>

namespace leafscope {

struct Auroc {
    double value = 0; ///< P(outside > inside) + P(outside = inside) / 2
    double low = 0;   ///< 95 % interval, value +- 1.96 error, cut at 0 and 1
    double high = 0;
    double error =
        0; ///< standard error; 0 where the sets do not overlap, and then no doubt is told
};

/// Whether outside[i] was made from the sample of inside[i].
enum class Pairing { Independent, Paired };

/// Larger values are taken for `outside`; a number that points the other way gives less than 0.5.
/// Infinities are values like others. Paired: the two parts of the variance that belong to one
/// sample are added before they are squared. Throws Error(InvalidInput) for fewer than two values
/// in a set or pairs of two sizes, Error(Numeric) for NaN. Cost: O(n log n).
Auroc auroc(std::span<const double> inside, std::span<const double> outside,
            Pairing pairing = Pairing::Independent);

/// A threshold and the shares of both sets that are at or above it.
struct RocPoint {
    double threshold = 0;
    double falsePositive = 0; ///< of inside
    double truePositive = 0;  ///< of outside
};

/// From (0, 0) at infinity to (1, 1): one point per value that occurs, descending. The area under
/// the straight lines between them is auroc(). The same errors.
std::vector<RocPoint> rocCurve(std::span<const double> inside, std::span<const double> outside);

} // namespace leafscope
