// SPDX-License-Identifier: MIT
#include "views/study/study_list.hpp"

#include "views/frame/plain_table.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QHeaderView>
#include <QItemSelection>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace leafscope {

namespace {

constexpr double kRowHeight = 24;
constexpr double kColumnGap = 28;
constexpr int kColumnWidth = 120;

} // namespace

void StudyListModel::setPage(ListPage page)
{
    beginResetModel();
    m_page = std::move(page);
    endResetModel();
}

int StudyListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_page.rows.size());
}

int StudyListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_page.columns.size());
}

QVariant StudyListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || role != Qt::DisplayRole)
        return {};
    return m_page.rows[std::size_t(index.row())].value(index.column());
}

QVariant StudyListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return orientation == Qt::Horizontal ? QVariant(m_page.columns.value(section))
                                         : QVariant(section + 1);
}

StudyList::StudyList(Session& session, QWidget* parent)
    : QTableView(parent)
    , m_session(session)
    , m_model(new StudyListModel(this))
{
    setModel(m_model);
    makePlain(*this, tr("Select all samples of the study"), kRowHeight, kColumnWidth);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    horizontalHeader()->setStretchLastSection(true);
    setAccessibleName(tr("Samples of the study"));
    setAccessibleDescription(tr("The rows that are chosen become the selection."));
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &StudyList::selectChosen);
    connect(&m_session, &Session::selectionChanged, this, &StudyList::followSelection);
}

void StudyList::setPage(ListPage page)
{
    const bool before = std::exchange(m_following, true);
    m_model->setPage(std::move(page));
    m_following = before;
    followSelection();
}

void StudyList::selectChosen()
{
    if (m_following)
        return;
    std::vector<std::int64_t> samples;
    for (const QModelIndex& row : selectionModel()->selectedRows())
        samples.push_back(m_model->page().samples[std::size_t(row.row())]);
    std::sort(samples.begin(), samples.end());
    m_following = true; // the rows stay as they are chosen
    m_session.select(std::move(samples));
    m_following = false;
}

void StudyList::followSelection()
{
    if (m_following)
        return;
    QItemSelection chosen;
    const auto& samples = m_model->page().samples;
    for (std::size_t row = 0; row < samples.size(); ++row)
        if (m_session.isSelected(samples[row]))
            chosen.select(m_model->index(int(row), 0),
                          m_model->index(int(row), m_model->columnCount() - 1));
    m_following = true;
    selectionModel()->select(chosen, QItemSelectionModel::ClearAndSelect);
    m_following = false;
}

void paintList(QPainter& painter, const ListPage& page, QRectF frame)
{
    const style::Tokens& t = style::tokens();
    painter.setFont(style::font(style::FontRole::Caption));
    const QFontMetricsF font(painter.font());
    std::vector<double> lefts;
    double left = frame.left();
    for (int column = 0; column < page.columns.size(); ++column) {
        lefts.push_back(left);
        double width = font.horizontalAdvance(page.columns[column]);
        for (const QStringList& row : page.rows)
            width = std::max(width, font.horizontalAdvance(row.value(column)));
        left += width + kColumnGap;
    }
    const double height = font.height() + 6;
    const auto write = [&](const QStringList& texts, double top) {
        for (int column = 0; column < texts.size() && column < int(lefts.size()); ++column)
            painter.drawText(QPointF(lefts[std::size_t(column)], top + font.ascent()),
                             texts[column]);
    };
    painter.setPen(t.secondary);
    write(page.columns, frame.top());
    const int room = std::max(0, int((frame.height() - height) / height));
    const int all = int(page.rows.size());
    const int drawn = all > room ? std::max(0, room - 1) : all; // a line tells of the others
    painter.setPen(t.text);
    for (int row = 0; row < drawn; ++row)
        write(page.rows[std::size_t(row)], frame.top() + height * (row + 1));
    painter.setPen(t.secondary);
    const QString others =
        all == 0
            ? QCoreApplication::translate("leafscope::StudyView", "None.")
            : QCoreApplication::translate("leafscope::StudyView", "and %1 more").arg(all - drawn);
    if (all == 0 || drawn < all)
        write({others}, frame.top() + height * (drawn + 1));
}

} // namespace leafscope
