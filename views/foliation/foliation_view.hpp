// SPDX-License-Identifier: MIT
// The foliation of a 2-D or 3-D input space: leaves, fibres, facets, singular set and samples in
// one scene, and the leaf through a point that the person names.
//
// Camera, what is hidden, the threshold and the named point are the view's own state. A selected
// sample names its point: selecting one anywhere shows its leaf here.
#pragma once

#include "core/leaf/foliation.hpp"
#include "views/foliation/families.hpp"
#include "views/foliation/leaf_probe.hpp"
#include "views/frame/view.hpp"
#include "views/scene/furniture.hpp"
#include "views/scene/legend.hpp"
#include "views/scene/marks.hpp"
#include "views/scene/point_picker.hpp"

#include <memory>
#include <optional>
#include <set>

namespace leafscope {

class FoliationScene;
class OverlayWidget;
class VtkWidget;

class FoliationView : public View {
    Q_OBJECT

public:
    explicit FoliationView(Session& session, QWidget* parent = nullptr);
    ~FoliationView() override;

    QString name() const override { return QStringLiteral("foliation"); }
    QString title() const override { return tr("Foliation"); }
    Fact fact() const override { return Fact::Foliation; }
    /// "camera", "hidden" (keys of families, numbers of classes), "threshold" of the singular set;
    /// if there is one, "point" (the inputs of the point whose leaf is shown).
    Json state() const override;
    void restore(const Json& state) override;
    QImage picture(QSize size) override;
    /// seed,x1,x2,(x3,)rank,holonomy,prediction,p of the seeds.
    QByteArray table() const override;

    const FoliationScene& scene() const { return *m_drawn; }
    /// The leaf that was asked for last; nothing before it is there.
    const std::optional<ProbedLeaf>& probed() const { return m_probed; }
    bool isProbing() const { return m_probe && m_probe->isBusy(); }
    /// Where a sample of the foliation is drawn, in logical pixels; nothing if it is hidden.
    std::optional<QPointF> positionOf(Index row) const;
    std::optional<QPointF> positionOf(const VectorD& x) const;

public Q_SLOTS:
    void resetCamera();
    void toggleGroup(int group);
    /// Shows this family or class alone, or all of its kind if it is alone already.
    void soloGroup(int group);
    void clearProbe();

public:
    /// Shows the leaf and the fibre through a point of the input space, when they are computed.
    void probe(const VectorD& x);
    void setThreshold(double threshold);

Q_SIGNALS:
    void probeChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void connectSession();
    void connectScene();
    // What is shown
    void refresh();
    void adopt();
    void setHidden(const std::set<int>& hidden);
    void applyProbe();
    void followSelection();
    LegendContent legendContent() const;
    std::vector<Eigen::Vector3f> content() const;
    // Camera
    void arrange();
    void cameraChanged();
    ViewFrame frameFor(QSize size) const;
    void firstCamera();
    std::optional<Vec3> stackDirection() const; ///< across surfaces that follow each other
    // Mouse and keys
    void project();
    Index rowUnder(QPointF position);
    std::optional<VectorD> placeUnder(QPointF position) const;
    void hover(QPointF position);
    void endHover();
    void click(QPointF position);
    void doubleClick(QPointF position);
    void centreOnProbe();
    void showMenu(QPointF globalPosition);
    void addThresholdMenu(QMenu& menu);
    // Drawing
    void describe();
    QStringList captionParts() const;
    std::optional<Notice> notice() const;
    std::optional<Spot> spotOf(const VectorD& x, const CameraControl& camera) const;
    std::optional<VectorD> logitsUnder(const VectorD& x) const;
    Card cardOf(const QString& heading, const VectorD& logits) const;
    Card probeCard() const;
    QString className(Index c) const;
    void paintFurniture(QPainter& painter, QSize size, const CameraControl& camera) const;
    void paintProbe(QPainter& painter, QSize size, const CameraControl& camera) const;
    void paintHover(QPainter& painter) const;

    VtkWidget* m_scene = nullptr;
    OverlayWidget* m_overlay = nullptr;
    Legend* m_legend = nullptr;
    std::unique_ptr<FoliationScene> m_drawn;
    std::shared_ptr<const Foliation> m_foliation;
    std::set<int> m_hidden;
    double m_threshold = 0.05;
    PointPicker m_picker;
    bool m_pickerStale = true;
    Index m_hovered = -1;
    std::optional<VectorD> m_hoveredPlace; ///< in the plane, beside the samples
    std::unique_ptr<LeafProbe> m_probe;
    std::optional<VectorD> m_wanted; ///< the point that was asked for
    std::optional<ProbedLeaf> m_probed;
};

} // namespace leafscope
