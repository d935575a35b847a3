// SPDX-License-Identifier: MIT
// Both passes over a matrix in memory; what is said with the numbers.
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/collapse/class_statistics.hpp"

#include <algorithm>
#include <atomic>
#include <string>

namespace leafscope {

namespace {

constexpr double kNearlyDependent = 0.05;
constexpr Index kStep = 256; // rows between two looks at whether to stop

/// How many parts the rows are cut into: from the shape alone, so that threads change no bit, and
/// so few that the class sums of all stay under 512 MB.
Index partsOf(Index rows, Index classes, Index width)
{
    constexpr Index kFewest = 2048; // rows of a part
    constexpr Index kMost = 64;
    constexpr Index kBytes = Index(512) << 20;
    const Index each = std::max<Index>(classes * width, 1) * 2 * Index(sizeof(double));
    const Index most = std::clamp<Index>(kBytes / each, 1, kMost);
    return std::clamp<Index>(rows / kFewest, 1, most);
}

/// Sums over the rows of `features`, part by part, merged in order.
template <class Sums>
Sums summed(const Points& features, std::span<const std::int32_t> labels, Index classes,
            const Sums& empty, const Progress& progress)
{
    const Index n = rowsOf(features);
    EXPECTS(std::size_t(n) == labels.size(), "one label per row");
    const Index parts = partsOf(n, classes, colsOf(features));
    std::vector<Sums> sums(std::size_t(parts), empty);
    std::atomic<Index> done{0};
    const SerialBlas serial;
    parallelFor(parts, [&](Index part) {
        const Index end = (part + 1) * n / parts;
        for (Index first = part * n / parts; first < end; first += kStep) {
            const Index rows = std::min(kStep, end - first);
            std::visit(
                [&](const auto& m) {
                    sums[std::size_t(part)].add(
                        m.data() + first * m.cols(), rows,
                        labels.subspan(std::size_t(first), std::size_t(rows)));
                },
                features);
            progress.report(double(done += rows) / double(n));
        }
    });
    Sums all = empty;
    for (const Sums& part : sums)
        all.merge(part);
    return all;
}

} // namespace

ClassBasis classBasisOf(const Points& features, std::span<const std::int32_t> labels, Index classes,
                        const CollapseOptions& options, const Progress& progress)
{
    const ClassSums sums =
        summed(features, labels, classes, ClassSums(classes, colsOf(features)), progress);
    return ClassBasis::make(sums.means(), sums.counts(), options);
}

LayerCollapse measureCollapse(const Points& features, std::span<const std::int32_t> labels,
                              Index classes, const Classifier* classifier,
                              const CollapseOptions& options, const Progress& progress)
{
    LayerCollapse out{
        classBasisOf(features, labels, classes, options, progress.span(0, 0.3, "class means")), {}};
    out.measures = summed(features, labels, classes, WithinSums(out.basis, classifier),
                          progress.span(0.3, 1, "within the classes"))
                       .measures();
    return out;
}

CollapseMeasures measureHeldOut(const Points& features, std::span<const std::int32_t> labels,
                                const ClassBasis& train, const Classifier* classifier,
                                const Progress& progress)
{
    const Index classes = train.means.rows();
    EXPECTS(colsOf(features) == train.means.cols(), "features as wide as the training set's");
    const ClassBasis own = classBasisOf(features, labels, classes, train.options,
                                        progress.span(0, 0.3, "held-out class means"));
    return summed(features, labels, classes, WithinSums(own, classifier, &train),
                  progress.span(0.3, 1, "within the held-out classes"))
        .measures();
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
