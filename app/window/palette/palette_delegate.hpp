// SPDX-License-Identifier: MIT
// Draws a row of the command palette: icon, text with its matched letters, where it is found, and
// its keys; what cannot run is grey and says why.
#pragma once

#include <QStyledItemDelegate>

namespace leafscope {

class PaletteDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

} // namespace leafscope
