// SPDX-License-Identifier: MIT
// The controls above the heat map: transport, where it stands, metric, alignment, what is missing.
#pragma once

#include "views/timeline/heat_table.hpp"

#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QPushButton;
class QToolButton;

namespace leafscope {

class Player;
namespace style {
class ElidedLabel;
}

class TimelineHeader : public QWidget {
    Q_OBJECT

public:
    TimelineHeader(Session& session, Player& player, QWidget* parent);

    void setMetric(HeatMetric metric);
    void setAlignment(const QString& alignment);
    /// Takes over what session and player say now.
    void refresh();

Q_SIGNALS:
    void metricChosen(leafscope::HeatMetric metric);
    void speedChosen(double framesPerSecond);
    void alignmentChosen(const QString& alignment);
    void computeAllClicked();

private:
    void buildTransport(QHBoxLayout& row);
    void buildChoices(QHBoxLayout& row);
    QToolButton* button(const QString& icon, const QString& tip);
    QString placeText() const;
    void refreshCompute();

    Session& m_session;
    Player& m_player;
    QToolButton* m_back = nullptr;
    QToolButton* m_play = nullptr;
    QToolButton* m_on = nullptr;
    QToolButton* m_loop = nullptr;
    QComboBox* m_speed = nullptr;
    style::ElidedLabel* m_place = nullptr;
    QComboBox* m_metric = nullptr;
    QComboBox* m_alignment = nullptr;
    QPushButton* m_compute = nullptr;
};

/// Epochs of the series without layout or dimension profile.
int missingEpochs(const Session& session);
/// What the embeddings of the missing epochs take, from the one that is shown; 0 if unknown.
double missingBytes(const Session& session);

} // namespace leafscope
