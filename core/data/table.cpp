// SPDX-License-Identifier: MIT
// Parsing of text tables.
#include "core/data/table.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/data/labels.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <set>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostClasses = 1000;

/// The column whose name says that it holds labels.
std::optional<std::size_t> namedLabels(const TextTable& table)
{
    std::vector<std::string> names = table.header;
    for (std::string& name : names)
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return char(std::tolower(c)); });
    std::vector<std::string> wanted{"label",  "labels",   "class",   "classes",
                                    "target", "category", "species", "digit"};
    // Beside an x, y is a coordinate.
    if (std::find(names.begin(), names.end(), "x") == names.end())
        wanted.emplace_back("y");
    for (const std::string& name : wanted)
        if (const auto found = std::find(names.begin(), names.end(), name); found != names.end())
            return std::size_t(found - names.begin());
    return std::nullopt;
}

/// A column that names rows, as pandas writes it without being asked.
bool isRowName(const TextTable& table, std::size_t column)
{
    return column < table.header.size() &&
           (table.header[column].empty() || table.header[column] == "id" ||
            table.header[column] == "index");
}

std::string columnName(const TextTable& table, std::size_t column)
{
    return column < table.header.size() ? "\"" + table.header[column] + "\""
                                        : std::to_string(column + 1);
}

bool isNumeric(const TextTable& table, std::size_t column)
{
    // One cell that is no number in a column of numbers is a mistake to be told, not a text column.
    std::size_t numbers = 0;
    for (const auto& row : table.rows)
        numbers += numberIn(row[column]).has_value();
    return 2 * numbers > table.rows.size();
}

/// Numbers for texts in sorted order; whole numbers from 0 on stay what they are.
void setLabels(const TextTable& table, std::size_t column, const fs::path& file, Dataset& out)
{
    std::vector<std::int64_t> whole;
    for (const auto& row : table.rows)
        if (const auto value = numberIn(row[column]);
            value && *value >= 0 && *value < 1e6 && *value == std::floor(*value))
            whole.push_back(std::int64_t(*value));
    if (whole.size() == table.rows.size()) {
        out.labels = toLabels(whole, file.string());
        return;
    }
    std::map<std::string, std::int32_t> classes;
    for (const auto& row : table.rows)
        classes.emplace(row[column], 0);
    out.classNames.clear();
    for (auto& [name, number] : classes) {
        number = std::int32_t(out.classNames.size());
        out.classNames.push_back(name);
    }
    out.labels.clear();
    for (const auto& row : table.rows)
        out.labels.push_back(classes.at(row[column]));
}

std::optional<std::size_t> labelColumn(const TextTable& table)
{
    if (const std::optional<std::size_t> named = namedLabels(table))
        return named;
    std::vector<std::size_t> texts;
    for (std::size_t c = 0; c < table.columns(); ++c)
        if (!isNumeric(table, c))
            texts.push_back(c);
    if (texts.size() != 1)
        return std::nullopt;
    std::set<std::string> distinct;
    for (const auto& row : table.rows)
        distinct.insert(row[texts[0]]);
    // Names of the single samples are no classes.
    const bool few = distinct.size() <= std::max<std::size_t>(2, table.rows.size() / 2);
    return few && distinct.size() <= kMostClasses ? std::optional(texts[0]) : std::nullopt;
}

} // namespace

void readTable(const fs::path& file, Dataset& out, const Progress& progress)
{
    const TextTable table = readTextTable(file, progress);
    const std::optional<std::size_t> label = labelColumn(table);
    std::vector<std::size_t> numeric;
    std::string ignored;
    for (std::size_t c = 0; c < table.columns(); ++c) {
        if (label && c == *label)
            continue;
        if (isNumeric(table, c) && !isRowName(table, c))
            numeric.push_back(c);
        else
            ignored += (ignored.empty() ? "" : ", ") + columnName(table, c);
    }
    if (numeric.empty())
        throw Error(ErrorKind::InvalidInput, "no column holds numbers", file.string(),
                    "a table of texts only", "give a table with one row of numbers per sample");
    std::vector<double> values;
    values.reserve(table.rows.size() * numeric.size());
    for (std::size_t r = 0; r < table.rows.size(); ++r)
        for (const std::size_t c : numeric) {
            const auto value = numberIn(table.rows[r][c]);
            if (!value)
                throw Error(ErrorKind::InvalidInput,
                            "\"" + table.rows[r][c] + "\" in data row " + std::to_string(r + 1) +
                                ", column " + columnName(table, c) + " is no number",
                            file.string(), "a missing value, or a decimal comma",
                            "fill or drop the row; write numbers with a decimal point");
            values.push_back(*value);
        }
    out.values = std::move(values);
    out.sampleShape = {std::int64_t(numeric.size())};
    out.format = table.separator == '\t' ? "TSV" : table.separator == ' ' ? "text table" : "CSV";
    if (label)
        setLabels(table, *label, file, out);
    if (!ignored.empty())
        out.warnings.push_back("columns left out (texts and row numbers): " + ignored);
}

fs::path pairedMetadata(const fs::path& file)
{
    const std::string stem = file.stem().string();
    std::vector<std::string> names{stem + "_metadata.tsv", stem + "-metadata.tsv"};
    if (const std::size_t at = stem.find("vectors"); at != std::string::npos)
        names.push_back(std::string(stem).replace(at, 7, "metadata") + ".tsv");
    for (const std::string& name : names) {
        const fs::path beside = file.parent_path() / name;
        std::error_code ignored;
        if (fs::is_regular_file(beside, ignored))
            return beside;
    }
    return {};
}

void readMetadata(const fs::path& file, Index n, Dataset& out)
{
    TextTable table = readTextTable(file);
    // The projector's rule, whatever the cells look like: one column has no header, several have.
    if (table.columns() == 1 && !table.header.empty()) {
        table.rows.insert(table.rows.begin(), table.header);
        table.header.clear();
    } else if (table.columns() > 1 && table.header.empty() && !table.rows.empty()) {
        table.header = table.rows.front();
        table.rows.erase(table.rows.begin());
    }
    requireLabelCount(table.rows.size(), n, file.string(), "the vectors beside it");
    const std::optional<std::size_t> column =
        table.columns() == 1 ? std::optional<std::size_t>(0) : labelColumn(table);
    if (column)
        setLabels(table, *column, file, out);
    else
        out.warnings.push_back("no column of " + file.filename().string() +
                               " can be labels; name it \"label\"");
}

} // namespace leafscope
