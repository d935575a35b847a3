// SPDX-License-Identifier: MIT
// Fuzzy search: "gl c2" finds "Go to layer conv2". Pure, for the palette and its test.
#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace leafscope {

struct FuzzyMatch {
    double score = 0;          ///< larger is better; comparable between texts for one pattern
    std::vector<qsizetype> at; ///< matched places of the text, ascending
};

/// Every word of `pattern` must occur in `text` as a subsequence, in any order of the words and
/// without regard to case; an empty pattern matches with score 0. Letters at the start of words and
/// letters in a row score more, late starts and long texts less. Cost: O(|pattern| |text|).
std::optional<FuzzyMatch> fuzzyMatch(const QString& pattern, const QString& text);

} // namespace leafscope
