// SPDX-License-Identifier: MIT
// AnnData files (.h5ad): a matrix X of observations, dense or sparse, with a table of what is known
// of them.
//
// Source: the on-disk format as its authors document it,
// https://anndata.readthedocs.io/en/latest/fileformat-prose.html
#pragma once

#include "core/base/hdf5.hpp"
#include "core/base/progress.hpp"
#include "core/data/dataset.hpp"

namespace leafscope {

/// By its X, obs and var.
bool isAnnData(const Hdf5File& file);

/// Whether X is a sparse matrix by rows (CSR), which findSamples() cannot see as one array.
bool hasSparseX(const Hdf5File& file);

/// Fills values (float32) and shape from a sparse X, written out as dense. Throws Error: Format,
/// OutOfMemory, Unsupported for matrices by columns.
void readSparseX(const Hdf5File& file, Dataset& out, const Progress& progress);

/// Fills labels and class names from a categorical column of the table obs for n observations: the
/// one named like labels, or cell_type, celltype, cluster, leiden or louvain, else the first. None
/// if there is none; a column with missing values is told in the warnings.
void readCategories(const Hdf5File& file, Index n, std::vector<std::int32_t>& labels,
                    std::vector<std::string>& classNames, std::vector<std::string>& warnings);

} // namespace leafscope
