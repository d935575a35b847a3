// SPDX-License-Identifier: MIT
#include "app/window/gestures.hpp"

#include <QCoreApplication>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Gestures", text);
}

} // namespace

std::vector<Gesture> gestures()
{
    return {
        {tr("Orbit"), tr("left drag")},
        {tr("Pan"), tr("middle drag, Shift+left drag")},
        {tr("Zoom"), tr("wheel, right drag")},
        {tr("Spin"), tr("Ctrl+left drag")},
        {tr("Select, add, toggle"), tr("click, Shift+click, Ctrl+click")},
        {tr("Rotate about a point"), tr("double click, C"), {Qt::Key_C}},
        {tr("Reset the camera"), tr("R, Home"), {Qt::Key_R, Qt::Key_Home}},
        {tr("Frame the selection"), tr("F"), {Qt::Key_F}},
        {tr("Axis views, isometric"),
         tr("1 to 6, 0"),
         {Qt::Key_0, Qt::Key_1, Qt::Key_2, Qt::Key_3, Qt::Key_4, Qt::Key_5, Qt::Key_6}},
        {tr("Perspective, parallel"), tr("P"), {Qt::Key_P}},
    };
}

} // namespace leafscope
