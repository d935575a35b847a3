// SPDX-License-Identifier: MIT
// The saved slices: select one, combine it with the selection, rename it in place, remove it.
#pragma once

#include "views/session/session.hpp"

#include <QListWidget>
#include <QWidget>

class QMenu;

namespace leafscope {

/// One line per slice; how a click combines is said by the modifiers: Shift adds, Alt takes away,
/// both together keep what is in both.
class SliceList : public QListWidget {
    Q_OBJECT

public:
    SliceList(Session& session, QWidget* parent);
    /// The menu of a slice, for its item; the caller owns and shows it.
    QMenu* makeMenu(const QString& slice);

protected:
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void refresh();
    void select(const QString& slice, Combine how);
    void rename(QListWidgetItem* item);

    Session& m_session;
};

class SliceSection : public QWidget {
    Q_OBJECT

public:
    SliceSection(Session& session, QWidget* parent);
};

} // namespace leafscope
