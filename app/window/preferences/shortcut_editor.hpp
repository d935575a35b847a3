// SPDX-License-Identifier: MIT
// Every action with its shortcut: searched, changed, taken over from another action, reset.
#pragma once

#include <QKeySequence>
#include <QWidget>

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QStandardItemModel;
class QTreeView;

namespace leafscope {

class Actions;

/// Who uses the key beside the action `id`: the id of another action, "view" for a key of the 3-D
/// view, or "" if it is free.
QString shortcutOwner(const Actions& actions, const QString& id, const QKeySequence& key);

class ShortcutEditor : public QWidget {
    Q_OBJECT

public:
    /// Changes take effect at once. `actions` outlive it.
    ShortcutEditor(Actions& actions, QWidget* parent);

private:
    QWidget* makeEditRow();
    void connectParts();
    void fill();
    void showKeys();
    void showCurrent();
    QString currentId() const;
    void captured();
    void assign(const QString& id, const QList<QKeySequence>& keys);
    void takeOver();
    void resetAll();

    Actions& m_actions;
    QStandardItemModel* m_model;
    QSortFilterProxyModel* m_filter;
    QLineEdit* m_search;
    QTreeView* m_list;
    QLabel* m_name;
    QKeySequenceEdit* m_capture;
    QPushButton* m_clear;
    QPushButton* m_reset;
    QPushButton* m_resetAll;
    QLabel* m_conflict;
    QPushButton* m_takeOver;
    QKeySequence m_wanted; ///< that another action has
};

} // namespace leafscope
