// SPDX-License-Identifier: MIT
#include "app/work/loading.hpp"

#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/collapse/collapse_run.hpp"
#include "core/embedding/sample_facts.hpp"
#include "core/leaf/foliation_file.hpp"
#include "core/leaf/trace.hpp"
#include "core/leaf/walk_file.hpp"
#include "core/nnk/graph_file.hpp"
#include "core/session/execute.hpp"

#include <QTemporaryDir>

namespace leafscope {

Fact factOf(const std::string& analysis)
{
    if (analysis == "embed")
        return Fact::Embedding;
    if (analysis == "layout")
        return Fact::Layout;
    if (analysis == "dimension")
        return Fact::Dimension;
    if (analysis == "neighbors")
        return Fact::Neighbors;
    if (analysis == "leaf walk")
        return Fact::Walks;
    if (analysis == "leaf foliation")
        return Fact::Foliation;
    if (analysis == "leaf trace")
        return Fact::Trace;
    if (analysis == "nnk")
        return Fact::Graph;
    if (analysis == "collapse" || analysis == "collapse free")
        return Fact::Collapse;
    if (isStudy(analysis))
        return Fact::Studies;
    throw Error(ErrorKind::Unsupported, "\"" + analysis + "\" has no view", "recipe",
                "only embeddings, layouts, dimension profiles, neighbours, NNK graphs and studies, "
                "foliations, traces of G and neural collapse are shown",
                "run it with `leafscope run` instead");
}

const char* analysisOf(Fact fact)
{
    switch (fact) {
    case Fact::Embedding:
        return "embed";
    case Fact::Layout:
        return "layout";
    case Fact::Dimension:
        return "dimension";
    case Fact::Neighbors:
        return "neighbors";
    case Fact::Walks:
        return "leaf walk";
    case Fact::Foliation:
        return "leaf foliation";
    case Fact::Trace:
        return "leaf trace";
    case Fact::Graph:
        return "nnk";
    case Fact::Collapse:
        return "collapse";
    case Fact::Studies:
        return studyAnalyses().front();
    default:
        EXPECTS(false, "this fact is opened, not computed");
        return "";
    }
}

std::shared_ptr<const WalkTrack> loadWalk(const Recipe& recipe, const ArtifactStore& store,
                                          const Progress& progress)
{
    QTemporaryDir folder;
    if (!folder.isValid())
        throw Error(ErrorKind::Io, "cannot make a temporary folder", folder.path().toStdString(),
                    "the disk is full or permission is missing", "free some space");
    Recipe plain = recipe;
    plain.parameters["frames"] = 0; // the numbers are wanted, not the pictures
    plain.parameters["film"] = false;
    const std::string out = folder.filePath(QStringLiteral("walk")).toStdString();
    execute(plain, store, progress, out);
    WrittenWalk written = readWalk(out + "/walk.h5");
    auto track = std::make_shared<WalkTrack>();
    track->parameters = recipe.parameters;
    track->seed = recipe.seed;
    for (WalkStep& step : written.walk.path)
        track->places.push_back(std::make_shared<const WalkStep>(std::move(step)));
    track->chart = std::make_shared<const LeafChart>(std::move(written.walk.chart));
    if (written.walk.target.size() > 0)
        track->target = std::make_shared<const VectorD>(std::move(written.walk.target));
    track->facts = std::move(written.facts);
    track->numbers = std::move(written.numbers);
    track->recipe = recipe;
    track->isRunning = false;
    return track;
}

namespace {

/// The columns that an artifact lists in its attribute sample_columns; null if it has none.
std::shared_ptr<const StudyColumns> readStudyColumns(const std::filesystem::path& artifact)
{
    const Hdf5File file = Hdf5File::open(artifact);
    const auto keys = file.text("/", "sample_columns");
    if (!keys)
        return nullptr;
    auto columns = std::make_shared<StudyColumns>();
    columns->indices = file.read<std::int64_t>("/indices");
    for (const auto& key : Json::parse(*keys).get<std::vector<std::string>>()) {
        columns->metrics.push_back(readMetric(file, "/columns/" + key, key));
        if (columns->metrics.back().values.size() != columns->indices.size())
            throw Error(ErrorKind::Format, "a column has another length than the samples",
                        artifact.string(), "the file is damaged", "compute it again");
    }
    return columns;
}

} // namespace

LoadedFact loadFact(const Recipe& recipe, const ArtifactStore& store, const Progress& progress)
{
    LoadedFact loaded;
    // The samples are a layer as well.
    loaded.fact = recipe.analysis == "sample" ? Fact::Embedding : factOf(recipe.analysis);
    loaded.recipe = recipe;
    const Artifact artifact = execute(recipe, store, progress);
    if (loaded.fact == Fact::Layout)
        loaded.layout = readLayout(artifact.file);
    else if (loaded.fact == Fact::Dimension)
        loaded.dimension = readDimensionProfile(artifact.file);
    else if (loaded.fact == Fact::Neighbors)
        loaded.neighbors = readNeighborTable(artifact.file);
    else if (loaded.fact == Fact::Foliation)
        loaded.foliation = readFoliation(artifact.file);
    else if (loaded.fact == Fact::Trace)
        loaded.trace = readTrace(artifact.file);
    else if (loaded.fact == Fact::Graph)
        loaded.graph = readNnkGraph(artifact.file);
    else if (loaded.fact == Fact::Collapse)
        loaded.collapse = readCollapse(artifact.file);
    else if (loaded.fact == Fact::Studies)
        loaded.study = std::make_shared<const Study>(
            Study{recipe, artifact.result, readStudyColumns(artifact.file)});
    // Not of the rows of one embedding.
    if (loaded.fact == Fact::Foliation || loaded.fact == Fact::Trace ||
        loaded.fact == Fact::Studies || loaded.fact == Fact::Collapse)
        return loaded;
    loaded.embedding = std::make_shared<EmbeddingHeader>(loaded.fact == Fact::Embedding
                                                             ? openEmbedding(artifact.file)
                                                             : readSampleFacts(artifact.file));
    return loaded;
}

std::optional<Recipe> LoadedFact::embeddingRecipe() const
{
    if (fact == Fact::Embedding)
        return recipe;
    const auto input = recipe.inputs.find("embedding");
    if (input == recipe.inputs.end() || !input->second.recipe)
        return std::nullopt;
    return *input->second.recipe;
}

void LoadedFact::apply(Session& session) const
{
    if (trace) { // whatever becomes of the embedding meanwhile
        session.setTrace(trace);
        session.setRecipe(fact, recipe);
        return;
    }
    if (collapse) {
        session.setCollapse(collapse);
        session.setRecipe(fact, recipe);
        return;
    }
    if (study) {
        session.setStudy(study);
        return;
    }
    const auto open = session.embedding();
    if (embedding && (fact == Fact::Embedding || !open || open->hash != embedding->hash)) {
        session.setEmbedding(embedding);
        if (const auto made = embeddingRecipe())
            session.setRecipe(Fact::Embedding, *made);
    } else {
        session.settle(Fact::Embedding, {});
    }
    if (layout)
        session.setLayout(layout);
    if (dimension)
        session.setDimension(dimension);
    if (neighbors)
        session.setNeighbors(neighbors);
    if (foliation)
        session.setFoliation(foliation);
    if (graph)
        session.setGraph(graph);
    session.setRecipe(fact, recipe);
}

} // namespace leafscope
