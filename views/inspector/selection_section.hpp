// SPDX-License-Identifier: MIT
// What is selected, and what is let through: the class mix, saving it under a name, the filter.
#pragma once

#include "views/session/session.hpp"

#include <QWidget>

class QLabel;
class QLineEdit;

namespace leafscope {

class MixBar;

class SelectionSection : public QWidget {
    Q_OBJECT

public:
    SelectionSection(Session& session, QWidget* parent);
    void refresh();

private:
    void saveSlice();

    Session& m_session;
    QLabel* m_caption = nullptr;
    MixBar* m_mix = nullptr;
    QLineEdit* m_name = nullptr;
};

class FilterSection : public QWidget {
    Q_OBJECT

public:
    FilterSection(Session& session, QWidget* parent);

private:
    void refresh();

    Session& m_session;
    QLabel* m_caption = nullptr;
    QLabel* m_text = nullptr;
};

} // namespace leafscope
