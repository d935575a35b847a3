// SPDX-License-Identifier: MIT
// The neighbourhood of a sample at the layer that is shown: its candidates fade behind those that
// NNK keeps, which span a polytope and clear half-spaces; with its numbers, its curves and the
// images of all candidates. A second page explains the rule of three points in the plane.
//
// It follows the current sample, or the one under the cursor. The point itself can be moved away
// from the sample, to see what changes. Settings, page, camera, the sample and the moved point are
// the view's own state. Reading the layer, searching and solving are done beside the window.
#pragma once

#include "views/frame/view.hpp"
#include "views/frame/latest_task.hpp"
#include "views/neighborhood/layer_points.hpp"
#include "views/neighborhood/neighbor_strip.hpp"
#include "views/neighborhood/neighborhood_panel.hpp"
#include "views/neighborhood/reading.hpp"
#include "views/scene/camera_control.hpp"
#include "views/scene/furniture.hpp"
#include "views/scene/marks.hpp"

#include <QTimer>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace leafscope {

class NeighborhoodBar;
class NeighborhoodScene;
class OverlayWidget;
class RulePage;
class VtkWidget;
struct SceneContent;

class NeighborhoodView : public View {
    Q_OBJECT

public:
    /// Candidates that are searched; k is one of them.
    static constexpr Index kMost = 100;

    explicit NeighborhoodView(Session& session, QWidget* parent = nullptr);
    ~NeighborhoodView() override;

    QString name() const override { return QStringLiteral("neighborhood"); }
    QString title() const override { return tr("Neighbourhood"); }
    Fact fact() const override { return Fact::Layout; }
    /// "k", "kernel", "sigma" (a number, or "auto"), "neighbors" ("nnk", "knn"), "hull", "planes",
    /// "follow", "page" ("sample", "rule"), "camera", "points" of the rule's page; if there is one,
    /// "sample", "focus" (the sample that is explained) and "moved" (where its point was moved, as
    /// it is drawn).
    Json state() const override;
    void restore(const Json& state) override;
    QImage picture(QSize size) override;
    QByteArray svg(QSize size) override;
    /// sample,label,distance,similarity,weight,explained,blocked_by of the candidates, neighbours
    /// first; `blocked_by`: the sample that keeps this one out alone, if one does.
    QByteArray table() const override;

    const NeighborhoodSettings& settings() const { return m_settings; }
    void setSettings(const NeighborhoodSettings& settings);
    /// What is shown; null if nothing is.
    const std::shared_ptr<const Reading>& reading() const { return m_reading; }
    const std::shared_ptr<const Curves>& curves() const { return m_curves; }
    std::int64_t sample() const { return m_sample; }
    /// True while a layer is read, candidates are searched, or weights are solved for.
    bool isBusy() const;
    /// Place of the candidate that is explained; -1 for none.
    Index focus() const { return m_focus; }
    std::optional<PruningReason> reason() const;
    /// Where a candidate and the query are drawn, in logical pixels of this view.
    std::optional<QPointF> positionOf(Index place) const;
    std::optional<QPointF> queryPosition() const;

public Q_SLOTS:
    void resetCamera();
    void pick(qint64 sample);
    /// Explains a candidate; -1 nothing.
    void setFocusOn(qint64 place);
    void returnHome();

public:
    /// Moves the point of the query to where it is drawn, in the frame's coordinates.
    void moveTo(const Vec3& place);

Q_SIGNALS:
    void readingChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    struct Places {
        QRect bar;
        QRect scene;
        QRect panel;
        QRect strip;
    };
    /// A point above the scene.
    struct Node {
        Index place = 0;
        QPointF at;
        double depth = 0;
        double radius = 4;
        const Member* member = nullptr;
    };
    Places placesIn(QSize size, bool withBar) const;
    void connectSession();
    void connectParts();
    void arrange();
    // What is shown
    LayerSource source() const;
    void refresh();
    void advance();
    void load();
    void search();
    void adopt(const std::shared_ptr<const Picked>& picked);
    void solve();
    void display(std::shared_ptr<const Reading> reading, std::shared_ptr<const Reading> home);
    void clearShown();
    void finishNow();
    /// What is shown, or would be, found on this thread; null if there is nothing to show.
    std::shared_ptr<const Reading> readingNow() const;
    PickQuestion questionFor(bool moved) const;
    void followSelection();
    void followHighlight();
    void highlight(std::int64_t sample);
    std::int64_t sampleOf(Index row) const;
    std::shared_ptr<const Dataset> samples() const;
    void refreshParts();
    void refreshScene();
    SceneContent sceneContent() const;
    double extent() const;
    // Camera
    std::vector<Eigen::Vector3f> contentPoints() const;
    ViewFrame frameFor(QSize size) const;
    void firstCamera();
    void cameraChanged();
    // Mouse and keys
    void hovered(QPointF position);
    void hoverEnded();
    void clicked(QPointF position);
    void doubleClicked(QPointF position);
    void dragged(QPointF position);
    void nudge(Vec2 way);
    void showMenu(QPointF globalPosition);
    Index nodeUnder(QPointF position) const;
    std::int32_t contextUnder(QPointF position) const;
    /// Other rows and where they are drawn: far candidates, and what is no candidate at all.
    std::vector<std::pair<std::int32_t, Vec3>> others() const;
    // Drawing
    void describe();
    std::optional<Notice> notice() const;
    QString chip() const;
    QStringList captionParts() const;
    std::vector<Node> nodes(const CameraControl& camera) const;
    Projected project(const Vec3& place, const CameraControl& camera) const;
    StripContent stripContent() const;
    PanelContent panelContent() const;
    Card cardOf(const Member& member) const;
    QStringList reasonLines(const PruningReason& reason) const;
    void paintOverlay(QPainter& painter, QSize size, const CameraControl& camera,
                      bool withHover) const;
    void paintEdges(QPainter& painter, const std::vector<Node>& nodes,
                    const CameraControl& camera) const;
    void paintNode(QPainter& painter, const Node& node) const;
    void paintQuery(QPainter& painter, const CameraControl& camera) const;
    void paintCircle(QPainter& painter, const CameraControl& camera) const;
    void paintReasonMarks(QPainter& painter, const CameraControl& camera) const;
    void paintReason(QPainter& painter, QSize size) const;
    void paintHover(QPainter& painter, QSize size, const CameraControl& camera) const;
    void paintFurniture(QPainter& painter, QSize size, const CameraControl& camera) const;
    QImage sceneImage(QSize size, const CameraControl& camera, double ratio) const;
    void paintAll(QPainter& painter, QSize size, double ratio) const;

    NeighborhoodBar* m_bar = nullptr;
    VtkWidget* m_scene = nullptr;
    OverlayWidget* m_overlay = nullptr;
    NeighborhoodPanel* m_panel = nullptr;
    NeighborStrip* m_strip = nullptr;
    RulePage* m_rule = nullptr;
    std::unique_ptr<NeighborhoodScene> m_drawn;

    NeighborhoodSettings m_settings;
    std::int64_t m_sample = -1;
    std::optional<Vec3> m_moved;     ///< where the query was moved
    std::int64_t m_wantedFocus = -1; ///< of a state, until its candidates are there
    LayerSource m_source;            ///< of the points, or of those being read
    std::shared_ptr<const NnkPoints> m_points;
    std::shared_ptr<const Dataset> m_samples; ///< where the session has none
    std::shared_ptr<const Picked> m_home;     ///< of the sample itself
    std::shared_ptr<const Picked> m_picked;
    std::shared_ptr<const Reading> m_reading;
    std::shared_ptr<const Reading> m_homeReading;
    std::shared_ptr<const Curves> m_curves;
    std::shared_ptr<const LocalFrame> m_drawnIn; ///< the frame that the camera looks at
    bool m_cameraKept = false;                   ///< a state's camera, for what is shown next
    QString m_problem;                           ///< why there is nothing, or nothing new
    Index m_focus = -1;
    Index m_hovered = -1;           ///< place of a candidate
    std::int32_t m_hoveredRow = -1; ///< of the context
    bool m_overQuery = false;
    bool m_highlighting = false; ///< the session's highlight is ours
    LatestTask m_load;
    LatestTask m_search;
    LatestTask m_solve;
    LatestTask m_curveTask;
    QTimer m_watch; ///< the progress of a layer that is read
};

} // namespace leafscope
