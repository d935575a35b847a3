// SPDX-License-Identifier: MIT
// The embedding view as a value, as a picture and as a table.
#include "core/base/error.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/scene/legend.hpp"
#include "views/scene/offscreen.hpp"
#include "views/scene/opengl.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"

#include <QPainter>

#include <string>

namespace leafscope {

namespace {

[[noreturn]] void refuse(const std::string& field, const std::string& wanted)
{
    throw Error(ErrorKind::Format, "The stored state of the embedding view cannot be used.", field,
                wanted, "Remove the field to get its default.");
}

QString readColouring(const Json& state, const std::vector<SampleMetric>& metrics)
{
    if (!state.contains("colourBy"))
        return ViewState().colourBy;
    if (!state["colourBy"].is_string())
        refuse("colourBy", "It should be a name.");
    const QString key = QString::fromStdString(state["colourBy"].get<std::string>());
    std::string known;
    for (const ColourChoice& choice : colourChoices(nullptr, metrics, 0)) {
        if (choice.key == key)
            return key;
        known += (known.empty() ? "" : ", ") + choice.key.toStdString();
    }
    throw Error(ErrorKind::Format, "There is no colouring \"" + key.toStdString() + "\" here.",
                "colourBy",
                "It is mistyped, or a metric of the neighbours, which were not computed for this "
                "picture.",
                "Use one of " + known + ".");
}

std::set<int> readHidden(const Json& state)
{
    std::set<int> hidden;
    if (!state.contains("hidden"))
        return hidden;
    if (!state["hidden"].is_array())
        refuse("hidden", "It should be a list of group numbers.");
    for (const Json& group : state["hidden"]) {
        if (!group.is_number_integer())
            refuse("hidden", "It should be a list of group numbers.");
        hidden.insert(group.get<int>());
    }
    return hidden;
}

std::optional<Filter> readFilter(const Json& state)
{
    if (!state.contains("filter"))
        return {};
    const Json& json = state["filter"];
    if (!json.is_object() || !json.contains("samples") || !json.contains("text") ||
        !json["text"].is_string())
        refuse("filter", "It should hold a text and samples.");
    return Filter{QString::fromStdString(json["text"].get<std::string>()),
                  SampleSet::fromJson(json["samples"])};
}

double readPointSize(const Json& state)
{
    if (!state.contains("pointSize"))
        return 1;
    const Json& json = state["pointSize"];
    if (!json.is_number() || !(json.get<double>() >= 0.1 && json.get<double>() <= 10))
        refuse("pointSize", "It should be a factor from 0.1 to 10.");
    return json.get<double>();
}

EdgeChoice readEdges(const Json& state)
{
    EdgeChoice choice;
    if (state.contains("edges")) {
        const auto kind =
            state["edges"].is_string()
                ? edgeKindOf(QString::fromStdString(state["edges"].get<std::string>()))
                : std::nullopt;
        if (!kind)
            refuse("edges", "It should be none, nnk or knn.");
        choice.kind = *kind;
    }
    if (state.contains("foreignOnly")) {
        if (!state["foreignOnly"].is_boolean())
            refuse("foreignOnly", "It should be true or false.");
        choice.foreignOnly = state["foreignOnly"].get<bool>();
    }
    return choice;
}

} // namespace

Json EmbeddingView::state() const
{
    const ViewState& view = session().view();
    const CameraControl& camera = m_motion.isActive() ? m_cameraEnd : m_scene->camera();
    Json state{{"camera", camera.toJson()},
               {"colourBy", view.colourBy.toStdString()},
               {"hidden", view.hidden}};
    if (view.filter)
        state["filter"] = {{"text", view.filter->text.toStdString()},
                           {"samples", view.filter->samples.toJson()}};
    if (m_pointScale != 1)
        state["pointSize"] = m_pointScale;
    if (m_edges.kind != EdgeKind::None)
        state["edges"] = edgeKindKey(m_edges.kind).toStdString();
    if (m_edges.foreignOnly)
        state["foreignOnly"] = true;
    return state;
}

void EmbeddingView::restore(const Json& state)
{
    if (!state.is_object())
        refuse("state", "It should be an object.");
    ViewState view = session().view();
    view.colourBy = readColouring(state, session().metrics());
    view.hidden = readHidden(state);
    view.filter = readFilter(state);
    view.camera = state.value("camera", Json());
    const double pointSize = readPointSize(state);
    const EdgeChoice edges = readEdges(state);
    if (!view.camera.is_null())
        CameraControl().restore(view.camera); // or a clear error before anything changes
    finishMotion();
    session().restoreView(std::move(view));
    finishMotion(); // the passage that the session's signal began
    setPointScale(pointSize);
    setEdges(edges);
}

QImage EmbeddingView::picture(QSize size)
{
    finishArranging();
    finishMotion();
    const double ratio = devicePixelRatioF();
    CameraControl camera = m_scene->camera();
    camera.setFrame(frameFor(size));
    QImage image;
    if (hasOpenGl()) {
        OffscreenScene offscreen(camera, size, ratio, OffscreenScene::Edges::Plain);
        LineCloud lines(offscreen.renderer()); // drawn before the points
        lines.set(m_parts.display->points, m_edgeParts.segments);
        lines.setWidth(ratio);
        PointCloud cloud(offscreen.renderer());
        fillCloud(cloud);
        cloud.copyColours(*m_cloud);
        cloud.setView(camera, pointSize(camera), ratio);
        image = offscreen.image();
    } else {
        image = QImage(size * ratio, QImage::Format_RGB32);
        image.setDevicePixelRatio(ratio);
        image.fill(style::tokens().surface);
    }
    QPainter painter(&image);
    paintFurniture(painter, size, camera, false);
    if (hasCloud() && !notice())
        paintLegend(painter, legendRect(m_legend->content(), size), m_legend->content());
    if (!hasOpenGl())
        paintNotice(painter, size,
                    {QStringLiteral("warning"), tr("No OpenGL"),
                     tr("The points cannot be drawn on this display."), true});
    return image;
}

QByteArray EmbeddingView::table() const
{
    const SampleMetric* metric = m_shown.metric.get();
    QByteArray text = "sample,label,prediction,confidence,pc1,pc2,pc3";
    if (metric)
        text += ',' + QByteArray::fromStdString(metric->key);
    text += '\n';
    if (!hasCloud())
        return text;
    const auto& embedding = m_shown.embedding;
    const MatrixF& x = m_shown.layer->coordinates;
    for (Index row = 0; row < x.rows(); ++row) {
        const auto at = std::size_t(row);
        if (!(*m_parts.visible)[at])
            continue;
        const std::int64_t sample = sampleAt(row);
        text += QByteArray::number(sample >= 0 ? qlonglong(sample) : qlonglong(row)) + ',';
        if (embedding && at < embedding->labels.size())
            text += QByteArray::number(embedding->labels[at]);
        text += ',';
        if (embedding && at < embedding->predictions.size())
            text += QByteArray::number(embedding->predictions[at]);
        text += ',';
        if (embedding && at < embedding->confidences.size())
            text += QByteArray::number(double(embedding->confidences[at]), 'g', 9);
        for (Index axis = 0; axis < 3; ++axis)
            text += ',' + QByteArray::number(axis < x.cols() ? double(x(row, axis)) : 0, 'g', 9);
        if (metric && at < metric->values.size())
            text += ',' + QByteArray::number(double(metric->values[at]), 'g', 9);
        text += '\n';
    }
    return text;
}

} // namespace leafscope
