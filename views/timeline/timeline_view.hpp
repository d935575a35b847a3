// SPDX-License-Identifier: MIT
// The timeline: a metric over layers and epochs as a heat map, and going through the epochs.
#pragma once

#include "views/frame/picture_sources.hpp"
#include "views/frame/view.hpp"
#include "views/timeline/heat_table.hpp"

#include <QTimer>

#include <vector>

class QStackedLayout;

namespace leafscope {

class MessagePage;
class Player;
class TimelineCanvas;
class TimelineHeader;
struct HeatPlace;

class TimelineView : public View, public PictureSources {
    Q_OBJECT

public:
    TimelineView(Session& session, QWidget* parent);

    QString name() const override { return QStringLiteral("timeline"); }
    QString title() const override { return tr("Timeline"); }
    Fact fact() const override { return heatMetric(m_metric).fact; }
    std::map<std::string, Recipe> sources() const override;
    Json state() const override;
    void restore(const Json& state) override;
    QImage picture(QSize size) override;
    QByteArray svg(QSize size) override;
    QByteArray table() const override;

    Player& player() { return *m_player; }
    HeatMetric metric() const { return m_metric; }
    void setMetric(HeatMetric metric);
    /// The alignment that is asked for; what is shown says itself how it was aligned.
    void setAlignment(const QString& alignment);
    /// Why there is no series to see.
    void setHint(const QString& hint);

Q_SIGNALS:
    /// The person chose a frame that is not there, perhaps because it failed before.
    void frameRequested(int epoch);
    void computeAllRequested();
    void alignmentRequested(const QString& alignment);
    /// These epochs will be shown next.
    void aheadChanged(const std::vector<int>& epochs);

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void paint(QPainter& painter, QSize size);
    void build();
    void connectSession();
    void refresh();
    void follow();
    void choose(const HeatPlace& place);
    HeatPlace current(const HeatTable& table) const;

    HeatMetric m_metric = HeatMetric::TwonnMl;
    QString m_hint;
    Player* m_player = nullptr;
    TimelineHeader* m_header = nullptr;
    TimelineCanvas* m_canvas = nullptr;
    MessagePage* m_message = nullptr;
    QStackedLayout* m_pages = nullptr;
    QTimer m_refresh; ///< many frames that come at once are drawn once
};

} // namespace leafscope
