// SPDX-License-Identifier: MIT
// The walk view: walks on the data leaves of the network as tubes in three dimensions, as film
// strips, and as numbers that say what can be trusted.
//
// A walk is begun from the bar or by the session's selection, and steered by hand: the head of the
// current walk is dragged, or moved along the leaf directions with the arrow keys. One scrubber
// stands on all walks.
#pragma once

#include "views/frame/picture_sources.hpp"
#include "views/frame/view.hpp"
#include "views/scene/camera_control.hpp"
#include "views/walk/walk_show.hpp"
#include "views/walk/walk_space.hpp"

#include <QElapsedTimer>
#include <QTimer>

#include <map>
#include <memory>
#include <optional>

namespace leafscope {

class FilmStrip;
class LiveWalks;
class OverlayWidget;
class TrustPanel;
class VtkWidget;
class WalkBar;
class WalkImages;
class WalkScene;

class WalkView : public View, public PictureSources {
    Q_OBJECT

public:
    explicit WalkView(Session& session, QWidget* parent = nullptr);
    ~WalkView() override;

    QString name() const override { return QStringLiteral("walk"); }
    QString title() const override { return tr("Walks"); }
    Fact fact() const override { return Fact::Walks; }
    /// "axes", "colour", "images", "current", "share", "camera" (null: fitted).
    Json state() const override;
    void restore(const Json& state) override;
    QImage picture(QSize size) override;
    /// One line per place of every walk: walk,kind,place and the numbers of walk.csv without
    /// probabilities.
    QByteArray table() const override;
    std::map<std::string, Recipe> sources() const override;

    /// What a session keeps of the walks: enough to take them again.
    Json keptWalks() const;
    /// Takes them again, in place of those that are there, once their data and model are open.
    void restoreWalks(const Json& kept);

    const WalkShow& shown() const { return m_show; }
    /// Where the head of the current walk is drawn, in logical pixels of this view.
    std::optional<QPointF> headPosition() const;
    /// True while a walk is being taken.
    bool isWalking() const;
    /// The same, or while one is being checked.
    bool isBusy() const;
    /// What the bar above the walks says.
    void setCourse(const QString& kind, std::int64_t from, std::int64_t to);
    /// "" if a walk can begin, else why not.
    QString refusal() const;

public Q_SLOTS:
    /// From the current sample to another selected one, if there is one.
    void walkFromSelection();
    void beginWalk();
    void compareWalks();
    void branch();
    void removeAll();
    void setShare(double share);
    void setCurrent(int index);
    void setAxes(leafscope::WalkAxes axes);
    void setColour(leafscope::WalkColour colour);
    void setImagesShown(bool shown);
    void togglePlaying();
    /// Moves the head along the k-th leaf direction by `steps` steps (negative: backwards).
    void stepAlong(int k, double steps);
    void resetCamera();

Q_SIGNALS:
    /// The current walk is to be written as a folder of frames, film and numbers.
    void keepRequested(const leafscope::WalkTrack& walk);
    /// Walks that were kept cannot be taken again.
    void walksRefused(const QString& message);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Places { ///< of the parts, in this view
        QRect bar;
        QRect scene;
        QRect trust;
        QRect film;
    };
    static Places placesIn(QSize size, int walks, bool withBar);
    void connectParts();
    void arrange();
    // What is shown
    void takeWalks();
    void walkWentOn(int id);
    void showAll();
    void refreshScene();
    void refreshHead();
    void followSelection();
    void sessionChanged();
    // Walking
    Json baseParameters() const;
    int begin(Json parameters);
    /// The parameter "start" of a walk that goes on from a place of another.
    static std::string startAt(const WalkTrack& walk, int place);
    QString modelFile() const;
    QString modelName() const;
    QString presentModel(const Json& kept) const;
    void beginAwaited();
    void apply(const Json& state);
    void nameWalks(const Json& names);
    double steerStep() const; ///< of an arrow key, in input units
    // Steering
    int steeredWalk();
    void steerTo(const VectorD& chartPoint);
    void dragStarted(QPointF position);
    void dragMoved(QPointF position);
    void hovered(QPointF position);
    bool isOnHead(QPointF position) const;
    void play();
    bool pressed(QKeyEvent& event);
    void stepPlace(int step);
    // Drawing
    std::vector<Eigen::Vector3f> contentPoints() const;
    double extent() const;
    void fillWalks(WalkScene& scene) const;
    void fillHead(WalkScene& scene) const;
    /// Where the places are drawn; those that are known stay unless the space is another one.
    void refreshPoints(bool keepSpace);
    void paintOverlay(QPainter& painter, const QRect& scene, const CameraControl& camera) const;
    void paintEnds(QPainter& painter, const QRect& scene, const CameraControl& camera) const;
    ViewFrame frameFor(QSize scene) const;
    QStringList caption() const;

    VtkWidget* m_scene = nullptr;
    OverlayWidget* m_overlay = nullptr;
    FilmStrip* m_film = nullptr;
    TrustPanel* m_trust = nullptr;
    WalkImages* m_images = nullptr;
    WalkBar* m_bar = nullptr;
    std::unique_ptr<WalkScene> m_drawn;
    LiveWalks* m_live = nullptr;

    WalkShow m_show;
    WalkAxes m_axes = WalkAxes::LeafAndHeight;
    WalkSpace m_space;
    struct {
        WalkAxes axes = WalkAxes::LeafAndHeight;
        int current = -1;
        std::vector<int> ids;
        std::size_t places = 0;
        bool hasChart = false;
    } m_spaceOf;                                        ///< what the space was made for
    std::vector<std::vector<Eigen::Vector3f>> m_points; ///< of the walks' places in the space
    double m_extent = 1;
    bool m_imagesShown = false;
    bool m_followsEnd = true; ///< the scrubber stays at the end while a walk grows
    Json m_awaited;           ///< walks of a session whose model is not open yet
    int m_wanted = -1;        ///< which of them is to be the current one
    QTimer m_playing;
    QElapsedTimer m_clock;
    // While the head is dragged
    int m_steered = -1; ///< id
    QPointF m_dragFrom;
    Eigen::Vector3f m_dragHead{0, 0, 0}; ///< where the head was when it was taken
    bool m_dragReady = false;            ///< the walk that is dragged has a place
    VectorD m_keyTarget; ///< where the arrow keys have led to; empty: the head itself
};

} // namespace leafscope
