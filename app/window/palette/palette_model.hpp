// SPDX-License-Identifier: MIT
// The rows of the command palette: what matches the search, best first; without a search what was
// used lately, then everything.
#pragma once

#include "app/window/palette/palette_items.hpp"

#include <QAbstractListModel>
#include <QStringList>

namespace leafscope {

class PaletteModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { Place = Qt::UserRole, Shortcut, Refusal, Matches, Icon, Section };

    using QAbstractListModel::QAbstractListModel;
    /// `recent`: ids, the last used first.
    void setItems(std::vector<PaletteItem> items, const QStringList& recent);
    void setSearch(const QString& pattern);
    /// The item of a row.
    const PaletteItem& item(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    /// Matches: QList<int> of matched places of the text. Section: a caption above the row, or "".
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Row {
        std::size_t item = 0;
        QList<int> matches = {};
        QString section = {};
        double score = 0;
        bool hasPlace = true; ///< to be said in the row
    };
    void listAll();
    void listMatches(const QString& pattern);

    std::vector<PaletteItem> m_items;
    QStringList m_recent;
    std::vector<Row> m_rows;
};

} // namespace leafscope
