// SPDX-License-Identifier: MIT
#pragma once

class QString;
class QTableView;

namespace leafscope {

/// A table of numbers or names to be read and copied: no grid, no row numbers, no editing; Tab
/// leaves it. `corner`: the accessible name of the button that selects all; sizes in unscaled
/// pixels.
void makePlain(QTableView& table, const QString& corner, double rowHeight, double columnWidth);

} // namespace leafscope
