// SPDX-License-Identifier: MIT
#include "core/nnk/labelled_layer.hpp"

#include "core/base/error.hpp"
#include "core/nnk/nnk_request.hpp"
#include "core/nnk/points.hpp"

#include <limits>
#include <utility>

namespace leafscope {

namespace {

Points chosenRows(Points points, const std::vector<Index>& rows)
{
    if (Index(rows.size()) == rowsOf(points))
        return points;
    return std::visit(
        [&](const auto& all) -> Points {
            std::decay_t<decltype(all)> kept(Index(rows.size()), all.cols());
            for (std::size_t i = 0; i < rows.size(); ++i)
                kept.row(Index(i)) = all.row(rows[i]);
            return kept;
        },
        points);
}

} // namespace

double LabelledLayer::headAccuracy() const
{
    if (embedding.predictions.empty() || rows.empty())
        return std::numeric_limits<double>::quiet_NaN();
    double right = 0;
    for (std::size_t i = 0; i < rows.size(); ++i)
        right += embedding.predictions[std::size_t(rows[i])] == labels[i] ? 1 : 0;
    return right / double(rows.size());
}

LabelledLayer readLabelled(const EmbeddingHeader& embedding, const std::string& layer)
{
    LabelledLayer result;
    result.embedding = embedding;
    result.layer = nnkLayer(embedding, layer);
    for (std::size_t i = 0; i < embedding.labels.size(); ++i)
        if (embedding.labels[i] >= 0) {
            result.rows.push_back(Index(i));
            result.labels.push_back(embedding.labels[i]);
        }
    if (result.rows.empty())
        throw Error(ErrorKind::InvalidInput, "no sample has a label", embedding.file.string(),
                    "classification compares labels",
                    "give one label per row with --labels FILE (.npy or IDX)");
    result.unlabelled = embedding.n - result.count();
    result.points = chosenRows(readLayer(embedding, result.layer.name), result.rows);
    return result;
}

void matchPoints(LabelledLayer& base, LabelledLayer& queries)
{
    if (colsOf(base.points) != colsOf(queries.points))
        throw Error(ErrorKind::InvalidInput,
                    "the test samples have " + std::to_string(colsOf(queries.points)) +
                        " columns, the others " + std::to_string(colsOf(base.points)),
                    queries.embedding.file.string() + ", layer " + queries.layer.name,
                    "another layer, or another network",
                    "give an embedding of the test samples by the same network");
    matchPrecision(base.points, queries.points);
}

} // namespace leafscope
