// SPDX-License-Identifier: MIT
// The listed samples as an item model: a vector of rows over shared columns, no object per row.
#pragma once

#include "views/table/sample_columns.hpp"

#include <QAbstractTableModel>
#include <QCache>
#include <QPixmap>

namespace leafscope {

class SampleModel : public QAbstractTableModel {
    Q_OBJECT

public:
    static constexpr int kThumbnail = 24; ///< logical pixels

    explicit SampleModel(QObject* parent = nullptr);

    /// Other columns; lists nothing until setRows().
    void setColumns(std::shared_ptr<const SampleColumns> columns);
    /// The rows of the columns that are listed, in order.
    void setRows(std::vector<std::int32_t> rows);
    const SampleColumns& columns() const { return *m_columns; }
    const std::vector<std::int32_t>& rows() const { return m_rows; }
    const SampleColumn& column(int section) const
    {
        return m_columns->columns[std::size_t(section)];
    }
    std::int64_t sampleAt(int listed) const
    {
        return m_columns->sampleAt(m_rows[std::size_t(listed)]);
    }
    /// Where a row of the columns is listed, or -1. O(1).
    int listedAt(Index row) const;
    QPixmap thumbnail(int listed, double ratio) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const SampleColumn& column, Index row) const;

    std::shared_ptr<const SampleColumns> m_columns;
    std::vector<std::int32_t> m_rows;
    std::vector<std::int32_t> m_listedAt; ///< by row; -1 if not listed
    mutable QCache<std::int64_t, QPixmap> m_thumbnails;
};

} // namespace leafscope
