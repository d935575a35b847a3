// SPDX-License-Identifier: MIT
// The registry entry of `nnk export`: a graph for other tools.
#include "core/base/error.hpp"
#include "core/embedding/sample_facts.hpp"
#include "core/nnk/graph_file.hpp"
#include "core/session/analysis.hpp"

#include <algorithm>

namespace leafscope {

namespace {

NodeFacts nodeFacts(const EmbeddingHeader& rows)
{
    NodeFacts nodes;
    nodes.samples = rows.indices;
    for (const std::int32_t label : rows.labels) {
        const bool named = label >= 0 && std::size_t(label) < rows.classNames.size();
        nodes.labels.push_back(named ? rows.classNames[std::size_t(label)] : std::to_string(label));
    }
    return nodes;
}

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const std::filesystem::path file = request.input("graph").file;
    const auto layer = readNnkGraph(file);
    if (!layer->graph.ofItself)
        throw Error(ErrorKind::InvalidInput, "a graph of queries has no undirected edges",
                    file.string(), "it was made with --queries",
                    "make one of the samples alone, without --queries");
    const EmbeddingHeader rows = readSampleFacts(file);
    if (rows.n != layer->graph.rows())
        throw Error(ErrorKind::Format,
                    "it names " + std::to_string(rows.n) + " samples for " +
                        std::to_string(layer->graph.rows()) + " rows",
                    file.string(), "the file was changed by hand", "compute the graph again");
    const auto symmetry = request.parameters.at("symmetry").get<std::string>();
    const UndirectedGraph graph = symmetry == "stored"
                                      ? layer->undirected
                                      : symmetrise(layer->graph, symmetryNamed(symmetry));
    const NodeFacts nodes = nodeFacts(rows);
    progress.span(0, 0.5, "edges.csv").report(0);
    writeEdgeList(graph, nodes, out / "edges.csv");
    progress.span(0.5, 1, "graph.graphml").report(0);
    writeGraphMl(graph, nodes, out / "graph.graphml");
    return {{"nodes", graph.nodes()}, {"edges", graph.edges()}, {"layer", layer->layer.name}};
}

} // namespace

const Analysis& nnkExportAnalysis()
{
    static const Analysis analysis = [] {
        Analysis a;
        a.name = "nnk export";
        a.title = "Export an NNK graph";
        a.summary = "Exports an NNK graph as an edge list and as GraphML.";
        std::vector<std::string> rules = symmetryNames();
        rules.insert(rules.begin(), "stored");
        a.inputs = {{"graph", InputKind::Result, true, true, "what `leafscope nnk` made", "nnk"}};
        a.parameters = {{"symmetry",
                         "Undirected edges",
                         ParameterType::Choice,
                         "stored",
                         {},
                         {},
                         rules,
                         "",
                         "stored: as the graph was made; the others as `nnk` names them"}};
        a.output = OutputKind::Folder;
        a.outputHelp = "edges.csv (source, target, weight; sample numbers) and graph.graphml "
                       "(nodes with sample and label, edges with weight)";
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
