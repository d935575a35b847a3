// SPDX-License-Identifier: MIT
// Folders of images as data sets: PNG, JPEG, BMP, PPM and PGM files.
//
//   DIR/CLASS/x.png             one class per subfolder, numbered by sorted name; deeper folders
//                               belong to their class
//   DIR/train/CLASS/x.png       parts: DIR is the training part, DIR:test and DIR:val the others;
//                               all parts number the classes as the training part does
//   DIR/x.png                   without classes: unlabelled
//
// Samples are bytes, planar (C, H, W), red plane first; one channel if all images are grey. Images
// of another size than most are resized to it (see resize.hpp). Files that cannot be read are
// listed in the warnings and left out; the rows are the readable files, in sorted order.
#pragma once

#include "core/base/progress.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

struct Dataset;

struct ImageFile {
    std::filesystem::path path;
    std::int32_t label = -1; ///< -1: unlabelled
};

struct ImageListing {
    std::vector<ImageFile> files; ///< by class, then by path
    std::vector<std::string> classNames;
    std::vector<std::string> warnings; ///< loose files, classes that only a held-out part has
};

/// Whether the name ends like that of an image.
bool isImageName(const std::filesystem::path& file);

/// The images of a folder's part ("" is train where there are parts), by their names; at most ten
/// million files are looked at. Empty if there are none.
ImageListing listImages(const std::filesystem::path& folder, const std::string& part = {});

/// Whether the folder holds images in one of the layouts above; looks until it finds the first.
bool holdsImages(const std::filesystem::path& folder);

/// "DIR:test" or "DIR:val" where the folder has that part, the sibling folder of DIR/train, or "".
std::string heldOutImages(const std::filesystem::path& folder);

/// Fills values, shape, labels, class names, format and warnings. Throws Error: Format if no image
/// can be read, OutOfMemory. Reads every file twice (sizes, then pixels); cancellable.
void readImages(const ImageListing& images, Dataset& out, const Progress& progress);

/// Hash of the names below the folder, classes and contents.
std::string imagesHash(const ImageListing& images);

} // namespace leafscope
