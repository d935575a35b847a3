// SPDX-License-Identifier: MIT
#include "app/window/preferences/preferences.hpp"

#include "core/base/parallel.hpp"
#include "core/session/artifacts.hpp"
#include "views/style/appearance.hpp"

#include <QApplication>
#include <QSettings>

#include <algorithm>

namespace leafscope {

namespace {

// One place for the names of the settings.
const QString kTheme = QStringLiteral("theme");
const QString kText = QStringLiteral("textPercent");
const QString kMotion = QStringLiteral("reducedMotion");
const QString kThreads = QStringLiteral("threads");
const QString kAutosave = QStringLiteral("autosaveSeconds");
const QString kLimit = QStringLiteral("cacheGigabytes");
const QString kCache = QStringLiteral("cacheFolder");

QString lookName(Look look)
{
    return look == Look::Light  ? QStringLiteral("light")
           : look == Look::Dark ? QStringLiteral("dark")
                                : QStringLiteral("system");
}

} // namespace

Preferences loadPreferences()
{
    const QSettings settings;
    Preferences p;
    const QString look = settings.value(kTheme).toString();
    for (const Look one : {Look::Light, Look::Dark})
        if (look == lookName(one))
            p.look = one;
    p.textPercent = std::clamp(settings.value(kText, p.textPercent).toInt(), 75, 200);
    p.reducedMotion = settings.value(kMotion, p.reducedMotion).toBool();
    p.threads = std::max(0, settings.value(kThreads, p.threads).toInt());
    p.autosaveSeconds = std::clamp(settings.value(kAutosave, p.autosaveSeconds).toInt(), 1, 60);
    p.cacheGigabytes = std::max(0, settings.value(kLimit, p.cacheGigabytes).toInt());
    p.cacheFolder = settings.value(kCache).toString();
    return p;
}

void savePreferences(const Preferences& p)
{
    QSettings settings;
    settings.setValue(kTheme, lookName(p.look));
    settings.setValue(kText, p.textPercent);
    settings.setValue(kMotion, p.reducedMotion);
    settings.setValue(kThreads, p.threads);
    settings.setValue(kAutosave, p.autosaveSeconds);
    settings.setValue(kLimit, p.cacheGigabytes);
    settings.setValue(kCache, p.cacheFolder);
}

void applyPreferences(const Preferences& p)
{
    const style::Theme theme = p.look == Look::System ? style::systemTheme()
                               : p.look == Look::Dark ? style::Theme::Dark
                                                      : style::Theme::Light;
    style::setTextScale(p.textPercent / 100.0);
    style::setReducedMotion(p.reducedMotion);
    style::apply(*qobject_cast<QApplication*>(QApplication::instance()), theme);
    setComputeThreads(p.threads);
    ArtifactStore::setPreferredFolder(p.cacheFolder.toStdString());
}

void applyStoredFolders()
{
    // Named as the application object is named later.
    const QSettings settings(QStringLiteral("leafscope"), QStringLiteral("leafscope"));
    ArtifactStore::setPreferredFolder(settings.value(kCache).toString().toStdString());
}

bool isCacheFolderForced()
{
    return !qEnvironmentVariableIsEmpty("LEAFSCOPE_CACHE");
}

} // namespace leafscope
