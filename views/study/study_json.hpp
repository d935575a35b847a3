// SPDX-License-Identifier: MIT
// Reading the numbers of a result, of which every one may be null or missing.
#pragma once

#include "core/session/recipe.hpp"
#include "views/study/study_page.hpp"

#include <functional>
#include <string>
#include <vector>

namespace leafscope::study {

/// NaN if there is no such number.
double numberAt(const Json& object, const std::string& key);
/// "" if there is no such text.
std::string textAt(const Json& object, const std::string& key);
/// Null if there is no such field.
const Json& fieldAt(const Json& object, const std::string& key);
/// A list with NaN for what is no number; empty if there is no such list.
std::vector<double> listAt(const Json& object, const std::string& key);
/// One number of each object in a list.
std::vector<double> columnOf(const Json& objects, const std::string& key);

/// Gives the numbers of a key, one for each point of an axis.
using Reader = std::function<std::vector<double>(const std::string& key)>;
/// Of lists, made as long as the axis.
Reader ofLists(const Json& lists, std::size_t length);
/// Of objects, one for each point.
Reader ofObjects(const Json& objects);
/// The line with the numbers of its key, and with the band BAND_low, BAND_high if there is one.
StudyLine readLine(const Reader& read, StudyLine line, const std::string& band = {});

bool anyKnown(const std::vector<double>& values);

} // namespace leafscope::study
