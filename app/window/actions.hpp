// SPDX-License-Identifier: MIT
// Every action of the window, once: menus, tool bar and shortcuts are made from this list.
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QString>

#include <functional>
#include <vector>

class QMenuBar;
class QWidget;

namespace leafscope {

struct ActionSpec {
    QString menu; ///< "File"; a "-" text in a menu is a separator
    QString id;   ///< stable, for tests and settings
    QString text;
    QString icon;
    QList<QKeySequence> shortcuts;
    std::function<void()> run;
    bool checkable = false;
};

class Actions {
public:
    /// Makes the actions as children of `owner`, whose window they serve.
    Actions(std::vector<ActionSpec> specs, QWidget* owner);
    /// One menu per name in ActionSpec::menu, in order of appearance.
    void fill(QMenuBar& bar) const;
    /// nullptr if there is none.
    QAction* find(const QString& id) const;
    /// Tints the icons again after a change of theme.
    void refreshIcons() const;
    /// "Ctrl+O  Open data..." for the shortcuts page, grouped by menu.
    QString shortcutsTable() const;

private:
    struct Entry {
        ActionSpec spec;
        QAction* action = nullptr;
    };
    std::vector<Entry> m_entries;
};

} // namespace leafscope
