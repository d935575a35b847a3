// SPDX-License-Identifier: MIT
// The 3-D embedding view: the samples of one layer as points, coloured, named, hovered and
// selected.
//
// Colouring, hidden groups, filter, selection and camera are the session's; the view follows them
// and changes them through the session's verbs. What looks at every point is made at once for up to
// kAtOnce points, else by a worker while the old picture stays.
#pragma once

#include "views/embedding/cloud_parts.hpp"
#include "views/embedding/edges.hpp"
#include "views/embedding/overlay.hpp"
#include "views/embedding/selection_tool.hpp"
#include "views/frame/view.hpp"
#include "views/scene/camera_control.hpp"
#include "views/scene/point_cloud.hpp"
#include "views/scene/point_picker.hpp"

#include <QElapsedTimer>
#include <QTimer>

#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace leafscope {

class Legend;
class OverlayWidget;
class PartsWorker;
class ToolStrip;
class VtkWidget;

class EmbeddingView : public View {
    Q_OBJECT
    /// True: layers, epochs and cameras change at once. The default follows the desktop's animation
    /// setting.
    Q_PROPERTY(bool reducedMotion READ reducedMotion WRITE setReducedMotion)

public:
    /// More points than this are arranged and coloured by a worker.
    static constexpr Index kAtOnce = 150000;
    /// More selected points than this are not ringed, but stand out against dimmed ones.
    static constexpr std::size_t kMostRings = 300;

    explicit EmbeddingView(Session& session, QWidget* parent = nullptr);
    ~EmbeddingView() override;

    QString name() const override { return QStringLiteral("embedding"); }
    QString title() const override { return tr("Embedding"); }
    Fact fact() const override { return Fact::Layout; }
    /// "camera", "colourBy" (a key of the session), "hidden" (group numbers); if set, "filter"
    /// ("text", "samples" as SampleSet writes them), "pointSize" (a factor), "edges" ("nnk", "knn")
    /// and "foreignOnly".
    Json state() const override;
    /// Changes the session accordingly, not undoably. A colouring by a metric that the session does
    /// not have is refused.
    void restore(const Json& state) override;
    QImage picture(QSize size) override;
    /// sample,label,prediction,confidence,pc1,pc2,pc3 of the shown points, in the order of the
    /// rows; with a metric as colouring one more column, named by its key.
    QByteArray table() const override;

    bool reducedMotion() const { return m_reducedMotion; }
    void setReducedMotion(bool reduced) { m_reducedMotion = reduced; }
    SelectionTool tool() const { return m_tool; }
    const EdgeChoice& edges() const { return m_edges; }
    /// Whether there is a graph whose edges join the points.
    bool hasEdges() const;
    /// True while a worker arranges what is to be shown next.
    bool isArranging() const;
    /// Where a row is drawn now, in logical pixels of this view; nothing if it is hidden, behind
    /// the camera, or there is no such row.
    std::optional<QPointF> positionOf(Index row) const;

public Q_SLOTS:
    void resetCamera();
    void frameSelection();
    void setTool(leafscope::SelectionTool tool);
    void toggleGroup(int group);
    /// Shows this group alone, or all groups if it is alone already.
    void soloGroup(int group);
    /// Draws the points this much larger or smaller.
    void setPointScale(double scale);
    /// Which edges of the session's NNK graph are drawn.
    void setEdges(const leafscope::EdgeChoice& choice);
    /// The next kind of edges: none, NNK, nearest neighbours. Where there is no graph yet it is
    /// asked for, and its edges are shown when it comes.
    void cycleEdges();

Q_SIGNALS:
    void toolChanged();
    void edgesChanged(); ///< which are chosen, or whether there is a graph to draw
    void graphWanted();  ///< of the layer that is shown

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void connectSession();
    void connectScene();
    void connectTools();
    // What is shown
    CloudRequest wanted();
    void refresh();
    void adopt(const CloudRequest& request, CloudParts parts);
    void finishArranging();
    std::vector<PointMark> marks() const;
    void fillCloud(PointCloud& cloud) const;
    bool needsMarks() const;
    void refreshEdges();
    EdgeParts wantedEdges() const;
    /// The neighbours that the chosen edges give a row; none without edges.
    std::vector<Index> neighborsOf(Index row) const;
    void paintEdgesOf(QPainter& painter, Index row, const CameraControl& camera) const;
    void addEdgeCounts(QStringList& parts, bool moving) const;
    void describeEdges();
    void applySelection();
    std::int64_t sampleAt(Index row) const; ///< of the rows that are shown; -1 if it is none
    Index rowOf(std::int64_t sample) const; ///< -1 if it is not shown
    bool hasCloud() const { return m_shown.layer != nullptr; }
    bool isStale() const;
    // Motion
    Eigen::Vector3f pointAt(Index row) const;
    bool movesTo(const CloudRequest& request) const;
    void moveFrom(const CameraPose& pose, std::shared_ptr<const DisplayPoints> points);
    void advance();
    void finishMotion();
    // Camera
    CameraControl sessionCamera() const;
    void followCamera(bool animated);
    void commitCamera();
    ViewFrame frameFor(QSize size) const;
    void arrange();
    void cameraChanged();
    PointSize pointSize(const CameraControl& camera) const;
    // Mouse and keys
    void project();
    Index rowUnder(QPointF position);
    void hover(QPointF position);
    void endHover();
    void click(QPointF position, Qt::KeyboardModifiers modifiers);
    void centreOn(Index row);
    void showMenu(QPointF globalPosition);
    void addColourMenu(QMenu& menu);
    void addFilterActions(QMenu& menu);
    void addSizeMenu(QMenu& menu);
    void addEdgeMenu(QMenu& menu);
    void countRegion();
    void finishRegion(QPointF position);
    void abandonRegion();
    // Drawing
    void refreshOverlay();
    void refreshHover();
    void describe();
    void paintFurniture(QPainter& painter, QSize size, const CameraControl& camera,
                        bool moving) const;
    void paintHover(QPainter& painter) const;
    QRegion hoverRegion() const;
    Index markedRow() const;
    std::vector<Spot> ringedSpots(const CameraControl& camera) const;
    std::optional<Spot> spotOf(Index row, const CameraControl& camera) const;
    std::optional<Notice> notice() const;
    QString chip() const;
    bool isAligned() const;
    QStringList captionParts(bool moving = false) const;
    void addCounts(QStringList& parts, bool moving) const;
    QString layerDetail() const;
    Card cardOf(Index row) const;

    VtkWidget* m_scene = nullptr;
    OverlayWidget* m_overlay = nullptr;
    Legend* m_legend = nullptr;
    ToolStrip* m_tools = nullptr;
    std::unique_ptr<PointCloud> m_cloud;
    std::unique_ptr<LineCloud> m_lines;
    EdgeChoice m_edges;
    EdgeParts m_edgeParts; ///< of m_edges and what is shown

    CloudRequest m_wanted;                 ///< shown, or being arranged
    CloudRequest m_shown;                  ///< what the parts belong to
    CloudParts m_parts;                    ///< never null
    QString m_problem;                     ///< why a layer that exists is not drawn
    std::unique_ptr<PartsWorker> m_worker; ///< of m_wanted, while it runs
    bool m_marked = false;                 ///< selected points stand out by marks, not by rings
    double m_pointScale = 1;

    PointPicker m_picker;
    bool m_pickerStale = true;
    Index m_hovered = -1; ///< row under the cursor, -1 for none
    QRegion m_hoverDrawn; ///< where the mark and the card were drawn last
    SelectionTool m_tool = SelectionTool::Orbit;
    RegionDrawing m_region;
    QTimer m_count; ///< the region grew since it was counted

    bool m_reducedMotion = false;
    QTimer m_motion;
    QElapsedTimer m_motionClock;
    std::shared_ptr<const DisplayPoints> m_pointsStart; ///< null: the points stand still
    float m_share = 1;                                  ///< of the way from m_pointsStart
    CameraPose m_poseStart;
    CameraControl m_cameraEnd;
};

} // namespace leafscope
