// SPDX-License-Identifier: MIT
#include "core/collapse/numbers.hpp"

#include "core/base/json_number.hpp"

#include <set>
#include <string>

namespace leafscope {

namespace {

using nlohmann::json;

/// Numbers that are of a set of samples rather than of the network, and are told of both side by
/// side.
const std::set<std::string> kPerSet{"ncc_mismatch", "ncc_accuracy", "accuracy"};
/// Numbers that do not exist without classifiers.
const std::set<std::string> kOfClassifiers{"equinorm_classifiers", "equiangular_classifiers",
                                           "maxangle_classifiers", "gram_distance_classifiers",
                                           "self_duality",         "duality_gram",
                                           "uniform_duality",      "bias_offset",
                                           "ncc_mismatch",         "accuracy",
                                           "classifier_inside"};
/// Of the classifiers alone: the held-out set changes nothing about them.
const std::set<std::string> kOfClassifiersOnly{"equinorm_classifiers", "equiangular_classifiers",
                                               "maxangle_classifiers", "gram_distance_classifiers"};

json measuresToJson(const CollapseMeasures& measures, bool withClassifiers, bool heldOut)
{
    json out{{"n", measures.samples}, {"rank", measures.rank}};
    for (const CollapseMeasure& measure : collapseMeasures()) {
        const std::string key = measure.key;
        if ((!withClassifiers && kOfClassifiers.count(key)) ||
            (heldOut && (kPerSet.count(key) || kOfClassifiersOnly.count(key))))
            continue;
        if (!kPerSet.count(key))
            out[key] = numberOrNull(measures.*measure.value);
    }
    return out;
}

json layerEpochs(const CollapseLayer& layer)
{
    json epochs = json::array();
    for (const CollapseEpoch& epoch : layer.epochs)
        epochs.push_back(epochToJson(epoch, epoch.classifiers.simplex.rows() > 0));
    return epochs;
}

json runToJson(const CollapseRun& run)
{
    const CollapseLayer& last = run.layerOr({});
    json out{{"epochs", layerEpochs(last)},
             {"layer", last.name},
             {"width", last.width},
             {"classes", run.classCount()},
             {"class_names", run.classNames},
             {"counts", run.counts},
             {"terminal_epoch", run.terminal ? json(*run.terminal) : json()},
             {"sampling", run.sampling},
             {"warnings", run.warnings}};
    if (run.about.is_object())
        out.update(run.about);
    if (run.layers.size() < 2)
        return out;
    out["layers"] = json::array();
    for (const CollapseLayer& layer : run.layers)
        out["layers"].push_back({{"name", layer.name},
                                 {"depth", layer.depth},
                                 {"width", layer.width},
                                 {"epochs", layerEpochs(layer)}});
    return out;
}

} // namespace

json epochToJson(const CollapseEpoch& epoch, bool withClassifiers)
{
    json out{{"epoch", epoch.epoch}};
    out.update(measuresToJson(epoch.train, withClassifiers, false));
    for (const std::string& key : kPerSet) {
        if (!withClassifiers && kOfClassifiers.count(key))
            continue;
        const CollapseMeasure& measure = *findCollapseMeasure(key);
        out[key + "_train"] = numberOrNull(epoch.train.*measure.value);
        if (epoch.test)
            out[key + "_test"] = numberOrNull((*epoch.test).*measure.value);
    }
    if (epoch.test)
        out["test"] = measuresToJson(*epoch.test, withClassifiers, true);
    return out;
}

json runsToJson(const CollapseRuns& runs)
{
    json out = runToJson(*runs.runs.front());
    if (runs.runs.size() < 2)
        return out;
    out["runs"] = json::array();
    for (const auto& run : runs.runs) {
        json one{{"name", run->name}};
        one.update(runToJson(*run));
        out["runs"].push_back(std::move(one));
    }
    return out;
}

} // namespace leafscope
