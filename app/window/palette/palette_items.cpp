// SPDX-License-Identifier: MIT
#include "app/window/palette/palette_items.hpp"

#include "app/window/actions/actions.hpp"
#include "app/window/main_window.hpp"
#include "app/window/recent.hpp"

#include <QCoreApplication>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Palette", text);
}

void addActions(MainWindow& window, std::vector<PaletteItem>& items)
{
    window.actions().refresh();
    for (const Actions::Entry& entry : window.actions().entries()) {
        if (entry.spec.id == QLatin1String("palette"))
            continue; // it is open already
        if (entry.spec.fillMenu)
            continue; // its items are listed one by one
        QAction* action = entry.action;
        QString text = plainText(action->text());
        if (entry.spec.id.startsWith(QLatin1String("panel.")))
            text =
                action->isChecked() ? tr("Hide panel %1").arg(text) : tr("Show panel %1").arg(text);
        items.push_back(
            {entry.spec.id, text, menuPath(entry.spec),
             QKeySequence::listToString(action->shortcuts().mid(0, 1), QKeySequence::NativeText),
             entry.spec.icon, entry.refusal, [action] { action->trigger(); }});
    }
}

void addLayers(MainWindow& window, std::vector<PaletteItem>& items)
{
    Session& session = window.session();
    for (const QString& layer : session.layers())
        items.push_back({QStringLiteral("layer.") + layer,
                         tr("Go to layer %1").arg(layer),
                         tr("Layer"),
                         {},
                         QStringLiteral("layer"),
                         layer == session.layer() ? tr("It is shown already.") : QString(),
                         [&session, layer] { session.setLayer(layer); }});
}

void addEpochs(MainWindow& window, std::vector<PaletteItem>& items)
{
    Session& session = window.session();
    for (const SeriesEntry& entry : session.series())
        items.push_back({QStringLiteral("epoch.%1").arg(entry.epoch),
                         tr("Go to epoch %1").arg(entry.epoch),
                         tr("Epoch"),
                         {},
                         QStringLiteral("play"),
                         entry.epoch == session.epoch() ? tr("It is shown already.") : QString(),
                         [&session, epoch = entry.epoch] { session.setEpoch(epoch); }});
}

void addRecent(MainWindow& window, std::vector<PaletteItem>& items)
{
    for (const RecentEntry& entry : window.recent().entries())
        items.push_back({QStringLiteral("recent.") + entry.spec,
                         tr("Open %1").arg(entry.title),
                         tr("Recent"),
                         {},
                         kindIcon(entry.kind),
                         {},
                         [&window, spec = entry.spec] { window.workbench().open({spec}); }});
}

} // namespace

std::vector<PaletteItem> paletteItems(MainWindow& window)
{
    std::vector<PaletteItem> items;
    addActions(window, items);
    addLayers(window, items);
    addEpochs(window, items);
    addRecent(window, items);
    return items;
}

} // namespace leafscope
