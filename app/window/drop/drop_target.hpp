// SPDX-License-Identifier: MIT
// Takes files dropped anywhere on the window: says while they hover what they are, opens them at
// once where everything is clear, and asks or explains where it is not.
#pragma once

#include "app/work/recognise.hpp"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <optional>

class QDropEvent;
class QMimeData;

namespace leafscope {

class DropOverlay;
class MainWindow;

class DropTarget : public QObject {
    Q_OBJECT

public:
    /// A child of `window`, which accepts drops from then on.
    explicit DropTarget(MainWindow& window);
    /// Opens files as if they had been dropped.
    void take(const QStringList& files);
    const DropOverlay& overlay() const { return *m_overlay; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool entered(QDropEvent& event);
    void left();
    bool dropped(QDropEvent& event);
    void look();
    void looked(const std::vector<Recognised>& all);
    /// Opens, asks or explains.
    void act();

    MainWindow& m_window;
    DropOverlay* m_overlay;
    QStringList m_files;
    std::optional<std::vector<Recognised>> m_recognised; ///< of m_files; none while looking
    int m_task = 0;
    int m_ticket = 0; ///< of the last look
    bool m_dropped = false;
    QTimer m_leave;
};

} // namespace leafscope
