// SPDX-License-Identifier: MIT
#include "views/timeline/timeline_header.hpp"

#include "core/base/files.hpp"
#include "views/style/elided_label.hpp"
#include "views/style/theme.hpp"
#include "views/timeline/player.hpp"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr int kIcon = 16;
constexpr double kSpeeds[] = {0.5, 1, 2, 4, 8};

bool isMissing(const Frame& frame)
{
    return !frame.layout || !frame.dimension;
}

bool isBusy(const Frame& frame)
{
    return frame.state.readiness == Readiness::Busy;
}

} // namespace

int missingEpochs(const Session& session)
{
    return int(std::count_if(
        session.series().begin(), session.series().end(),
        [&](const SeriesEntry& entry) { return isMissing(session.frame(entry.epoch)); }));
}

double missingBytes(const Session& session)
{
    double perEpoch = 0;
    if (const auto embedding = session.embedding())
        for (const LayerHeader& layer : embedding->layers)
            perEpoch += double(sizeof(float)) * double(embedding->n) * double(layer.dim);
    return perEpoch * missingEpochs(session);
}

TimelineHeader::TimelineHeader(Session& session, Player& player, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_player(player)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(style::kSpace2, style::kSpace1, style::kSpace2, style::kSpace1);
    row->setSpacing(2);
    buildTransport(*row);
    row->addSpacing(style::kSpace2);
    m_place = new style::ElidedLabel(this);
    m_place->setProperty("role", QStringLiteral("caption"));
    row->addWidget(m_place, 1);
    buildChoices(*row);
    connect(&m_player, &Player::changed, this, &TimelineHeader::refresh);
}

QToolButton* TimelineHeader::button(const QString& icon, const QString& tip)
{
    auto* result = new QToolButton(this);
    result->setIcon(style::icon(icon));
    result->setIconSize({kIcon, kIcon});
    result->setToolTip(tip);
    result->setAccessibleName(tip);
    return result;
}

void TimelineHeader::buildTransport(QHBoxLayout& row)
{
    m_back = button(QStringLiteral("chevron-left"), tr("Previous epoch"));
    m_play = button(QStringLiteral("play"), tr("Play"));
    m_play->setObjectName(QStringLiteral("play"));
    m_on = button(QStringLiteral("chevron-right"), tr("Next epoch"));
    m_loop = button(QStringLiteral("loop"), tr("Start again at the end"));
    m_loop->setCheckable(true);
    for (QToolButton* control : {m_back, m_play, m_on, m_loop})
        row.addWidget(control);
    m_speed = new QComboBox(this);
    for (const double speed : kSpeeds)
        m_speed->addItem(tr("%1 / s").arg(speed), speed);
    m_speed->setToolTip(tr("Epochs per second"));
    m_speed->setAccessibleName(tr("Epochs per second"));
    row.addWidget(m_speed);
    connect(m_back, &QToolButton::clicked, this, [this] { m_session.stepEpoch(-1); });
    connect(m_on, &QToolButton::clicked, this, [this] { m_session.stepEpoch(1); });
    connect(m_play, &QToolButton::clicked, &m_player, &Player::toggle);
    connect(m_loop, &QToolButton::toggled, &m_player, &Player::setLoops);
    connect(m_speed, &QComboBox::activated, this,
            [this](int i) { Q_EMIT speedChosen(m_speed->itemData(i).toDouble()); });
}

void TimelineHeader::buildChoices(QHBoxLayout& row)
{
    m_metric = new QComboBox(this);
    m_metric->setObjectName(QStringLiteral("metric"));
    m_metric->setToolTip(tr("What the colours show"));
    m_metric->setAccessibleName(tr("What the colours show"));
    for (const HeatMetricInfo& info : heatMetrics())
        m_metric->addItem(info.title, int(info.metric));
    m_alignment = new QComboBox(this);
    m_alignment->setObjectName(QStringLiteral("alignment"));
    const QString tip =
        tr("How the layout of an epoch follows from another one's: each has axes of "
           "its own, is turned onto the epoch before (Procrustes), or is projected "
           "on the axes of the last epoch");
    m_alignment->setToolTip(tip);
    m_alignment->setAccessibleName(tr("Alignment of the epochs"));
    m_alignment->setAccessibleDescription(tip);
    m_alignment->addItem(tr("Own axes"), QStringLiteral("none"));
    m_alignment->addItem(tr("Procrustes"), QStringLiteral("procrustes"));
    m_alignment->addItem(tr("Fixed basis"), QStringLiteral("basis"));
    m_compute = new QPushButton(this);
    m_compute->setObjectName(QStringLiteral("computeAll"));
    row.addWidget(m_metric);
    row.addSpacing(style::kSpace1);
    row.addWidget(m_alignment);
    row.addSpacing(style::kSpace1);
    row.addWidget(m_compute);
    connect(m_metric, &QComboBox::activated, this,
            [this](int i) { Q_EMIT metricChosen(HeatMetric(m_metric->itemData(i).toInt())); });
    connect(m_alignment, &QComboBox::activated, this,
            [this](int i) { Q_EMIT alignmentChosen(m_alignment->itemData(i).toString()); });
    connect(m_compute, &QPushButton::clicked, this, &TimelineHeader::computeAllClicked);
}

void TimelineHeader::setMetric(HeatMetric metric)
{
    m_metric->setCurrentIndex(m_metric->findData(int(metric)));
}

void TimelineHeader::setAlignment(const QString& alignment)
{
    m_alignment->setCurrentIndex(std::max(0, m_alignment->findData(alignment)));
}

QString TimelineHeader::placeText() const
{
    const int epoch = m_session.epoch();
    if (epoch < 0)
        return {};
    const auto& series = m_session.series();
    const auto here = std::find_if(series.begin(), series.end(),
                                   [&](const SeriesEntry& e) { return e.epoch == epoch; });
    const QString place =
        tr("Epoch %1 (%2 of %3)").arg(epoch).arg(here - series.begin() + 1).arg(series.size());
    const FactState& state = m_session.frame(epoch).state;
    if (m_player.isWaiting())
        return tr("%1, playing goes on when it is computed").arg(place);
    if (state.readiness == Readiness::Failed)
        return tr("%1 failed").arg(place);
    if (state.readiness == Readiness::Busy)
        return QStringLiteral("%1: %2").arg(place, state.message);
    const auto layout = m_session.layout();
    if (layout && layout->alignment != "none")
        return QStringLiteral("%1, %2").arg(place, QString::fromStdString(layout->alignment));
    return place;
}

void TimelineHeader::refresh()
{
    const auto& series = m_session.series();
    const bool several = series.size() > 1;
    const int epoch = m_session.epoch();
    m_back->setEnabled(several && epoch > series.front().epoch);
    m_on->setEnabled(several && epoch < series.back().epoch);
    m_play->setEnabled(several);
    const bool playing = m_player.isPlaying();
    m_play->setIcon(style::icon(playing ? QStringLiteral("pause") : QStringLiteral("play")));
    const QString tip = playing ? tr("Pause") : tr("Play");
    m_play->setToolTip(tip);
    m_play->setAccessibleName(tip);
    m_loop->setChecked(m_player.loops());
    int nearest = 0;
    for (int i = 0; i < m_speed->count(); ++i)
        if (std::abs(m_speed->itemData(i).toDouble() - m_player.speed()) <
            std::abs(m_speed->itemData(nearest).toDouble() - m_player.speed()))
            nearest = i;
    m_speed->setCurrentIndex(nearest);
    m_place->setText(placeText());
    m_place->setToolTip(m_place->text());
    refreshCompute();
}

void TimelineHeader::refreshCompute()
{
    const int missing = missingEpochs(m_session);
    int busy = 0;
    for (const SeriesEntry& entry : m_session.series())
        busy += isBusy(m_session.frame(entry.epoch)) ? 1 : 0;
    m_compute->setVisible(missing > 0);
    const bool underWay = busy > 0 && busy >= missing;
    m_compute->setEnabled(!underWay);
    const double bytes = missingBytes(m_session);
    const QString size = QString::fromStdString(formatBytes(bytes));
    m_compute->setText(underWay       ? tr("%1 epochs to come").arg(missing)
                       : missing == 1 ? tr("Compute 1 epoch (%1)").arg(size)
                                      : tr("Compute %1 epochs (%2)").arg(missing).arg(size));
    if (const auto embedding = m_session.embedding()) {
        const QString tip = tr("%1 samples, %2 layers, %3 epochs: %4 of embeddings in the cache. "
                               "What is there stays if you cancel.")
                                .arg(style::count(embedding->n))
                                .arg(embedding->layers.size())
                                .arg(missing)
                                .arg(size);
        m_compute->setToolTip(tip);
        m_compute->setAccessibleDescription(tip);
    }
}

} // namespace leafscope
