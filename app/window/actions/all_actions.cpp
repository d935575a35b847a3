// SPDX-License-Identifier: MIT
// Which groups of actions there are, in the order of the menus.
#include "app/window/actions/actions.hpp"

namespace leafscope {

std::vector<ActionGroup> allActions(MainWindow& window)
{
    return {
        fileActions(window),    //
        editActions(window),    //
        toolActions(window),    //
        sampleActions(window),  //
        layerActions(window),   //
        epochActions(window),   //
        centerActions(window),  //
        viewActions(window),    //
        panelActions(window),   //
        walkActions(window),    //
        computeActions(window), //
        seriesActions(window),  //
        taskActions(window),    //
        helpActions(window),    //
    };
}

} // namespace leafscope
