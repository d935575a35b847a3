// SPDX-License-Identifier: MIT
// What the table shows of the samples, as columns over the rows of the embedding (or, before there
// is one, of the data set), and in which order. No widgets.
#pragma once

#include "core/data/query.hpp"
#include "views/session/session.hpp"

#include <QString>

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace leafscope {

enum class ColumnKind { Image, Id, Label, Prediction, Correct, Number };

struct SampleColumn {
    ColumnKind kind = ColumnKind::Number;
    QString key;   ///< stable; for numbers the query's field
    QString title; ///< heading
    QString tip;
    std::span<const float> values; ///< of numbers
};

/// An immutable snapshot that keeps alive what it points to. May be used on any thread.
struct SampleColumns {
    std::shared_ptr<const Dataset> data;
    std::shared_ptr<const EmbeddingHeader> embedding;
    std::shared_ptr<const NeighborTable> neighbors;
    std::shared_ptr<const NnkLayerGraph> graph;
    std::optional<SampleMetric> trace; ///< of the local data matrix
    std::vector<SampleMetric> studies; ///< what studies say of the rows
    QString layer;
    Index n = 0;
    std::span<const std::int64_t> samples; ///< empty: the row itself
    std::span<const std::int32_t> labels;  ///< empty if unknown
    std::span<const std::int32_t> predictions;
    std::vector<std::int32_t> gathered; ///< labels that only the data set knows
    std::vector<std::string> classNames;
    int classCount = 0;
    std::vector<SampleColumn> columns;

    static std::shared_ptr<const SampleColumns> of(const Session& session);

    std::int64_t sampleAt(Index row) const
    {
        return samples.empty() ? row : samples[std::size_t(row)];
    }
    /// -1 for a row without label or prediction.
    std::int32_t labelAt(Index row) const { return labels.empty() ? -1 : labels[std::size_t(row)]; }
    std::int32_t predictionAt(Index row) const
    {
        return predictions.empty() ? -1 : predictions[std::size_t(row)];
    }
    /// Nothing if label or prediction is not known.
    std::optional<bool> correctAt(Index row) const;
    QString className(std::int32_t label) const;
    const SampleColumn* find(const QString& key) const;
    /// For the query language, without selection and slices.
    QueryTable queryTable() const;
};

/// Which rows are listed, and in which order.
struct OrderRequest {
    std::shared_ptr<const SampleColumns> columns;
    Query query;
    std::optional<SampleSet> filter;
    SampleSet selected;                  ///< what `selected` in the query means
    std::map<QString, SampleSet> slices; ///< likewise
    QString sortKey;                     ///< "": as the rows come
    bool descending = false;
};

/// Rows that pass filter and query, sorted by the column; ties as the rows come, unknown values
/// last. O(n log n).
std::vector<std::int32_t> orderedRows(const OrderRequest& request);

/// The listed rows as CSV with a header line: sample, then every column but the image.
QByteArray columnsToCsv(const SampleColumns& columns, const std::vector<std::int32_t>& rows);

} // namespace leafscope
