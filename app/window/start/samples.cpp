// SPDX-License-Identifier: MIT
#include "app/window/start/samples.hpp"

#include "core/base/error.hpp"
#include "core/session/session_folder.hpp"

#include <QCoreApplication>
#include <QDir>

namespace leafscope {

QStringList sampleFolders()
{
    const QDir program(QCoreApplication::applicationDirPath());
    QStringList folders;
    for (const char* place :
         {"resources/samples", "../resources/samples", "../../resources/samples",
          "../../../resources/samples", "../share/leafscope/samples"})
        folders << QDir::cleanPath(program.absoluteFilePath(QString::fromLatin1(place)));
    return folders;
}

std::vector<Sample> findSamples(const QStringList& folders)
{
    for (const QString& folder : folders) {
        std::vector<Sample> samples;
        for (const QFileInfo& one :
             QDir(folder).entryInfoList({QStringLiteral("*.leafscope")}, QDir::Dirs, QDir::Name)) {
            try {
                const SessionFolder session =
                    readSessionFolder(one.absoluteFilePath().toStdString());
                samples.push_back({one.absoluteFilePath(), QString::fromStdString(session.title),
                                   QString::fromStdString(session.about)});
            } catch (const Error&) {
                continue; // it would not open either
            }
        }
        if (!samples.empty())
            return samples;
    }
    return {};
}

} // namespace leafscope
