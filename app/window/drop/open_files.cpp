// SPDX-License-Identifier: MIT
#include "app/window/drop/open_files.hpp"

#include "app/window/main_window.hpp"
#include "app/window/notice_bar.hpp"

#include <QCoreApplication>

namespace leafscope {

void openFiles(MainWindow& window, const std::vector<Recognised>& files)
{
    window.workbench().openRecognised(files);
    QStringList opened;
    for (const Recognised& file : files)
        if (file.as)
            opened << file.summary();
    if (!opened.isEmpty())
        window.notice().showInfo(QCoreApplication::translate("DropTarget", "Opening: %1")
                                     .arg(opened.join(QStringLiteral("; "))));
}

} // namespace leafscope
