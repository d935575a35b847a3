// SPDX-License-Identifier: MIT
// One row per file that was dropped: what it is, what will be done with it, or why it cannot be
// opened and what helps.
#pragma once

#include "app/work/recognise.hpp"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace leafscope {

class DropSheet : public QDialog {
    Q_OBJECT

public:
    DropSheet(std::vector<Recognised> files, QWidget* parent);
    /// The files with `as` as the person left it; those that stay closed have none.
    std::vector<Recognised> chosen() const;

private:
    QWidget* makeRow(std::size_t file);
    QComboBox* makeChoice(std::size_t file);
    void addProblem(QVBoxLayout& column, const Recognised& file, QWidget* row);
    /// At most one of each kind is open: the last choice wins.
    void settle(std::size_t changed);
    void refresh();

    std::vector<Recognised> m_files;
    std::vector<QComboBox*> m_choices; ///< null for what cannot be chosen
    QPushButton* m_open;
};

} // namespace leafscope
