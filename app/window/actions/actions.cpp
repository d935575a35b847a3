// SPDX-License-Identifier: MIT
#include "app/window/actions/actions.hpp"

#include "views/style/theme.hpp"

#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QWidget>

#include <limits>
#include <map>

namespace leafscope {

namespace {

constexpr std::size_t kSeparator = std::numeric_limits<std::size_t>::max();

/// The menu at `path`, made with those above it where it is not there yet.
QMenu* menuAt(const QString& path, QMenuBar& bar, std::map<QString, QMenu*>& menus)
{
    QMenu*& menu = menus[path];
    if (menu)
        return menu;
    const qsizetype slash = path.lastIndexOf(QLatin1Char('/'));
    if (slash < 0)
        return menu = bar.addMenu(path);
    QMenu* above = menuAt(path.left(slash), bar, menus);
    return menus[path] = above->addMenu(path.mid(slash + 1));
}

QString settingOf(const QString& id)
{
    return QStringLiteral("shortcuts/") + id;
}

QList<QKeySequence> savedShortcuts(const ActionSpec& spec)
{
    const QSettings settings;
    if (!settings.contains(settingOf(spec.id)))
        return spec.shortcuts;
    QList<QKeySequence> keys;
    for (const QString& text : settings.value(settingOf(spec.id)).toStringList())
        if (const auto key = QKeySequence::fromString(text, QKeySequence::PortableText);
            !key.isEmpty())
            keys << key;
    return keys;
}

} // namespace

Actions::Actions(std::vector<ActionGroup> groups, QWidget* owner)
{
    for (ActionGroup& group : groups) {
        std::vector<std::size_t> members;
        for (ActionSpec& spec : group) {
            if (spec.text == QLatin1String("-")) {
                members.push_back(kSeparator);
                continue;
            }
            QAction* action = nullptr;
            if (spec.fillMenu) {
                auto* menu = new QMenu(spec.text, owner);
                action = menu->menuAction();
                QObject::connect(menu, &QMenu::aboutToShow, menu, [menu, fill = spec.fillMenu] {
                    menu->clear();
                    fill(*menu);
                });
            } else {
                action = new QAction(spec.text, owner);
                QObject::connect(action, &QAction::triggered, owner, spec.run);
                owner->addAction(action); // so that the shortcut works while the menu is closed
            }
            action->setObjectName(spec.id);
            action->setShortcuts(savedShortcuts(spec));
            action->setCheckable(bool(spec.checked));
            members.push_back(m_entries.size());
            m_entries.push_back({std::move(spec), action, {}});
        }
        m_groups.push_back(std::move(members));
    }
    refreshIcons();
}

void Actions::fill(QMenuBar& bar) const
{
    std::map<QString, QMenu*> menus;
    for (const std::vector<std::size_t>& group : m_groups) {
        std::map<QString, bool> begun;
        QString menu;
        for (const std::size_t member : group) {
            if (member == kSeparator) {
                menuAt(menu, bar, menus)->addSeparator();
                continue;
            }
            const Entry& entry = m_entries[member];
            menu = entry.spec.menu;
            QMenu* place = menuAt(menu, bar, menus);
            if (!std::exchange(begun[menu], true) && !place->isEmpty())
                place->addSeparator();
            place->addAction(entry.action);
        }
    }
}

QAction* Actions::find(const QString& id) const
{
    for (const Entry& entry : m_entries)
        if (entry.spec.id == id)
            return entry.action;
    return nullptr;
}

void Actions::refresh()
{
    for (Entry& entry : m_entries) {
        entry.refusal = entry.spec.refusal ? entry.spec.refusal() : QString();
        entry.action->setEnabled(entry.refusal.isEmpty());
        if (entry.spec.label)
            entry.action->setText(entry.spec.label());
        if (entry.spec.checked)
            entry.action->setChecked(entry.spec.checked());
    }
}

void Actions::setShortcuts(const QString& id, const QList<QKeySequence>& keys)
{
    for (const Entry& entry : m_entries) {
        if (entry.spec.id != id)
            continue;
        entry.action->setShortcuts(keys);
        if (keys == entry.spec.shortcuts) {
            QSettings().remove(settingOf(id));
            return;
        }
        QStringList texts;
        for (const QKeySequence& key : keys)
            texts << key.toString(QKeySequence::PortableText);
        QSettings().setValue(settingOf(id), texts);
    }
}

void Actions::refreshIcons() const
{
    for (const Entry& entry : m_entries)
        if (!entry.spec.icon.isEmpty())
            entry.action->setIcon(style::icon(entry.spec.icon));
}

QString plainText(const QString& menuText)
{
    QString text;
    for (qsizetype i = 0; i < menuText.size(); ++i) {
        if (menuText[i] == QLatin1Char('&') && ++i == menuText.size())
            break;
        text += menuText[i];
    }
    while (text.endsWith(QLatin1Char('.')))
        text.chop(1);
    return text;
}

QString menuPath(const ActionSpec& spec)
{
    QStringList parts;
    for (const QString& part : spec.menu.split(QLatin1Char('/')))
        parts << plainText(part);
    return parts.join(QStringLiteral(" \u203a "));
}

} // namespace leafscope
