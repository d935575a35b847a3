// SPDX-License-Identifier: MIT
#include "core/data/projector.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>

namespace leafscope {

namespace {

namespace fs = std::filesystem;

void finish(std::ofstream& out, PendingFile& pending, const fs::path& target)
{
    out.close();
    if (!out)
        throw Error(ErrorKind::Io, "cannot write the file", target.string(),
                    "the disk is full or permission is missing", "write elsewhere with --out");
    pending.commit();
}

template <class Matrix>
void writeVectors(const fs::path& target, const Matrix& x, const Progress& progress)
{
    PendingFile pending(target);
    std::ofstream out(pending.path(), std::ios::binary);
    std::string line;
    std::array<char, 40> number{};
    for (Index i = 0; i < x.rows(); ++i) {
        if (i % 256 == 0)
            progress.report(double(i) / double(x.rows()));
        line.clear();
        for (Index j = 0; j < x.cols(); ++j) {
            const char* end =
                std::to_chars(number.data(), number.data() + number.size(), x(i, j)).ptr;
            line.append(number.data(), std::size_t(end - number.data()));
            line += j + 1 < x.cols() ? '\t' : '\n';
        }
        out.write(line.data(), std::streamsize(line.size()));
    }
    finish(out, pending, target);
}

std::string cellOf(std::string text)
{
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
    return text.empty() ? "-" : text;
}

void writeMetadata(const fs::path& target, Index n, const std::vector<MetadataColumn>& columns)
{
    PendingFile pending(target);
    std::ofstream out(pending.path(), std::ios::binary);
    for (Index i = columns.size() > 1 ? -1 : 0; i < n; ++i) // row -1 is the header
        for (std::size_t c = 0; c < columns.size(); ++c)
            out << cellOf(i < 0 ? columns[c].name : columns[c].cells[std::size_t(i)])
                << (c + 1 < columns.size() ? '\t' : '\n');
    finish(out, pending, target);
}

} // namespace

void writeProjectorPair(const fs::path& vectors, const fs::path& metadata, const Points& points,
                        const std::vector<MetadataColumn>& columns, const Progress& progress)
{
    const Index n = rowsOf(points);
    for (const MetadataColumn& column : columns)
        EXPECTS(Index(column.cells.size()) == n, column.name + ": " +
                                                     std::to_string(column.cells.size()) +
                                                     " cells, " + std::to_string(n) + " rows");
    std::visit([&](const auto& x) { writeVectors(vectors, x, progress); }, points);
    if (!columns.empty())
        writeMetadata(metadata, n, columns);
}

} // namespace leafscope
