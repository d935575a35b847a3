// SPDX-License-Identifier: MIT
// The registry entry of `leaf walk`.
#include "core/base/parallel.hpp"
#include "core/embedding/network_parameters.hpp"
#include "core/leaf/leaf_parameters.hpp"
#include "core/leaf/network_map.hpp"
#include "core/leaf/sequence.hpp"
#include "core/leaf/walk_file.hpp"
#include "core/leaf/walk_plan.hpp"
#include "core/session/analysis.hpp"

#include <chrono>

namespace leafscope {

namespace {

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const auto start = std::chrono::steady_clock::now();
    const SerialBlas serial; // products of ten rows: threads would only wait for each other
    const Json& p = request.parameters;
    const Dataset data = openDataset(request.input("data").spec, progress.span(0, 0.1, "data"));
    NetworkMap map(loadModel(request), data, p.at("normalize").get<std::string>(), precisionOf(p));
    const WalkPlan plan = planWalk(p, request.seed, map, data, progress.span(0.1, 0.2, "start"));
    const bool isChecked = p.at("trust").get<bool>();
    const Walk walk =
        takePlannedWalk(plan, map, progress.span(0.2, isChecked ? 0.5 : 0.95, "walking"));
    Json json = walkSummary(walk, plan, map);
    if (isChecked)
        json["trust"] = walkTrust(walk, plan, map, progress.span(0.5, 0.95, "checking"));
    const WalkFacts facts = walkFacts(walk, plan, map, data);
    writeWalk(walk, facts, json, out / "walk.h5");
    writeWalkTable(walk, facts, out / "walk.csv");
    json["files"] = {"walk.h5", "walk.csv"};
    for (const std::string& name : writeSequence(walk, facts, p.at("frames").get<std::size_t>(),
                                                 out, progress.span(0.95, 1, "writing pictures")))
        json["files"].push_back(name);
    json["seconds"] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return json;
}

} // namespace

const Analysis& leafWalkAnalysis()
{
    static const Analysis analysis = [] {
        Analysis a;
        a.name = "leaf walk";
        a.title = "Walk on a data leaf";
        a.summary = "Walks from a sample along or across the data leaf of a classifier.";
        a.inputs = {modelInput(), {"data", InputKind::Data, true, false, "where the samples are"}};
        a.parameters = walkParameters();
        a.output = OutputKind::Folder;
        a.outputHelp =
            "walk.h5 (/x, /logits, /p, /singular, /step, /length, /metric_length, "
            "/residual, /alignment, /angle, /rank, /held, /chart_frame, /logit_frame, one row per "
            "place; /chart_axes, /target), walk.csv; for images frames/frame_0000.png ..., "
            "walk.png, which is animated, sheet.png (nine places with their numbers) and with "
            "--film walk.mp4";
        a.seeded = true;
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
