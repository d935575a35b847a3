// SPDX-License-Identifier: MIT
#include "app/work/picture.hpp"

#include "app/work/loading.hpp"
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/session/execute.hpp"
#include "views/collapse/collapse_film.hpp"
#include "views/collapse/collapse_view.hpp"
#include "views/collapse_charts/collapse_charts.hpp"
#include "views/curve/curve_view.hpp"
#include "views/embedding/colouring.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/foliation/foliation_view.hpp"
#include "views/frame/picture_sources.hpp"
#include "views/neighborhood/neighborhood_view.hpp"
#include "views/study/study_view.hpp"
#include "views/style/theme.hpp"
#include "views/table/sample_table.hpp"
#include "views/timeline/timeline_view.hpp"
#include "views/trace/trace_view.hpp"
#include "views/walk/walk_view.hpp"

#include <QApplication>
#include <QBuffer>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

template <class V>
std::unique_ptr<View> made(Session& session)
{
    return std::make_unique<V>(session, nullptr);
}

struct NamedView {
    const char* name;
    std::unique_ptr<View> (*make)(Session& session);
};

constexpr std::array<NamedView, 12> kViews{{{"embedding", made<EmbeddingView>},
                                            {"curve", made<CurveView>},
                                            {"table", made<SampleTable>},
                                            {"timeline", made<TimelineView>},
                                            {"walk", made<WalkView>},
                                            {"foliation", made<FoliationView>},
                                            {"trace", made<TraceView>},
                                            {"neighborhood", made<NeighborhoodView>},
                                            {"study", made<StudyView>},
                                            {"collapse", made<CollapseView>},
                                            {"collapse-film", made<CollapseFilm>},
                                            {"collapse-charts", made<CollapseCharts>}}};

Session& stage(Session& session, const Json& parameters)
{
    // Walks, foliations and traces are of no layer, wherever the person was when it was exported.
    if (const std::string layer = parameters.value("layer", std::string());
        !layer.empty() && !session.layers().isEmpty() && session.walks().empty()) {
        if (!session.layers().contains(QString::fromStdString(layer)))
            throw Error(ErrorKind::InvalidInput, "there is no layer \"" + layer + "\"", "render",
                        "a mistyped name",
                        "one of: " + session.layers().join(QStringLiteral(", ")).toStdString());
        session.setLayer(QString::fromStdString(layer));
    }
    const auto selected = parameters.value("selected", std::vector<std::int64_t>());
    for (const std::int64_t sample : selected)
        if (session.embedding() && session.rowOf(sample) < 0)
            throw Error(ErrorKind::InvalidInput, "there is no sample " + std::to_string(sample),
                        "render", "the result holds " + session.embedding()->sampling + " samples",
                        "select samples that it holds; `leafscope render ... --view table --out "
                        "samples.csv` lists them");
    session.select(selected);
    return session;
}

/// The recipes of what the view shows, by role.
std::map<std::string, Recipe> sourcesOf(const View& view, const Session& session)
{
    std::map<std::string, Recipe> recipes;
    if (const auto* several = dynamic_cast<const PictureSources*>(&view))
        recipes = several->sources();
    if (const auto recipe = session.recipe(view.fact()); recipe && recipes.empty())
        recipes.emplace(recipe->analysis, *recipe);
    if (recipes.empty())
        return recipes;
    // A metric that colours the points, or a column of the table, comes from elsewhere.
    const QString colourBy = session.view().colourBy;
    const bool isColoured = view.fact() == Fact::Layout && view.name() != QLatin1String("table") &&
                            !isPlainColouring(colourBy);
    const bool isTable = view.name() == QLatin1String("table");
    const bool hasEdges =
        view.name() == QLatin1String("embedding") && view.state().contains("edges");
    const bool ofTrace = colourBy == QLatin1String(kTraceMetric);
    const bool ofGraph = colourBy.startsWith(QLatin1String(kGraphMetrics));
    const bool ofRules = colourBy.startsWith(QLatin1String(kRuleMetrics));
    if (const auto rules = session.study("collapse rules"); rules && isColoured && ofRules)
        recipes.emplace(rules->recipe.analysis, rules->recipe);
    const auto add = [&](Fact fact, bool isShown) {
        if (const auto recipe = session.recipe(fact); recipe && isShown)
            recipes.emplace(recipe->analysis, *recipe);
    };
    add(Fact::Neighbors, isColoured && !ofTrace && !ofGraph && !ofRules);
    add(Fact::Graph, session.graph() && ((isColoured && ofGraph) || isTable || hasEdges));
    add(Fact::Trace, session.trace() && ((isColoured && ofTrace) || isTable));
    return recipes;
}

/// Epoch of a role such as "dimension@3"; -1 for the result that is shown itself.
int epochOf(const std::string& role)
{
    const std::size_t at = role.find('@');
    return at == std::string::npos ? -1 : std::atoi(role.c_str() + at + 1);
}

/// The series that a picture of several epochs shows, each as far as its recipes say.
void fillSeries(Session& session, const Json& parameters, const std::map<int, Frame>& frames)
{
    std::vector<SeriesEntry> series;
    for (const Json& epoch : parameters.value("epochs", Json::array()))
        if (epoch.is_number_integer())
            series.push_back({epoch.get<int>(), {}, {}});
    for (const auto& [other, frame] : frames)
        if (std::none_of(series.begin(), series.end(),
                         [e = other](const SeriesEntry& s) { return s.epoch == e; }))
            series.push_back({other, {}, {}});
    const int epoch = parameters.value("epoch", -1);
    int shown = epoch;
    if (!session.embedding()) { // the epoch itself is not there; its layers are those of the others
        shown = frames.begin()->first;
        session.setEmbedding(frames.begin()->second.embedding);
    }
    session.setSeries(std::move(series), shown);
    for (const auto& [other, frame] : frames)
        session.setFrame(other, frame);
    session.setEpoch(epoch);
}

void fill(Session& session, const Recipe& recipe, const ArtifactStore& store,
          const Progress& progress)
{
    if (recipe.inputs.empty())
        throw Error(ErrorKind::Format, "a picture needs the recipe of what it shows", "recipe",
                    "the recipe was changed by hand", "copy it again out of the window");
    std::map<int, Frame> frames;
    WalkTracks walks;
    double done = 0;
    for (const auto& [role, input] : recipe.inputs) {
        if (!input.recipe)
            throw Error(ErrorKind::Format, "the input \"" + role + "\" has no recipe", "recipe",
                        "the recipe was changed by hand", "copy it again out of the window");
        const double next = done + 1 / double(recipe.inputs.size());
        const Progress part = progress.span(done, next, role);
        done = next;
        if (input.recipe->analysis == "leaf walk") {
            auto walk = std::make_shared<WalkTrack>(*loadWalk(*input.recipe, store, part));
            walk->id = int(walks.size()) + 1;
            walks.push_back(std::move(walk));
            continue;
        }
        const LoadedFact loaded = loadFact(*input.recipe, store, part);
        const int epoch = epochOf(role);
        if (epoch < 0 || epoch == recipe.parameters.value("epoch", -1))
            loaded.apply(session);
        if (epoch < 0)
            continue;
        Frame& frame = frames[epoch];
        frame.embedding = loaded.embedding;
        frame.recipe(loaded.fact) = loaded.recipe;
        frame.layout = loaded.layout ? loaded.layout : frame.layout;
        frame.dimension = loaded.dimension ? loaded.dimension : frame.dimension;
    }
    session.setWalks(std::move(walks));
    if (!frames.empty()) {
        fillSeries(session, recipe.parameters, frames);
    } else if (const int epoch = recipe.parameters.value("epoch", -1); epoch >= 0) {
        // What is known of all epochs at once shows where the person is among them.
        session.setSeries({{epoch, {}, {}}}, epoch);
    }
}

std::string extensionOf(const fs::path& file)
{
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return char(std::tolower(c)); });
    return extension;
}

QByteArray pngBytes(QImage image, const Recipe& recipe)
{
    image.setText(QStringLiteral("recipe"), QString::fromStdString(recipe.toJson().dump()));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

} // namespace

std::vector<std::string> viewNames()
{
    std::vector<std::string> names;
    for (const auto& [name, make] : kViews)
        names.emplace_back(name);
    return names;
}

std::string viewNamesText()
{
    std::string text;
    const std::vector<std::string> names = viewNames();
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
    return text;
}

std::unique_ptr<View> makeView(const std::string& name, Session& session)
{
    for (const auto& [known, make] : kViews)
        if (name == known)
            return make(session);
    throw Error(ErrorKind::InvalidInput, "there is no view \"" + name + "\"", "render",
                "a mistyped name", "one of: " + viewNamesText());
}

Recipe pictureRecipe(const View& view, const Session& session, QSize size)
{
    const std::map<std::string, Recipe> sources = sourcesOf(view, session);
    if (sources.empty())
        throw Error(ErrorKind::InvalidInput, "there is nothing to see yet",
                    view.title().toStdString(), {}, "open data and a model first");
    Recipe recipe;
    recipe.analysis = kRenderAnalysis;
    recipe.seed = 0;
    recipe.version = LEAFSCOPE_VERSION;
    recipe.parameters = {{"view", view.name().toStdString()},
                         {"width", size.width()},
                         {"height", size.height()},
                         {"theme", style::theme() == style::Theme::Dark ? "dark" : "light"},
                         {"layer", session.layer().toStdString()},
                         {"selected", session.selected()},
                         {"state", view.state()}};
    for (const auto& [role, source] : sources)
        recipe.inputs.emplace(role,
                              RecipeInput{{}, source.hash(), std::make_shared<Recipe>(source)});
    if (std::any_of(sources.begin(), sources.end(),
                    [](const auto& source) { return epochOf(source.first) >= 0; })) {
        Json epochs = Json::array(); // also those that are not there
        for (const SeriesEntry& entry : session.series())
            epochs.push_back(entry.epoch);
        recipe.parameters["epochs"] = epochs;
        recipe.parameters["epoch"] = session.epoch();
    } else if (sources.count(analysisOf(Fact::Trace)) && session.epoch() >= 0) {
        recipe.parameters["epoch"] = session.epoch();
    }
    return recipe;
}

void drawPicture(const Recipe& recipe, const ArtifactStore& store, const Progress& progress,
                 const fs::path& out)
{
    const Json& parameters = recipe.parameters;
    const int width = parameters.value("width", 1200);
    const int height = parameters.value("height", 800);
    if (width < 64 || height < 64 || width > 16384 || height > 16384)
        throw Error(ErrorKind::InvalidInput,
                    "cannot draw " + std::to_string(width) + "x" + std::to_string(height), "render",
                    {}, "--size between 64x64 and 16384x16384");
    Session session;
    fill(session, recipe, store, progress);
    stage(session, parameters);
    auto* application = qobject_cast<QApplication*>(QCoreApplication::instance());
    EXPECTS(application != nullptr, "drawing needs a QApplication");
    style::apply(*application, parameters.value("theme", std::string("light")) == "dark"
                                   ? style::Theme::Dark
                                   : style::Theme::Light);
    const auto view = makeView(parameters.value("view", std::string()), session);
    view->restore(parameters.value("state", Json::object()));
    if (sourcesOf(*view, session).empty())
        throw Error(ErrorKind::InvalidInput,
                    "\"" + recipe.inputs.begin()->first + "\" is not what this view shows",
                    "--view " + view->name().toStdString(), {},
                    std::string("give it the result of `leafscope ") + analysisOf(view->fact()) +
                        "`");
    exportView(*view, session, QSize(width, height), out);
}

void exportView(View& view, const Session& session, QSize size, const fs::path& out)
{
    const std::string extension = extensionOf(out);
    const Recipe recipe = pictureRecipe(view, session, size);
    QByteArray bytes;
    if (extension == ".png") {
        bytes = pngBytes(view.picture(size), recipe);
    } else if (extension == ".svg") {
        bytes = view.svg(size);
        if (bytes.isEmpty())
            throw Error(ErrorKind::Unsupported, "this view has no vector form", out.string(), {},
                        "export it as .png");
    } else if (extension == ".csv") {
        bytes =
            "# recipe: " + QByteArray::fromStdString(recipe.toJson().dump()) + "\n" + view.table();
    } else {
        throw Error(ErrorKind::InvalidInput, "cannot write \"" + extension + "\"", out.string(),
                    "an unknown or missing extension", "use .png, .svg or .csv");
    }
    writeTextFile(out, std::string_view(bytes.constData(), std::size_t(bytes.size())));
}

std::string pictureCommands(const Recipe& recipe, const std::string& out)
{
    // More than the flags of `render` can say.
    if (recipe.inputs.size() > 1 || recipe.parameters.contains("epoch")) {
        const std::string file = recipe.parameters.value("view", std::string()) + ".json";
        return "cat > " + file + " << 'END'\n" + recipe.toJson().dump() + "\nEND\nleafscope run " +
               file + " --out " + out;
    }
    const Recipe& inner = *recipe.inputs.begin()->second.recipe;
    // "leaf foliation" -> foliation.h5
    const std::string file = inner.analysis.substr(inner.analysis.rfind(' ') + 1) + ".h5";
    const Json& p = recipe.parameters;
    std::string command = asCommands(inner, file) + "\nleafscope render " + file + " --view " +
                          p.value("view", std::string()) + " --size " +
                          std::to_string(p.value("width", 0)) + "x" +
                          std::to_string(p.value("height", 0));
    if (const std::string layer = p.value("layer", std::string()); !layer.empty())
        command += " --layer " + layer;
    if (p.value("theme", std::string()) == "dark")
        command += " --theme dark";
    // Whatever has no flag of its own travels as the state, so that the picture is the same to the
    // pixel.
    if (const Json state = p.value("state", Json::object()); !state.empty())
        command += " --state '" + state.dump() + "'";
    if (const Json selected = p.value("selected", Json::array()); !selected.empty()) {
        std::string list;
        for (const Json& sample : selected)
            list += (list.empty() ? "" : ",") + sample.dump();
        command += " --select " + list;
    }
    return command + " --out " + out;
}

} // namespace leafscope
