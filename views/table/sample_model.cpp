// SPDX-License-Identifier: MIT
#include "views/table/sample_model.hpp"

#include "views/style/sample_image.hpp"
#include "views/style/theme.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace leafscope {

namespace {

constexpr int kKeptThumbnails = 4000;

} // namespace

SampleModel::SampleModel(QObject* parent)
    : QAbstractTableModel(parent)
    , m_columns(std::make_shared<SampleColumns>())
    , m_thumbnails(kKeptThumbnails)
{
}

void SampleModel::setColumns(std::shared_ptr<const SampleColumns> columns)
{
    beginResetModel();
    if (columns->data != m_columns->data)
        m_thumbnails.clear();
    m_columns = std::move(columns);
    m_rows.clear();
    m_listedAt.assign(std::size_t(m_columns->n), -1);
    endResetModel();
}

void SampleModel::setRows(std::vector<std::int32_t> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    std::fill(m_listedAt.begin(), m_listedAt.end(), -1);
    for (std::size_t listed = 0; listed < m_rows.size(); ++listed)
        m_listedAt[std::size_t(m_rows[listed])] = std::int32_t(listed);
    endResetModel();
}

int SampleModel::listedAt(Index row) const
{
    return row < 0 || std::size_t(row) >= m_listedAt.size() ? -1 : m_listedAt[std::size_t(row)];
}

int SampleModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int SampleModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_columns->columns.size());
}

QPixmap SampleModel::thumbnail(int listed, double ratio) const
{
    const std::int64_t sample = sampleAt(listed);
    if (const QPixmap* kept = m_thumbnails.object(sample))
        return *kept;
    if (!m_columns->data || sample >= m_columns->data->size())
        return {};
    const int side = int(std::lround(kThumbnail * ratio));
    QImage image = style::sampleImage(*m_columns->data, sample);
    if (image.isNull())
        return {};
    image = image.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    image.setDevicePixelRatio(ratio);
    auto* pixmap = new QPixmap(QPixmap::fromImage(image));
    const QPixmap result = *pixmap;
    m_thumbnails.insert(sample, pixmap);
    return result;
}

QString SampleModel::text(const SampleColumn& column, Index row) const
{
    switch (column.kind) {
    case ColumnKind::Image:
        return {};
    case ColumnKind::Id:
        return QString::number(m_columns->sampleAt(row));
    case ColumnKind::Label:
        return m_columns->className(m_columns->labelAt(row));
    case ColumnKind::Prediction:
        return m_columns->className(m_columns->predictionAt(row));
    case ColumnKind::Correct: {
        const auto correct = m_columns->correctAt(row);
        return !correct ? QString() : *correct ? tr("correct") : tr("wrong");
    }
    case ColumnKind::Number:
        return style::number(double(column.values[std::size_t(row)]));
    }
    return {};
}

QVariant SampleModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || index.column() >= columnCount())
        return {};
    const SampleColumn& shown = column(index.column());
    const Index row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(shown, row);
    case Qt::AccessibleTextRole:
        return shown.kind == ColumnKind::Image ? tr("Image of sample %1").arg(sampleAt(index.row()))
                                               : text(shown, row);
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    default:
        return {};
    }
}

QVariant SampleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const SampleColumn& shown = column(section);
    if (role == Qt::DisplayRole)
        return shown.title;
    if (role == Qt::ToolTipRole)
        return shown.tip;
    if (role == Qt::TextAlignmentRole) {
        const bool right = shown.kind == ColumnKind::Number || shown.kind == ColumnKind::Id;
        return int(Qt::AlignVCenter | (right                               ? Qt::AlignRight
                                       : shown.kind == ColumnKind::Correct ? Qt::AlignHCenter
                                                                           : Qt::AlignLeft));
    }
    return {};
}

} // namespace leafscope
