// SPDX-License-Identifier: MIT
#include "core/nnk/nnk_request.hpp"

#include "core/base/error.hpp"
#include "core/embedding/chosen_layers.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace leafscope {

namespace {

/// The rules that can be named: all but the number itself.
std::vector<std::string> namedRules()
{
    std::vector<std::string> names = bandwidthNames();
    std::erase(names, bandwidthName(Bandwidth::Fixed));
    return names;
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

void setBandwidth(NnkOptions& options, const std::string& text)
{
    const auto rules = namedRules();
    if (std::find(rules.begin(), rules.end(), text) != rules.end()) {
        options.bandwidth = bandwidthNamed(text);
        return;
    }
    double sigma = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), sigma);
    if (failed != std::errc() || end != text.data() + text.size() || !(sigma > 0) ||
        !std::isfinite(sigma))
        throw Error(ErrorKind::InvalidInput, "\"" + text + "\" is no bandwidth", "bandwidth",
                    "neither a rule nor a number above 0",
                    "give one of " + joined(rules) + ", or sigma in the unit of the distances");
    options.bandwidth = Bandwidth::Fixed;
    options.sigma = sigma;
}

Index countOf(const Json& item)
{
    Index count = 0;
    if (item.is_number_integer()) {
        count = item.get<Index>();
    } else if (item.is_string()) {
        const std::string text = item.get<std::string>();
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (failed != std::errc() || end != text.data() + text.size())
            count = 0;
    }
    if (count < 1 || count > 1000)
        throw Error(ErrorKind::InvalidInput, "not a number of candidates: " + item.dump(),
                    "parameter k", "whole numbers from 1 to 1000 are wanted",
                    "write for example --k 5,10,20");
    return count;
}

} // namespace

Parameter nnkCountsParameter()
{
    return {"k",
            "Candidates",
            ParameterType::List,
            {5, 10, 20, 50},
            {},
            {},
            {},
            "",
            "numbers of nearest neighbours that each sample chooses from, 1 to 1000; those that "
            "there are too few samples for are left out"};
}

Parameter nnkCountParameter(int fallback)
{
    return {"k",
            "Candidates",
            ParameterType::Integer,
            fallback,
            1.0,
            1000.0,
            {},
            "",
            "nearest neighbours that each sample chooses from; fewer than the samples"};
}

std::vector<Parameter> nnkKernelParameters()
{
    using enum ParameterType;
    return {
        {"kernel",
         "Kernel",
         Choice,
         "cosine",
         {},
         {},
         {"cosine", "gaussian"},
         "",
         "cosine: (1 + cos) / 2; gaussian: exp(-d^2 / (2 sigma^2))"},
        {"bandwidth",
         "Bandwidth of the Gaussian kernel",
         Text,
         "mean",
         {},
         {},
         {},
         "",
         "sigma, a number in the unit of the distances, or a rule; of the distances to the k-th "
         "candidate over 3, mean: their mean, median: their median, own: each sample's; rank: of "
         "each sample, where the effective rank of its Gram matrix fits the local dimension; "
         "flat: so wide that weights are those of the nearest point of the convex hull. The "
         "cosine kernel has none"},
        {"normalize",
         "Scale samples to length 1",
         Flag,
         false,
         {},
         {},
         {},
         "",
         "Gaussian kernel on the directions of the samples; the cosine kernel takes directions "
         "anyway"},
        {"mode",
         "Solver",
         Choice,
         "exact",
         {},
         {},
         {"exact", "literal"},
         "",
         "exact: the optimum, with its certificate; literal: the published algorithm, which "
         "prunes one way and stops short of it"},
        {"threshold",
         "Smallest weight",
         Real,
         1e-10,
         0.0,
         0.1,
         {},
         "",
         "weights not above it count as none; in literal mode its tolerance (published: 1e-6 for "
         "graphs, 1e-10 for classification)"},
    };
}

Parameter nnkLayerParameter()
{
    return {"layer",
            "Layer",
            ParameterType::Text,
            "",
            {},
            {},
            {},
            "",
            "its name; empty for the last hidden layer (what the last linear map reads), or the "
            "last of arrays"};
}

NnkOptions nnkOptionsOf(const Json& parameters)
{
    NnkOptions options;
    if (parameters.contains("k") && parameters.at("k").is_number())
        options.k = parameters.at("k").get<Index>();
    options.kernel = kernelNamed(parameters.at("kernel").get<std::string>());
    setBandwidth(options, parameters.at("bandwidth").get<std::string>());
    options.normalize = parameters.at("normalize").get<bool>();
    options.solver.mode =
        parameters.at("mode").get<std::string>() == "exact" ? NnkMode::Exact : NnkMode::Published;
    options.solver.threshold = parameters.at("threshold").get<double>();
    return options;
}

const LayerHeader& nnkLayer(const EmbeddingHeader& embedding, const std::string& name)
{
    EXPECTS(!embedding.layers.empty(), "an embedding without layers");
    if (!name.empty()) {
        chosenLayers(embedding, {name}); // throws if it is not there
        return *embedding.find(name);
    }
    for (std::size_t i = embedding.layers.size(); i-- > 1;)
        if (embedding.layers[i].type == "Linear")
            return embedding.layers[i - 1];
    return embedding.layers.back();
}

std::vector<Index> nnkCountsOf(const Json& list, Index most, const std::string& where,
                               std::vector<std::string>& warnings)
{
    std::vector<Index> counts;
    for (const Json& item : list)
        counts.push_back(countOf(item));
    std::sort(counts.begin(), counts.end());
    counts.erase(std::unique(counts.begin(), counts.end()), counts.end());
    if (counts.empty())
        throw Error(ErrorKind::InvalidInput, "no number of candidates is given", "parameter k", {},
                    "write for example --k 5,10,20");
    std::string left;
    for (const Index k : counts)
        if (k > most)
            left += (left.empty() ? "" : ", ") + std::to_string(k);
    const Index smallest = counts.front();
    std::erase_if(counts, [&](Index k) { return k > most; });
    if (counts.empty())
        requireCandidates(smallest, most, where);
    if (!left.empty())
        warnings.push_back("k = " + left + " left out: there are " + std::to_string(most) +
                           " other samples");
    return counts;
}

void requireCandidates(Index k, Index most, const std::string& where)
{
    if (k >= 1 && k <= most)
        return;
    throw Error(ErrorKind::InvalidInput,
                std::to_string(k) + " candidates were asked for, there are " +
                    std::to_string(std::max<Index>(most, 0)),
                where, "a sample chooses from the other samples",
                most >= 1 ? "give --k from 1 to " + std::to_string(most)
                          : "give an embedding of more samples");
}

std::string nnkConvention(const NnkOptions& options)
{
    const std::string kernel =
        options.kernel == KernelKind::Cosine
            ? "range-normalised cosine kernel (1 + cos) / 2"
            : "Gaussian kernel exp(-d^2 / (2 sigma^2))" +
                  std::string(options.normalize ? " of unit directions" : "");
    return kernel +
           ", exact Euclidean candidates without the sample itself, ties by row; error E = 1 - 2 "
           "b'w + w'Kw; polytope: the neighbours with weight above the threshold, without the "
           "query; effective count: exp of the entropy of the normalised weights; " +
           (options.solver.mode == NnkMode::Exact
                ? "exact weights, kkt is their largest violation of the optimality conditions"
                : "weights of the published pruning algorithm, kkt shows how far they are from "
                  "the optimality conditions");
}

} // namespace leafscope
