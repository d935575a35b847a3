// SPDX-License-Identifier: MIT
// Results of small studies, as their analyses write them.
#pragma once

#include "views/session/session.hpp"

#include <memory>
#include <string>
#include <vector>

namespace leafscope::test {

inline Json classifyResult()
{
    return {{"layer", "fc1"},
            {"n", 1000},
            {"kernel", "cosine"},
            {"threshold", 1e-10},
            {"k", {5, 10, 20}},
            {"loo",
             {{"nnk", {0.9, 0.95, 0.96}},
              {"nnk_low", {0.88, 0.93, 0.94}},
              {"nnk_high", {0.92, 0.97, 0.98}},
              {"knn", {0.9, 0.92, 0.91}},
              {"weighted_knn", {0.9, 0.93, nullptr}},
              {"nnk_soft", {0.85, 0.9, 0.91}},
              {"head", 0.97}}},
            {"test", nullptr},
            {"error_mean", {0.2, 0.1, 0.05}},
            {"neighbors_mean", {4, 6, 7}},
            {"effective_mean", {3, 4, 5}},
            {"foreign_label_share", {0.1, 0.2, 0.3}},
            {"mass_purity_mean", {0.9, 0.88, 0.86}},
            {"suspects",
             {{{"row", 2},
               {"sample", 20},
               {"label", 0},
               {"suggested", 1},
               {"same_mass", 0.0125},
               {"reliability", nullptr}},
              {{"row", 0},
               {"sample", 0},
               {"label", 1},
               {"suggested", 0},
               {"same_mass", 0.25},
               {"reliability", 0.5}}}},
            {"far", Json::array()},
            {"warnings", {"a note"}}};
}

inline Json profileLayer(const std::string& name, double neighbors)
{
    return {{"name", name},
            {"n", 60},
            {"neighbors_mean", neighbors},
            {"neighbors_low", neighbors - 2},
            {"neighbors_high", neighbors + 2},
            {"effective_mean", neighbors - 1},
            {"affinity_mean", 0.6},
            {"affinity_random_mean", 0.3},
            {"diameter_mean", nullptr},
            {"kkt_max", 1e-13},
            {"loo_accuracy", 0.8},
            {"loo_accuracy_interval", {0.7, 0.9}},
            {"histograms",
             {{"neighbors", {{"edges", {0, neighbors, 2 * neighbors}}, {"counts", {20, 40}}}}}}};
}

/// Of layers that lenetEmbedding() has, but for the last.
inline Json profileResult(const std::vector<std::string>& layers)
{
    Json result{{"k", 50}, {"kernel", "cosine"}, {"layers", Json::array()}};
    for (const std::string& layer : layers)
        result["layers"].push_back(profileLayer(layer, 10 - 2.0 * double(result["layers"].size())));
    return result;
}

/// Channels 0 and 2 share most.
inline Json channelsResult()
{
    return {{"layer", "conv1"},
            {"channels", 3},
            {"overlap", {{1, 0.1, 0.8}, {0.1, 1, 0.2}, {0.8, 0.2, 1}}},
            {"overlap_mean", 0.3667},
            {"loo_accuracy", nullptr},
            {"neighbors_mean", {5, 6, 7}},
            {"dimension", {2, 3, 4}}};
}

inline Json scalesResult()
{
    Json rounds = Json::array();
    for (const int points : {1000, 100, 10})
        rounds.push_back({{"points", points},
                          {"sigma", 1.5},
                          {"dimension", 2.0},
                          {"curvature_degrees", 100.0 / points},
                          {"curvature_random_degrees", 60}});
    return {{"k", 100}, {"kernel", "gaussian"}, {"method", "nnk"}, {"rounds", rounds}};
}

inline Json selectResult(const std::string& by)
{
    return {{"by", by},
            {"axis", {0, 1, 4}},
            {"names", {"a", "b", "c"}},
            {"loo_error", {0.5, 0.2, 0.1}},
            {"loo_error_low", {0.4, 0.1, 0.05}},
            {"loo_error_high", {0.6, 0.3, 0.2}},
            {"knn_loo_error", {0.5, 0.3, 0.2}},
            {"test_error", {nullptr, nullptr, nullptr}},
            {"foreign_label_share", {0.9, 0.5, 0.4}},
            {"mass_purity_mean", {0.4, 0.8, 0.9}},
            {"neighbors_mean", {9, 8, 7}},
            {"best", 2}};
}

inline std::shared_ptr<const Study> study(const std::string& analysis, Json result)
{
    Recipe recipe;
    recipe.analysis = analysis;
    recipe.inputs["data"] = {"d", "d0", nullptr};
    return std::make_shared<const Study>(Study{recipe, std::move(result)});
}

} // namespace leafscope::test
