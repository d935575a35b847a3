// SPDX-License-Identifier: MIT
#include "app/window/gestures.hpp"

#include <QCoreApplication>

namespace leafscope {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("Gestures", text);
}

} // namespace

std::vector<Gesture> neighborhoodGestures()
{
    return {
        {say("Explain a candidate"), say("click it, here or in the strip")},
        {say("Go to its neighbourhood"), say("double click it")},
        {say("Go to another sample"), say("click a grey point")},
        {say("Move the query"), say("drag it, arrow keys; Shift: faster")},
        {say("Close the reason, move back"), say("Esc")},
        {say("Set k or the width"), say("click or drag on a curve")},
        {say("Orbit, pan, zoom"), say("left, middle drag, wheel")},
        {say("Move one of three points"), say("drag, arrow keys; Enter: the next")},
    };
}

std::vector<Gesture> collapseGestures()
{
    return {
        {say("Play, pause"), say("Space")},
        {say("Measured epoch before, after"), say("{ } or , .")},
        {say("Another class into the pose"), say("click a mean, a vertex or its name")},
        {say("Select a sample"), say("click its feature; Ctrl: toggle")},
        {say("Orbit, pan, zoom"), say("left, middle drag, wheel")},
    };
}

} // namespace leafscope
