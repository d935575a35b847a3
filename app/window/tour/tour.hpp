// SPDX-License-Identifier: MIT
// The tour: the real window with a session, photographed in both themes and two sizes, and the
// numbers behind it.
#pragma once

#include "app/window/tour/tour_stops.hpp"

#include <QObject>
#include <QString>

#include <filesystem>

namespace leafscope {

/// Waits until the window's work is done, then writes into `folder`: window-THEME-SIZE.png, a
/// picture STOP-THEME.png of every stop (light at 1600 x 1000, dark at 1280 x 800), curve.csv,
/// curve.png, curve.svg, embedding.png and embedding.h5; says on stdout where they are, and ends
/// the application with 0, or 1 on failure.
class Tour : public QObject {
    Q_OBJECT

public:
    Tour(MainWindow& window, std::filesystem::path folder);

private:
    void waitForWork();
    void write();
    void writeNumbers();
    /// The window in this theme and size, and its stops except the last.
    void visit(const QString& theme, QSize size);
    void visitStop(const TourStop& stop, const QString& theme);
    void photograph(const QString& name);
    void setLook(const QString& theme, QSize size);
    std::filesystem::path announced(const std::string& name) const;

    MainWindow& m_window;
    std::filesystem::path m_folder;
    int m_polls = 0;
};

} // namespace leafscope
