// SPDX-License-Identifier: MIT
#include "app/work/workbench.hpp"

#include "app/work/collapse_follow.hpp"
#include "app/work/loading.hpp"
#include "app/work/recognise.hpp"
#include "app/work/series_work.hpp"
#include "app/work/workbench_helpers.hpp"
#include "core/embedding/frames.hpp"
#include "core/model/model_file.hpp"
#include "core/model/network.hpp"
#include "core/session/execute.hpp"

#include <thread>
#include <utility>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

std::shared_ptr<const ModelInfo> inspectModel(const fs::path& file, const Shape& inputShape)
{
    Network network = Network::load(file);
    return std::make_shared<ModelInfo>(network.inspect(inputShape));
}

constexpr std::chrono::milliseconds kUntilFirstFrame{500}; ///< from the data of the pictures on

void waitFor(std::chrono::milliseconds time, const Progress& progress)
{
    constexpr std::chrono::milliseconds kStep{20};
    for (; time.count() > 0; time -= kStep) {
        progress.checkpoint();
        std::this_thread::sleep_for(kStep);
    }
}

} // namespace

Workbench::Workbench(Session& session, TaskQueue& tasks, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_tasks(tasks)
{
    auto* series = new SeriesWork(
        session, tasks, [this] { return store(); }, this);
    connect(series, &SeriesWork::failed, this, &Workbench::failed);
    new CollapseFollow(session, tasks, this);
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
    if (specs.isEmpty())
        return;
    const QString title = tr("Open %1").arg(shortName(specs.front()));
    const auto id = std::make_shared<int>(0);
    *id = m_tasks.start(
        title, TaskWeight::Light,
        [this, id, specs](const Progress& progress) -> TaskQueue::Apply {
            const std::vector<Recognised> all = recogniseAll(specs, progress);
            return [this, id, all] {
                // What opens the files lists itself; the look at them need not stay on the list.
                m_tasks.dismiss(*id);
                for (const Recognised& one : all)
                    if (!one.problem.isEmpty())
                        Q_EMIT failed(tr("Open %1").arg(one.name()), one.problem);
                openRecognised(all);
            };
        },
        [this, title](const QString& message) {
            if (!message.isEmpty())
                Q_EMIT failed(title, message);
        });
}

void Workbench::openRecognised(const std::vector<Recognised>& files)
{
    // A model is shown with the data that are there when it is read.
    for (const Opened kind : {Opened::Session, Opened::Embedding, Opened::Data, Opened::Model})
        for (const Recognised& file : files) {
            if (!file.as || *file.as != kind)
                continue;
            switch (kind) {
            case Opened::Session:
                openSession(file.spec);
                break;
            case Opened::Embedding:
                openEmbedding(file.spec);
                break;
            case Opened::Data:
                openData(file.spec);
                break;
            case Opened::Model:
                openModel(file.spec);
                break;
            }
        }
}

void Workbench::openData(const QString& spec)
{
    abandon();
    readData(spec);
}

void Workbench::openModel(const QString& file)
{
    abandon();
    readModel(file, true);
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
            return [this, spec, data, ticket] {
                if (ticket != m_dataTicket) // other data were asked for meanwhile
                    return;
                session().setData(data);
                Q_EMIT opened(spec, Opened::Data);
                computeIfReady();
            };
        },
        failureOf(Fact::Data, title));
}

void Workbench::readModel(const QString& file, bool asked, std::chrono::milliseconds delay)
{
    const QString title = tr("Open %1").arg(shortName(file));
    session().setBusy(Fact::Model, tr("Reading %1").arg(shortName(file)));
    const Shape shape = session().data() ? session().data()->sampleShape : Shape{};
    const int ticket = ++m_modelTicket;
    m_tasks.start(
        title, TaskWeight::Light,
        [this, file, shape, ticket, asked, delay](const Progress& progress) -> TaskQueue::Apply {
            waitFor(delay, progress);
            auto model = inspectModel(resolveModelFile(file.toStdString()), shape);
            return [this, file, model, ticket, asked] {
                if (ticket != m_modelTicket) // another model was asked for meanwhile
                    return;
                session().setModel(model);
                seriesOf(*this).look(QString::fromStdString(model->file.string()));
                if (asked)
                    Q_EMIT opened(file, Opened::Model);
                computeIfReady();
            };
        },
        [this, ticket, fail = failureOf(Fact::Model, title)](const QString& message) {
            if (ticket == m_modelTicket) // what was asked for since says for itself how it went
                fail(message);
        });
}

void Workbench::dropModelRequest()
{
    ++m_modelTicket;
    if (session().state(Fact::Model).readiness == Readiness::Busy)
        session().settle(Fact::Model, {});
}

void Workbench::readModelAtLast(const QString& file)
{
    session().setBusy(Fact::Model, tr("Waiting for the pictures"));
    auto* waiting = new QObject(this);
    const auto look = [this, waiting, file, ticket = ++m_modelTicket] {
        const bool superseded = ticket != m_modelTicket;
        const auto isBusy = [this](Fact fact) {
            return session().state(fact).readiness == Readiness::Busy;
        };
        if (!superseded && (isBusy(Fact::Layout) || isBusy(Fact::Dimension)))
            return;
        disconnect(&m_session, nullptr, waiting, nullptr);
        waiting->deleteLater();
        if (!superseded)
            readModel(file, false, kUntilFirstFrame);
    };
    connect(&m_session, &Session::stateChanged, waiting, look);
    look();
}

void Workbench::openEmbedding(const QString& file)
{
    dropModelRequest();
    abandon();
    const QString title = tr("Open %1").arg(shortName(file));
    const auto artifacts = store();
    m_tasks.start(
        title, TaskWeight::Light,
        [this, file, artifacts](const Progress& progress) -> TaskQueue::Apply {
            // Of a series the last epoch is shown first.
            const auto frames = embeddingFrames(file.toStdString());
            const std::string path = frames.empty() ? file.toStdString() : frames.back().spec;
            const auto artifact = readArtifact(path);
            if (artifact && artifact->recipe.analysis != "embed") {
                const LoadedFact loaded = loadFact(artifact->recipe, artifacts, progress);
                return [this, file, loaded] {
                    seriesOf(*this).close();
                    dropOtherInputs(loaded.embeddingRecipe());
                    loaded.apply(session());
                    Q_EMIT opened(file, Opened::Embedding);
                };
            }
            auto header = std::make_shared<const EmbeddingHeader>(leafscope::openEmbedding(path));
            const std::map<std::string, std::string> inputs{{"embedding", path}};
            const Recipe layout = makeRecipe(analysisNamed("layout"), inputs, Json::object());
            const Recipe dimension = makeRecipe(analysisNamed("dimension"), inputs, Json::object());
            return [this, file, header, layout, dimension] {
                const auto inner = layout.inputs.at("embedding").recipe;
                seriesOf(*this).close();
                dropOtherInputs(inner ? std::optional(*inner) : std::nullopt);
                session().setEmbedding(header);
                if (inner)
                    session().setRecipe(Fact::Embedding, *inner);
                seriesOf(*this).lookAtEmbedding(file);
                Q_EMIT opened(file, Opened::Embedding);
                runFact(Fact::Layout, layout);
                runFact(Fact::Dimension, dimension);
            };
        },
        failureOf(Fact::Embedding, title));
}

} // namespace leafscope
