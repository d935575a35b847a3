// SPDX-License-Identifier: MIT
#include "views/collapse_charts/values_table.hpp"

#include "views/frame/plain_table.hpp"
#include "views/style/theme.hpp"

#include <QApplication>
#include <QClipboard>
#include <QFontMetricsF>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace leafscope::collapse {

namespace {

constexpr double kRowHeight = 24;
constexpr double kColumnWidth = 132;
constexpr double kEpochWidth = 72;
constexpr double kColumnGap = 24;
constexpr double kLineGap = 6;

bool isOfTest(const std::string& key)
{
    const std::string end = "_classifiers"; // the same whatever they are shown
    return key.size() < end.size() || key.compare(key.size() - end.size(), end.size(), end) != 0;
}

} // namespace

void ValuesModel::setLayer(std::shared_ptr<const CollapseRuns> keep, const CollapseLayer* layer)
{
    beginResetModel();
    m_keep = std::move(keep);
    m_layer = layer;
    m_columns.clear();
    m_shown = -1;
    for (const CollapseMeasure& measure : collapseMeasures())
        for (const bool test : {false, true}) {
            const Column column{&measure, test};
            if (test && !isOfTest(measure.key))
                continue;
            for (int row = 0; m_layer && row < int(m_layer->epochs.size()); ++row)
                if (std::isfinite(valueAt(row, column))) {
                    m_columns.push_back(column);
                    break;
                }
        }
    endResetModel();
}

void ValuesModel::setShown(int row)
{
    const int before = std::exchange(m_shown, row);
    for (const int changed : {before, row})
        if (changed >= 0 && changed < rowCount())
            Q_EMIT dataChanged(index(changed, 0), index(changed, columnCount() - 1));
}

int ValuesModel::epochAt(int row) const
{
    return m_layer && row >= 0 && row < rowCount() ? m_layer->epochs[std::size_t(row)].epoch : -1;
}

double ValuesModel::valueAt(int row, const Column& column) const
{
    const CollapseEpoch& at = m_layer->epochs[std::size_t(row)];
    if (!column.test)
        return at.train.*column.measure->value;
    return at.test ? (*at.test).*column.measure->value : kUndefined;
}

int ValuesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_layer ? 0 : int(m_layer->epochs.size());
}

int ValuesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_layer ? 0 : int(m_columns.size()) + 1;
}

QVariant ValuesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || !m_layer)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::FontRole && index.row() == m_shown) {
        QFont strong = style::font(style::FontRole::Body);
        strong.setWeight(QFont::DemiBold);
        return strong;
    }
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    if (index.column() == 0)
        return epochAt(index.row());
    const double value = valueAt(index.row(), m_columns[std::size_t(index.column() - 1)]);
    if (role == Qt::DisplayRole)
        return style::number(value, 4);
    return std::isfinite(value) ? QString::number(value, 'g', 9) : QString();
}

QVariant ValuesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (section == 0)
        return role == Qt::DisplayRole ? QVariant(tr("Epoch")) : QVariant();
    const Column& column = m_columns[std::size_t(section - 1)];
    const QString key = QString::fromUtf8(column.measure->key);
    if (role == Qt::DisplayRole)
        return column.test ? tr("%1, test").arg(key) : key;
    if (role == Qt::ToolTipRole)
        return tr("%1: %2").arg(QString::fromUtf8(column.measure->title),
                                QString::fromUtf8(column.measure->help));
    return {};
}

ValuesTable::ValuesTable(QWidget* parent)
    : QTableView(parent)
    , m_model(new ValuesModel(this))
{
    setModel(m_model);
    makePlain(*this, tr("Select all numbers"), kRowHeight, kColumnWidth);
    connect(m_model, &QAbstractItemModel::modelReset, this,
            [this] { setColumnWidth(0, style::scaled(kEpochWidth)); });
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setAccessibleName(tr("Numbers of neural collapse over the epochs"));
    setAccessibleDescription(tr("Copy takes the chosen cells, Enter goes to the epoch."));
    connect(this, &QTableView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT epochChosen(m_model->epochAt(index.row()));
    });
}

QString ValuesTable::text() const
{
    QModelIndexList chosen = selectionModel()->selectedIndexes();
    if (chosen.isEmpty())
        for (int row = 0; row < m_model->rowCount(); ++row)
            for (int column = 0; column < m_model->columnCount(); ++column)
                chosen << m_model->index(row, column);
    int left = m_model->columnCount();
    int right = -1;
    int top = m_model->rowCount();
    int bottom = -1;
    for (const QModelIndex& index : chosen) {
        left = std::min(left, index.column());
        right = std::max(right, index.column());
        top = std::min(top, index.row());
        bottom = std::max(bottom, index.row());
    }
    QStringList lines;
    for (int row = top - 1; row <= bottom; ++row) {
        QStringList fields;
        for (int column = left; column <= right; ++column) {
            const QModelIndex index = m_model->index(row, column);
            fields << (row < top
                           ? m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString()
                       : chosen.contains(index) ? m_model->data(index, Qt::EditRole).toString()
                                                : QString());
        }
        lines << fields.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n'));
}

void ValuesTable::copy() const
{
    QApplication::clipboard()->setText(text());
}

void ValuesTable::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        copy();
    else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) &&
             currentIndex().isValid())
        Q_EMIT epochChosen(m_model->epochAt(currentIndex().row()));
    else
        QTableView::keyPressEvent(event);
}

void ValuesTable::render(QPainter& painter, QRectF frame) const
{
    const style::Tokens& t = style::tokens();
    painter.setFont(style::font(style::FontRole::Caption));
    const QFontMetricsF font(painter.font());
    const double height = font.height() + kLineGap;
    const int room = std::max(0, int(frame.height() / height) - 2); // header, and what is left out
    const int rows = std::min(m_model->rowCount(), room);
    double right = frame.left();
    int columns = 0;
    for (; columns < m_model->columnCount(); ++columns) {
        const QString name =
            m_model->headerData(columns, Qt::Horizontal, Qt::DisplayRole).toString();
        double width = font.horizontalAdvance(name);
        for (int row = 0; row < rows; ++row)
            width = std::max(
                width, font.horizontalAdvance(m_model->index(row, columns).data().toString()));
        if (right + width > frame.right())
            break;
        right += width;
        const auto write = [&](const QString& text, int line) {
            painter.drawText(QPointF(right - font.horizontalAdvance(text),
                                     frame.top() + line * height + font.ascent()),
                             text);
        };
        painter.setPen(t.secondary);
        write(name, 0);
        for (int row = 0; row < rows; ++row) {
            painter.setPen(row == m_model->shown() ? t.accent : t.text);
            write(m_model->index(row, columns).data().toString(), row + 1);
        }
        right += kColumnGap;
    }
    if (rows == m_model->rowCount() && columns == m_model->columnCount())
        return;
    painter.setPen(t.secondary);
    painter.drawText(QPointF(frame.left(), frame.top() + (rows + 1) * height + font.ascent()),
                     tr("%1 of %2 epochs and %3 of %4 numbers; the table holds them all")
                         .arg(rows)
                         .arg(m_model->rowCount())
                         .arg(std::max(0, columns - 1))
                         .arg(std::max(0, m_model->columnCount() - 1)));
}

} // namespace leafscope::collapse
