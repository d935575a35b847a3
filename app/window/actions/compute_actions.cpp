// SPDX-License-Identifier: MIT
// Compute: one entry per analysis of the registry, and the tasks.
#include "app/window/actions/actions.hpp"
#include "app/window/compute.hpp"
#include "app/window/main_window.hpp"
#include "app/window/training.hpp"
#include "core/session/analysis.hpp"

#include <QCoreApplication>

#include <map>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Actions", text);
}

/// What a person gets beside the title that the registry gives; most analyses need nothing.
struct Dress {
    QString icon;
    QKeySequence shortcut;
};

Dress dressOf(const std::string& analysis)
{
    static const std::map<std::string, Dress> known{
        {"train", {QStringLiteral("model"), {}}},
        {"sample", {QStringLiteral("data"), {}}},
        {"embed", {QStringLiteral("cube"), QKeySequence(QStringLiteral("Ctrl+Return"))}},
        {"dimension", {QStringLiteral("curve"), {}}},
    };
    const auto found = known.find(analysis);
    return found == known.end() ? Dress() : found->second;
}

} // namespace

ActionGroup computeActions(MainWindow& window)
{
    ActionGroup group;
    for (const Analysis* analysis : allAnalyses()) {
        const Dress dress = dressOf(analysis->name);
        group.push_back(
            {.id = QString::fromStdString(analysis->name),
             .menu = tr("&Compute"),
             .text = QString::fromStdString(analysis->title) + QStringLiteral("..."),
             .icon = dress.icon,
             .shortcuts = dress.shortcut.isEmpty() ? QList<QKeySequence>()
                                                   : QList<QKeySequence>{dress.shortcut},
             .run = [&window, analysis] { askAndCompute(window, *analysis); },
             .refusal = [&window, analysis] { return missingInput(*analysis, window.session()); }});
    }
    group.push_back({.id = QStringLiteral("followTraining"),
                     .menu = tr("&Compute"),
                     .text = tr("&Follow a running training..."),
                     .run = [&window] { askToFollow(window); }});
    return group;
}

ActionGroup taskActions(MainWindow& window)
{
    return {{.id = "cancel",
             .menu = tr("&Compute"),
             .text = tr("&Cancel everything"),
             .icon = "cancel",
             .shortcuts = {QKeySequence(QStringLiteral("Ctrl+."))},
             .run = [&window] { window.tasks().cancelAll(); },
             .refusal =
                 [&window] {
                     return window.tasks().isIdle() ? tr("Nothing is running.") : QString();
                 }}};
}

} // namespace leafscope
