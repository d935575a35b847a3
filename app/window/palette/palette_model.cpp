// SPDX-License-Identifier: MIT
#include "app/window/palette/palette_model.hpp"

#include "app/window/palette/fuzzy.hpp"

#include <QRegularExpression>

#include <algorithm>

namespace leafscope {

namespace {

constexpr double kRecentBonus = 2;
constexpr double kPlaceWeight = 0.4; ///< a match that needs the menu's name counts less
constexpr double kRefusedMalus = 3;

} // namespace

void PaletteModel::setItems(std::vector<PaletteItem> items, const QStringList& recent)
{
    m_items = std::move(items);
    m_recent = recent;
    setSearch({});
}

void PaletteModel::setSearch(const QString& pattern)
{
    beginResetModel();
    m_rows.clear();
    if (pattern.trimmed().isEmpty())
        listAll();
    else
        listMatches(pattern);
    endResetModel();
}

void PaletteModel::listAll()
{
    for (const QString& id : m_recent)
        for (std::size_t i = 0; i < m_items.size(); ++i)
            if (m_items[i].id == id)
                m_rows.push_back({i});
    if (!m_rows.empty())
        m_rows.front().section = tr("Recently used");
    QString section;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (m_recent.contains(m_items[i].id))
            continue;
        Row row{i};
        if (m_items[i].place != section)
            row.section = section = m_items[i].place;
        row.hasPlace = false; // its section says it
        m_rows.push_back(row);
    }
}

void PaletteModel::listMatches(const QString& pattern)
{
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        const PaletteItem& item = m_items[i];
        double weight = 1;
        auto match = fuzzyMatch(pattern, item.text);
        if (!match) {
            // "file quit": the menu's name helps to find, too.
            weight = kPlaceWeight;
            match = fuzzyMatch(pattern, item.text + QLatin1Char(' ') + item.place);
        }
        if (!match)
            continue;
        Row row{i};
        for (const qsizetype at : match->at)
            if (at < item.text.size())
                row.matches << int(at);
        row.score = weight * match->score + (m_recent.contains(item.id) ? kRecentBonus : 0) -
                    (item.refusal.isEmpty() ? 0 : kRefusedMalus);
        m_rows.push_back(row);
    }
    std::stable_sort(m_rows.begin(), m_rows.end(),
                     [](const Row& a, const Row& b) { return a.score > b.score; });
}

const PaletteItem& PaletteModel::item(int row) const
{
    return m_items[m_rows[std::size_t(row)].item];
}

int PaletteModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[std::size_t(index.row())];
    const PaletteItem& shown = m_items[row.item];
    switch (role) {
    case Qt::DisplayRole:
        return shown.text;
    case Qt::AccessibleTextRole:
        return QStringList{shown.text, shown.place, shown.shortcut, shown.refusal}
            .filter(QRegularExpression(QStringLiteral(".")))
            .join(QStringLiteral(", "));
    case Place:
        return row.hasPlace ? shown.place : QString();
    case Shortcut:
        return shown.shortcut;
    case Refusal:
        return shown.refusal;
    case Matches:
        return QVariant::fromValue(row.matches);
    case Icon:
        return shown.icon;
    case Section:
        return row.section;
    default:
        return {};
    }
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex& index) const
{
    // Refused rows stay selectable, so that their reason can be read by keyboard, too.
    return index.isValid() ? Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemNeverHasChildren
                           : Qt::NoItemFlags;
}

} // namespace leafscope
