// SPDX-License-Identifier: MIT
// Every action of the window, once: menus, tool bar, command palette and shortcuts are made from
// these lists. A new action is one entry in one of the *_actions.cpp files beside this one.
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QString>

#include <functional>
#include <vector>

class QMenu;
class QMenuBar;
class QWidget;

namespace leafscope {

class MainWindow;

struct ActionSpec {
    QString id = {};   ///< stable, for tests and settings
    QString menu = {}; ///< "&File", or with submenus "&View/&Panels"
    QString text = {}; ///< "-" is a separator
    QString icon = {};
    QList<QKeySequence> shortcuts = {};
    std::function<void()> run = {};
    /// "" while it can run, else why not, in one sentence; always possible if there is none.
    std::function<QString()> refusal = {};
    std::function<QString()> label = {}; ///< a text that changes: "Undo: Select 3 samples"
    std::function<bool()> checked = {};  ///< makes it checkable
    /// Makes it a submenu, filled anew whenever it opens; run is not used then.
    std::function<void(QMenu&)> fillMenu = {};
};

/// Actions that belong together; a separator divides the groups of a menu.
using ActionGroup = std::vector<ActionSpec>;

// The groups, each in the file of its name. `window` outlives the actions.
ActionGroup fileActions(MainWindow& window);
ActionGroup editActions(MainWindow& window);
ActionGroup layerActions(MainWindow& window);
ActionGroup epochActions(MainWindow& window);  ///< on the timeline
ActionGroup toolActions(MainWindow& window);   ///< lasso, box
ActionGroup sampleActions(MainWindow& window); ///< search, filter, colours
ActionGroup viewActions(MainWindow& window);
ActionGroup centerActions(MainWindow& window); ///< which large view is shown
ActionGroup walkActions(MainWindow& window);
ActionGroup panelActions(MainWindow& window);   ///< one per dock
ActionGroup computeActions(MainWindow& window); ///< one per analysis of the registry
ActionGroup seriesActions(MainWindow& window);
ActionGroup taskActions(MainWindow& window);
ActionGroup helpActions(MainWindow& window);
/// All of the above in the order of the menus.
std::vector<ActionGroup> allActions(MainWindow& window);

class Actions {
public:
    struct Entry {
        ActionSpec spec; ///< its shortcuts are the defaults
        QAction* action = nullptr;
        QString refusal; ///< as of the last refresh()
    };

    /// Makes the actions as children of `owner`, whose window they serve.
    Actions(std::vector<ActionGroup> groups, QWidget* owner);
    /// One menu per name in ActionSpec::menu, in order of appearance.
    void fill(QMenuBar& bar) const;
    /// nullptr if there is none.
    QAction* find(const QString& id) const;
    /// Without separators.
    const std::vector<Entry>& entries() const { return m_entries; }
    /// Asks every entry whether it can run, what it is called and whether it is checked.
    void refresh();
    /// Gives an action other shortcuts and keeps them in the settings; the defaults are forgotten
    /// there.
    void setShortcuts(const QString& id, const QList<QKeySequence>& keys);
    /// Tints the icons again after a change of theme.
    void refreshIcons() const;

private:
    std::vector<Entry> m_entries;
    std::vector<std::vector<std::size_t>> m_groups; ///< indices into m_entries; kSeparator
};

/// "File > Open recent", for people.
QString menuPath(const ActionSpec& spec);
/// A menu text without its mnemonic and its dots: "&Open file..." -> "Open file".
QString plainText(const QString& menuText);

} // namespace leafscope
