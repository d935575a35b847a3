// SPDX-License-Identifier: MIT
#include "app/window/training.hpp"

#include "app/window/center_stack.hpp"
#include "app/window/docks.hpp"
#include "app/window/main_window.hpp"
#include "app/window/notice_bar.hpp"
#include "app/window/parameter_dialog.hpp"
#include "app/work/collapse_follow.hpp"

#include <QCoreApplication>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Training", text);
}

} // namespace

void trainAndFollow(MainWindow& window, const ParameterDialog& dialog)
{
    const auto inputs = dialog.inputs();
    const auto own = inputs.find("data");
    if (own == inputs.end() && !window.session().data()) {
        window.notice().showError(tr("Train a network"),
                                  tr("Open data first, or choose a preset, which has its own."));
        return;
    }
    const std::string data = own != inputs.end() ? own->second : window.session().data()->spec;
    window.workbench().train(data, dialog.parameters(), dialog.seed(), dialog.folder());
    followTraining(window, dialog.folder());
}

void followTraining(MainWindow& window, const QString& folder)
{
    followOf(window.workbench()).start(folder);
    window.center().showView(QStringLiteral("collapse"));
    if (QDockWidget* dock = window.docks().find(QStringLiteral("collapse-charts"))) {
        dock->show();
        dock->raise();
    }
}

void askToFollow(MainWindow& window)
{
    QSettings settings;
    const QString last = settings.value(QStringLiteral("folder")).toString();
    const QString folder =
        QFileDialog::getExistingDirectory(&window, tr("Follow the training in this folder"), last);
    if (folder.isEmpty())
        return;
    settings.setValue(QStringLiteral("folder"), QFileInfo(folder).absolutePath());
    followTraining(window, folder);
}

} // namespace leafscope
