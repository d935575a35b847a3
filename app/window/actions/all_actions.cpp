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
        viewActions(window),    //
        panelActions(window),   //
        computeActions(window), //
        seriesActions(window),  //
        taskActions(window),    //
        helpActions(window),    //
    };
}

} // namespace leafscope
