// SPDX-License-Identifier: MIT
// The tools beside the menus: undo, the layer that is shown, the actions used most.
#pragma once

#include <QToolBar>

class QComboBox;

namespace leafscope {

class Actions;
class Session;

class ToolBar : public QToolBar {
    Q_OBJECT

public:
    ToolBar(Session& session, const Actions& actions, QWidget* parent);

protected:
    void changeEvent(QEvent* event) override;

private:
    void refreshLayers();
    void fit(); ///< to the text size

    Session& m_session;
    QComboBox* m_layers = nullptr;
};

} // namespace leafscope
