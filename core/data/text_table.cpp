// SPDX-License-Identifier: MIT
// Texts to cells.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/data/table.hpp"

#include <algorithm>
#include <charconv>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\xEF\xBB\xBF");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// "1,5" -> "1.5", as tables with semicolons write numbers where the comma is the decimal sign.
void mendDecimalCommas(std::vector<std::string>& row)
{
    for (std::string& cell : row) {
        const std::size_t comma = cell.find(',');
        if (comma == std::string::npos)
            continue;
        std::string mended = cell;
        mended[comma] = '.';
        if (numberIn(mended))
            cell = std::move(mended);
    }
}

/// Splits text into rows of cells.
class Splitter {
public:
    Splitter(std::string_view text, char separator, const fs::path& file)
        : m_text(text)
        , m_separator(separator)
        , m_file(file)
    {
    }

    bool atEnd() const { return m_at >= m_text.size(); }
    double share() const { return double(m_at) / double(std::max<std::size_t>(1, m_text.size())); }
    std::size_t line() const { return m_line; }

    /// The next row; empty for a blank line.
    std::vector<std::string> row()
    {
        std::vector<std::string> cells;
        m_line = ++m_lines;
        for (;;) {
            cells.push_back(cell());
            if (atEnd())
                break;
            const char ending = m_text[m_at++];
            if (ending == '\n')
                break;
            while (m_separator == ' ' && !atEnd() && m_text[m_at] == ' ')
                ++m_at; // a run of blanks is one separator
        }
        if (m_separator == ' ') // blanks around a row separate nothing
            std::erase_if(cells, [](const std::string& c) { return c.empty(); });
        if (cells.size() == 1 && trimmed(cells[0]).empty())
            cells.clear();
        if (m_separator == ';')
            mendDecimalCommas(cells);
        return cells;
    }

private:
    std::string cell()
    {
        if (!atEnd() && m_text[m_at] == '"')
            return quoted();
        const std::size_t from = m_at;
        while (!atEnd() && m_text[m_at] != m_separator && m_text[m_at] != '\n')
            ++m_at;
        return std::string(trimmed(m_text.substr(from, m_at - from)));
    }

    std::string quoted()
    {
        std::string out;
        for (++m_at; !atEnd(); ++m_at) {
            if (m_text[m_at] == '"') {
                if (m_at + 1 >= m_text.size() || m_text[m_at + 1] != '"')
                    break;
                ++m_at; // "" inside quotes is one quote
            }
            m_lines += m_text[m_at] == '\n';
            out += m_text[m_at];
        }
        if (atEnd())
            throw Error(ErrorKind::Format,
                        "a quote that opens in line " + std::to_string(m_line) + " is never closed",
                        m_file.string(), "a cut file, or a quote inside a cell",
                        "write two quotes for one inside a cell, as CSV writers do");
        ++m_at;
        while (!atEnd() && m_text[m_at] != m_separator && m_text[m_at] != '\n')
            ++m_at;
        return out;
    }

    std::string_view m_text;
    char m_separator;
    const fs::path& m_file;
    std::size_t m_at = 0;
    std::size_t m_line = 0;
    std::size_t m_lines = 0;
};

std::vector<std::vector<std::string>> firstRows(std::string_view start, char separator)
{
    constexpr std::size_t kRows = 20;
    const fs::path none;
    Splitter splitter(start, separator, none);
    std::vector<std::vector<std::string>> rows;
    try {
        while (!splitter.atEnd() && rows.size() < kRows)
            if (auto row = splitter.row(); !row.empty())
                rows.push_back(std::move(row));
    } catch (const Error&) {
        return {}; // an open quote: not with this separator
    }
    return rows;
}

bool holdsNumber(const std::vector<std::string>& row)
{
    return std::any_of(row.begin(), row.end(),
                       [](const std::string& cell) { return numberIn(cell).has_value(); });
}

/// The rows of a table: as many cells in each, and numbers below the header.
bool isTable(const std::vector<std::vector<std::string>>& rows, char separator)
{
    // Blanks separate every text; then there are numbers in every row.
    if (separator == ' ')
        return std::all_of(
            rows.begin() + (rows.size() > 1 ? 1 : 0), rows.end(),
            [&](const auto& row) { return row.size() == rows[0].size() && holdsNumber(row); });
    return rows[0].size() >= 2 && holdsNumber(rows.back()) &&
           std::all_of(rows.begin(), rows.end(),
                       [&](const auto& row) { return row.size() == rows[0].size(); });
}

/// One that a line of another length spoils: what is wrong is said when it is read.
bool isSpoiltTable(const std::vector<std::vector<std::string>>& rows, char separator)
{
    const auto good = std::count_if(rows.begin(), rows.end(), [&](const auto& row) {
        return row.size() == rows[0].size() && holdsNumber(row);
    });
    return separator != ' ' && rows[0].size() >= 2 && 2 * std::size_t(good) + 1 >= rows.size() &&
           good > 0;
}

/// A first row in which a cell is no number while the one below it is, or nothing is a number.
bool hasHeader(const std::vector<std::vector<std::string>>& rows)
{
    if (rows.size() < 2)
        return false;
    bool anyNumber = false;
    for (std::size_t c = 0; c < rows[0].size(); ++c) {
        const bool above = numberIn(rows[0][c]).has_value();
        anyNumber = anyNumber || above;
        if (!above && numberIn(rows[1][c]))
            return true;
    }
    return false;
}

} // namespace

std::optional<double> numberIn(std::string_view cell)
{
    cell = trimmed(cell);
    if (cell.starts_with('+'))
        cell.remove_prefix(1);
    double value = 0;
    const auto [end, failed] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (cell.empty() || failed != std::errc() || end != cell.data() + cell.size())
        return std::nullopt;
    return value;
}

std::optional<char> tableSeparator(std::string_view start)
{
    // The last line may be cut.
    if (const std::size_t end = start.rfind('\n'); end != std::string_view::npos)
        start = start.substr(0, end + 1);
    // Where cells are separated by semicolons, commas are decimal signs.
    for (const auto& fits : {isTable, isSpoiltTable})
        for (const char separator : {'\t', ';', ',', ' '}) {
            const auto rows = firstRows(start, separator);
            if (!rows.empty() && fits(rows, separator))
                return separator;
        }
    return std::nullopt;
}

TextTable readTextTable(const fs::path& file, const Progress& progress)
{
    constexpr std::size_t kStart = 1 << 16;
    const std::string text = readTextFile(file);
    // Texts of cells weigh several times what they weigh in the file.
    requireMemory(8 * std::uint64_t(text.size()), file.string());
    TextTable table;
    table.separator = tableSeparator(std::string_view(text).substr(0, kStart)).value_or('\t');
    Splitter splitter(text, table.separator, file);
    while (!splitter.atEnd()) {
        std::vector<std::string> row = splitter.row();
        if (row.empty())
            continue;
        if (!table.rows.empty() && row.size() != table.rows[0].size())
            throw Error(ErrorKind::Format,
                        "line " + std::to_string(splitter.line()) + " has " +
                            std::to_string(row.size()) + " cells, the lines before it " +
                            std::to_string(table.rows[0].size()),
                        file.string(), "a cut line, or the separator inside a cell without quotes",
                        "mend the line, or put the cell into quotes");
        table.rows.push_back(std::move(row));
        if (table.rows.size() % 1024 == 0)
            progress.report(splitter.share());
    }
    if (hasHeader(table.rows)) {
        table.header = table.rows.front();
        table.rows.erase(table.rows.begin());
    }
    return table;
}

} // namespace leafscope
