// SPDX-License-Identifier: MIT
#include "app/work/workbench.hpp"

#include "app/work/loading.hpp"
#include "core/base/error.hpp"
#include "core/data/cifar.hpp"
#include "core/data/sniff.hpp"
#include "core/model/model_file.hpp"
#include "core/model/network.hpp"
#include "core/session/execute.hpp"

#include <QFileInfo>
#include <QLocale>

#include <algorithm>
#include <utility>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

QString shortName(const QString& spec)
{
    return QFileInfo(spec).exists() ? QFileInfo(spec).fileName() : spec;
}

std::shared_ptr<const ModelInfo> inspectModel(const fs::path& file, const Shape& inputShape)
{
    Network network = Network::load(file);
    return std::make_shared<ModelInfo>(network.inspect(inputShape));
}

const Analysis& analysisNamed(const char* name)
{
    const Analysis* analysis = findAnalysis(name);
    EXPECTS(analysis != nullptr, name);
    return *analysis;
}

} // namespace

Workbench::Workbench(Session& session, TaskQueue& tasks, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_tasks(tasks)
{
}

ArtifactStore Workbench::store() const
{
    std::vector<fs::path> folders{ArtifactStore::userFolder()};
    if (!m_sessionArtifacts.empty())
        folders.push_back(m_sessionArtifacts);
    return ArtifactStore(std::move(folders));
}

TaskQueue::Fail Workbench::failureOf(Fact fact, const QString& title)
{
    return [this, fact, title](const QString& message) {
        if (message.isEmpty()) {
            session().settle(fact, tr("Cancelled. Compute it again from the Compute menu."));
            return;
        }
        session().setFailed(fact, message);
        if (session().state(Fact::Embedding).readiness == Readiness::Busy)
            session().setFailed(Fact::Embedding, message);
        Q_EMIT failed(title, message);
    };
}

void Workbench::open(const QStringList& specs)
{
    for (const QString& spec : specs)
        openOne(spec);
}

void Workbench::openOne(const QString& spec)
{
    const QString title = tr("Open %1").arg(shortName(spec));
    const auto id = std::make_shared<int>(0);
    // What opens the file lists itself; the look at its first bytes need not stay on the list.
    const auto then = [this, id,
                       spec](void (Workbench::*openAs)(const QString&)) -> TaskQueue::Apply {
        return [this, id, spec, openAs] {
            m_tasks.dismiss(*id);
            (this->*openAs)(spec);
        };
    };
    *id = m_tasks.start(
        title, TaskWeight::Light,
        [spec, then](const Progress&) -> TaskQueue::Apply {
            const fs::path file = spec.toStdString();
            std::error_code ignored;
            if (fs::exists(file / "session.json", ignored))
                return then(&Workbench::openSession);
            if (fs::is_directory(file, ignored))
                return then(cifarBatches(file, "train").empty() ? &Workbench::openModel
                                                                : &Workbench::openData);
            if (!fs::exists(file, ignored))
                return then(&Workbench::openData);
            const Sniffed what = sniff(file);
            if (what.kind == FileKind::TorchScript)
                return then(&Workbench::openModel);
            const auto artifact = readArtifact(file);
            if (artifact && artifact->recipe.analysis != "sample")
                return then(&Workbench::openEmbedding);
            if (!artifact && !what.remedy.empty())
                throw Error(ErrorKind::Unsupported, what.title, spec.toStdString(), {},
                            what.remedy);
            return then(&Workbench::openData);
        },
        [this, title](const QString& message) {
            if (!message.isEmpty())
                Q_EMIT failed(title, message);
        });
}

void Workbench::abandon()
{
    ++m_generation;
    for (const int id : m_computing)
        m_tasks.cancel(id);
    m_computing.clear();
    // The handlers of what was cancelled are dropped with their generation.
    settleComputed(tr("Compute the embedding to see it here."));
}

void Workbench::settleComputed(const QString& hint)
{
    for (const Fact fact : {Fact::Embedding, Fact::Layout, Fact::Dimension})
        if (session().state(fact).readiness == Readiness::Busy)
            session().settle(fact, hint);
}

void Workbench::dropOtherInputs(const std::optional<Recipe>& embedding)
{
    const auto madeFrom = [&](const char* role, const std::string& hash) {
        if (!embedding)
            return false;
        const auto input = embedding->inputs.find(role);
        return input != embedding->inputs.end() && input->second.hash == hash;
    };
    if (session().data() && !madeFrom("data", session().data()->hash))
        session().setData(nullptr);
    if (session().model() && !madeFrom("model", session().model()->hash))
        session().setModel(nullptr);
}

TaskQueue::Fail Workbench::failureOfComputed(const QString& title)
{
    return [this, title](const QString& message) {
        for (const Fact fact : {Fact::Embedding, Fact::Layout, Fact::Dimension}) {
            if (message.isEmpty())
                session().settle(fact, tr("Cancelled. Compute it again from the Compute menu."));
            else
                session().setFailed(fact, message);
        }
        if (!message.isEmpty())
            Q_EMIT failed(title, message);
    };
}

void Workbench::compute(const QString& title, TaskQueue::Work work, TaskQueue::Fail fail)
{
    const auto guarded = [this, generation = m_generation](const std::function<void()>& then) {
        if (generation == m_generation)
            then();
    };
    m_computing.push_back(m_tasks.start(
        title, TaskWeight::Heavy,
        [guarded, work = std::move(work)](const Progress& progress) -> TaskQueue::Apply {
            return [guarded, apply = work(progress)] { guarded(apply); };
        },
        [guarded, fail = std::move(fail)](const QString& message) {
            guarded([&] { fail(message); });
        }));
}

void Workbench::openData(const QString& spec)
{
    abandon();
    readData(spec);
}

void Workbench::openModel(const QString& file)
{
    abandon();
    readModel(file);
}

void Workbench::readData(const QString& spec)
{
    const QString title = tr("Open %1").arg(shortName(spec));
    session().setBusy(Fact::Data, tr("Reading %1").arg(shortName(spec)));
    const int ticket = ++m_dataTicket;
    m_tasks.start(
        title, TaskWeight::Light,
        [this, spec, ticket](const Progress& progress) -> TaskQueue::Apply {
            auto data = std::make_shared<const Dataset>(openDataset(spec.toStdString(), progress));
            return [this, data, ticket] {
                if (ticket != m_dataTicket) // other data were asked for meanwhile
                    return;
                session().setData(data);
                computeIfReady();
            };
        },
        failureOf(Fact::Data, title));
}

void Workbench::readModel(const QString& file)
{
    const QString title = tr("Open %1").arg(shortName(file));
    session().setBusy(Fact::Model, tr("Reading %1").arg(shortName(file)));
    const Shape shape = session().data() ? session().data()->sampleShape : Shape{};
    const int ticket = ++m_modelTicket;
    m_tasks.start(
        title, TaskWeight::Light,
        [this, file, shape, ticket](const Progress&) -> TaskQueue::Apply {
            auto model = inspectModel(resolveModelFile(file.toStdString()), shape);
            return [this, model, ticket] {
                if (ticket != m_modelTicket) // another model was asked for meanwhile
                    return;
                session().setModel(model);
                computeIfReady();
            };
        },
        failureOf(Fact::Model, title));
}

void Workbench::openEmbedding(const QString& file)
{
    abandon();
    const QString title = tr("Open %1").arg(shortName(file));
    const auto artifacts = store();
    m_tasks.start(
        title, TaskWeight::Light,
        [this, file, artifacts](const Progress& progress) -> TaskQueue::Apply {
            const std::string path = file.toStdString();
            const auto artifact = readArtifact(path);
            if (artifact && artifact->recipe.analysis != "embed") {
                const LoadedFact loaded = loadFact(artifact->recipe, artifacts, progress);
                return [this, loaded] {
                    dropOtherInputs(loaded.embeddingRecipe());
                    loaded.apply(session());
                };
            }
            auto header = std::make_shared<const EmbeddingHeader>(leafscope::openEmbedding(path));
            const std::map<std::string, std::string> inputs{{"embedding", path}};
            const Recipe layout = makeRecipe(analysisNamed("layout"), inputs, Json::object());
            const Recipe dimension = makeRecipe(analysisNamed("dimension"), inputs, Json::object());
            return [this, header, layout, dimension] {
                const auto inner = layout.inputs.at("embedding").recipe;
                dropOtherInputs(inner ? std::optional(*inner) : std::nullopt);
                session().setEmbedding(header);
                if (inner)
                    session().setRecipe(Fact::Embedding, *inner);
                runFact(Fact::Layout, layout);
                runFact(Fact::Dimension, dimension);
            };
        },
        failureOf(Fact::Embedding, title));
}

void Workbench::openSession(const QString& folder)
{
    abandon();
    const QString title = tr("Open %1").arg(shortName(folder));
    for (const Fact fact : {Fact::Embedding, Fact::Layout, Fact::Dimension})
        session().setBusy(fact, tr("Opening the session"));
    m_tasks.start(
        title, TaskWeight::Light,
        [this, folder](const Progress& progress) -> TaskQueue::Apply {
            const SessionFolder saved = readSessionFolder(folder.toStdString());
            std::shared_ptr<const Dataset> data;
            if (const std::string spec = saved.inputSpec("data"); !spec.empty())
                data = std::make_shared<const Dataset>(openDataset(spec, progress));
            return [this, saved, data] {
                m_title = QString::fromStdString(saved.title);
                m_sessionArtifacts = saved.artifacts();
                if (data)
                    session().setData(data);
                for (const auto& [name, recipe] : saved.recipes)
                    runFact(factOf(name), recipe);
                for (const Fact fact : {Fact::Layout, Fact::Dimension})
                    if (!saved.recipes.count(fact == Fact::Layout ? "layout" : "dimension"))
                        session().settle(fact, tr("The session does not hold it. Compute it from "
                                                  "the Compute menu."));
                Q_EMIT sessionOpened();
                Q_EMIT viewStateLoaded(QString::fromStdString(saved.view.dump()));
                if (const std::string model = saved.inputSpec("model"); !model.empty())
                    readModel(QString::fromStdString(model));
            };
        },
        failureOfComputed(title));
}

std::optional<EmbeddingEstimate> Workbench::estimate() const
{
    if (!canEmbed())
        return std::nullopt;
    const Json defaults = completeParameters(analysisNamed("embed"), Json::object());
    const Index limit = defaults.value("limit", Index(0));
    EmbeddingEstimate cost;
    cost.samples = limit > 0 ? std::min(limit, session().data()->size()) : session().data()->size();
    for (const LayerInfo& layer : session().model()->layers) {
        double values = 1;
        for (const std::int64_t extent : layer.shape)
            values *= double(extent);
        cost.bytes += 4 * values * double(cost.samples);
        ++cost.layers;
    }
    return cost;
}

void Workbench::computeIfReady()
{
    // Model and data opened together wait for each other.
    for (const Fact fact : {Fact::Data, Fact::Model})
        if (session().state(fact).readiness == Readiness::Busy)
            return;
    const auto cost = estimate();
    if (!cost || session().state(Fact::Embedding).readiness != Readiness::Empty)
        return;
    if (cost->bytes <= kAutomaticBytes) {
        computeEmbedding();
        return;
    }
    const QString hint = tr("The embedding would take %1 (%2 layers, %3 samples).\nStart it from "
                            "Compute > Embedding.")
                             .arg(QLocale().formattedDataSize(qint64(cost->bytes)))
                             .arg(cost->layers)
                             .arg(cost->samples);
    session().setEmpty(Fact::Layout, hint);
    session().setEmpty(Fact::Dimension, hint);
}

void Workbench::computeEmbedding(const Json& parameters, std::uint64_t seed)
{
    if (!canEmbed())
        return;
    abandon();
    const QString title = tr("Embed %1").arg(QString::fromStdString(session().data()->name));
    for (const Fact fact : {Fact::Embedding, Fact::Layout, Fact::Dimension})
        session().setBusy(fact, tr("Computing the embedding"));
    const std::map<std::string, std::string> inputs{{"model", session().model()->file.string()},
                                                    {"data", session().data()->spec}};
    const auto artifacts = store();
    compute(
        title,
        [=, this](const Progress& progress) -> TaskQueue::Apply {
            const Recipe recipe = makeRecipe(analysisNamed("embed"), inputs, parameters, seed);
            const LoadedFact loaded = loadFact(recipe, artifacts, progress);
            return [this, loaded] {
                loaded.apply(session());
                computeFact(Fact::Layout);
                computeFact(Fact::Dimension);
            };
        },
        failureOfComputed(title));
}

void Workbench::computeFact(Fact fact, const Json& parameters)
{
    const char* name = fact == Fact::Layout ? "layout" : "dimension";
    if (const auto inner = session().recipe(Fact::Embedding))
        runFact(fact, makeRecipe(analysisNamed(name), "embedding", *inner, parameters));
    else if (const auto old = session().recipe(fact)) {
        Recipe recipe = *old; // an embedding that the user brought: same input, other parameters
        recipe.parameters = completeParameters(analysisNamed(name), parameters);
        runFact(fact, recipe);
    }
}

void Workbench::runFact(Fact fact, const Recipe& recipe)
{
    const QString title = fact == Fact::Layout ? tr("Layout") : tr("Intrinsic dimension");
    session().setBusy(fact, title);
    const auto artifacts = store();
    compute(
        title,
        [this, recipe, artifacts](const Progress& progress) -> TaskQueue::Apply {
            const LoadedFact loaded = loadFact(recipe, artifacts, progress);
            return [this, loaded] { loaded.apply(session()); };
        },
        failureOf(fact, title));
}

void Workbench::train(const Json& parameters, std::uint64_t seed, const QString& folder)
{
    if (!session().data())
        return;
    const QString title = tr("Train on %1").arg(QString::fromStdString(session().data()->name));
    const std::string spec = session().data()->spec;
    const auto artifacts = store();
    m_tasks.start(
        title, TaskWeight::Heavy,
        [=, this](const Progress& progress) -> TaskQueue::Apply {
            const Recipe recipe =
                makeRecipe(analysisNamed("train"),
                           std::map<std::string, std::string>{{"data", spec}}, parameters, seed);
            execute(recipe, artifacts, progress, folder.toStdString());
            return [this, folder] { openModel(folder); };
        },
        [this, title](const QString& message) {
            if (!message.isEmpty())
                Q_EMIT failed(title, message);
        });
}

} // namespace leafscope
