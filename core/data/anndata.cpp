// SPDX-License-Identifier: MIT
#include "core/data/anndata.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hdf5_texts.hpp"
#include "core/data/array_choice.hpp"
#include "core/data/hdf5_samples.hpp"
#include "core/data/shapes.hpp"

#include <algorithm>
#include <array>

namespace leafscope {

namespace {

[[noreturn]] void damaged(const Hdf5File& file, const std::string& happened)
{
    throw Error(ErrorKind::Format, happened, file.path().string() + ":/X", "a damaged file",
                "write it again: adata.write_h5ad(\"file.h5ad\")");
}

/// Number of variables: the length of the index of the table var.
std::int64_t columnsOf(const Hdf5File& file)
{
    const std::string index = "/var/" + file.text("/var", "_index").value_or("_index");
    const std::vector<std::int64_t> shape =
        file.has(index) ? file.info(index).shape : std::vector<std::int64_t>();
    if (shape.size() != 1)
        damaged(file, "the table var has no index, so the number of columns is unknown");
    return shape[0];
}

std::string columnName(const std::string& codes)
{
    return codes.substr(5, codes.size() - 5 - 6); // between /obs/ and /codes
}

int rankOf(const std::string& column)
{
    static constexpr std::array kNames{"cell_type", "celltype", "cluster", "leiden", "louvain"};
    if (isLabelName(column))
        return 0;
    return int(1 + (std::find(kNames.begin(), kNames.end(), column) - kNames.begin()));
}

} // namespace

bool isAnnData(const Hdf5File& file)
{
    // Not by the attribute encoding-type: texts that cannot be trusted count as absent.
    return file.has("/X") && file.has("/obs") && file.has("/var");
}

bool hasSparseX(const Hdf5File& file)
{
    return file.has("/X/data") && file.has("/X/indptr") && file.has("/X/indices");
}

void readSparseX(const Hdf5File& file, Dataset& out, const Progress& progress)
{
    if (file.text("/X", "encoding-type").value_or("csr_matrix") != "csr_matrix")
        throw Error(ErrorKind::Unsupported, "is a sparse matrix by columns",
                    file.path().string() + ":/X", "it was transposed or converted to CSC",
                    "in Python: adata.X = adata.X.tocsr(); adata.write_h5ad(\"file.h5ad\")");
    const std::int64_t columns = columnsOf(file);
    const auto starts = file.read<std::int64_t>("/X/indptr");
    const auto indices = file.read<std::int64_t>("/X/indices");
    const auto values = file.read<float>("/X/data");
    const auto stored = std::int64_t(values.size());
    const auto rows = std::int64_t(starts.size()) - 1;
    const std::array<std::int64_t, 2> shape{rows, columns};
    const auto count = rows < 1 || columns < 1 ? std::nullopt : elementCount(shape);
    const bool sound =
        count && *count >> 58 == 0 && starts.front() == 0 && starts.back() == stored &&
        std::int64_t(indices.size()) == stored && std::is_sorted(starts.begin(), starts.end()) &&
        std::all_of(indices.begin(), indices.end(),
                    [&](std::int64_t index) { return index >= 0 && index < columns; });
    if (!sound)
        damaged(file, "the sparse matrix does not fit together");
    requireMemory(*count * sizeof(float), file.path().string() + ":/X, written out");
    std::vector<float> dense(*count, 0.0F);
    for (std::int64_t i = 0; i < rows; ++i) {
        progress.report(double(i) / double(rows));
        for (std::int64_t k = starts[std::size_t(i)]; k < starts[std::size_t(i + 1)]; ++k)
            dense[std::size_t(i * columns + indices[std::size_t(k)])] += values[std::size_t(k)];
    }
    out.values = std::move(dense);
    out.sampleShape = {columns};
}

void readCategories(const Hdf5File& file, Index n, std::vector<std::int32_t>& labels,
                    std::vector<std::string>& classNames, std::vector<std::string>& warnings)
{
    std::vector<std::string> columns;
    for (const ArrayInfo& array : file.arrays())
        if (array.path.starts_with("/obs/") && array.path.ends_with("/codes") &&
            array.path.size() > 11 && array.shape == std::vector<std::int64_t>{n})
            columns.push_back(array.path);
    if (columns.empty() || n < 1)
        return;
    std::stable_sort(columns.begin(), columns.end(), [](const auto& a, const auto& b) {
        return rankOf(columnName(a)) < rankOf(columnName(b));
    });
    const std::string name = columnName(columns[0]);
    try {
        const auto names = readHdf5Texts(file.path(), "/obs/" + name + "/categories");
        labels = readHdf5Labels(file, columns[0]);
        if (*std::max_element(labels.begin(), labels.end()) >= std::int32_t(names.size()))
            throw Error(ErrorKind::InvalidInput, "it has more codes than categories");
        classNames = names;
    } catch (const Error& error) {
        labels.clear();
        warnings.push_back("the column " + name +
                           " of obs was not used as labels: " + error.happened());
        return;
    }
    if (columns.size() > 1)
        warnings.push_back("labels are the column " + name + " of obs; there are " +
                           std::to_string(columns.size() - 1) + " other categorical columns");
}

} // namespace leafscope
