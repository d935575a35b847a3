// SPDX-License-Identifier: MIT
// The command palette: a field and a list over the window; everything the window can do, found by
// typing.
#pragma once

#include "app/window/palette/palette_items.hpp"

#include <QPointer>
#include <QWidget>

class QFrame;
class QLabel;
class QLineEdit;
class QListView;

namespace leafscope {

class PaletteModel;

/// Covers its parent while open and gives the focus back when it closes: by Escape, a click beside
/// it, or after running an item.
class CommandPalette : public QWidget {
    Q_OBJECT

public:
    explicit CommandPalette(QWidget* parent);
    void open(std::vector<PaletteItem> items);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void search(const QString& pattern);
    void step(int rows);
    void run(const QModelIndex& index);
    void leave();
    void place();

    PaletteModel* m_model;
    QFrame* m_card;
    QLineEdit* m_search;
    QListView* m_list;
    QLabel* m_nothing;
    QPointer<QWidget> m_focusBefore;
};

} // namespace leafscope
