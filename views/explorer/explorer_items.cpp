// SPDX-License-Identifier: MIT
#include "views/explorer/explorer_items.hpp"

#include "core/base/files.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("leafscope::Explorer", text);
}

QString text(const std::string& s)
{
    return QString::fromStdString(s);
}

ExplorerItem property(const QString& name, const QString& value, const QString& details = {})
{
    ExplorerItem item;
    item.name = name;
    item.value = value;
    item.details = details.isEmpty() ? value : details;
    return item;
}

ExplorerItem offer(const QString& name, ExplorerOffer what, const FactState& state)
{
    ExplorerItem item;
    item.kind = ExplorerKind::Offer;
    item.name = name;
    item.offer = what;
    item.readiness = state.readiness;
    item.value = state.message;
    item.details = state.message;
    return item;
}

ExplorerItem section(const QString& name)
{
    ExplorerItem item;
    item.kind = ExplorerKind::Section;
    item.name = name;
    return item;
}

ExplorerItem dataSection(const Session& session)
{
    ExplorerItem result = section(tr("Data"));
    const auto data = session.data();
    if (!data) {
        result.children.push_back(
            offer(tr("Open data..."), ExplorerOffer::OpenData, session.state(Fact::Data)));
        return result;
    }
    result.children.push_back(property(tr("Name"), text(data->name), text(data->spec)));
    result.children.push_back(property(tr("Samples"), style::count(data->size())));
    result.children.push_back(property(tr("Shape"), shapeText(data->sampleShape)));
    result.children.push_back(property(tr("Format"), text(data->format)));
    if (data->classCount() > 0) {
        QStringList names;
        for (const std::string& name : data->classNames)
            names << text(name);
        result.children.push_back(property(tr("Classes"), style::count(data->classCount()),
                                           names.join(QStringLiteral(", "))));
    }
    for (const std::string& warning : data->warnings)
        result.children.push_back(property(tr("Note"), text(warning)));
    return result;
}

ExplorerItem layerItem(const QString& name, const QString& type,
                       const std::vector<std::int64_t>& shape, double depth)
{
    ExplorerItem item;
    item.kind = ExplorerKind::Layer;
    item.name = name;
    item.value = type;
    item.shape = shapeText(shape);
    item.depth = QString::number(depth, 'f', 2);
    item.details =
        QStringLiteral("%1\n%2 %3\n%4").arg(name, type, item.shape, tr("depth %1").arg(item.depth));
    return item;
}

QString modelPath(const Session& session)
{
    for (const SeriesEntry& entry : session.series())
        if (entry.epoch == session.epoch() && !entry.model.isEmpty())
            return entry.model;
    return text(session.model()->file.string());
}

ExplorerItem epochItem(const Session& session, const SeriesEntry& entry)
{
    const FactState& state = session.frame(entry.epoch).state;
    ExplorerItem item;
    item.kind = ExplorerKind::Epoch;
    item.name = tr("Epoch %1").arg(entry.epoch);
    item.epoch = entry.epoch;
    item.readiness = state.readiness;
    item.value = state.readiness == Readiness::Ready    ? tr("ready")
                 : state.readiness == Readiness::Busy   ? tr("computing")
                 : state.readiness == Readiness::Failed ? tr("failed")
                                                        : tr("not computed");
    item.details = entry.model.isEmpty() ? entry.embedding : entry.model;
    if (!state.message.isEmpty())
        item.details += QLatin1Char('\n') + state.message;
    return item;
}

ExplorerItem modelSection(const Session& session)
{
    ExplorerItem result = section(tr("Model"));
    const auto model = session.model();
    const auto embedding = session.embedding();
    if (!model) {
        result.children.push_back(
            offer(tr("Open model..."), ExplorerOffer::OpenModel, session.state(Fact::Model)));
        if (embedding)
            for (const LayerHeader& layer : embedding->layers)
                result.children.push_back(
                    layerItem(text(layer.name), text(layer.type), layer.shape, layer.depth));
        return result;
    }
    // In a series the file is that of the epoch the person went to.
    const QString path = modelPath(session);
    result.children.push_back(property(tr("File"), path.section(QLatin1Char('/'), -1), path));
    result.children.push_back(property(tr("Type"), text(model->type)));
    result.children.push_back(property(tr("Parameters"), style::count(model->parameters)));
    result.children.push_back(property(tr("Input"), shapeText(model->inputShape)));
    result.children.push_back(property(tr("Layers"), style::count(qint64(model->layers.size()))));
    for (const LayerInfo& layer : model->layers)
        result.children.push_back(
            layerItem(text(layer.name), text(layer.type), layer.shape, layer.depth));
    return result;
}

/// Bytes of the matrices. The header may have been read from the layout that was made from the
/// embedding; its file is then smaller than what it describes.
double embeddingBytes(const EmbeddingHeader& embedding)
{
    double bytes = 0;
    for (const LayerHeader& layer : embedding.layers)
        bytes += double(sizeof(float)) * double(embedding.n) * double(layer.dim);
    std::error_code missing;
    const std::uintmax_t file = std::filesystem::file_size(embedding.file, missing);
    return missing ? bytes : std::max(bytes, double(file));
}

QString readyText(const Session& session, Fact fact)
{
    if (fact == Fact::Embedding) {
        const auto embedding = session.embedding();
        return tr("%1 layers, %2")
            .arg(embedding->layers.size())
            .arg(text(formatBytes(embeddingBytes(*embedding))));
    }
    if (fact == Fact::Layout)
        return text(session.layout()->method).toUpper();
    double seconds = 0;
    for (const LayerDimension& layer : session.dimension()->layers)
        seconds += layer.value.seconds;
    return seconds > 0 ? tr("%1 s").arg(style::number(seconds)) : tr("ready");
}

ExplorerItem product(const Session& session, Fact fact, const QString& name, bool there)
{
    const FactState& state = session.state(fact);
    ExplorerItem item;
    item.kind = ExplorerKind::Product;
    item.name = name;
    item.readiness = state.readiness;
    item.details = state.message;
    switch (state.readiness) {
    case Readiness::Ready:
        item.value = there ? readyText(session, fact) : tr("none yet");
        break;
    case Readiness::Busy:
        item.value = state.message.isEmpty() ? tr("computing") : state.message;
        break;
    case Readiness::Failed:
        item.value = tr("failed");
        break;
    case Readiness::Empty:
        item.value = tr("none yet");
        break;
    }
    if (there && fact == Fact::Embedding)
        item.details = text(session.embedding()->sampling) + QLatin1Char('\n') +
                       text(session.embedding()->file.string());
    return item;
}

} // namespace

std::vector<ExplorerItem> explorerItems(const Session& session)
{
    ExplorerItem artifacts = section(tr("Artifacts"));
    artifacts.children.push_back(
        product(session, Fact::Embedding, tr("Embedding"), session.embedding() != nullptr));
    artifacts.children.push_back(
        product(session, Fact::Layout, tr("Layout"), session.layout() != nullptr));
    artifacts.children.push_back(product(session, Fact::Dimension, tr("Intrinsic dimension"),
                                         session.dimension() != nullptr));
    for (const SeriesEntry& entry : session.series())
        artifacts.children.push_back(epochItem(session, entry));
    return {dataSection(session), modelSection(session), artifacts};
}

QString shapeText(const std::vector<std::int64_t>& shape)
{
    QStringList sides;
    for (const std::int64_t side : shape)
        sides << QString::number(side);
    return sides.join(QChar(0x00d7));
}

} // namespace leafscope
