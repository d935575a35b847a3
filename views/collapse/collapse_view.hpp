// SPDX-License-Identifier: MIT
// Neural collapse in three dimensions: the simplex stands still while class means, classifiers and
// features of every epoch move towards it.
//
// The frame of an epoch and the poses are those of core/collapse. Limits of the axes are the same
// at all epochs. Time is the session's, and so are run, pose and its classes; camera and what is
// drawn are the view's own state.
#pragma once

#include "views/collapse/collapse_figure.hpp"
#include "views/frame/view.hpp"
#include "views/scene/furniture.hpp"
#include "views/scene/marks.hpp"
#include "views/scene/point_picker.hpp"

#include <QTimer>
#include <QVariantAnimation>

#include <memory>
#include <optional>

namespace leafscope {

class CollapseBar;
class CollapseFilm;
class CollapsePanel;
class CollapsePlayer;
class EpochScrubber;
class FreeBar;
class MessagePage;
class OverlayWidget;
class VtkWidget;

class CollapseView : public View {
    Q_OBJECT

public:
    explicit CollapseView(Session& session, QWidget* parent = nullptr);
    ~CollapseView() override;

    QString name() const override { return QStringLiteral("collapse"); }
    QString title() const override { return tr("Neural collapse"); }
    Fact fact() const override { return Fact::Collapse; }
    /// Fields of CollapseSettings, "camera", and of the session "time", "run", "pose", "classes".
    Json state() const override;
    void restore(const Json& state) override;
    QImage picture(QSize size) override;
    QByteArray svg(QSize size) override;
    /// role,class,sample,x,y,z of what is drawn; the simplex is "vertex".
    QByteArray table() const override;

    const CollapseSettings& settings() const { return m_settings; }
    void setSettings(const CollapseSettings& settings);
    const CollapseFigure& figure() const { return m_figure; }
    const CollapseScene& scene() const { return *m_drawn; }
    CollapsePlayer& player() { return *m_player; }
    /// Its row of moments, to be exported by the window as any view.
    View& film() const;
    /// Where a vertex, class mean, classifier or feature is drawn, in this view's logical pixels;
    /// nothing behind the camera.
    std::optional<QPointF> positionOf(CollapseRole role, std::size_t i) const;
    const CameraControl& camera() const;

public Q_SLOTS:
    void resetCamera();
    void stepEpoch(int step);
    void toggleClass(int c);
    void togglePlay();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    /// What lies under the cursor.
    struct Under {
        CollapseRole role = CollapseRole::Feature;
        std::size_t i = 0; ///< class, or row of the features
        bool operator==(const Under&) const = default;
    };
    struct Places {
        QRect bar;
        QRect free; ///< below it, of a model of free features
        QRect scene;
        QRect panel;
        QRect time;
    };
    void build();
    void connectSession();
    void connectParts();
    void takeFree(std::shared_ptr<const CollapseRun> run, const Json& parameters);
    Places placesIn(QSize size, bool withControls) const;
    void arrange();
    // What is shown
    void adopt();
    void firstTime(const CollapseLayer& layer);
    void followChoice();
    void followTime();
    void followEpoch();
    void lead();
    void hurry();
    void turnTo(const Pose& pose);
    void fillMoment();
    void redraw();
    void refreshParts();
    void refreshPage();
    void setPlace(double place);
    void advance(double places);
    void tour(double frames);
    void turn();
    void choosePose(const QString& key);
    bool moves() const;
    // Camera
    ViewFrame frameFor(QSize size) const;
    void fitCamera(bool anew);
    void cameraChanged();
    // Mouse
    const Vector3s& places(CollapseRole role) const;
    std::optional<Under> under(QPointF position);
    void hover(QPointF position);
    void endHover();
    void click(QPointF position, Qt::KeyboardModifiers modifiers);
    void showMenu(QPointF globalPosition);
    // Drawing
    QStringList captionParts() const;
    Card cardOf(const Under& under) const;
    void paintAbove(QPainter& painter, QSize size, const CameraControl& camera,
                    bool withHover) const;
    void paintSelected(QPainter& painter, const CameraControl& camera) const;
    void paintZoom(QPainter& painter, QSize size) const;
    void paintAll(QPainter& painter, QSize size, double ratio) const;
    void finishTurn();

    CollapseBar* m_bar = nullptr;
    FreeBar* m_free = nullptr;
    VtkWidget* m_scene = nullptr;
    OverlayWidget* m_overlay = nullptr;
    CollapsePanel* m_panel = nullptr;
    EpochScrubber* m_time = nullptr;
    MessagePage* m_message = nullptr;
    CollapsePlayer* m_player = nullptr;
    CollapseFilm* m_film = nullptr;
    std::unique_ptr<CollapseScene> m_drawn;

    CollapseSettings m_settings;
    CollapseFigure m_figure;
    QVariantAnimation m_turning; ///< from one pose to another
    QTimer m_rest;               ///< until what moved counts as at rest
    Pose m_from;
    Pose m_to;
    bool m_timeGiven = false;   ///< by a state, before there was a run
    bool m_cameraGiven = false; ///< likewise
    bool m_leading = false;     ///< session's epoch or time are set by this view
    PointPicker m_picker;
    PointPicker m_testPicker;
    bool m_pickerStale = true;
    std::optional<Under> m_hovered;
};

} // namespace leafscope
