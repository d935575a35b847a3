// SPDX-License-Identifier: MIT
#include "views/explorer/explorer_filter.hpp"

#include "views/explorer/explorer_model.hpp"

#include <algorithm>

namespace leafscope {

void ExplorerFilter::setWords(const QString& words)
{
    m_words = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

bool ExplorerFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const QModelIndex name = sourceModel()->index(row, ExplorerModel::Name, parent);
    if (ExplorerKind(name.data(ExplorerModel::KindRole).toInt()) != ExplorerKind::Layer)
        return true;
    const QString text = name.data().toString() + QLatin1Char(' ') +
                         name.siblingAtColumn(ExplorerModel::Value).data().toString();
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString& word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace leafscope
