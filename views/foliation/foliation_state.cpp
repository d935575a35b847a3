// SPDX-License-Identifier: MIT
// The foliation view as a value, as a picture and as a table.
#include "core/base/error.hpp"
#include "core/leaf/tangent.hpp"
#include "views/foliation/foliation_scene.hpp"
#include "views/foliation/foliation_view.hpp"
#include "views/scene/offscreen.hpp"
#include "views/scene/opengl.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"

#include <QPainter>

#include <cmath>
#include <string>

namespace leafscope {

namespace {

[[noreturn]] void refuse(const std::string& field, const std::string& wanted)
{
    throw Error(ErrorKind::Format, "The stored state of the foliation view cannot be used.", field,
                wanted, "Remove the field to get its default.");
}

std::set<int> readHidden(const Json& list)
{
    std::set<int> hidden;
    if (!list.is_array())
        refuse("hidden", "It should be a list of families and class numbers.");
    for (const Json& item : list) {
        bool known = item.is_number_integer() && item.get<int>() >= 0;
        if (known)
            hidden.insert(kFirstClass + item.get<int>());
        for (int i = 0; !known && i < kFamilyCount; ++i)
            if (item.is_string() && item.get<std::string>() == familyKey(Family(i))) {
                hidden.insert(i);
                known = true;
            }
        if (!known)
            refuse("hidden",
                   "It holds leaves, kernels, facets, singular, boundary, regions, samples "
                   "and class numbers.");
    }
    return hidden;
}

VectorD readPoint(const Json& list, const Foliation* foliation)
{
    const Index n = foliation ? foliation->inputs() : 0;
    if (!list.is_array() || Index(list.size()) != n)
        refuse("point", "It should hold one number per input.");
    VectorD x(n);
    for (Index i = 0; i < n; ++i) {
        const Json& value = list[std::size_t(i)];
        if (!value.is_number() || !std::isfinite(value.get<double>()))
            refuse("point", "It should hold one number per input.");
        x[i] = value.get<double>();
    }
    return x;
}

} // namespace

Json FoliationView::state() const
{
    Json hidden = Json::array();
    for (const int group : m_hidden)
        hidden.push_back(group < kFirstClass ? Json(familyKey(Family(group)))
                                             : Json(group - kFirstClass));
    Json state{
        {"camera", m_scene->camera().toJson()}, {"hidden", hidden}, {"threshold", m_threshold}};
    if (m_wanted)
        state["point"] = std::vector<double>(m_wanted->begin(), m_wanted->end());
    return state;
}

void FoliationView::restore(const Json& state)
{
    if (!state.is_object())
        refuse("state", "It should be an object.");
    const std::set<int> hidden = state.contains("hidden") ? readHidden(state["hidden"])
                                 : m_foliation            ? hiddenAtFirst(*m_foliation)
                                                          : std::set<int>();
    double threshold = m_foliation ? m_foliation->singularBelow : m_threshold;
    if (state.contains("threshold")) {
        const Json& value = state["threshold"];
        if (!value.is_number() || !(value.get<double>() >= 0 && value.get<double>() <= 1))
            refuse("threshold", "It should be a number from 0 to 1.");
        threshold = value.get<double>();
    }
    std::optional<VectorD> point;
    if (state.contains("point"))
        point = readPoint(state["point"], m_foliation.get());
    if (state.contains("camera"))
        CameraControl().restore(state["camera"]); // or a clear error before anything changes
    firstCamera();
    if (state.contains("camera"))
        m_scene->changeCamera([&](CameraControl& camera) { camera.restore(state["camera"]); });
    setThreshold(threshold);
    setHidden(hidden);
    clearProbe();
    if (point)
        probe(*point);
}

QImage FoliationView::picture(QSize size)
{
    if (isProbing()) { // a picture cannot wait for the worker's turn of the event loop
        m_probed = m_probe->answer(*m_wanted);
        applyProbe();
        describe();
    }
    const double ratio = devicePixelRatioF();
    CameraControl camera = m_scene->camera();
    camera.setFrame(frameFor(size));
    QImage image;
    if (hasOpenGl()) {
        OffscreenScene offscreen(camera, size, ratio, OffscreenScene::Edges::Smooth);
        FoliationScene scene(offscreen.renderer());
        scene.setSupersampling(offscreen.finer());
        scene.set(m_foliation, m_threshold);
        scene.setHidden(m_hidden);
        const bool there = m_probed && m_probed->problem.isEmpty();
        scene.setProbe(there ? &m_probed->leaf : nullptr, there ? &m_probed->fibre : nullptr);
        scene.setView(camera, ratio);
        image = offscreen.image();
    } else {
        image = QImage(size * ratio, QImage::Format_RGB32);
        image.fill(style::tokens().surface);
    }
    image.setDevicePixelRatio(ratio);
    QPainter painter(&image);
    paintFurniture(painter, size, camera);
    if (m_foliation && !notice())
        paintLegend(painter, legendRect(m_legend->content(), size), m_legend->content());
    if (!hasOpenGl())
        paintNotice(painter, size,
                    {QStringLiteral("warning"), tr("No OpenGL"),
                     tr("The foliation cannot be drawn on this display."), true});
    return image;
}

QByteArray FoliationView::table() const
{
    QByteArray text = "seed";
    if (!m_foliation)
        return text + ",rank,holonomy,prediction,p\n";
    for (const std::string& axis : m_foliation->axes)
        text += ',' + QByteArray::fromStdString(axis);
    text += ",rank,holonomy,prediction,p\n";
    for (std::size_t i = 0; i < m_foliation->seeds.size(); ++i) {
        const FoliationSeed& seed = m_foliation->seeds[i];
        text += QByteArray::number(qulonglong(i));
        for (const double value : seed.x)
            text += ',' + QByteArray::number(value, 'g', 9);
        text += ',' + QByteArray::number(qlonglong(seed.rank)) + ',';
        if (std::isfinite(seed.holonomy))
            text += QByteArray::number(seed.holonomy, 'g', 9);
        const Index predicted = predictionOf(seed.logits);
        text += ',' + QByteArray::number(qlonglong(predicted)) + ',' +
                QByteArray::number(softmax(seed.logits)[predicted], 'g', 9) + '\n';
    }
    return text;
}

} // namespace leafscope
