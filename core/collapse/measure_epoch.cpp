// SPDX-License-Identifier: MIT
#include "core/collapse/measure_epoch.hpp"

#include "core/collapse/scene.hpp"

#include <algorithm>

namespace leafscope {

namespace {

/// What the first pass over a source gives, by layer.
struct FirstPass {
    std::vector<ClassBasis> bases;
    std::vector<MatrixD> drawn; ///< features of the samples to be drawn
};

/// Copies the rows of the block that are drawn.
void keepDrawn(const FeatureBlock& block, const std::vector<Index>& drawn, MatrixD& kept)
{
    const auto from = std::lower_bound(drawn.begin(), drawn.end(), block.first);
    for (auto at = from; at != drawn.end() && *at < block.first + block.rows; ++at) {
        const auto copy = [&](const auto* values) {
            for (Index j = 0; j < block.width; ++j)
                kept(at - drawn.begin(), j) = double(values[(*at - block.first) * block.width + j]);
        };
        std::visit(copy, block.values);
    }
}

/// Hands the block and the classes of its rows to add(values, rows, classes).
template <class Sums>
void addBlock(Sums& sums, const FeatureBlock& block, const std::vector<std::int32_t>& classOf)
{
    const std::span<const std::int32_t> classes =
        std::span(classOf).subspan(std::size_t(block.first), std::size_t(block.rows));
    std::visit([&](const auto* values) { sums.add(values, block.rows, classes); }, block.values);
}

FirstPass firstPass(FeatureSource& source, const EpochRequest& request,
                    const std::vector<Index>& drawn, const Progress& progress)
{
    std::vector<ClassSums> sums;
    FirstPass first;
    for (const FeatureLayer& layer : source.layers()) {
        sums.emplace_back(request.classes, layer.width);
        first.drawn.emplace_back(Index(drawn.size()), layer.width);
    }
    source.pass(
        [&](const FeatureBlock& block) {
            addBlock(sums[block.layer], block, source.classOf());
            keepDrawn(block, drawn, first.drawn[block.layer]);
        },
        progress);
    CollapseOptions options = request.options;
    options.precision = source.precision();
    for (const ClassSums& layer : sums)
        first.bases.push_back(ClassBasis::make(layer.means(), layer.counts(), options));
    return first;
}

/// The second pass; `judges`: the bases whose means decide NC4.
std::vector<CollapseMeasures> secondPass(FeatureSource& source, const EpochRequest& request,
                                         const std::vector<ClassBasis>& bases,
                                         const std::vector<ClassBasis>& judges,
                                         const Progress& progress)
{
    std::vector<WithinSums> sums;
    for (std::size_t l = 0; l < bases.size(); ++l)
        sums.emplace_back(bases[l], l == request.last ? request.classifier : nullptr, &judges[l]);
    source.pass(
        [&](const FeatureBlock& block) { addBlock(sums[block.layer], block, source.classOf()); },
        progress);
    std::vector<CollapseMeasures> measures;
    for (const WithinSums& layer : sums)
        measures.push_back(layer.measures());
    return measures;
}

} // namespace

void addOnce(std::vector<std::string>& warnings, const std::string& text)
{
    if (std::find(warnings.begin(), warnings.end(), text) == warnings.end())
        warnings.push_back(text);
}

std::vector<CollapseEpoch> measureEpoch(const EpochRequest& request,
                                        std::vector<std::string>& warnings,
                                        const Progress& progress)
{
    const double share = request.test ? 0.35 : 0.5;
    const FirstPass train =
        firstPass(*request.train, request, request.drawn, progress.span(0, share, "class means"));
    const std::vector<CollapseMeasures> onTrain =
        secondPass(*request.train, request, train.bases, train.bases,
                   progress.span(share, 2 * share, "within the classes"));
    FirstPass test;
    std::vector<CollapseMeasures> onTest;
    if (request.test) {
        test = firstPass(*request.test, request, request.drawnTest,
                         progress.span(0.7, 0.85, "held-out class means"));
        onTest = secondPass(*request.test, request, test.bases, train.bases,
                            progress.span(0.85, 1, "within the held-out classes"));
    }
    std::vector<std::int32_t> drawnClass;
    for (const Index i : request.drawn)
        drawnClass.push_back(request.train->classOf()[std::size_t(i)]);
    std::vector<CollapseEpoch> epochs(onTrain.size());
    for (std::size_t l = 0; l < epochs.size(); ++l) {
        progress.checkpoint();
        CollapseEpoch& epoch = epochs[l];
        epoch.train = onTrain[l];
        if (request.test)
            epoch.test = onTest[l];
        fillScene(epoch, train.bases[l], l == request.last ? request.classifier : nullptr,
                  train.drawn[l], drawnClass,
                  request.test ? test.drawn[l] : MatrixD(0, train.drawn[l].cols()),
                  l < request.before.size() ? request.before[l] : nullptr);
    }
    const std::size_t told = request.last < epochs.size() ? request.last : epochs.size() - 1;
    for (const std::string& warning : collapseWarnings(train.bases[told]))
        addOnce(warnings, warning);
    return epochs;
}

} // namespace leafscope
