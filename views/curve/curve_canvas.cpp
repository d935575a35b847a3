// SPDX-License-Identifier: MIT
#include "views/curve/curve_canvas.hpp"

#include <QKeyEvent>

#include <optional>
#include <utility>

namespace leafscope {

namespace {

constexpr double kMainShare = 0.58; ///< of the intrinsic dimension

chart::Figure marked(chart::Figure figure, int current, int pointed)
{
    figure.cursor = current;
    figure.pointed = pointed;
    return figure;
}

} // namespace

std::vector<chart::Chart> curvePanels(const CurveContent& content, QRectF frame)
{
    const CurveOptions& options = content.options;
    const bool overEpochs = options.axis == CurveAxis::Epoch;
    if (!content.profile)
        return {};
    const int current =
        overEpochs ? content.series.shown : curveIndex(*content.profile, content.layer);
    chart::Figure main =
        marked(overEpochs ? dimensionOverEpochs(content.series, content.layer, options)
                          : dimensionFigure(*content.profile, options, content.series),
               current, content.pointed);
    std::optional<chart::Figure> spectrum;
    if (options.pca)
        spectrum = marked(overEpochs ? spectrumOverEpochs(content.series, content.layer, options)
                                     : spectrumFigure(*content.profile, options, content.series),
                          current, content.pointed);
    return chart::arranged(std::move(main), std::move(spectrum), frame, kMainShare);
}

CurveCanvas::CurveCanvas(QWidget* parent)
    : Canvas(parent)
{
    connect(this, &Canvas::pointClicked, this, &CurveCanvas::clicked);
    setAccessibleName(tr("Intrinsic dimension over the layers"));
    setOptions({});
}

void CurveCanvas::setProfile(std::shared_ptr<const DimensionProfile> profile)
{
    m_content.profile = std::move(profile);
    forgetPointed();
}

void CurveCanvas::setSeries(CurveSeries series)
{
    if (series.members.size() != m_content.series.members.size())
        forgetPointed();
    m_content.series = std::move(series);
    update();
}

void CurveCanvas::setOptions(const CurveOptions& options)
{
    if (options.axis != m_content.options.axis)
        forgetPointed();
    m_content.options = options;
    setAccessibleDescription(
        overEpochs() ? tr("Left and Right step through the epochs; a click chooses one.")
                     : tr("Left and Right step through the layers; a click chooses one."));
    update();
}

void CurveCanvas::setCurrent(const QString& layer)
{
    m_content.layer = layer;
    update();
}

std::vector<chart::Chart> CurveCanvas::panels(QRectF frame, int pointed) const
{
    CurveContent content = m_content;
    content.pointed = pointed;
    return curvePanels(content, frame);
}

chart::Card CurveCanvas::cardOf(int point) const
{
    if (!m_content.profile)
        return {};
    if (!overEpochs())
        return curveCard(m_content.profile->layers[std::size_t(point)], m_content.profile->options);
    const EpochCurve& member = m_content.series.members[std::size_t(point)];
    const QString epoch = tr("epoch %1").arg(member.epoch);
    const LayerDimension* found = dimensionAt(m_content.series, point, m_content.layer);
    if (!found)
        return {{chart::CardRowKind::Title, epoch, {}},
                {chart::CardRowKind::Note, tr("Not computed yet"), {}}};
    chart::Card result = curveCard(*found, member.profile->options);
    result[0].name += QStringLiteral(", ") + epoch;
    return result;
}

void CurveCanvas::clicked(int point)
{
    if (overEpochs())
        Q_EMIT epochClicked(m_content.series.members[std::size_t(point)].epoch);
    else
        Q_EMIT layerClicked(
            QString::fromStdString(m_content.profile->layers[std::size_t(point)].layer.name));
}

void CurveCanvas::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_BracketLeft)
        Q_EMIT stepRequested(-1);
    else if (event->key() == Qt::Key_BracketRight)
        Q_EMIT stepRequested(1);
    else
        Canvas::keyPressEvent(event);
}

} // namespace leafscope
