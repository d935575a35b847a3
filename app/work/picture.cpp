// SPDX-License-Identifier: MIT
#include "app/work/picture.hpp"

#include "app/work/loading.hpp"
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/session/execute.hpp"
#include "views/curve/curve_view.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/style/theme.hpp"
#include "views/table/sample_table.hpp"

#include <QApplication>
#include <QBuffer>

#include <algorithm>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

Session& stage(Session& session, const Json& parameters)
{
    if (const std::string layer = parameters.value("layer", std::string()); !layer.empty()) {
        if (!session.layers().contains(QString::fromStdString(layer)))
            throw Error(ErrorKind::InvalidInput, "there is no layer \"" + layer + "\"", "render",
                        "a mistyped name",
                        "one of: " + session.layers().join(QStringLiteral(", ")).toStdString());
        session.setLayer(QString::fromStdString(layer));
    }
    session.select(parameters.value("selected", std::vector<std::int64_t>()));
    return session;
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

std::unique_ptr<View> makeView(const std::string& name, Session& session)
{
    if (name == "embedding")
        return std::make_unique<EmbeddingView>(session, nullptr);
    if (name == "curve")
        return std::make_unique<CurveView>(session, nullptr);
    if (name == "table")
        return std::make_unique<SampleTable>(session, nullptr);
    throw Error(ErrorKind::InvalidInput, "there is no view \"" + name + "\"", "render",
                "a mistyped name", "one of: embedding, curve, table");
}

Recipe pictureRecipe(const View& view, const Session& session, QSize size)
{
    const auto inner = session.recipe(view.fact());
    if (!inner)
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
    recipe.inputs.emplace(inner->analysis,
                          RecipeInput{{}, inner->hash(), std::make_shared<Recipe>(*inner)});
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
    if (recipe.inputs.size() != 1 || !recipe.inputs.begin()->second.recipe)
        throw Error(ErrorKind::Format, "a picture needs the one recipe of what it shows", "recipe",
                    "the recipe was changed by hand", "copy it again out of the window");
    Session session;
    loadFact(*recipe.inputs.begin()->second.recipe, store, progress).apply(session);
    stage(session, parameters);
    auto* application = qobject_cast<QApplication*>(QCoreApplication::instance());
    EXPECTS(application != nullptr, "drawing needs a QApplication");
    style::apply(*application, parameters.value("theme", std::string("light")) == "dark"
                                   ? style::Theme::Dark
                                   : style::Theme::Light);
    const auto view = makeView(parameters.value("view", std::string()), session);
    if (session.state(view->fact()).readiness != Readiness::Ready)
        throw Error(ErrorKind::InvalidInput,
                    "\"" + recipe.inputs.begin()->first + "\" is not what this view shows",
                    "--view " + view->name().toStdString(), {},
                    std::string("give it the result of `leafscope ") + analysisOf(view->fact()) +
                        "`");
    view->restore(parameters.value("state", Json::object()));
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
    const Recipe& inner = *recipe.inputs.begin()->second.recipe;
    const std::string file = inner.analysis + ".h5";
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
