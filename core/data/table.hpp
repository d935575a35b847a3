// SPDX-License-Identifier: MIT
// Tables as text: CSV, TSV, and the Embedding Projector's vectors.tsv with metadata.tsv beside it.
//
// Separator (tab, comma, semicolon or blanks), header and quotes (RFC 4180) are recognised; between
// semicolons a comma can be the decimal sign. Columns of numbers are the sample's values; one
// column may hold labels: the one named label, class, target, category, species, digit, or y where
// there is no x, else the only column of texts. Text labels are numbered in sorted order.
#pragma once

#include "core/base/progress.hpp"
#include "core/data/dataset.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leafscope {

/// A table as texts; all rows have as many cells as there are columns.
struct TextTable {
    std::vector<std::string> header;            ///< empty without a header row
    std::vector<std::vector<std::string>> rows; ///< cells without their quotes
    char separator = ',';

    std::size_t columns() const { return rows.empty() ? header.size() : rows[0].size(); }
};

/// The number that a cell holds, with a decimal point; nothing for other texts.
std::optional<double> numberIn(std::string_view cell);

/// Throws Error: Io; Format naming the line whose number of cells differs or whose quote is open.
TextTable readTextTable(const std::filesystem::path& file, const Progress& progress = {});

/// The separator of what looks like a table with at least one column of numbers, judged by its
/// first lines, also if one of these has too many or too few cells; nothing for other texts.
std::optional<char> tableSeparator(std::string_view start);

/// Fills values (float64), shape, labels, class names, format and warnings (which columns are left
/// out). Throws Error: Format, InvalidInput naming row and column of a cell that is no number.
void readTable(const std::filesystem::path& file, Dataset& out, const Progress& progress);

/// metadata.tsv beside vectors.tsv, NAME_metadata.tsv or NAME-metadata.tsv beside NAME.tsv; empty
/// if there is none.
std::filesystem::path pairedMetadata(const std::filesystem::path& file);

/// Labels of a metadata file: one column has no header, several have one. Throws
/// Error(InvalidInput) if no column can be labels or the count differs from `n`.
void readMetadata(const std::filesystem::path& file, Index n, Dataset& out);

} // namespace leafscope
