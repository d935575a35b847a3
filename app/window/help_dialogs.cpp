// SPDX-License-Identifier: MIT
#include "app/window/help_dialogs.hpp"

#include "app/window/actions/actions.hpp"
#include "app/window/gestures.hpp"
#include "core/base/files.hpp"
#include "core/base/parallel.hpp"
#include "core/model/torch_version.hpp"
#include "core/session/artifacts.hpp"
#include "views/scene/drawing_info.hpp"
#include "views/style/theme.hpp"

#include <Eigen/Core>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QLabel>
#include <QScreen>
#include <QTextBrowser>
#include <QVBoxLayout>
#include <nlohmann/json.hpp>

#include <thread>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("HelpDialogs", text);
}

QString version(int major, int minor, int patch)
{
    return QStringLiteral("%1.%2.%3").arg(major).arg(minor).arg(patch);
}

QString row(const QString& left, const QString& right)
{
    return QStringLiteral("<tr><td style='padding-right:28px; padding-bottom:3px'>%1</td>"
                          "<td style='padding-bottom:3px'>%2</td></tr>")
        .arg(left.toHtmlEscaped(), right.toHtmlEscaped());
}

QString heading(const QString& text)
{
    return QStringLiteral("<tr><td colspan='2' style='padding-top:10px; padding-bottom:4px'>"
                          "<b>%1</b></td></tr>")
        .arg(text.toHtmlEscaped());
}

/// A dialog with a page to read.
void showPage(QWidget& window, const QString& name, const QString& title, const QString& html,
              const QSize& size)
{
    auto* dialog = new QDialog(&window);
    dialog->setObjectName(name);
    dialog->setWindowTitle(title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(style::kSpace3, style::kSpace3, style::kSpace3, style::kSpace3);
    column->setSpacing(style::kSpace3);
    auto* page = new QTextBrowser(dialog);
    page->setAccessibleName(title);
    page->setOpenExternalLinks(true);
    page->setHtml(html);
    column->addWidget(page, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    column->addWidget(buttons);
    dialog->resize(size);
    dialog->open();
}

QString drawingLine(const DrawingInfo& info)
{
    return info.renderer.isEmpty()
               ? tr("no OpenGL")
               : QStringLiteral("%1, OpenGL %2").arg(info.renderer, info.openGl);
}

} // namespace

void showShortcuts(QWidget& window, const Actions& actions)
{
    QString rows = heading(tr("In the 3-D view"));
    for (const Gesture& gesture : gestures())
        rows += row(gesture.what, gesture.how);
    rows += heading(tr("In the neighbourhood"));
    for (const Gesture& gesture : neighborhoodGestures())
        rows += row(gesture.what, gesture.how);
    rows += heading(tr("In the collapse view"));
    for (const Gesture& gesture : collapseGestures())
        rows += row(gesture.what, gesture.how);
    QString menu;
    for (const Actions::Entry& entry : actions.entries()) {
        const QList<QKeySequence> keys = entry.action->shortcuts();
        if (keys.isEmpty())
            continue;
        if (menuPath(entry.spec) != menu)
            rows += heading(menu = menuPath(entry.spec));
        rows += row(plainText(entry.spec.text),
                    QKeySequence::listToString(keys, QKeySequence::NativeText));
    }
    showPage(window, QStringLiteral("shortcutsPage"), tr("Gestures and shortcuts"),
             QStringLiteral("<table>%1</table>").arg(rows), {460, 600});
}

void showAbout(QWidget& window)
{
    const DrawingInfo drawing = drawingInfo();
    const QString threads = QString::number(computeThreads());
    const QString rows = row(tr("Qt"), QString::fromLatin1(qVersion())) +
                         row(tr("VTK"), drawing.vtk) +
                         row(tr("LibTorch"), QString::fromStdString(torchVersion())) +
                         row(tr("Drawing"), drawingLine(drawing)) + row(tr("Threads"), threads);
    showPage(window, QStringLiteral("aboutPage"), tr("About Leafscope"),
             tr("<h2>Leafscope %1</h2><p>A microscope for the geometry of neural networks.</p>"
                "<table>%2</table><p>MIT licence. The libraries' licences are under Help.</p>")
                 .arg(QStringLiteral(LEAFSCOPE_VERSION), rows),
             {440, 320});
}

void showLicences(QWidget& window)
{
    const QString rows =
        heading(tr("Leafscope")) + row(tr("This program"), tr("MIT")) + heading(tr("Libraries")) +
        row(tr("Qt"), tr("LGPL 3")) + row(tr("VTK"), tr("BSD 3-clause")) +
        row(tr("LibTorch"), tr("BSD 3-clause")) + row(tr("Eigen"), tr("MPL 2.0")) +
        row(tr("HDF5"), tr("BSD-style (The HDF Group)")) + row(tr("OpenBLAS"), tr("BSD 3-clause")) +
        row(tr("nlohmann/json"), tr("MIT")) + row(tr("zlib"), tr("zlib licence")) +
        heading(tr("Data of the samples")) + row(tr("Fashion-MNIST"), tr("MIT, Zalando Research"));
    showPage(window, QStringLiteral("licencesPage"), tr("Licences"),
             QStringLiteral("<table>%1</table>").arg(rows) +
                 tr("<p>On Debian each package's full text is in /usr/share/doc.</p>"),
             {440, 420});
}

QString diagnostics()
{
    const DrawingInfo drawing = drawingInfo();
    QStringList lines{
        QStringLiteral("Leafscope %1").arg(QStringLiteral(LEAFSCOPE_VERSION)),
        QStringLiteral("System: %1, %2, Linux %3")
            .arg(QSysInfo::prettyProductName(), QSysInfo::currentCpuArchitecture(),
                 QSysInfo::kernelVersion()),
        QStringLiteral("Qt: %1 (built with %2), platform %3")
            .arg(QString::fromLatin1(qVersion()), QStringLiteral(QT_VERSION_STR),
                 QGuiApplication::platformName()),
        QStringLiteral("VTK: %1").arg(drawing.vtk),
        QStringLiteral("LibTorch: %1").arg(QString::fromStdString(torchVersion())),
        QStringLiteral("Eigen: %1")
            .arg(version(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)),
        QStringLiteral("JSON: %1")
            .arg(version(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                         NLOHMANN_JSON_VERSION_PATCH)),
        QStringLiteral("Drawing: %1, %2").arg(drawingLine(drawing), drawing.vendor),
        QStringLiteral("Threads: %1 of %2 cores")
            .arg(computeThreads())
            .arg(std::thread::hardware_concurrency()),
        QStringLiteral("Memory free: %1")
            .arg(QString::fromStdString(formatBytes(double(availableMemoryBytes())))),
        QStringLiteral("Results in: %1")
            .arg(QString::fromStdString(ArtifactStore::userFolder().string()))};
    for (const QScreen* screen : QGuiApplication::screens())
        lines << QStringLiteral("Screen: %1 x %2, scale %3, %4 dpi")
                     .arg(screen->size().width())
                     .arg(screen->size().height())
                     .arg(screen->devicePixelRatio())
                     .arg(int(screen->logicalDotsPerInch()));
    return lines.join(QLatin1Char('\n'));
}

} // namespace leafscope
