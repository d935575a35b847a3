// SPDX-License-Identifier: MIT
#include "views/frame/plain_table.hpp"

#include "views/style/theme.hpp"

#include <QAbstractButton>
#include <QHeaderView>
#include <QTableView>

namespace leafscope {

void makePlain(QTableView& table, const QString& corner, double rowHeight, double columnWidth)
{
    if (auto* button = table.findChild<QAbstractButton*>())
        button->setAccessibleName(corner);
    table.setSelectionMode(QAbstractItemView::ExtendedSelection);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setTabKeyNavigation(false);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setFrameShape(QFrame::NoFrame);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(style::scaled(rowHeight));
    table.horizontalHeader()->setHighlightSections(false);
    table.horizontalHeader()->setDefaultSectionSize(style::scaled(columnWidth));
}

} // namespace leafscope
