// SPDX-License-Identifier: MIT
#include "views/collapse/collapse_film.hpp"

#include "views/collapse/collapse_colours.hpp"
#include "views/frame/painted.hpp"
#include "views/scene/furniture.hpp"
#include "views/style/theme.hpp"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr int kMargin = style::kSpace4;

struct Strip {
    int top = 0;    ///< of the scenes
    int bottom = 0; ///< of them
    int text = 0;   ///< height of a line
    double cell = 0;
};

Strip stripIn(QSize size, std::size_t count)
{
    Strip strip;
    const QFontMetrics title(overlayFont(style::FontRole::Title));
    strip.text = QFontMetrics(overlayFont(style::FontRole::Caption)).height();
    strip.top = kMargin / 2 + title.height() + style::kSpace2;
    strip.bottom = std::max(strip.top + 8, size.height() - kMargin - 3 * strip.text - 14);
    strip.cell = double(size.width() - 2 * kMargin) / double(std::max<std::size_t>(1, count));
    return strip;
}

void paintRoles(QPainter& painter, const CollapseFigure& figure, QSize size, int y)
{
    const auto say = [](const char* text) { return CollapseFilm::tr(text); };
    std::vector<std::pair<CollapseRole, QString>> roles{{CollapseRole::Mean, say("class mean")}};
    if (figure.settings.ideal && !figure.moment.vertices.empty())
        roles.insert(roles.begin(), {CollapseRole::Vertex, say("vertex of the simplex")});
    if (figure.settings.classifiers && !figure.moment.classifiers.empty())
        roles.emplace_back(CollapseRole::Classifier, say("classifier"));
    if (figure.settings.train)
        roles.emplace_back(CollapseRole::Feature, say("train feature"));
    if (figure.settings.test && !figure.moment.testFeatures.empty())
        roles.emplace_back(CollapseRole::TestFeature, say("test feature, paler"));
    painter.setFont(overlayFont(style::FontRole::Caption));
    const QFontMetrics metrics(painter.font());
    int width = -2 * style::kSpace4;
    for (const auto& [role, name] : roles)
        width += 16 + metrics.horizontalAdvance(name) + 2 * style::kSpace4;
    int x = std::max(kMargin, (size.width() - width) / 2);
    for (const auto& [role, name] : roles) {
        paintRole(painter, QPointF(x + 5, y - metrics.ascent() / 2.0 + 1), role,
                  roleColour(role, figure.settings.paper));
        painter.setPen(style::tokens().secondary);
        painter.drawText(QPoint(x + 16, y), name);
        x += 16 + metrics.horizontalAdvance(name) + 2 * style::kSpace4;
    }
}

} // namespace

std::vector<double> filmTimes(const CollapseLayer& layer, int count)
{
    const double last = double(layer.epochs.size()) - 1;
    std::vector<double> times;
    for (int i = 0; i < count; ++i) {
        const double place = count > 1 ? std::round(last * i / (count - 1)) : last;
        const double time = timeOf(layer, place);
        if (times.empty() || time > times.back())
            times.push_back(time);
    }
    return times;
}

QImage filmStrip(const CollapseFigure& figure, const CameraControl& camera,
                 const std::vector<double>& times, QSize size, double ratio)
{
    const style::Tokens& tokens = style::tokens();
    const Strip strip = stripIn(size, times.size());
    const QSize cell(std::max(1, int(strip.cell) - 4), std::max(1, strip.bottom - strip.top));
    return paintedImage(size * ratio, [&](QPainter& painter) {
        painter.scale(ratio, ratio);
        painter.fillRect(QRect(QPoint(), size), tokens.surface);
        if (!figure.owner)
            return paintNotice(painter, size,
                               {QStringLiteral("cube"),
                                CollapseFilm::tr("Neural collapse is not computed yet"),
                                {},
                                false});
        const QString layer = QString::fromStdString(figure.layer->name);
        paintTitle(painter, size, QString::fromStdString(figure.run->name),
                   layer + QStringLiteral(", ") + poseText(figure.pose, *figure.run));
        CollapseFigure moment = figure;
        CameraControl lens = camera;
        ViewFrame frame;
        frame.width = cell.width();
        frame.height = cell.height();
        frame.left = frame.right = frame.top = frame.bottom = 4;
        lens.setFrame(frame);
        for (std::size_t i = 0; i < times.size(); ++i) {
            moment.moment = momentAt(figure.owner, *figure.run, *figure.layer, times[i],
                                     figure.pose, figure.settings.zoom);
            const QPoint at(int(kMargin + strip.cell * double(i)) + 2, strip.top);
            painter.drawImage(at, sceneImage(moment, {}, lens, cell, ratio));
            painter.save();
            painter.translate(at);
            paintMarks(painter, QRectF(QPointF(), QSizeF(cell)), moment, lens, false);
            painter.restore();
            QFont bold = overlayFont(style::FontRole::Caption);
            bold.setWeight(QFont::DemiBold);
            painter.setFont(bold);
            painter.setPen(tokens.text);
            painter.drawText(QRect(at.x(), strip.bottom + 2, cell.width(), strip.text),
                             Qt::AlignCenter, momentText(moment.moment));
            painter.setFont(overlayFont(style::FontRole::Caption));
            painter.setPen(tokens.secondary);
            painter.drawText(
                QRect(at.x(), strip.bottom + 3 + strip.text, cell.width(), strip.text),
                Qt::AlignCenter,
                CollapseFilm::tr("NC1 %1").arg(style::number(moment.moment.epoch->train.nc1)));
        }
        paintRoles(painter, moment, size, size.height() - kMargin / 2 - 4);
    });
}

CollapseFilm::CollapseFilm(Session& session, QWidget* parent)
    : View(session, parent)
{
    setAccessibleName(title());
    resize(sizeHint());
    for (const auto signal :
         {&Session::collapseChanged, &Session::layerChanged, &Session::collapseChoiceChanged})
        connect(&session, signal, this, qOverload<>(&QWidget::update));
}

CollapseFigure CollapseFilm::figure() const
{
    CollapseFigure figure;
    figure.owner = session().collapse();
    if (!figure.owner)
        return figure;
    const CollapseChoice& choice = session().view().collapse;
    const CollapseRun& run = figure.owner->runOr(choice.run.toStdString());
    const CollapseLayer& layer = run.layerOr(session().layer().toStdString());
    figure.run = &run;
    figure.layer = &layer;
    figure.settings = m_settings;
    figure.pose = poseFor(choice, m_settings, run, layer);
    figure.limits = limitsOf(run, layer, figure.pose);
    return figure;
}

Json CollapseFilm::state() const
{
    Json state = collapseStateOf(session(), m_settings, m_camera);
    state.erase("time");
    if (!m_cameraGiven)
        state.erase("camera");
    return state;
}

void CollapseFilm::restore(const Json& state)
{
    const CollapseSettings settings = collapseSettingsFrom(state);
    const CollapseChoice choice = collapseChoiceFrom(state, session().view().collapse);
    CameraControl camera;
    if (state.contains("camera"))
        camera.restore(state["camera"]);
    m_camera = camera;
    m_cameraGiven = state.contains("camera");
    m_settings = settings;
    session().setCollapseChoice(choice);
    update();
}

QImage CollapseFilm::picture(QSize size)
{
    const CollapseFigure shown = figure();
    CameraControl camera = m_camera;
    std::vector<double> times;
    if (shown.owner) {
        camera.setContent(limitPoints(shown.limits));
        if (!m_cameraGiven)
            camera.reset();
        times = filmTimes(*shown.layer, m_settings.moments);
    }
    return filmStrip(shown, camera, times, size, devicePixelRatioF());
}

QByteArray CollapseFilm::svg(QSize size)
{
    const QImage image = picture(size);
    return paintedSvg(size, title(),
                      [&](QPainter& painter) { painter.drawImage(QRect(QPoint(), size), image); });
}

QByteArray CollapseFilm::table() const
{
    QByteArray text = "epoch,nc1,etf_distance,feature_inside,classifier_inside\n";
    const CollapseFigure shown = figure();
    if (!shown.owner)
        return text;
    for (const double time : filmTimes(*shown.layer, m_settings.moments)) {
        const CollapseEpoch& epoch = shown.layer->epochs[shown.layer->placeOf(time)];
        text += QByteArray::number(epoch.epoch);
        for (const double value : {epoch.train.nc1, epoch.train.etfDistance,
                                   epoch.train.featureInside, epoch.train.classifierInside}) {
            text += ',';
            if (std::isfinite(value))
                text += QByteArray::number(value, 'g', 9);
        }
        text += '\n';
    }
    return text;
}

void CollapseFilm::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.drawImage(QPoint(), picture(size()));
}

} // namespace leafscope
