// SPDX-License-Identifier: MIT
#include "views/embedding/gestures.hpp"

#include <QCoreApplication>

namespace leafscope {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("Gestures", text);
}

} // namespace

std::vector<ViewGesture> embeddingGestures()
{
    return {
        {say("Orbit"), say("left drag")},
        {say("Pan"), say("middle drag, Shift+left drag")},
        {say("Zoom"), say("wheel, right drag")},
        {say("Spin"), say("Ctrl+left drag")},
        {say("Select a sample, clear"), say("click, click beside the points")},
        {say("Lasso, box, leave the tool"), say("L, B, Esc; then left drag"), {Qt::Key_Escape}},
        {say("Add, toggle"), say("with Shift, Ctrl")},
        {say("Subtract, intersect"), say("with Alt, Shift+Alt")},
        {say("Rotate about a point"), say("double click, C"), {Qt::Key_C}},
        {say("Reset the camera"), say("R, Home"), {Qt::Key_Home}},
        {say("Frame the selection"), say("F")},
        {say("Axis views, isometric"),
         say("1 to 6, 0"),
         {Qt::Key_0, Qt::Key_1, Qt::Key_2, Qt::Key_3, Qt::Key_4, Qt::Key_5, Qt::Key_6}},
        {say("Perspective, parallel"), say("P"), {Qt::Key_P}},
        {say("Edges: none, NNK, nearest"), say("N")},
    };
}

Combine combineFor(Qt::KeyboardModifiers modifiers)
{
    const bool shift = modifiers & Qt::ShiftModifier;
    if (modifiers & Qt::AltModifier)
        return shift ? Combine::Intersect : Combine::Subtract;
    if (modifiers & Qt::ControlModifier)
        return Combine::Toggle;
    return shift ? Combine::Add : Combine::Replace;
}

} // namespace leafscope
