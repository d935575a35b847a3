// SPDX-License-Identifier: MIT
// The explorer's rows as an item model.
#pragma once

#include "views/explorer/explorer_items.hpp"

#include <QAbstractItemModel>

namespace leafscope {

class ExplorerModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { Name, Value, Shape, Depth, ColumnCount };
    enum Role { KindRole = Qt::UserRole + 1, OfferRole, ReadinessRole, CurrentRole, EpochRole };

    ExplorerModel(const Session& session, QObject* parent);

    /// Takes over what the session holds now; rows that stay the same keep their place in the view.
    void refresh();
    /// Marks the current layer.
    void markLayer();
    /// Index of a layer's row by name, or an invalid one.
    QModelIndex layerIndex(const QString& layer) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    const ExplorerItem* item(const QModelIndex& index) const;
    void replaceSection(std::size_t section, ExplorerItem now);

    const Session& m_session;
    std::vector<ExplorerItem> m_sections;
    QString m_layer;
};

} // namespace leafscope
