// SPDX-License-Identifier: MIT
#include "app/window/help_dialogs.hpp"

#include "app/window/actions/actions.hpp"
#include "core/base/parallel.hpp"

#include <QCoreApplication>
#include <QIcon>
#include <QMessageBox>

namespace leafscope {

namespace {

QString text(const char* source)
{
    return QCoreApplication::translate("HelpDialogs", source);
}

QString shortcutsTable(const Actions& actions)
{
    QString rows;
    for (const Actions::Entry& entry : actions.entries()) {
        const QList<QKeySequence> keys = entry.action->shortcuts();
        if (!keys.isEmpty())
            rows +=
                QStringLiteral("<tr><td style='padding-right:24px'>%1</td><td><b>%2</b></td></tr>")
                    .arg(
                        plainText(entry.spec.text).toHtmlEscaped(),
                        QKeySequence::listToString(keys, QKeySequence::NativeText).toHtmlEscaped());
    }
    return QStringLiteral("<table cellspacing='2'>%1</table>").arg(rows);
}

} // namespace

void showShortcuts(QWidget& window, const Actions& actions)
{
    const QString gestures =
        text("<table cellspacing='2'>"
             "<tr><td style='padding-right:24px'>Orbit, pan, zoom</td><td><b>left drag, middle or "
             "Shift+left drag, wheel</b></td></tr>"
             "<tr><td style='padding-right:24px'>Spin, zoom</td><td><b>Ctrl+left drag, right "
             "drag</b></td></tr>"
             "<tr><td style='padding-right:24px'>Select, add, toggle</td><td><b>click, "
             "Shift+click, Ctrl+click</b></td></tr>"
             "<tr><td style='padding-right:24px'>Rotate about a point</td><td><b>double click, or "
             "C</b></td></tr>"
             "<tr><td style='padding-right:24px'>Reset camera, frame selection</td><td><b>R or "
             "Home, F</b></td></tr>"
             "<tr><td style='padding-right:24px'>Axis views, isometric, parallel</td><td><b>1 to "
             "6, 0, P</b></td></tr>"
             "</table>");
    auto* box = new QMessageBox(QMessageBox::NoIcon, text("Gestures and shortcuts"),
                                gestures + QStringLiteral("<hr>") + shortcutsTable(actions),
                                QMessageBox::Close, &window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void showAbout(QWidget& window)
{
    auto* box = new QMessageBox(
        QMessageBox::NoIcon, text("About Leafscope"),
        text("<h3>Leafscope %1</h3><p>A microscope for the geometry of neural networks.</p>"
             "<p>Qt %2, %3 compute threads.</p><p>MIT licence.</p>")
            .arg(QStringLiteral(LEAFSCOPE_VERSION), QString::fromLatin1(qVersion()))
            .arg(computeThreads()),
        QMessageBox::Close, &window);
    box->setIconPixmap(window.windowIcon().pixmap(64, 64));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace leafscope
