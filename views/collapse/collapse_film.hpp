// SPDX-License-Identifier: MIT
// Moments of a training in one pose side by side, as a picture for print.
#pragma once

#include "views/collapse/collapse_figure.hpp"
#include "views/frame/view.hpp"

#include <QImage>

#include <vector>

namespace leafscope {

/// The moments of a strip: `count` measured epochs, evenly spread from the first to the last.
std::vector<double> filmTimes(const CollapseLayer& layer, int count);

/// A row of moments of `figure`'s run, layer and pose, each with its epoch and its NC1, in the
/// current theme. All share camera and limits. `size`: logical pixels. Without OpenGL the scenes
/// are empty. Throws Error(InvalidInput) for a size that cannot be drawn.
QImage filmStrip(const CollapseFigure& figure, const CameraControl& camera,
                 const std::vector<double>& times, QSize size, double ratio);

/// What both views of a collapse keep of a state.
CollapseChoice collapseChoiceFrom(const Json& state, const CollapseChoice& otherwise);
Json collapseStateOf(const Session& session, const CollapseSettings& settings,
                     const CameraControl& camera);

/// The strip as a view: for `render`, and for the export of CollapseView.
class CollapseFilm : public View {
    Q_OBJECT

public:
    explicit CollapseFilm(Session& session, QWidget* parent = nullptr);

    QString name() const override { return QStringLiteral("collapse-film"); }
    QString title() const override { return tr("Film of the collapse"); }
    Fact fact() const override { return Fact::Collapse; }
    /// As that of CollapseView, without "time"; "moments" from 2 to 12.
    Json state() const override;
    void restore(const Json& state) override;
    QImage picture(QSize size) override;
    QByteArray svg(QSize size) override;
    /// epoch,nc1,etf_distance,feature_inside,classifier_inside of the moments.
    QByteArray table() const override;
    QSize sizeHint() const override { return {1600, 340}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    CollapseFigure figure() const;

    CollapseSettings m_settings;
    CameraControl m_camera;
    bool m_cameraGiven = false;
};

} // namespace leafscope
