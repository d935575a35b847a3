// SPDX-License-Identifier: MIT
// Both passes over a matrix in memory; what is said with the numbers.
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/collapse/class_statistics.hpp"

#include <algorithm>
#include <string>

namespace leafscope {

namespace {

constexpr Index kPart = 4096; // rows; fixed, so that threads change no bit
constexpr double kNearlyDependent = 0.05;

/// Sums over the rows of `features`, part by part, merged in order.
template <class Sums>
Sums summed(const Points& features, std::span<const std::int32_t> labels, const Sums& empty)
{
    const Index n = rowsOf(features);
    EXPECTS(std::size_t(n) == labels.size(), "one label per row");
    const Index parts = (n + kPart - 1) / kPart;
    std::vector<Sums> sums(std::size_t(parts), empty);
    const SerialBlas serial;
    parallelFor(parts, [&](Index part) {
        const Index first = part * kPart;
        const Index rows = std::min(kPart, n - first);
        std::visit(
            [&](const auto& m) {
                sums[std::size_t(part)].add(m.data() + first * m.cols(), rows,
                                            labels.subspan(std::size_t(first), std::size_t(rows)));
            },
            features);
    });
    Sums all = empty;
    for (const Sums& part : sums)
        all.merge(part);
    return all;
}

ClassBasis basisOf(const Points& features, std::span<const std::int32_t> labels, Index classes,
                   const CollapseOptions& options)
{
    const ClassSums sums = summed(features, labels, ClassSums(classes, colsOf(features)));
    return ClassBasis::make(sums.means(), sums.counts(), options);
}

} // namespace

LayerCollapse measureCollapse(const Points& features, std::span<const std::int32_t> labels,
                              Index classes, const Classifier* classifier,
                              const CollapseOptions& options)
{
    LayerCollapse out{basisOf(features, labels, classes, options), {}};
    out.measures = summed(features, labels, WithinSums(out.basis, classifier)).measures();
    return out;
}

CollapseMeasures measureHeldOut(const Points& features, std::span<const std::int32_t> labels,
                                const ClassBasis& train, const Classifier* classifier)
{
    const ClassBasis own = basisOf(features, labels, train.means.rows(), train.options);
    return summed(features, labels, WithinSums(own, classifier, &train)).measures();
}

std::vector<std::string> collapseWarnings(const ClassBasis& basis)
{
    std::vector<std::string> out;
    const Index classes = basis.means.rows();
    const Index width = basis.means.cols();
    const VectorD& s = basis.simplex.singular;
    if (classes > width + 1)
        out.push_back(std::to_string(classes) + " classes in " + std::to_string(width) +
                      " dimensions: no simplex is possible, see gnc2_distance instead");
    if (basis.simplex.rank == 0)
        out.emplace_back("all class means are equal: nothing is told apart");
    else if (s[s.size() - 1] < kNearlyDependent * s[0])
        out.emplace_back("the class means are nearly dependent: NC1 depends on a direction in "
                         "which they hardly differ");
    for (Index a = 0; a < classes && basis.simplex.rank > 0; ++a)
        for (Index b = a + 1; b < classes; ++b)
            if (basis.centred.row(a) == basis.centred.row(b)) {
                out.push_back("classes " + std::to_string(a) + " and " + std::to_string(b) +
                              " have the same mean");
                a = classes;
                break;
            }
    if (basis.counts.minCoeff() == 1)
        out.emplace_back("a class has a single sample, which is its mean");
    if (basis.counts.minCoeff() != basis.counts.maxCoeff())
        out.push_back(
            "classes have " + std::to_string(Index(basis.counts.minCoeff())) + " to " +
            std::to_string(Index(basis.counts.maxCoeff())) + " samples; " +
            (basis.options.centre == MeanCentre::Balanced ? "every class" : "every sample") +
            " counts the same");
    return out;
}

std::string collapseConvention(const CollapseOptions& options)
{
    std::string text = "NC1 = Tr(Sw Sb^+) / C, Sb^+ on the rank of the class means in double; ";
    text += options.centre == MeanCentre::Balanced
                ? "mu_G is the mean of the class means and every class counts the same; "
                : "mu_G is the mean of the samples and every sample counts the same; ";
    text += options.spread == Spread::Population ? "Std divides by n; " : "Std divides by n - 1; ";
    text +=
        options.centreClassifiers ? "classifiers are centred; " : "classifiers are not centred; ";
    return text + "numbers of the held-out set are about its own class means, its mismatch is to "
                  "the nearest class mean of the training set (Papyan, Han, Donoho 2020)";
}

} // namespace leafscope
