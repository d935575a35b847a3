// SPDX-License-Identifier: MIT
// Hides the layers whose name and type do not contain what is searched for; other rows stay.
#pragma once

#include <QSortFilterProxyModel>

namespace leafscope {

class ExplorerFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setWords(const QString& words);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QStringList m_words; ///< all must occur
};

} // namespace leafscope
