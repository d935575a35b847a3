// SPDX-License-Identifier: MIT
// The samples that a study lists: choosing rows selects them.
#pragma once

#include "views/session/session.hpp"
#include "views/study/study_page.hpp"

#include <QAbstractTableModel>
#include <QTableView>

class QPainter;

namespace leafscope {

class StudyListModel : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setPage(ListPage page);
    const ListPage& page() const { return m_page; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    ListPage m_page;
};

class StudyList : public QTableView {
    Q_OBJECT

public:
    StudyList(Session& session, QWidget* parent);

    void setPage(ListPage page);
    const StudyListModel& listed() const { return *m_model; }

private:
    /// What is chosen here becomes the selection of the session.
    void selectChosen();
    /// What is selected elsewhere is chosen here.
    void followSelection();

    Session& m_session;
    StudyListModel* m_model;
    bool m_following = false;
};

/// The rows as far as they fit in the frame, and how many are left.
void paintList(QPainter& painter, const ListPage& page, QRectF frame);

} // namespace leafscope
