// SPDX-License-Identifier: MIT
// The explorer: what is open, the layers of the model, what has been computed.
#pragma once

#include "views/session/session.hpp"

#include <QSet>
#include <QWidget>

class QLineEdit;
class QModelIndex;
class QTreeView;

namespace leafscope {

class ExplorerFilter;
class ExplorerModel;

class Explorer : public QWidget {
    Q_OBJECT

public:
    Explorer(Session& session, QWidget* parent);

    QSize sizeHint() const override { return {280, 480}; }

Q_SIGNALS:
    void openDataRequested();
    void openModelRequested();

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void connectSession();
    void refresh();
    void decorate();
    void fitColumns();
    void activate(const QModelIndex& index);

    Session& m_session;
    ExplorerModel* m_model = nullptr;
    ExplorerFilter* m_filter = nullptr;
    QLineEdit* m_search = nullptr;
    QTreeView* m_tree = nullptr;
    QSet<QString> m_folded; ///< sections that the person closed
};

} // namespace leafscope
