// SPDX-License-Identifier: MIT
#include "views/explorer/explorer_model.hpp"

#include <utility>

namespace leafscope {

namespace {

// A section's index carries this; a row inside section s carries s.
constexpr quintptr kTop = ~quintptr(0);

QVariant columnText(const ExplorerItem& item, int column)
{
    switch (column) {
    case ExplorerModel::Name:
        return item.name;
    case ExplorerModel::Value:
        return item.value;
    case ExplorerModel::Shape:
        return item.shape;
    case ExplorerModel::Depth:
        return item.depth;
    default:
        return {};
    }
}

} // namespace

ExplorerModel::ExplorerModel(const Session& session, QObject* parent)
    : QAbstractItemModel(parent)
    , m_session(session)
    , m_sections(explorerItems(session))
    , m_layer(session.layer())
{
}

void ExplorerModel::refresh()
{
    std::vector<ExplorerItem> now = explorerItems(m_session);
    for (std::size_t s = 0; s < now.size(); ++s)
        if (!(now[s] == m_sections[s]))
            replaceSection(s, std::move(now[s]));
    markLayer();
}

void ExplorerModel::replaceSection(std::size_t section, ExplorerItem now)
{
    std::vector<ExplorerItem>& rows = m_sections[section].children;
    const QModelIndex parent = index(int(section), 0);
    if (rows.size() == now.children.size()) {
        rows = std::move(now.children);
        Q_EMIT dataChanged(index(0, 0, parent), index(int(rows.size()) - 1, Depth, parent));
        return;
    }
    if (!rows.empty()) {
        beginRemoveRows(parent, 0, int(rows.size()) - 1);
        rows.clear();
        endRemoveRows();
    }
    if (!now.children.empty()) {
        beginInsertRows(parent, 0, int(now.children.size()) - 1);
        rows = std::move(now.children);
        endInsertRows();
    }
}

void ExplorerModel::markLayer()
{
    if (m_layer == m_session.layer())
        return;
    const QModelIndex before = layerIndex(m_layer);
    m_layer = m_session.layer();
    for (const QModelIndex& changed : {before, layerIndex(m_layer)})
        if (changed.isValid())
            Q_EMIT dataChanged(changed, changed.siblingAtColumn(Depth));
}

QModelIndex ExplorerModel::layerIndex(const QString& layer) const
{
    for (std::size_t s = 0; s < m_sections.size(); ++s) {
        const std::vector<ExplorerItem>& rows = m_sections[s].children;
        for (std::size_t row = 0; row < rows.size(); ++row)
            if (rows[row].kind == ExplorerKind::Layer && rows[row].name == layer)
                return createIndex(int(row), Name, quintptr(s));
    }
    return {};
}

QModelIndex ExplorerModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) : kTop);
}

QModelIndex ExplorerModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == kTop)
        return {};
    return createIndex(int(child.internalId()), 0, kTop);
}

int ExplorerModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return int(m_sections.size());
    if (parent.internalId() != kTop || parent.column() != 0)
        return 0;
    return int(m_sections[std::size_t(parent.row())].children.size());
}

int ExplorerModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

const ExplorerItem* ExplorerModel::item(const QModelIndex& index) const
{
    if (!index.isValid())
        return nullptr;
    if (index.internalId() == kTop)
        return &m_sections[std::size_t(index.row())];
    return &m_sections[std::size_t(index.internalId())].children[std::size_t(index.row())];
}

QVariant ExplorerModel::data(const QModelIndex& index, int role) const
{
    const ExplorerItem* row = item(index);
    if (!row)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return columnText(*row, index.column());
    case Qt::ToolTipRole:
        return row->details.isEmpty() ? QVariant() : QVariant(row->details);
    case Qt::AccessibleTextRole:
        return index.column() == Name && !row->value.isEmpty()
                   ? row->name + QLatin1String(": ") + row->value
                   : columnText(*row, index.column());
    case KindRole:
        return int(row->kind);
    case OfferRole:
        return int(row->offer);
    case ReadinessRole:
        return int(row->readiness);
    case CurrentRole:
        return row->kind == ExplorerKind::Epoch
                   ? row->epoch == m_session.epoch()
                   : row->kind == ExplorerKind::Layer && row->name == m_layer;
    case EpochRole:
        return row->epoch;
    default:
        return {};
    }
}

QVariant ExplorerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case Value:
        return tr("Type");
    case Shape:
        return tr("Shape");
    case Depth:
        return tr("Depth");
    default:
        return {};
    }
}

Qt::ItemFlags ExplorerModel::flags(const QModelIndex& index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

} // namespace leafscope
