// SPDX-License-Identifier: MIT
#include "core/leaf/anchor_request.hpp"

#include "core/leaf/leaf_parameters.hpp"

#include <utility>

namespace leafscope {

InputSpec referenceInput()
{
    return {"reference", InputKind::Data, false, false,
            "where walks start: by default the data that the network was trained on, if the folder "
            "of the model tells, else the data themselves without the sample's own row"};
}

std::vector<Parameter> anchorParameters()
{
    using enum ParameterType;
    const WalkOptions standard;
    return {
        {"anchors",
         "Anchors",
         Choice,
         "nearest",
         {},
         {},
         {"nearest", "means"},
         "",
         "where walks start: at the nearest samples of the reference data, or at the nearest of "
         "their class means"},
        {"references",
         "Reference samples",
         Integer,
         10000,
         0.0,
         {},
         {},
         "samples",
         "how many of the reference data to take, stratified by label with the seed; 0: all"},
        {"steps",
         "Most steps",
         Integer,
         30,
         1.0,
         1e7,
         {},
         "",
         "at which a walk ends; most of the way is made in the first 20"},
        {"tolerance",
         "Alignment",
         Real,
         0.01,
         0.0,
         1.0,
         {},
         "",
         "at which a walk ends: the share of the difference that still lies in the leaf"},
        boundsParameter(),
    };
}

std::vector<Anchor> RequestedAnchors::nearest(const NetworkMap& map, const VectorD& y, Index k,
                                              std::int64_t source) const
{
    return candidates.nearest(map, y, k, ownData ? std::optional(source) : std::nullopt);
}

std::string RequestedAnchors::about() const
{
    return candidates.about() + (ownData ? "; the sample's own row left out" : "");
}

RequestedAnchors anchorsOf(const Request& request, const NetworkMap& map, const Dataset& data,
                           std::vector<std::string>& notes, const Progress& progress)
{
    const Json& p = request.parameters;
    const bool own =
        !request.has("reference") || request.input("reference").hash == request.input("data").hash;
    Dataset reference =
        own ? data
            : openDataset(request.input("reference").spec, progress.span(0, 0.5, "reference data"));
    return {Anchors(map, std::move(reference),
                    p.at("anchors") == "means" ? AnchorKind::Means : AnchorKind::Nearest,
                    p.at("references").get<std::int64_t>(), request.seed, notes,
                    progress.span(0.5, 1, "reference data")),
            own};
}

WalkOptions anchoredWalk(const Request& request, const NetworkMap& map)
{
    const Json& p = request.parameters;
    WalkOptions options;
    options.maxSteps = p.at("steps").get<Index>();
    options.tolerance = p.at("tolerance").get<double>();
    options.bounds = boundsOf(p.at("bounds").get<std::string>(), map.isBounded());
    return options;
}

} // namespace leafscope
