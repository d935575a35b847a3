// SPDX-License-Identifier: MIT
// View and Compute: the epochs of a series.
#include "app/window/actions/actions.hpp"
#include "app/window/main_window.hpp"
#include "app/work/series_work.hpp"
#include "views/timeline/player.hpp"
#include "views/timeline/timeline_header.hpp"
#include "views/timeline/timeline_view.hpp"

#include <QCoreApplication>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Actions", text);
}

QString withoutSeries(const Session& session)
{
    return session.series().size() > 1 ? QString()
                                       : tr("Open a folder of numbered checkpoints first.");
}

ActionSpec epochStep(Session& session, int step)
{
    const bool on = step > 0;
    const auto refusal = [&session, on] {
        const QString none = withoutSeries(session);
        if (!none.isEmpty())
            return none;
        const int end = on ? session.series().back().epoch : session.series().front().epoch;
        return session.epoch() == end ? tr("This is the end of the series.") : QString();
    };
    const auto key = [](const char* text) { return QKeySequence(QString::fromLatin1(text)); };
    return {.id = on ? "nextEpoch" : "previousEpoch",
            .menu = tr("&View"),
            .text = on ? tr("Ne&xt epoch") : tr("Previo&us epoch"),
            .shortcuts = on ? QList<QKeySequence>{key("}"), key(".")}
                            : QList<QKeySequence>{key("{"), key(",")},
            .run = [&session, step] { session.stepEpoch(step); },
            .refusal = refusal};
}

} // namespace

ActionGroup epochActions(MainWindow& window)
{
    Session& session = window.session();
    return {epochStep(session, -1),
            epochStep(session, 1),
            {.id = "play",
             .menu = tr("&View"),
             .text = tr("Pla&y the epochs"),
             .icon = "play",
             .shortcuts = {QKeySequence(Qt::Key_Space)},
             .run = [&window] { window.timelineView().player().toggle(); },
             .refusal = [&session] { return withoutSeries(session); },
             .label =
                 [&window] {
                     return window.timelineView().player().isPlaying() ? tr("&Pause the epochs")
                                                                       : tr("Pla&y the epochs");
                 }}};
}

ActionGroup seriesActions(MainWindow& window)
{
    Session& session = window.session();
    return {{.id = "computeEpochs",
             .menu = tr("&Compute"),
             .text = tr("All e&pochs"),
             .icon = "timeline",
             .run = [&window] { seriesOf(window.workbench()).computeAll(); },
             .refusal =
                 [&session] {
                     const QString none = withoutSeries(session);
                     return none.isEmpty() && missingEpochs(session) == 0
                                ? tr("Every epoch is there.")
                                : none;
                 }}};
}

} // namespace leafscope
