// SPDX-License-Identifier: MIT
#include "app/window/preferences/shortcut_editor.hpp"

#include "app/window/actions/actions.hpp"
#include "app/window/gestures.hpp"
#include "views/style/theme.hpp"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace leafscope {

namespace {

const QString kView = QStringLiteral("view");
constexpr int kIdRole = Qt::UserRole;
constexpr int kKeyColumn = 2;

/// One is the beginning of the other, so that they cannot both work.
bool clash(const QKeySequence& a, const QKeySequence& b)
{
    return a.matches(b) != QKeySequence::NoMatch || b.matches(a) != QKeySequence::NoMatch;
}

const Actions::Entry* entryOf(const Actions& actions, const QString& id)
{
    for (const Actions::Entry& entry : actions.entries())
        if (entry.spec.id == id)
            return &entry;
    return nullptr;
}

} // namespace

QString shortcutOwner(const Actions& actions, const QString& id, const QKeySequence& key)
{
    for (const Actions::Entry& entry : actions.entries())
        if (entry.spec.id != id)
            for (const QKeySequence& used : entry.action->shortcuts())
                if (clash(used, key))
                    return entry.spec.id;
    for (const Gesture& gesture : gestures())
        for (const QKeySequence& used : gesture.keys)
            if (clash(used, key))
                return kView;
    return {};
}

ShortcutEditor::ShortcutEditor(Actions& actions, QWidget* parent)
    : QWidget(parent)
    , m_actions(actions)
    , m_model(new QStandardItemModel(this))
    , m_filter(new QSortFilterProxyModel(this))
    , m_search(new QLineEdit(this))
    , m_list(new QTreeView(this))
    , m_name(new QLabel(this))
    , m_capture(new QKeySequenceEdit(this))
    , m_clear(new QPushButton(tr("Clear"), this))
    , m_reset(new QPushButton(tr("Reset"), this))
    , m_resetAll(new QPushButton(tr("Reset all"), this))
    , m_conflict(new QLabel(this))
    , m_takeOver(new QPushButton(tr("Take it over"), this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(style::kSpace4, style::kSpace3, style::kSpace4, style::kSpace3);
    column->setSpacing(style::kSpace2);
    m_search->setPlaceholderText(tr("Search actions and keys"));
    m_search->setAccessibleName(tr("Search the shortcuts"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(style::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    column->addWidget(m_search);
    m_filter->setSourceModel(m_model);
    m_filter->setFilterKeyColumn(-1);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list->setModel(m_filter);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setAccessibleName(tr("Shortcuts"));
    column->addWidget(m_list, 1);
    column->addWidget(makeEditRow());
    auto* row = new QHBoxLayout;
    m_conflict->setProperty("role", QStringLiteral("danger"));
    m_conflict->setWordWrap(true);
    row->addWidget(m_conflict, 1);
    row->addWidget(m_takeOver);
    column->addLayout(row);
    fill();
    m_list->header()->setStretchLastSection(true);
    m_list->setColumnWidth(0, 250);
    m_list->setColumnWidth(1, 120);
    connectParts();
    m_list->setCurrentIndex(m_filter->index(0, 0));
    showCurrent();
}

QWidget* ShortcutEditor::makeEditRow()
{
    auto* row = new QWidget(this);
    auto* across = new QHBoxLayout(row);
    across->setContentsMargins(0, 0, 0, 0);
    across->setSpacing(style::kSpace2);
    m_capture->setAccessibleName(tr("New shortcut"));
    m_capture->setToolTip(tr("Press the keys of the new shortcut"));
    across->addWidget(m_name, 1);
    across->addWidget(m_capture);
    for (QPushButton* button : {m_clear, m_reset, m_resetAll}) {
        button->setAutoDefault(false);
        across->addWidget(button);
    }
    m_takeOver->setAutoDefault(false);
    return row;
}

void ShortcutEditor::connectParts()
{
    connect(m_search, &QLineEdit::textChanged, m_filter,
            &QSortFilterProxyModel::setFilterFixedString);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ShortcutEditor::showCurrent);
    connect(m_list, &QTreeView::activated, this,
            [this] { m_capture->setFocus(Qt::OtherFocusReason); });
    connect(m_capture, &QKeySequenceEdit::editingFinished, this, &ShortcutEditor::captured);
    connect(m_clear, &QPushButton::clicked, this, [this] { assign(currentId(), {}); });
    connect(m_reset, &QPushButton::clicked, this, [this] {
        if (const Actions::Entry* entry = entryOf(m_actions, currentId()))
            assign(entry->spec.id, entry->spec.shortcuts);
    });
    connect(m_resetAll, &QPushButton::clicked, this, &ShortcutEditor::resetAll);
    connect(m_takeOver, &QPushButton::clicked, this, &ShortcutEditor::takeOver);
}

void ShortcutEditor::fill()
{
    m_model->setHorizontalHeaderLabels({tr("Action"), tr("Menu"), tr("Shortcut")});
    for (const Actions::Entry& entry : m_actions.entries()) {
        if (entry.spec.fillMenu)
            continue;
        auto* name = new QStandardItem(plainText(entry.spec.text));
        name->setData(entry.spec.id, kIdRole);
        name->setSizeHint({0, style::kControlHeight});
        m_model->appendRow({name, new QStandardItem(menuPath(entry.spec)), new QStandardItem});
    }
    showKeys();
}

void ShortcutEditor::showKeys()
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QString id = m_model->item(row)->data(kIdRole).toString();
        m_model->item(row, kKeyColumn)
            ->setText(QKeySequence::listToString(m_actions.find(id)->shortcuts(),
                                                 QKeySequence::NativeText));
    }
}

QString ShortcutEditor::currentId() const
{
    return m_list->currentIndex().siblingAtColumn(0).data(kIdRole).toString();
}

void ShortcutEditor::showCurrent()
{
    const Actions::Entry* entry = entryOf(m_actions, currentId());
    m_conflict->clear();
    m_takeOver->hide();
    for (QWidget* part : std::initializer_list<QWidget*>{m_capture, m_clear, m_reset})
        part->setEnabled(entry);
    m_name->setText(entry ? plainText(entry->spec.text) : tr("Nothing is called that."));
    const QSignalBlocker quiet(m_capture);
    m_capture->setKeySequence(entry ? entry->action->shortcut() : QKeySequence());
    if (entry) {
        m_clear->setEnabled(!entry->action->shortcuts().isEmpty());
        m_reset->setEnabled(entry->action->shortcuts() != entry->spec.shortcuts);
    }
}

void ShortcutEditor::captured()
{
    const QKeySequence typed = m_capture->keySequence();
    const QString id = currentId();
    if (typed.isEmpty() || id.isEmpty())
        return;
    const QKeySequence key(typed[0]);
    if (m_actions.find(id)->shortcuts().contains(key))
        return;
    const QString owner = shortcutOwner(m_actions, id, key);
    if (owner.isEmpty()) {
        assign(id, {key});
        return;
    }
    m_wanted = key;
    const QString keys = key.toString(QKeySequence::NativeText);
    m_conflict->setText(owner == kView
                            ? tr("%1 is a key of the 3-D view and cannot be given away.").arg(keys)
                            : tr("%1 belongs to \"%2\".")
                                  .arg(keys, plainText(entryOf(m_actions, owner)->spec.text)));
    m_takeOver->setVisible(owner != kView);
}

void ShortcutEditor::assign(const QString& id, const QList<QKeySequence>& keys)
{
    m_actions.setShortcuts(id, keys);
    showKeys();
    showCurrent();
}

void ShortcutEditor::takeOver()
{
    const QString id = currentId();
    for (QString owner = shortcutOwner(m_actions, id, m_wanted); !owner.isEmpty() && owner != kView;
         owner = shortcutOwner(m_actions, id, m_wanted)) {
        QList<QKeySequence> left;
        for (const QKeySequence& key : m_actions.find(owner)->shortcuts())
            if (!clash(key, m_wanted))
                left << key;
        m_actions.setShortcuts(owner, left);
    }
    assign(id, {m_wanted});
}

void ShortcutEditor::resetAll()
{
    for (const Actions::Entry& entry : m_actions.entries())
        m_actions.setShortcuts(entry.spec.id, entry.spec.shortcuts);
    showKeys();
    showCurrent();
}

} // namespace leafscope
