// SPDX-License-Identifier: MIT
// The program run as a person runs it: in a folder of its own, with a store of its own, without a
// display.
#pragma once

#include "core/session/recipe.hpp"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <functional>

namespace leafscope::test {

struct Outcome {
    int code = -1; ///< -2: it did not end by itself
    QString out;
    QString err;
    Json json() const { return Json::parse(out.toStdString(), nullptr, false); }
};

class Program {
public:
    Outcome run(const QStringList& arguments, const std::function<void()>& beforeStart = {},
                int timeout = 240000) const
    {
        QProcess process;
        prepare(process);
        if (beforeStart)
            process.setChildProcessModifier(beforeStart);
        process.start(program(), arguments);
        if (!process.waitForFinished(timeout)) {
            process.kill();
            process.waitForFinished();
        }
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2,
                QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError())};
    }

    /// Environment and folder, for a test that starts it by itself.
    void prepare(QProcess& process) const
    {
        QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
        // No display at all: the program must cope by itself.
        for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            env.remove(QLatin1String(name));
        env.insert(QStringLiteral("LEAFSCOPE_CACHE"), m_folder.filePath(QStringLiteral("cache")));
        if (!m_platform.isEmpty())
            env.insert(QStringLiteral("QT_QPA_PLATFORM"), m_platform);
        process.setProcessEnvironment(env);
        process.setWorkingDirectory(m_folder.path());
    }

    /// Instead of the virtual display that the program starts by itself.
    void usePlatform(const QString& platform) { m_platform = platform; }

    static QString program() { return QStringLiteral(LEAFSCOPE_BINARY_DIR "/leafscope"); }
    QString folder() const { return m_folder.path(); }
    QString path(const QString& name) const { return m_folder.filePath(name); }
    std::filesystem::path file(const QString& name) const { return path(name).toStdString(); }

    /// All files below the folder, with their sizes.
    QStringList inventory() const
    {
        QStringList files;
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(m_folder.path().toStdString()))
            if (entry.is_regular_file())
                files << QString::fromStdString(entry.path().string()) + QLatin1Char(' ') +
                             QString::number(entry.file_size());
        files.sort();
        return files;
    }

    void write(const QString& name, const QByteArray& bytes) const
    {
        QFile out(path(name));
        QVERIFY(out.open(QIODevice::WriteOnly));
        QCOMPARE(out.write(bytes), bytes.size());
    }

private:
    QTemporaryDir m_folder;
    QString m_platform;
};

} // namespace leafscope::test
