// SPDX-License-Identifier: MIT
// What draws the 3-D view, for a report of a problem.
#pragma once

#include <QString>

namespace leafscope {

struct DrawingInfo {
    QString vtk;      ///< "9.1.0"
    QString renderer; ///< "llvmpipe (LLVM 15.0.6, 256 bits)"; "" without OpenGL
    QString vendor;
    QString openGl; ///< "4.5 (Core Profile) Mesa 22.3.6"
};

/// Makes a context for a moment; on the window's thread.
DrawingInfo drawingInfo();

} // namespace leafscope
