// SPDX-License-Identifier: MIT
// What every view of the window can do beside drawing: state, picture, table, and its context menu.
#pragma once

#include "core/session/recipe.hpp"
#include "views/session/session.hpp"

#include <QImage>
#include <QWidget>

class QMenu;

namespace leafscope {

class View : public QWidget {
    Q_OBJECT

public:
    View(Session& session, QWidget* parent);

    virtual QString name() const = 0;  ///< stable, as in `render --view NAME`
    virtual QString title() const = 0; ///< for the tab or dock
    /// Which facts it draws; the first is the one its recipe comes from.
    virtual Fact fact() const = 0;
    /// What belongs to the view alone (camera, colouring, toggles); the session's layer and
    /// selection are not part of it.
    virtual Json state() const { return Json::object(); }
    /// Missing fields get their default. Throws Error(Format), and changes nothing then, if the
    /// state cannot be used.
    virtual void restore(const Json& state) { Q_UNUSED(state); }
    /// Exactly what it shows, without hover, drawn at `size` logical pixels.
    virtual QImage picture(QSize size) = 0;
    /// The same as SVG; empty if it has no vector form.
    virtual QByteArray svg(QSize size)
    {
        Q_UNUSED(size);
        return {};
    }
    /// The numbers it shows, as CSV with a header line.
    virtual QByteArray table() const = 0;

Q_SIGNALS:
    void copyCommandRequested();
    void copyRecipeRequested();
    void exportRequested();

protected:
    /// Adds "Copy as command", "Copy recipe", "Export..." to a context menu.
    void addCommonActions(QMenu& menu);
    void contextMenuEvent(QContextMenuEvent* event) override;
    Session& session() const { return m_session; }

private:
    Session& m_session;
};

} // namespace leafscope
