// SPDX-License-Identifier: MIT
// Edit and View: finding samples, filtering to them, colouring them.
#include "app/window/actions/actions.hpp"
#include "app/window/docks.hpp"
#include "app/window/main_window.hpp"
#include "views/table/sample_table.hpp"

#include <QCoreApplication>
#include <QDockWidget>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Actions", text);
}

void find(MainWindow& window)
{
    QDockWidget* dock = window.docks().find(QStringLiteral("table"));
    dock->show();
    dock->raise();
    window.sampleTable().focusSearch();
}

void filterToSelection(Session& session)
{
    session.setFilter(Filter{{}, session.view().selected});
}

ActionSpec colourAction(Session& session, const char* key, const QString& text)
{
    const QString colour = QString::fromLatin1(key);
    return {.id = QStringLiteral("colour.") + colour,
            .menu = tr("&View") + QStringLiteral("/") + tr("&Colour by"),
            .text = text,
            .run = [&session, colour] { session.setColourBy(colour); },
            .checked = [&session, colour] { return session.view().colourBy == colour; }};
}

} // namespace

ActionGroup sampleActions(MainWindow& window)
{
    Session& session = window.session();
    const QString edit = tr("&Edit");
    return {
        {.id = "find",
         .menu = edit,
         .text = tr("&Find samples..."),
         .icon = "search",
         .shortcuts = {QKeySequence::Find},
         .run = [&window] { find(window); },
         .refusal =
             [&session] {
                 return session.embedding() ? QString() : tr("There are no samples yet.");
             }},
        {.id = "filterSelection",
         .menu = edit,
         .text = tr("Show &only the selection"),
         .run = [&session] { filterToSelection(session); },
         .refusal =
             [&session] {
                 return session.selected().empty() ? tr("Nothing is selected.") : QString();
             }},
        {.id = "clearFilter",
         .menu = edit,
         .text = tr("Show &all samples"),
         .run = [&session] { session.setFilter({}); },
         .refusal =
             [&session] {
                 return session.view().filter ? QString() : tr("All samples are shown.");
             }},
        colourAction(session, "label", tr("&Label")),
        colourAction(session, "prediction", tr("&Prediction")),
        colourAction(session, "correctness", tr("C&orrectness")),
        colourAction(session, "confidence", tr("&Confidence")),
        colourAction(session, "label_agreement", tr("Neighbours with the same &label")),
        colourAction(session, "local_dimension", tr("Local &dimension")),
        colourAction(session, "nearest_distance", tr("Distance to the &nearest neighbour")),
    };
}

} // namespace leafscope
