// SPDX-License-Identifier: MIT
#include "app/work/recognise.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/data/cifar.hpp"
#include "core/data/sniff.hpp"
#include "core/data/source.hpp"
#include "core/embedding/embedding.hpp"
#include "core/embedding/frames.hpp"
#include "core/model/checkpoints.hpp"
#include "core/model/model_file.hpp"
#include "core/session/analysis.hpp"
#include "core/session/artifacts.hpp"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Recognise", text);
}

QString utf8Text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

/// "60000 x 28 x 28" -> "60,000 x 28 x 28" with multiplication signs.
QString forPeople(QString details)
{
    static const QRegularExpression number(QStringLiteral("\\b(\\d{2,3})(\\d{3})\\b"));
    details.replace(number, QStringLiteral("\\1,\\2"));
    return details.replace(QStringLiteral(" x "), QStringLiteral(" \u00d7 "));
}

void refuse(Recognised& out, const Error& error)
{
    out.as.reset();
    out.choices.clear();
    out.problem = QString::fromUtf8(error.what());
}

void lookAtSession(Recognised& out, const fs::path& folder)
{
    const SessionFolder session = readSessionFolder(folder);
    out.what = tr("Leafscope session");
    out.details = utf8Text(session.title);
    out.as = Opened::Session;
}

void lookAtData(Recognised& out)
{
    const DataSource source = resolveSource(out.spec.toStdString());
    out.as = Opened::Data;
    if (source.labels.empty())
        return;
    out.details += (out.details.isEmpty() ? QString() : QStringLiteral(", ")) + tr("with labels");
}

/// The same analysis of several epochs, in a file or a folder.
bool isSeriesOfEmbeddings(Recognised& out)
{
    const std::vector<EmbeddingFrame> frames = embeddingFrames(out.spec.toStdString());
    if (frames.empty())
        return false;
    out.what = tr("Embeddings");
    out.details = tr("%1 epochs, %2 to %3")
                      .arg(frames.size())
                      .arg(frames.front().epoch)
                      .arg(frames.back().epoch);
    out.as = Opened::Embedding;
    return true;
}

/// Several layers that another program wrote: arrays of an archive, a folder of .npy files.
bool isEmbeddingOfOthers(Recognised& out)
{
    try {
        const EmbeddingHeader embedding = openEmbedding(out.spec.toStdString());
        out.what = tr("Embedding");
        out.details = tr("%1 samples, %2 layers")
                          .arg(forPeople(QString::number(embedding.n)))
                          .arg(embedding.layers.size());
        out.as = Opened::Embedding;
        return true;
    } catch (const Error&) {
        return false; // what it is not is said of it as data
    }
}

void lookAtFolder(Recognised& out, const fs::path& folder)
{
    if (fs::exists(folder / "session.json")) {
        lookAtSession(out, folder);
        return;
    }
    if (!cifarBatches(folder, "train").empty()) {
        out.what = tr("Folder of CIFAR batches");
        out.as = Opened::Data;
        return;
    }
    if (const std::vector<Checkpoint> series = listCheckpoints(folder); !series.empty()) {
        out.what = tr("Training folder");
        out.details = tr("%1 checkpoints, epoch %2 to %3")
                          .arg(series.size())
                          .arg(series.front().epoch)
                          .arg(series.back().epoch);
        out.as = Opened::Model;
        return;
    }
    if (isSeriesOfEmbeddings(out))
        return;
    out.what = tr("Folder");
    try {
        lookAtData(out);
    } catch (const Error&) {
        if (isEmbeddingOfOthers(out))
            return;
        throw Error(ErrorKind::InvalidInput, "the folder holds nothing that Leafscope opens",
                    folder.string(),
                    "it is no session, holds no checkpoints (epoch_*.pt), and is no data set",
                    "open a file inside it instead");
    }
}

void lookAtArtifact(Recognised& out, const Artifact& artifact)
{
    const std::string& analysis = artifact.recipe.analysis;
    if (analysis == "sample") {
        out.what = tr("Leafscope samples");
        out.as = Opened::Data;
        return;
    }
    const Analysis* known = findAnalysis(analysis);
    out.what = tr("Leafscope result: %1").arg(utf8Text(known ? known->title : analysis));
    if (analysis != "embed" && analysis != "layout" && analysis != "dimension")
        throw Error(ErrorKind::Unsupported, "\"" + analysis + "\" has no view",
                    out.spec.toStdString(),
                    "only embeddings, layouts and dimension profiles are "
                    "shown",
                    "see its numbers with `leafscope info " + out.spec.toStdString() + "`");
    out.as = Opened::Embedding;
}

void lookAtFile(Recognised& out, const fs::path& file)
{
    const Sniffed sniffed = sniff(file);
    out.what = utf8Text(sniffed.title);
    if (!out.what.isEmpty())
        out.what[0] = out.what[0].toUpper();
    out.details = forPeople(utf8Text(sniffed.details));
    if (sniffed.kind == FileKind::TorchScript) {
        out.details = utf8Text(formatBytes(double(fs::file_size(file))));
        out.as = Opened::Model;
        return;
    }
    if (sniffed.kind == FileKind::Hdf5) {
        if (isSeriesOfEmbeddings(out))
            return;
        if (const auto artifact = readArtifact(file)) {
            lookAtArtifact(out, *artifact);
            return;
        }
    }
    if (sniffed.kind == FileKind::JsonText && sniffed.remedy.empty())
        throw Error(ErrorKind::Unsupported, "is a recipe, which the window does not open",
                    out.spec.toStdString(), "it was copied or written by Leafscope",
                    "compute its result with `leafscope run " + out.spec.toStdString() + "`");
    if (!sniffed.remedy.empty()) {
        // Tensors can be a network's weights as well as an embedding.
        if (sniffed.kind == FileKind::Safetensors && isEmbeddingOfOthers(out))
            return;
        throw Error(ErrorKind::Unsupported, sniffed.title, out.spec.toStdString(), sniffed.details,
                    sniffed.remedy);
    }
    try {
        lookAtData(out);
    } catch (const Error&) {
        if (isEmbeddingOfOthers(out))
            return;
        throw;
    }
    if (sniffed.kind == FileKind::Hdf5 || sniffed.kind == FileKind::Npy ||
        sniffed.kind == FileKind::Table)
        out.choices = {Opened::Data, Opened::Embedding};
}

/// IDX labels mean nothing alone.
void giveLabelsAway(std::vector<Recognised>& all)
{
    for (Recognised& one : all) {
        if (!one.as || *one.as != Opened::Data)
            continue;
        try {
            const fs::path labels = resolveSource(one.spec.toStdString()).labels;
            for (Recognised& other : all)
                if (!labels.empty() && &other != &one &&
                    QFileInfo(other.spec) == QFileInfo(utf8Text(labels.string()))) {
                    other.partOf = one.spec;
                    other.as.reset();
                    other.choices.clear();
                }
        } catch (const Error&) {
            continue; // said when it was recognised
        }
    }
    for (Recognised& one : all)
        if (one.as && one.what == QLatin1String("IDX labels"))
            refuse(one, Error(ErrorKind::InvalidInput, "labels without their images",
                              one.spec.toStdString(), "only the file of labels was given",
                              "open the file of images; labels beside it are found by their name "
                              "(train-labels-idx1-ubyte for train-images-idx3-ubyte)"));
}

} // namespace

QString Recognised::name() const
{
    const QFileInfo file(spec);
    return file.fileName().isEmpty() ? spec : file.fileName();
}

QString Recognised::summary() const
{
    return details.isEmpty() ? what : what + QStringLiteral(", ") + details;
}

Recognised recognise(const QString& spec)
{
    Recognised out;
    out.spec = spec;
    try {
        const fs::path file = spec.toStdString();
        std::error_code ignored;
        if (!fs::exists(file, ignored)) {
            // A data set by its name, or a part of a file.
            lookAtData(out);
            out.what = tr("Data");
        } else if (fs::is_directory(file, ignored)) {
            lookAtFolder(out, file);
        } else
            lookAtFile(out, file);
        if (out.as && out.choices.empty())
            out.choices = {*out.as};
    } catch (const Error& error) {
        refuse(out, error);
    } catch (const std::exception& error) {
        refuse(out, Error(ErrorKind::Io, error.what(), spec.toStdString(),
                          "the file cannot be looked at", "check the path and its permissions"));
    }
    return out;
}

std::vector<Recognised> recogniseAll(const QStringList& specs, const Progress& progress)
{
    std::vector<Recognised> all;
    for (const QString& spec : specs) {
        progress.checkpoint();
        all.push_back(recognise(spec));
    }
    giveLabelsAway(all);
    return all;
}

bool isClearCut(const std::vector<Recognised>& all)
{
    std::array<int, 4> count{};
    for (const Recognised& one : all) {
        if (!one.problem.isEmpty())
            return false;
        if (one.as)
            ++count[std::size_t(*one.as)];
    }
    const auto of = [&](Opened kind) { return count[std::size_t(kind)]; };
    const int inputs = of(Opened::Data) + of(Opened::Model);
    const int whole = of(Opened::Embedding) + of(Opened::Session);
    return *std::max_element(count.begin(), count.end()) == 1 && whole <= 1 &&
           (whole == 0 || inputs == 0);
}

} // namespace leafscope
