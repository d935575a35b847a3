// SPDX-License-Identifier: MIT
#include "app/window/drop/open_files.hpp"

#include "app/window/main_window.hpp"
#include "app/window/notice_bar.hpp"

#include <QCoreApplication>

namespace leafscope {

void openFiles(MainWindow& window, const std::vector<Recognised>& files)
{
    Workbench& workbench = window.workbench();
    QStringList opened;
    // A model is shown with the data that are there when it is read.
    for (const Opened kind : {Opened::Session, Opened::Embedding, Opened::Data, Opened::Model})
        for (const Recognised& file : files) {
            if (!file.as || *file.as != kind)
                continue;
            opened << file.summary();
            switch (kind) {
            case Opened::Session:
                workbench.openSession(file.spec);
                break;
            case Opened::Embedding:
                workbench.openEmbedding(file.spec);
                break;
            case Opened::Data:
                workbench.openData(file.spec);
                break;
            case Opened::Model:
                workbench.openModel(file.spec);
                break;
            }
        }
    if (!opened.isEmpty())
        window.notice().showInfo(QCoreApplication::translate("DropTarget", "Opening: %1")
                                     .arg(opened.join(QStringLiteral("; "))));
}

} // namespace leafscope
