// SPDX-License-Identifier: MIT
// What the program adds to the folder of `leaf walk`: a contact sheet, whose captions need fonts,
// and a film, which another program makes.
#pragma once

namespace leafscope {

/// Registers it (core/session/folder.hpp). sheet.png: nine places at even distances, with the
/// recipe in its text; the same walk gives the same bytes on one machine. walk.mp4 where --film is
/// given: Error(Unsupported) before anything is computed when ffmpeg is not installed. Needs no
/// display.
void addWalkPictures();

} // namespace leafscope
