// SPDX-License-Identifier: MIT
// What the window can do: open things, compute things. Every computation is a recipe run by the
// task queue; the results become facts of the session.
#pragma once

#include "app/tasks/task_queue.hpp"
#include "core/session/artifacts.hpp"
#include "core/session/journal.hpp"
#include "core/session/session_folder.hpp"
#include "views/session/session.hpp"

#include <QObject>
#include <QString>
#include <QStringList>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace leafscope {

/// What an embedding of the open model and data would cost, before it is started.
struct EmbeddingEstimate {
    Index samples = 0;
    int layers = 0;
    double bytes = 0;
};

/// As what something was opened.
enum class Opened { Data, Model, Embedding, Session };

struct Recognised;

class Workbench : public QObject {
    Q_OBJECT

public:
    Workbench(Session& session, TaskQueue& tasks, QObject* parent = nullptr);

    /// Opens files, folders, data set names or generators, each as what its content says it is.
    void open(const QStringList& specs);
    /// Those that can be opened, data before models.
    void openRecognised(const std::vector<Recognised>& files);
    void openData(const QString& spec);
    void openModel(const QString& file);
    void openEmbedding(const QString& file);
    void openSession(const QString& folder);
    /// Brings back what the autosave journal of a program that crashed holds.
    void recover(const LostWork& lost);

    /// Writes the session with the results it shows into its folder, as a task; the first only if
    /// it has a folder.
    void saveSession();
    void saveSessionAs(const QString& folder);
    void closeSession();
    /// "" if it was never saved.
    QString sessionFolder() const { return QString::fromStdString(m_folder.string()); }
    /// Whether closing loses something that a session file would keep: slices, a filter, colours, a
    /// selection of several samples.
    bool isUnsaved() const;
    /// What a session file would hold now, but for the view state, whose text may be long: it is
    /// written on the workers, from Session::view().
    SessionFolder snapshot() const;
    /// Where snapshot() gets the state of single views from, by their names.
    void setViewStates(std::function<Json()> states) { m_viewStates = std::move(states); }

    /// Embeds the open data with the open model, then lays it out and estimates its dimension.
    void computeEmbedding(const Json& parameters = Json::object(), std::uint64_t seed = 1);
    /// Lays out the samples of the open data themselves, and estimates their dimension.
    void computeSamples();
    /// Layout, dimension, neighbours or NNK graph, with these parameters.
    void computeFact(Fact fact, const Json& parameters = Json::object());
    /// The NNK graph of the layer that is shown, as usual.
    void computeGraph();
    /// Trains a built-in network on data (their spec) into `folder` and opens its last checkpoint.
    void train(const std::string& data, const Json& parameters, std::uint64_t seed,
               const QString& folder);

    bool canEmbed() const { return session().data() && session().model(); }
    std::optional<EmbeddingEstimate> estimate() const;
    const QString& sessionTitle() const { return m_title; }

    /// An embedding up to this size is computed as soon as model and data are there.
    static constexpr double kAutomaticBytes = 1e9;
    /// Up to here neighbours are searched as soon as there is a layout: samples, and multiply-adds
    /// over all layers, about 10 s of two cores.
    static constexpr double kAutomaticSamples = 5000;
    static constexpr double kAutomaticProducts = 2e12;

Q_SIGNALS:
    /// What the person asked for is open now (not what a session brought with it).
    void opened(const QString& spec, leafscope::Opened kind);
    void sessionOpened();                       ///< title and view state are known
    void viewStateLoaded(const QString& state); ///< JSON text of the session's "views"
    void sessionSaved(const QString& folder);
    void sessionClosed();
    void failed(const QString& title, const QString& message);

private:
    Session& session() const { return m_session; }
    void readData(const QString& spec);
    /// The worker waits for `delay` first.
    void readModel(const QString& file, bool asked = false, std::chrono::milliseconds delay = {});
    /// Reads it when the pictures of the session are on the screen: while LibTorch is being loaded,
    /// with the first model, software OpenGL cannot compile what the first frame needs.
    void readModelAtLast(const QString& file);
    /// A model that is being read is not wanted any more.
    void dropModelRequest();
    void computeIfReady();
    void computeSamplesIfCheap();
    /// What the empty views say.
    void suggest(const QString& hint);
    /// Makes the layers that are shown; `then` computes what is shown of them.
    void computeLayers(const char* analysis, const std::map<std::string, std::string>& inputs,
                       const Json& parameters, std::uint64_t seed, const QString& title,
                       const std::function<void()>& then);
    void computePictures();
    /// The samples as a layer, then `then`.
    void computeSamplesThen(const std::function<void()>& then);
    void runFact(Fact fact, const Recipe& recipe);
    void computeNeighborsIfCheap();
    /// Reads a session on a worker and shows it.
    void restore(const QString& title, bool isSaved, const std::function<SessionFolder()>& read);
    void show(const SessionFolder& saved, const ViewState& view,
              const std::shared_ptr<const Dataset>& data);
    /// A failure handler that marks `fact` failed and tells the window.
    TaskQueue::Fail failureOf(Fact fact, const QString& title);
    /// Stops what is being computed for the inputs that are about to be replaced.
    void abandon();
    /// The computed facts that are still marked busy are so no more.
    void settleComputed(const QString& hint);
    /// Data and model that the embedding was not made from say nothing about its samples.
    void dropOtherInputs(const std::optional<Recipe>& embedding);
    TaskQueue::Fail failureOfComputed(const QString& title);
    /// Starts a heavy task whose result or failure is dropped if its inputs were replaced
    /// meanwhile.
    void compute(const QString& title, TaskQueue::Work work, TaskQueue::Fail fail);
    ArtifactStore store() const;

    Session& m_session;
    TaskQueue& m_tasks;
    QString m_title;
    std::string m_about;
    std::filesystem::path m_folder; ///< of the session; "" if it was never saved
    ViewState m_savedView;          ///< as it was opened or saved
    std::function<Json()> m_viewStates;
    std::filesystem::path m_sessionArtifacts; ///< looked into beside the user's store
    std::vector<int> m_computing;             ///< tasks whose results belong to the open inputs
    int m_generation = 0;                     ///< of the open inputs
    int m_dataTicket = 0;                     ///< of the last request to read data
    int m_modelTicket = 0;
};

} // namespace leafscope
