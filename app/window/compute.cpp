// SPDX-License-Identifier: MIT
#include "app/window/compute.hpp"

#include "app/window/center_stack.hpp"
#include "app/window/docks.hpp"
#include "app/window/main_window.hpp"
#include "app/window/notice_bar.hpp"
#include "app/window/parameter_dialog.hpp"
#include "app/window/training.hpp"
#include "app/work/frame_plan.hpp"
#include "app/work/loading.hpp"
#include "core/base/error.hpp"
#include "core/session/execute.hpp"
#include "views/foliation/foliation_view.hpp"
#include "views/study/study_view.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>
#include <QDockWidget>
#include <QLocale>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Compute", text);
}

/// The embedding that is open: how it is made, or the file that the user brought; else the data.
std::optional<RecipeInput> openEmbeddingInput(const Session& session)
{
    if (const auto recipe = session.recipe(Fact::Embedding))
        return RecipeInput{{}, {}, std::make_shared<const Recipe>(*recipe)};
    for (const Fact fact : {Fact::Layout, Fact::Dimension})
        if (const auto recipe = session.recipe(fact))
            if (const auto input = recipe->inputs.find("embedding"); input != recipe->inputs.end())
                return input->second;
    if (session.data())
        return RecipeInput{session.data()->spec, {}, {}};
    return std::nullopt;
}

bool isThere(InputKind kind, const Session& session)
{
    switch (kind) {
    case InputKind::Data:
        return bool(session.data());
    case InputKind::Model:
    case InputKind::Series:
    case InputKind::Runs:
    case InputKind::Trainings:
        return bool(session.model());
    case InputKind::Embedding:
        return openEmbeddingInput(session).has_value();
    case InputKind::File:
    case InputKind::Result:
        break;
    }
    return false;
}

/// Whether the input is all checkpoints of the open model's folder.
bool takesSeries(const InputSpec& input)
{
    return input.kind == InputKind::Series || input.kind == InputKind::Runs ||
           input.kind == InputKind::Trainings;
}

/// The paths and names of what is open, for the roles of the analysis.
std::map<std::string, std::string> inputsOf(const Analysis& analysis, const Session& session)
{
    std::map<std::string, std::string> inputs;
    for (const InputSpec& input : analysis.inputs) {
        if (input.role == "data" && session.data()) // another role is another data set
            inputs[input.role] = session.data()->spec;
        else if ((input.kind == InputKind::Model || takesSeries(input)) && session.model())
            inputs[input.role] = session.model()->file.string();
    }
    return inputs;
}

/// The folder of the series that a checkpoint belongs to, or the file itself. Reads the folder.
std::string seriesAround(const std::string& file)
{
    const std::vector<SeriesEntry> around = checkpointsAround(file);
    if (around.empty())
        return file;
    const std::filesystem::path first = around.front().model.toStdString();
    const std::filesystem::path last = around.back().model.toStdString();
    const std::filesystem::path folder = first.parent_path();
    return (folder == last.parent_path() ? folder : folder.parent_path()).string();
}

/// What an analysis is run on, of what is open.
class ReadyInputs {
public:
    ReadyInputs(const Analysis& analysis, const Session& session)
        : m_analysis(analysis)
        , m_inputs(inputsOf(analysis, session))
    {
        for (const InputSpec& input : analysis.inputs)
            if (input.kind == InputKind::Embedding &&
                (input.required || (input.positional && !session.model()))) {
                m_embedding = openEmbeddingInput(session);
                m_role = input.role;
            }
    }

    /// Paths and names by role. Computes the embedding if it is not there. Runs on a worker.
    std::map<std::string, std::string> make(const ArtifactStore& store,
                                            const Progress& progress) const
    {
        auto ready = m_inputs;
        for (const InputSpec& input : m_analysis.inputs)
            if (takesSeries(input) && ready.count(input.role))
                ready[input.role] = seriesAround(ready[input.role]);
        if (m_embedding)
            ready[m_role] = m_embedding->recipe
                                ? execute(*m_embedding->recipe, store, progress).file.string()
                                : m_embedding->spec;
        return ready;
    }

private:
    const Analysis& m_analysis; ///< of the registry
    std::map<std::string, std::string> m_inputs;
    std::optional<RecipeInput> m_embedding;
    std::string m_role;
};

/// Runs an analysis that the workbench has no verb for: its result is an artifact, and a data set
/// is opened.
void computeArtifact(MainWindow& window, const Analysis& analysis, const ParameterDialog& dialog)
{
    const QString title = QString::fromStdString(analysis.title);
    const ReadyInputs inputs(analysis, window.session());
    const Json parameters = dialog.parameters();
    const std::uint64_t seed = dialog.seed();
    const std::string folder = dialog.folder().toStdString();
    window.tasks().start(
        title, TaskWeight::Heavy,
        [=, &window, &analysis](const Progress& progress) -> TaskQueue::Apply {
            const ArtifactStore store;
            const Recipe recipe =
                makeRecipe(analysis, inputs.make(store, progress), parameters, seed);
            const Artifact made = execute(recipe, store, progress, folder);
            const QString file = QString::fromStdString(made.file.string());
            return [&window, &analysis, title, file] {
                if (analysis.name == "sample")
                    window.workbench().openData(file);
                else
                    window.notice().showInfo(tr("%1 is done. Its result: %2").arg(title, file));
            };
        },
        [&window, title](const QString& message) {
            if (!message.isEmpty())
                window.notice().showError(title, message);
        });
}

/// Computes the foliation of a preset, or of the open network, and shows it.
void computeFoliation(MainWindow& window, const Analysis& analysis, const ParameterDialog& dialog)
{
    const QString title = QString::fromStdString(analysis.title);
    const Json parameters = dialog.parameters();
    const bool isPreset = parameters.value("preset", std::string("none")) != "none";
    const auto inputs =
        isPreset ? std::map<std::string, std::string>() : inputsOf(analysis, window.session());
    const std::uint64_t seed = dialog.seed();
    window.session().setBusy(Fact::Foliation, title);
    window.center().showView(window.center().foliation());
    window.tasks().start(
        title, TaskWeight::Heavy,
        [=, &window, &analysis](const Progress& progress) -> TaskQueue::Apply {
            const Recipe recipe = makeRecipe(analysis, inputs, parameters, seed);
            const LoadedFact loaded = loadFact(recipe, ArtifactStore(), progress);
            return [&window, loaded] { loaded.apply(window.session()); };
        },
        [&window, title](const QString& message) {
            if (message.isEmpty())
                window.session().settle(Fact::Foliation, tr("Cancelled."));
            else
                window.session().setFailed(Fact::Foliation, message);
        });
}

/// Says whether the data, the model and an embedding that the user brought are still the same.
std::function<bool()> sameInputs(const Session& session)
{
    const auto opened = [&session] {
        const auto hash = [](const auto& fact) { return fact ? fact->hash : std::string(); };
        const bool isBrought = !session.data() && !session.model();
        return std::vector{hash(session.data()), hash(session.model()),
                           isBrought ? hash(session.embedding()) : std::string()};
    };
    return [opened, before = opened()] { return opened() == before; };
}

/// Computes something of several epochs or layers at once, and shows it in its panel.
void computeInPanel(MainWindow& window, const Analysis& analysis, const ParameterDialog& dialog,
                    const QString& panel)
{
    const QString title = QString::fromStdString(analysis.title);
    const Json parameters = dialog.parameters();
    const std::uint64_t seed = dialog.seed();
    const Fact fact = factOf(analysis.name);
    const ReadyInputs inputs(analysis, window.session());
    // A result that comes after something else was opened belongs to nothing any more.
    const auto isOpen = sameInputs(window.session());
    window.session().setBusy(fact, title);
    if (QDockWidget* dock = window.docks().find(panel)) {
        dock->show();
        dock->raise();
    }
    window.tasks().start(
        title, TaskWeight::Heavy,
        [=, &window, &analysis](const Progress& progress) -> TaskQueue::Apply {
            const Recipe recipe =
                makeRecipe(analysis, inputs.make(ArtifactStore(), progress), parameters, seed);
            const LoadedFact loaded = loadFact(recipe, ArtifactStore(), progress);
            return [&window, loaded, isOpen, fact] {
                if (isOpen())
                    loaded.apply(window.session());
                else
                    window.session().settle(
                        fact, tr("Another model or other data were opened meanwhile."));
            };
        },
        [&window, fact](const QString& message) {
            if (message.isEmpty())
                window.session().settle(fact, tr("Cancelled."));
            else
                window.session().setFailed(fact, message);
        });
}

StudyView& studyView(MainWindow& window)
{
    return *qobject_cast<StudyView*>(window.docks().find(QStringLiteral("study"))->widget());
}

/// Trains on the data of the preset, else on those that are open.
void compute(MainWindow& window, const Analysis& analysis, const ParameterDialog& dialog)
{
    Workbench& workbench = window.workbench();
    if (analysis.name == "embed")
        workbench.computeEmbedding(dialog.parameters(), dialog.seed());
    else if (analysis.name == "layout")
        workbench.computeFact(Fact::Layout, dialog.parameters());
    else if (analysis.name == "dimension")
        workbench.computeFact(Fact::Dimension, dialog.parameters());
    else if (analysis.name == "neighbors")
        workbench.computeFact(Fact::Neighbors, dialog.parameters());
    else if (analysis.name == "leaf foliation")
        computeFoliation(window, analysis, dialog);
    else if (analysis.name == "leaf trace")
        computeInPanel(window, analysis, dialog, QStringLiteral("trace"));
    else if (isStudy(analysis.name)) {
        studyView(window).choose(analysis.name);
        computeInPanel(window, analysis, dialog, QStringLiteral("study"));
    } else if (analysis.name == "collapse" || analysis.name == "collapse free") {
        window.center().showView(QStringLiteral("collapse"));
        computeInPanel(window, analysis, dialog, QStringLiteral("collapse-charts"));
    } else if (analysis.name == "nnk")
        workbench.computeFact(Fact::Graph, dialog.parameters());
    else if (analysis.name == "train")
        trainAndFollow(window, dialog);
    else
        computeArtifact(window, analysis, dialog);
}

} // namespace

QString missingInput(const Analysis& analysis, const Session& session)
{
    const bool takesTrainings =
        std::any_of(analysis.inputs.begin(), analysis.inputs.end(),
                    [](const InputSpec& input) { return input.kind == InputKind::Trainings; });
    if (takesTrainings && !session.model() && !openEmbeddingInput(session))
        return tr("Open the checkpoints of a training, or an embedding with labels, first.");
    for (const InputSpec& input : analysis.inputs) {
        const bool isPreset =
            std::any_of(analysis.presets.begin(), analysis.presets.end(),
                        [&](const Preset& preset) { return preset.inputs.count(input.role) > 0; });
        if (!input.required || isPreset || isThere(input.kind, session))
            continue;
        switch (input.kind) {
        case InputKind::Data:
            return tr("Open data first.");
        case InputKind::Model:
        case InputKind::Series:
        case InputKind::Runs:
        case InputKind::Trainings:
            return tr("Open a model first.");
        case InputKind::Embedding:
            return tr("Open or compute an embedding first.");
        case InputKind::File:
        case InputKind::Result:
            return tr("It needs a file (%1); run it from the command line.")
                .arg(QString::fromStdString(input.role));
        }
    }
    return {};
}

void askAndCompute(MainWindow& window, const Analysis& analysis)
{
    Json suggested = Json::object();
    if (const QString layer = window.session().layer(); !layer.isEmpty())
        suggested["layer"] = layer.toStdString();
    auto* dialog = new ParameterDialog(analysis, &window, suggested);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (const auto cost = window.workbench().estimate(); cost && analysis.name == "embed")
        dialog->setRemark(tr("With these defaults: %1 samples, %2 layers, %3 on disk.")
                              .arg(style::count(cost->samples))
                              .arg(cost->layers)
                              .arg(QLocale().formattedDataSize(qint64(cost->bytes), 3,
                                                               QLocale::DataSizeSIFormat)));
    QObject::connect(dialog, &QDialog::accepted, &window,
                     [&window, &analysis, dialog] { compute(window, analysis, *dialog); });
    dialog->open(); // window-modal, without a second event loop
}

} // namespace leafscope
