// SPDX-License-Identifier: MIT
// Graphs as text for other tools.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/writing.hpp"
#include "core/nnk/graph_file.hpp"

#include <cerrno>
#include <charconv>
#include <fstream>

namespace leafscope {

namespace {

/// The shortest text that reads back as the same number.
std::string shortest(double value)
{
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value);
    return {text, end.ptr};
}

std::string escaped(const std::string& text)
{
    std::string result;
    for (const char c : text) {
        if (c == '&')
            result += "&amp;";
        else if (c == '<')
            result += "&lt;";
        else if (c == '>')
            result += "&gt;";
        else if (c == '"')
            result += "&quot;";
        else
            result += c;
    }
    return result;
}

/// Writes through a pending file; `body` fills the stream.
template <class Body>
void writeWhole(const std::filesystem::path& file, const Body& body)
{
    PendingFile pending(file);
    std::ofstream out(pending.path(), std::ios::binary);
    body(out);
    out.close();
    if (!out)
        throw Error(ErrorKind::Io, "cannot write the graph", file.string(),
                    writeFailureCause(errno, file), "free some space or choose another folder");
    pending.commit();
}

/// Calls body(i, j, weight) for every edge, i < j, in order.
template <class Body>
void forEachEdge(const UndirectedGraph& graph, const Body& body)
{
    for (Index i = 0; i < graph.nodes(); ++i)
        for (auto e = graph.indptr[std::size_t(i)]; e < graph.indptr[std::size_t(i) + 1]; ++e)
            if (const Index j = graph.indices[std::size_t(e)]; i < j)
                body(i, j, graph.weights[std::size_t(e)]);
}

void checkNodes(const UndirectedGraph& graph, const NodeFacts& nodes)
{
    EXPECTS(Index(nodes.samples.size()) == graph.nodes() &&
                (nodes.labels.empty() || Index(nodes.labels.size()) == graph.nodes()),
            "nodes=" + std::to_string(graph.nodes()));
}

} // namespace

void writeEdgeList(const UndirectedGraph& graph, const NodeFacts& nodes,
                   const std::filesystem::path& file)
{
    checkNodes(graph, nodes);
    writeWhole(file, [&](std::ostream& out) {
        out << "source,target,weight\n";
        forEachEdge(graph, [&](Index i, Index j, double weight) {
            out << nodes.samples[std::size_t(i)] << ',' << nodes.samples[std::size_t(j)] << ','
                << shortest(weight) << '\n';
        });
    });
}

void writeGraphMl(const UndirectedGraph& graph, const NodeFacts& nodes,
                  const std::filesystem::path& file)
{
    checkNodes(graph, nodes);
    writeWhole(file, [&](std::ostream& out) {
        out << R"(<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="sample" for="node" attr.name="sample" attr.type="long"/>
<key id="label" for="node" attr.name="label" attr.type="string"/>
<key id="weight" for="edge" attr.name="weight" attr.type="double"/>
<graph id="nnk" edgedefault="undirected">
)";
        for (Index i = 0; i < graph.nodes(); ++i) {
            out << "<node id=\"n" << i << "\"><data key=\"sample\">"
                << nodes.samples[std::size_t(i)] << "</data>";
            if (!nodes.labels.empty())
                out << "<data key=\"label\">" << escaped(nodes.labels[std::size_t(i)]) << "</data>";
            out << "</node>\n";
        }
        forEachEdge(graph, [&](Index i, Index j, double weight) {
            out << "<edge source=\"n" << i << "\" target=\"n" << j << "\"><data key=\"weight\">"
                << shortest(weight) << "</data></edge>\n";
        });
        out << "</graph>\n</graphml>\n";
    });
}

} // namespace leafscope
