// SPDX-License-Identifier: MIT
// All numbers of a run over the epochs as a table that can be copied.
#pragma once

#include "core/collapse/collapse_run.hpp"

#include <QAbstractTableModel>
#include <QTableView>

#include <memory>
#include <string>
#include <vector>

class QPainter;

namespace leafscope::collapse {

/// One line per epoch. Numbers that are defined at no epoch have no column.
class ValuesModel : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    /// `layer` belongs to `keep`; null for none.
    void setLayer(std::shared_ptr<const CollapseRuns> keep, const CollapseLayer* layer);
    void setShown(int row); ///< the epoch that is shown, -1 for none
    int shown() const { return m_shown; }
    int epochAt(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Column {
        const CollapseMeasure* measure = nullptr;
        bool test = false;
    };
    double valueAt(int row, const Column& column) const;

    std::shared_ptr<const CollapseRuns> m_keep;
    const CollapseLayer* m_layer = nullptr;
    std::vector<Column> m_columns; ///< behind that of the epoch
    int m_shown = -1;
};

class ValuesTable : public QTableView {
    Q_OBJECT

public:
    explicit ValuesTable(QWidget* parent);

    ValuesModel& values() { return *m_model; }
    /// The cells that are chosen, or all, with the header, separated by tabs.
    QString text() const;
    void copy() const;
    /// As many lines and columns as fit, and how many more there are.
    void render(QPainter& painter, QRectF frame) const;

Q_SIGNALS:
    void epochChosen(int epoch); ///< a line was clicked twice, or Enter

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    ValuesModel* m_model;
};

} // namespace leafscope::collapse
