// SPDX-License-Identifier: MIT
#include "views/inspector/slice_section.hpp"

#include "core/data/query.hpp"
#include "views/inspector/parts.hpp"
#include "views/style/theme.hpp"

#include <QContextMenuEvent>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>

namespace leafscope {

namespace {

constexpr int kNameRole = Qt::UserRole; ///< the slice's name before it is edited
constexpr int kCountRole = Qt::UserRole + 1;
constexpr int kLine = 26;
constexpr int kMostLines = 8;

/// The name, and how many samples it holds at the right.
class SliceDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {80, style::scaled(kLine)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const QString count = index.data(kCountRole).toString();
        const int room = option.fontMetrics.horizontalAdvance(count) + style::kSpace2;
        QStyleOptionViewItem named = option;
        initStyleOption(&named, index);
        named.text = option.fontMetrics.elidedText(named.text, Qt::ElideRight,
                                                   option.rect.width() - room - 12);
        option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &named, painter,
                                            option.widget);
        painter->setPen(style::tokens().secondary);
        painter->drawText(option.rect.adjusted(0, 0, -style::kSpace1, 0),
                          int(Qt::AlignRight | Qt::AlignVCenter), count);
    }
};

Combine combineFor(Qt::KeyboardModifiers modifiers)
{
    const bool shift = modifiers.testFlag(Qt::ShiftModifier);
    if (modifiers.testFlag(Qt::AltModifier))
        return shift ? Combine::Intersect : Combine::Subtract;
    return shift ? Combine::Add : Combine::Replace;
}

} // namespace

SliceList::SliceList(Session& session, QWidget* parent)
    : QListWidget(parent)
    , m_session(session)
{
    setAccessibleName(tr("Slices"));
    setToolTip(tr("Click selects; with Shift adds, with Alt takes away, with both keeps the "
                  "common ones. F2 or a double click renames."));
    setItemDelegate(new SliceDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(DoubleClicked | EditKeyPressed);
    setSelectionMode(SingleSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(this, &QListWidget::itemChanged, this, &SliceList::rename);
    connect(&m_session, &Session::slicesChanged, this, &SliceList::refresh);
    refresh();
}

void SliceList::refresh()
{
    const QSignalBlocker quiet(this);
    const QString before = currentItem() ? currentItem()->text() : QString();
    clear();
    for (const auto& [name, samples] : m_session.view().slices) {
        auto* item = new QListWidgetItem(name, this);
        item->setFlags(item->flags() | Qt::ItemIsEditable);
        item->setData(kNameRole, name);
        item->setData(kCountRole, style::count(qint64(samples.size())));
        if (name == before)
            setCurrentItem(item);
    }
    setFixedHeight(style::scaled(kLine) * std::clamp(count(), 1, kMostLines));
}

void SliceList::select(const QString& slice, Combine how)
{
    const auto& slices = m_session.view().slices;
    if (const auto found = slices.find(slice); found != slices.end())
        m_session.select(found->second, how);
}

void SliceList::rename(QListWidgetItem* item)
{
    const QString before = item->data(kNameRole).toString();
    const QString after = item->text().simplified();
    if (before == after)
        return;
    // Not while the editor still works on the item that goes away.
    QTimer::singleShot(0, this, [this, before, after] {
        m_session.renameSlice(before, after);
        refresh(); // a name that is taken or empty falls back to what it was
    });
}

QMenu* SliceList::makeMenu(const QString& slice)
{
    auto* menu = new QMenu(this);
    const auto add = [&](const QString& text, Combine how) {
        menu->addAction(text, this, [this, slice, how] { select(slice, how); });
    };
    add(tr("Select"), Combine::Replace);
    add(tr("Add to selection"), Combine::Add);
    add(tr("Subtract from selection"), Combine::Subtract);
    add(tr("Intersect with selection"), Combine::Intersect);
    menu->addSeparator();
    menu->addAction(tr("Show only these"), this, [this, slice] {
        const auto& slices = m_session.view().slices;
        if (const auto found = slices.find(slice); found != slices.end())
            m_session.setFilter(
                Filter{QStringLiteral("slice:") +
                           QString::fromStdString(quotedForQuery(slice.toStdString())),
                       found->second});
    });
    menu->addSeparator();
    menu->addAction(tr("Rename"), this, [this] {
        if (currentItem())
            editItem(currentItem());
    });
    menu->addAction(tr("Delete"), this, [this, slice] { m_session.removeSlice(slice); });
    return menu;
}

void SliceList::mouseReleaseEvent(QMouseEvent* event)
{
    QListWidget::mouseReleaseEvent(event);
    const QListWidgetItem* item = itemAt(event->position().toPoint());
    if (item && event->button() == Qt::LeftButton && state() != EditingState)
        select(item->text(), combineFor(event->modifiers()));
}

void SliceList::keyPressEvent(QKeyEvent* event)
{
    const QString slice = currentItem() ? currentItem()->text() : QString();
    if (!slice.isEmpty() && event->key() == Qt::Key_Delete)
        m_session.removeSlice(slice);
    else if (!slice.isEmpty() && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        select(slice, combineFor(event->modifiers()));
    else
        QListWidget::keyPressEvent(event);
}

void SliceList::contextMenuEvent(QContextMenuEvent* event)
{
    QListWidgetItem* item = itemAt(event->pos());
    if (!item)
        return;
    setCurrentItem(item);
    const std::unique_ptr<QMenu> menu(makeMenu(item->text()));
    menu->exec(event->globalPos());
}

SliceSection::SliceSection(Session& session, QWidget* parent)
    : QWidget(parent)
{
    QLabel* caption = nullptr;
    QVBoxLayout* column = inspector::sectionColumn(this, caption);
    caption->setText(tr("Slices"));
    column->addWidget(new SliceList(session, this));
    const auto refresh = [this, &session] { setVisible(!session.view().slices.empty()); };
    connect(&session, &Session::slicesChanged, this, refresh);
    refresh();
}

} // namespace leafscope
