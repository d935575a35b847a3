// SPDX-License-Identifier: MIT
#include "app/work/walk_pictures.hpp"

#include "app/window/application.hpp"
#include "app/work/walk_sheet.hpp"
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/data/png.hpp"
#include "core/session/folder.hpp"

#include <QProcess>
#include <QStandardPaths>

namespace leafscope {

namespace {

namespace fs = std::filesystem;

QString ffmpeg()
{
    return QStandardPaths::findExecutable(QStringLiteral("ffmpeg"));
}

bool wantsFilm(const Recipe& recipe)
{
    return recipe.parameters.value("film", false);
}

void requireFfmpeg(const Recipe& recipe)
{
    if (wantsFilm(recipe) && ffmpeg().isEmpty())
        throw Error(ErrorKind::Unsupported, "there is no ffmpeg to make the film with", "--film",
                    "it is not installed, or not on the PATH",
                    "install the package ffmpeg, or leave out --film: walk.png is animated too");
}

Picture pictureOf(const QImage& image)
{
    const QImage rgb = image.convertToFormat(QImage::Format_RGB888);
    Picture picture{rgb.width(), rgb.height(), 3, {}};
    for (int y = 0; y < rgb.height(); ++y)
        picture.pixels.insert(picture.pixels.end(), rgb.constScanLine(y),
                              rgb.constScanLine(y) + std::ptrdiff_t(3) * rgb.width());
    return picture;
}

void writeSheet(const Recipe& recipe, const fs::path& folder, Json& result)
{
    const WalkSheet sheet = readWalkSheet(recipe, result, folder);
    if (sheet.places.empty())
        return;
    const TextApplication fonts;
    // ASCII, because the text chunk is Latin-1.
    const std::string carried = recipe.toJson().dump(-1, ' ', true);
    writeTextFile(folder / "sheet.png",
                  encodePng(pack(pictureOf(drawWalkSheet(sheet))), {{"recipe", carried}}));
    result["files"].push_back("sheet.png");
}

/// 12.5 frames a second, as walk.png; sides made even, which the usual encoding wants.
void writeFilm(const fs::path& folder, Json& result, const Progress& progress)
{
    QProcess process;
    process.setWorkingDirectory(QString::fromStdString(folder.string()));
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(ffmpeg(),
                  {QStringLiteral("-nostdin"), QStringLiteral("-loglevel"), QStringLiteral("error"),
                   QStringLiteral("-y"), QStringLiteral("-framerate"), QStringLiteral("25/2"),
                   QStringLiteral("-i"), QStringLiteral("frames/frame_%04d.png"),
                   QStringLiteral("-vf"), QStringLiteral("pad=ceil(iw/2)*2:ceil(ih/2)*2"),
                   QStringLiteral("-pix_fmt"), QStringLiteral("yuv420p"), QStringLiteral("-fflags"),
                   QStringLiteral("+bitexact"), QStringLiteral("walk.mp4")});
    constexpr int kPoll = 100; ///< milliseconds
    while (!process.waitForFinished(kPoll) && process.state() != QProcess::NotRunning)
        if (progress.cancelled()) {
            process.kill();
            process.waitForFinished();
            progress.checkpoint();
        }
    if (process.error() == QProcess::FailedToStart ||
        process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0 ||
        !fs::exists(folder / "walk.mp4"))
        throw Error(ErrorKind::Io, "ffmpeg could not make the film", (folder / "walk.mp4").string(),
                    QString::fromUtf8(process.readAll()).trimmed().toStdString(),
                    "leave out --film: walk.png is animated too");
    result["files"].push_back("walk.mp4");
}

void addTo(const Recipe& recipe, const fs::path& folder, Json& result, const Progress& progress)
{
    if (!fs::exists(folder / "frames"))
        return; // no pictures are wanted, or the samples are none
    writeSheet(recipe, folder, result);
    progress.report(0.5);
    if (wantsFilm(recipe))
        writeFilm(folder, result, progress);
}

} // namespace

void addWalkPictures()
{
    setFolderFinish("leaf walk", {requireFfmpeg, addTo});
}

} // namespace leafscope
