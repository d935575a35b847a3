// SPDX-License-Identifier: MIT
// What the command palette offers: every action, every layer, what was open lately.
#pragma once

#include <QString>

#include <functional>
#include <vector>

namespace leafscope {

class MainWindow;

struct PaletteItem {
    QString id;            ///< stable, for "recently used"
    QString text;          ///< "Go to layer conv2"
    QString place = {};    ///< where else it is found: "View > Panels", "Layer"
    QString shortcut = {}; ///< as the platform writes it
    QString icon = {};
    QString refusal = {}; ///< why it cannot run now; "" if it can
    std::function<void()> run;
};

/// In the order of menus, then layers, then recent files. Cheap: made anew whenever the palette
/// opens.
std::vector<PaletteItem> paletteItems(MainWindow& window);

} // namespace leafscope
