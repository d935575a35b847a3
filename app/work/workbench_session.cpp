// SPDX-License-Identifier: MIT
// Sessions: opening, saving, and what would be lost by closing.
#include "app/work/loading.hpp"
#include "app/work/series_work.hpp"
#include "app/work/workbench.hpp"
#include "app/work/workbench_helpers.hpp"
#include "core/base/writing.hpp"
#include "core/session/relink.hpp"
#include "core/session/specs.hpp"

#include <QCoreApplication>
#include <QSettings>

#include <algorithm>
#include <set>
#include <utility>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

/// The recipes of what is shown, but for the embedding, which is inside them.
std::vector<Recipe> recipesOf(const Session& session)
{
    std::vector<Recipe> recipes;
    for (const Fact fact : {Fact::Layout, Fact::Dimension, Fact::Neighbors, Fact::Graph,
                            Fact::Trace, Fact::Foliation, Fact::Collapse})
        if (const auto recipe = session.recipe(fact))
            recipes.push_back(*recipe);
    for (const auto& [analysis, study] : session.studies())
        recipes.push_back(study->recipe);
    return recipes;
}

/// The recipes of everything that a session can show, to keep their artifacts with it.
std::set<std::string> hashesOf(const Session& session)
{
    std::set<std::string> hashes;
    const auto add = [&](const Frame& frame) {
        for (const Fact fact : {Fact::Layout, Fact::Dimension, Fact::Neighbors, Fact::Graph})
            if (const auto& recipe = frame.recipe(fact); recipe && frame.has(fact))
                hashes.insert(recipe->hash());
    };
    for (const SeriesEntry& entry : session.series())
        add(session.frame(entry.epoch));
    for (const Recipe& recipe : recipesOf(session))
        hashes.insert(recipe.hash());
    return hashes;
}

/// Where inputs that moved may be: beside the session, where the program was started, where files
/// were opened from last.
std::vector<fs::path> searchFolders(const fs::path& session)
{
    std::vector<fs::path> folders;
    if (!session.empty())
        folders = {session, session.parent_path()};
    folders.push_back(fs::current_path());
    const QString last = QSettings().value(QStringLiteral("folder")).toString();
    if (!last.isEmpty())
        folders.emplace_back(last.toStdString());
    return folders;
}

/// A session as it is found on the disk.
struct FoundSession {
    SessionFolder saved; ///< with every input that was found again in its new place
    std::vector<MissingInput> missing;
    std::shared_ptr<const Dataset> data;

    bool has(const std::string& role) const
    {
        return !saved.inputSpec(role).empty() &&
               std::none_of(missing.begin(), missing.end(),
                            [&](const MissingInput& m) { return m.role == role; });
    }
};

FoundSession findInputs(SessionFolder saved, const Progress& progress)
{
    FoundSession found;
    for (const MissingInput& missing : missingInputs(saved)) {
        const Progress part = progress.span(0, 0.3, "looking for " + missing.spec);
        if (const auto place = findMoved(missing, searchFolders(saved.folder), part)) {
            relink(saved, missing.hash, *place);
            progress.note("found again: " + missing.spec + " is now " + *place);
        } else {
            found.missing.push_back(missing);
        }
    }
    found.saved = std::move(saved);
    if (found.has("data"))
        found.data =
            std::make_shared<const Dataset>(openDataset(found.saved.inputSpec("data"), progress));
    return found;
}

QString missingText(const MissingInput& missing)
{
    return QCoreApplication::translate(
               "Workbench",
               "An input of the session is not where it was.\n"
               "  where: %1\n"
               "  what to do: put it back, or drop it on the window: it is known again "
               "by its content")
        .arg(QString::fromStdString(missing.spec));
}

} // namespace

SessionFolder Workbench::snapshot() const
{
    SessionFolder now;
    now.folder = m_folder;
    now.title = m_title.toStdString();
    now.about = m_about;
    if (const auto data = session().data())
        now.inputs["data"] = {absoluteSpec(data->spec), data->hash, nullptr};
    if (const auto model = session().model())
        now.inputs["model"] = {fs::absolute(model->file).string(), model->hash, nullptr};
    // Of a series the checkpoint that is shown, which is the one that the results are made from.
    if (const auto embedding = session().recipe(Fact::Embedding))
        if (const auto model = embedding->inputs.find("model"); model != embedding->inputs.end())
            now.inputs["model"] = {model->second.spec, model->second.hash, nullptr};
    for (const Recipe& recipe : recipesOf(session()))
        now.recipes[recipe.analysis] = recipe;
    now.views = m_viewStates ? m_viewStates() : Json::object();
    return now;
}

bool Workbench::isUnsaved() const
{
    // Layer, epoch and camera are where one stands; they come back by the journal and are no work.
    const auto work = [](const ViewState& view) {
        ViewState kept = view;
        kept.layer.clear();
        kept.epoch = -1;
        kept.camera = Json();
        kept.current = -1;
        if (kept.selected.size() == 1)
            kept.selected = SampleSet();
        return kept;
    };
    return !(work(session().view()) == work(m_savedView));
}

void Workbench::openSession(const QString& folder)
{
    const QString title = tr("Open %1").arg(shortName(folder));
    restore(title, true, [folder] { return readSessionFolder(folder.toStdString()); });
}

void Workbench::recover(const LostWork& lost)
{
    restore(tr("Recover"), false, [lost] {
        return SessionFolder::fromJson(lost.state, lost.state.value("folder", std::string()),
                                       lost.file.string());
    });
}

void Workbench::restore(const QString& title, bool isSaved,
                        const std::function<SessionFolder()>& read)
{
    dropModelRequest();
    abandon();
    for (const Fact fact : {Fact::Embedding, Fact::Layout, Fact::Dimension})
        session().setBusy(fact, tr("Opening the session"));
    m_tasks.start(
        title, TaskWeight::Light,
        [this, isSaved, read](const Progress& progress) -> TaskQueue::Apply {
            const FoundSession found = findInputs(read(), progress);
            const ViewState view = ViewState::fromJson(found.saved.view);
            return [this, isSaved, found, view] {
                show(found.saved, view, found.data);
                for (const MissingInput& missing : found.missing)
                    Q_EMIT failed(tr("Open %1").arg(m_title), missingText(missing));
                // A model replaces pictures of the samples themselves.
                const Recipe* shown = found.saved.embedding();
                if (found.has("model") && (!shown || shown->inputs.count("model")))
                    readModelAtLast(QString::fromStdString(found.saved.inputSpec("model")));
                m_savedView = isSaved ? view : ViewState();
            };
        },
        failureOfComputed(title));
}

void Workbench::show(const SessionFolder& saved, const ViewState& view,
                     const std::shared_ptr<const Dataset>& data)
{
    m_title = QString::fromStdString(saved.title);
    m_about = saved.about;
    m_folder = saved.folder;
    m_sessionArtifacts = saved.folder.empty() ? fs::path() : saved.artifacts();
    seriesOf(*this).close();
    if (data)
        session().setData(data);
    session().restoreView(view);
    for (const auto& [name, recipe] : saved.recipes)
        runFact(factOf(name), recipe);
    for (const Fact fact : {Fact::Layout, Fact::Dimension})
        if (!saved.recipes.count(fact == Fact::Layout ? "layout" : "dimension"))
            session().settle(fact,
                             tr("The session does not hold it. Compute it from the Compute menu."));
    if (!m_folder.empty())
        Q_EMIT opened(sessionFolder(), Opened::Session);
    Q_EMIT sessionOpened();
    Q_EMIT viewStateLoaded(QString::fromStdString(saved.views.dump()));
}

void Workbench::saveSession()
{
    if (!m_folder.empty())
        saveSessionAs(QString::fromStdString(m_folder.string()));
}

void Workbench::saveSessionAs(const QString& folder)
{
    SessionFolder described = snapshot();
    described.folder = fs::absolute(folder.toStdString()).lexically_normal();
    if (described.title.empty() || described.folder != m_folder)
        described.title = described.folder.stem().string();
    const ViewState view = session().view();
    const std::set<std::string> hashes = hashesOf(session());
    const auto artifacts = store();
    const QString title = tr("Save %1").arg(QString::fromStdString(described.title));
    m_tasks.start(
        title, TaskWeight::Light,
        [this, described, view, hashes, artifacts](const Progress& progress) -> TaskQueue::Apply {
            SessionFolder saved = described;
            saved.view = view.toJson();
            // The results first: a description that is there finds what it describes.
            double done = 0;
            for (const std::string& hash : hashes) {
                progress.report(done++ / double(hashes.size() + 1));
                const fs::path kept = saved.artifacts() / (hash + ".h5");
                if (const auto file = artifacts.find(hash); file && !fs::exists(kept))
                    copyWhole(*file, kept);
            }
            writeSessionFolder(saved);
            return [this, saved, view] {
                m_folder = saved.folder;
                m_title = QString::fromStdString(saved.title);
                m_sessionArtifacts = saved.artifacts();
                m_savedView = view;
                Q_EMIT sessionSaved(QString::fromStdString(saved.folder.string()));
            };
        },
        [this, title](const QString& message) {
            if (!message.isEmpty())
                Q_EMIT failed(title, message);
        });
}

void Workbench::closeSession()
{
    dropModelRequest();
    abandon();
    m_title.clear();
    m_about.clear();
    m_folder.clear();
    m_sessionArtifacts.clear();
    session().setModel(nullptr);
    session().setData(nullptr);
    m_savedView = session().view();
    Q_EMIT sessionClosed();
}

} // namespace leafscope
