// SPDX-License-Identifier: MIT
// Opening and saving sessions.
#include "app/work/loading.hpp"
#include "app/work/workbench.hpp"
#include "app/work/workbench_helpers.hpp"

#include <utility>

namespace leafscope {

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
            return [this, folder, saved, data] {
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
                Q_EMIT opened(folder, Opened::Session);
                Q_EMIT sessionOpened();
                Q_EMIT viewStateLoaded(QString::fromStdString(saved.view.dump()));
                if (const std::string model = saved.inputSpec("model"); !model.empty())
                    readModel(QString::fromStdString(model));
            };
        },
        failureOfComputed(title));
}

} // namespace leafscope
