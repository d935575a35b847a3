// SPDX-License-Identifier: MIT
// View: epochs of the open series, playing them.
#include "app/window/actions/actions.hpp"
#include "app/window/ask.hpp"
#include "app/window/docks.hpp"
#include "app/window/main_window.hpp"
#include "app/work/series_work.hpp"
#include "views/timeline/player.hpp"
#include "views/timeline/timeline_view.hpp"

#include <QCoreApplication>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Actions", text);
}

} // namespace

ActionGroup epochActions(MainWindow& window)
{
    Session& session = window.session();
    const auto noSeries = [&session] {
        return session.series().size() > 1 ? QString() : tr("No series of checkpoints is open.");
    };
    const auto keys = [](const char* a, const char* b) {
        return QList<QKeySequence>{QKeySequence(QString::fromLatin1(a)),
                                   QKeySequence(QString::fromLatin1(b))};
    };
    const QString view = tr("&View");
    return {{.id = "previousEpoch",
             .menu = view,
             .text = tr("Previous &epoch"),
             .shortcuts = keys("{", ","),
             .run = [&session] { session.stepEpoch(-1); },
             .refusal = noSeries},
            {.id = "nextEpoch",
             .menu = view,
             .text = tr("Ne&xt epoch"),
             .shortcuts = keys("}", "."),
             .run = [&session] { session.stepEpoch(1); },
             .refusal = noSeries},
            {.id = "play",
             .menu = view,
             .text = tr("Pla&y the epochs"),
             .icon = "play",
             .shortcuts = {QKeySequence(Qt::Key_Space)},
             .run = [&window] { window.timelineView().player().toggle(); },
             .refusal = noSeries},
            {.id = "computeEpochs",
             .menu = tr("&Compute"),
             .text = tr("All e&pochs"),
             .icon = "timeline",
             .run = [&window] { seriesOf(window.workbench()).computeAll(); },
             .refusal = noSeries},
            {.id = "exportTimeline",
             .menu = tr("&File"),
             .text = tr("Export &timeline..."),
             .icon = "export",
             .run = [&window] { askToExport(window, window.timelineView()); },
             .refusal = noSeries}};
}

} // namespace leafscope
