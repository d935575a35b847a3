// SPDX-License-Identifier: MIT
#include "app/window/actions.hpp"

#include "views/style/theme.hpp"

#include <QMenu>
#include <QMenuBar>
#include <QWidget>

#include <map>

namespace leafscope {

Actions::Actions(std::vector<ActionSpec> specs, QWidget* owner)
{
    for (ActionSpec& spec : specs) {
        Entry entry{std::move(spec), new QAction(owner)};
        QAction* action = entry.action;
        if (entry.spec.text == QLatin1String("-")) {
            action->setSeparator(true);
        } else {
            action->setText(entry.spec.text);
            action->setObjectName(entry.spec.id);
            action->setShortcuts(entry.spec.shortcuts);
            action->setCheckable(entry.spec.checkable);
            QObject::connect(action, &QAction::triggered, owner, entry.spec.run);
            owner->addAction(action); // so that the shortcut works while the menu is closed
        }
        m_entries.push_back(std::move(entry));
    }
    refreshIcons();
}

void Actions::fill(QMenuBar& bar) const
{
    std::map<QString, QMenu*> menus;
    for (const Entry& entry : m_entries) {
        QMenu*& menu = menus[entry.spec.menu];
        if (!menu)
            menu = bar.addMenu(entry.spec.menu);
        menu->addAction(entry.action);
    }
}

QAction* Actions::find(const QString& id) const
{
    for (const Entry& entry : m_entries)
        if (entry.spec.id == id)
            return entry.action;
    return nullptr;
}

void Actions::refreshIcons() const
{
    for (const Entry& entry : m_entries)
        if (!entry.spec.icon.isEmpty())
            entry.action->setIcon(style::icon(entry.spec.icon));
}

QString Actions::shortcutsTable() const
{
    QString rows;
    for (const Entry& entry : m_entries)
        if (!entry.spec.shortcuts.isEmpty())
            rows +=
                QStringLiteral("<tr><td style='padding-right:24px'>%1</td><td><b>%2</b></td></tr>")
                    .arg(entry.spec.text.toHtmlEscaped(),
                         QKeySequence::listToString(entry.spec.shortcuts, QKeySequence::NativeText)
                             .toHtmlEscaped());
    return QStringLiteral("<table cellspacing='2'>%1</table>")
        .arg(
            rows.remove(QLatin1Char('&')).replace(QStringLiteral("amp;"), QStringLiteral("&amp;")));
}

} // namespace leafscope
