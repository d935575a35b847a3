// SPDX-License-Identifier: MIT
// The 3-D embedding view: the samples of one layer as points, coloured, named, hovered and
// selected.
#pragma once

#include "views/embedding/colouring.hpp"
#include "views/embedding/display_points.hpp"
#include "views/embedding/overlay.hpp"
#include "views/frame/view.hpp"
#include "views/scene/camera_control.hpp"
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
class PointCloud;
class VtkWidget;

class EmbeddingView : public View {
    Q_OBJECT
    /// True: layers change at once. The default follows the desktop's animation setting.
    Q_PROPERTY(bool reducedMotion READ reducedMotion WRITE setReducedMotion)

public:
    explicit EmbeddingView(Session& session, QWidget* parent = nullptr);
    ~EmbeddingView() override;

    QString name() const override { return QStringLiteral("embedding"); }
    QString title() const override { return tr("Embedding"); }
    Fact fact() const override { return Fact::Layout; }
    /// "camera", "colourBy" (label, prediction, correctness, confidence), "hidden" (group numbers).
    Json state() const override;
    void restore(const Json& state) override;
    QImage picture(QSize size) override;
    /// sample,label,prediction,confidence,pc1,pc2,pc3 of the shown points, in the order of the
    /// rows.
    QByteArray table() const override;

    bool reducedMotion() const { return m_reducedMotion; }
    void setReducedMotion(bool reduced) { m_reducedMotion = reduced; }
    ColourBy colourBy() const { return m_colourBy; }
    const std::set<int>& hiddenGroups() const { return m_hidden; }
    /// Where a row is drawn now, in logical pixels of this view; nothing if it is hidden, behind
    /// the camera, or there is no such row.
    std::optional<QPointF> positionOf(Index row) const;

public Q_SLOTS:
    void resetCamera();
    void frameSelection();
    void setColourBy(leafscope::ColourBy by);
    void toggleGroup(int group);
    /// Shows this group alone, or all groups if it is alone already.
    void soloGroup(int group);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void connectSession();
    void connectScene();
    // What is shown
    void takeLayout();
    void showLayer(bool animated);
    void recolour();
    void applyGroups();
    void advance();
    void finishMotion();
    bool hasCloud() const { return m_layer != nullptr; }
    ViewFrame frameFor(QSize size) const;
    void arrange();
    void cameraChanged();
    PointSize pointSize(const CameraControl& camera) const;
    // Mouse and keys
    Index rowUnder(QPointF position);
    void hover(QPointF position);
    void endHover();
    void click(QPointF position, Qt::KeyboardModifiers modifiers);
    void centreOn(Index row);
    void showMenu(QPointF globalPosition);
    // Drawing
    void refreshOverlay();
    void refreshHover();
    void describe();
    void paintFurniture(QPainter& painter, QSize size, const CameraControl& camera) const;
    void paintHover(QPainter& painter) const;
    QRegion hoverRegion() const;
    Index markedRow() const;
    std::vector<Spot> ringedSpots(const CameraControl& camera) const;
    std::optional<Spot> spotOf(Index row, const CameraControl& camera) const;
    std::optional<Notice> notice() const;
    QStringList captionParts() const;
    QString layerDetail() const;
    Card cardOf(Index row) const;

    VtkWidget* m_scene = nullptr;
    OverlayWidget* m_overlay = nullptr;
    Legend* m_legend = nullptr;
    std::unique_ptr<PointCloud> m_cloud;

    std::shared_ptr<const Layout> m_layout;
    std::vector<std::array<int, 3>> m_signs; ///< of the layers of m_layout
    const LayerLayout* m_layer = nullptr;    ///< of m_layout; null: nothing to draw
    QString m_problem;                       ///< why a layer that exists is not drawn
    DisplayPoints m_display;                 ///< of m_layer
    std::vector<Eigen::Vector3f> m_points;   ///< as drawn now; equals m_display at rest
    Colouring m_colouring;
    ColourBy m_colourBy = ColourBy::Label;
    std::set<int> m_hidden;
    std::vector<std::uint8_t> m_visible;

    PointPicker m_picker;
    bool m_pickerStale = true;
    Index m_hovered = -1; ///< row under the cursor, -1 for none
    QRegion m_hoverDrawn; ///< where the mark and the card were drawn last

    bool m_reducedMotion = false;
    QTimer m_motion;
    QElapsedTimer m_motionClock;
    std::vector<Eigen::Vector3f> m_motionStart;
    CameraPose m_poseStart;
    CameraPose m_poseEnd;
};

} // namespace leafscope
