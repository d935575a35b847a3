// SPDX-License-Identifier: MIT
// The tour: the real window with a session, photographed in both themes and two sizes, and the
// numbers behind it.
#pragma once

#include <QObject>
#include <QString>

#include <filesystem>

namespace leafscope {

class MainWindow;

/// Waits until the window's work is done, then writes into `folder`: window-THEME-SIZE.png,
/// curve.csv, curve.png, embedding.png and embedding.h5; says on stdout where they are, and ends
/// the application with 0, or 1 on failure.
class Tour : public QObject {
    Q_OBJECT

public:
    Tour(MainWindow& window, std::filesystem::path folder);

private:
    void waitForWork();
    void write();
    void photograph(const QString& theme, QSize size);

    MainWindow& m_window;
    std::filesystem::path m_folder;
    int m_polls = 0;
};

} // namespace leafscope
