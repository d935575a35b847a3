// SPDX-License-Identifier: MIT
// The panels around the 3-D view. A new panel is one entry in dockTable().
#pragma once

#include <QSize>
#include <QString>
#include <QStringList>
#include <Qt>

#include <functional>
#include <vector>

class QDockWidget;
class QWidget;

namespace leafscope {

class MainWindow;

struct DockSpec {
    QString id; ///< stable: object name, saved layouts, "panel.ID" in the View menu
    QString title;
    Qt::DockWidgetArea area = Qt::RightDockWidgetArea;
    std::function<QWidget*(MainWindow&)> make;
    QString tabWith = {}; ///< the panel above which it stands as a tab; none: a place of its own
    QSize small = {};     ///< in a window of 1280 x 800; an extent of 0 is left to Qt
    QSize roomy = {};     ///< in a large window; none: as small
};

/// All panels in the order in which they are placed.
std::vector<DockSpec> dockTable();

/// A set of panels for one kind of work.
struct NamedLayout {
    QString id;
    QString title;
    QStringList panels; ///< that are shown; empty: none
    QString large = {}; ///< the panel that gets half of the window's height
    QString center = QStringLiteral("embedding"); ///< the large view that it is about
};

/// "Explore", "Figure" and whatever else the panels of dockTable() serve.
std::vector<NamedLayout> namedLayouts();

class Docks {
public:
    /// Makes the panels of dockTable() as children of `window`. They are placed by reset().
    explicit Docks(MainWindow& window);
    /// Deletes the panels.
    ~Docks();
    Docks(const Docks&) = delete;
    Docks& operator=(const Docks&) = delete;

    /// nullptr if there is none.
    QDockWidget* find(const QString& id) const;
    /// Shows a hidden panel and raises its tab, or hides it.
    void toggle(const QString& id) const;
    /// Every panel where it belongs, in sizes that suit the window.
    void reset();
    /// Shows the panels of the layout where they belong, and hides the others.
    void arrange(const NamedLayout& layout);
    /// A large view with charts of its own takes the place of the panels below it; false brings
    /// those back that gave way.
    void giveWay(bool away);
    /// Gives the keyboard to the next panel that is shown (the centre is one), or the one before.
    void focusNext(int step) const;
    /// As it was when save() was called, if the settings hold it.
    bool restore() const;
    void save();

    struct Panel {
        DockSpec spec;
        QDockWidget* dock = nullptr;
        QWidget* noTitle = nullptr; ///< its title bar while a tab says its name
    };
    const std::vector<Panel>& panels() const { return m_panels; }

private:
    bool areInPlace() const;
    /// `large`, if any, gets half of the window's height.
    void resizePanels(QDockWidget* large = nullptr) const;
    /// A panel with a tab needs no title of its own.
    void fitTitles() const;

    MainWindow& m_window;
    std::vector<Panel> m_panels;
    std::vector<QDockWidget*> m_gaveWay;
};

} // namespace leafscope
