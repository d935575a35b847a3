// SPDX-License-Identifier: MIT
// How the explorer's rows are painted.
#pragma once

#include <QStyledItemDelegate>

namespace leafscope {

class ExplorerDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintSection(QPainter* painter, const QRect& rect, const QModelIndex& index) const;
    void paintPair(QPainter* painter, const QRect& rect, const QModelIndex& index) const;
    void paintOffer(QPainter* painter, const QStyleOptionViewItem& option,
                    const QModelIndex& index) const;
    void paintLayer(QPainter* painter, const QStyleOptionViewItem& option,
                    const QModelIndex& index) const;
};

} // namespace leafscope
