// SPDX-License-Identifier: MIT
// The preferences: every change is kept and applied at once, so there is nothing to confirm.
#pragma once

#include "app/window/preferences/preferences.hpp"

#include <QDialog>

#include <functional>

class QFormLayout;

namespace leafscope {

class MainWindow;

class PreferencesDialog : public QDialog {
    Q_OBJECT

public:
    explicit PreferencesDialog(MainWindow& window);

private:
    QWidget* makeAppearance();
    QWidget* makeComputing();
    void addCacheFolder(QFormLayout& form);
    void addLimits(QFormLayout& form);
    void change(const std::function<void(Preferences&)>& edit);

    MainWindow& m_window;
};

} // namespace leafscope
