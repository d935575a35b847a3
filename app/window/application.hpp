// SPDX-License-Identifier: MIT
// The Qt application object, set up the one way that VTK, sharing of GL contexts and our look need.
#pragma once

#include <memory>

class QApplication;
class QGuiApplication;

namespace leafscope {

/// Sets the attributes that must be set before the application object, and makes it.
std::unique_ptr<QApplication> makeApplication(int& argc, char** argv);

/// An application for drawing without a window, from the command line. Without a display the
/// program starts itself again under a virtual one (xvfb-run); throws Error(Unsupported) when that
/// is not installed.
class DrawingApplication {
public:
    DrawingApplication();
    ~DrawingApplication();
    DrawingApplication(const DrawingApplication&) = delete;
    DrawingApplication& operator=(const DrawingApplication&) = delete;

private:
    std::unique_ptr<QApplication> m_application;
};

/// What text in a picture needs: the application that there is, or, from the command line, one that
/// draws on no display.
class TextApplication {
public:
    TextApplication();
    ~TextApplication();
    TextApplication(const TextApplication&) = delete;
    TextApplication& operator=(const TextApplication&) = delete;

private:
    std::unique_ptr<QGuiApplication> m_application;
};

} // namespace leafscope
