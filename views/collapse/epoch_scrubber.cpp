// SPDX-License-Identifier: MIT
#include "views/collapse/epoch_scrubber.hpp"

#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QComboBox>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <utility>

namespace leafscope {

namespace {

constexpr double kHandle = 6;
constexpr double kMargin = 12; ///< of the rail
constexpr double kRail = 13;   ///< from the top
constexpr double kNear = 5;    ///< pixels from a measured epoch that still mean it
constexpr double kSpeeds[] = {0.5, 1, 2, 4, 8};

} // namespace

EpochSlider::EpochSlider(QWidget* parent)
    : QSlider(Qt::Horizontal, parent)
{
    setObjectName(QStringLiteral("collapseTime"));
    setAccessibleName(tr("Time of the training"));
    setToolTip(tr("Time of the training; ticks are the measured epochs, between them positions are "
                  "interpolated"));
    setRange(0, 0);
    setSingleStep(kPerEpoch / 10);
    setPageStep(kPerEpoch);
    setMouseTracking(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    connect(this, &QSlider::valueChanged, this,
            [this](int value) { Q_EMIT placeChosen(double(value) / kPerEpoch); });
}

void EpochSlider::setEpochs(std::vector<int> epochs)
{
    if (epochs == m_epochs)
        return;
    m_epochs = std::move(epochs);
    const QSignalBlocker quiet(this);
    setRange(0, std::max(0, (int(m_epochs.size()) - 1) * kPerEpoch));
    update();
}

void EpochSlider::setTerminal(int place)
{
    m_terminal = place;
    update();
}

double EpochSlider::positionOf(double place) const
{
    const double last = std::max(1.0, double(m_epochs.size()) - 1);
    return kMargin + (width() - 2 * kMargin) * place / last;
}

void EpochSlider::paintEvent(QPaintEvent*)
{
    if (m_epochs.empty())
        return;
    const style::Tokens& t = style::tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor rail = style::mixed(t.line, t.secondary, 0.25);
    const double last = double(m_epochs.size()) - 1;
    painter.setPen(QPen(rail, 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(positionOf(0), kRail), QPointF(positionOf(last), kRail));
    if (m_terminal >= 0) { // the terminal phase of training is a thicker stretch of the rail
        painter.setPen(
            QPen(style::mixed(t.line, t.secondary, 0.8), 4, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(positionOf(m_terminal), kRail), QPointF(positionOf(last), kRail));
    }
    painter.setFont(style::font(style::FontRole::Caption));
    const QFontMetrics metrics(painter.font());
    double free = -1e9; // where the next label may begin
    const QString end = QString::number(m_epochs.back());
    const double endWidth = metrics.horizontalAdvance(end);
    for (std::size_t i = 0; i < m_epochs.size(); ++i) {
        const double x = positionOf(double(i));
        painter.setPen(QPen(style::mixed(t.line, t.secondary, 0.7), 1));
        painter.drawLine(QPointF(x, kRail + 4), QPointF(x, kRail + 8));
        const QString label = QString::number(m_epochs[i]);
        const double width = metrics.horizontalAdvance(label);
        const bool isLast = i + 1 == m_epochs.size();
        const double left = std::clamp(x - width / 2, 0.0, std::max(0.0, this->width() - width));
        if (left < free || (!isLast && left + width + 8 > positionOf(last) - endWidth / 2))
            continue;
        painter.setPen(t.secondary);
        painter.drawText(QPointF(left, kRail + 9 + metrics.ascent()), label);
        free = left + width + 8;
    }
    const QPointF handle(positionOf(double(value()) / kPerEpoch), kRail);
    if (hasFocus()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(style::faded(t.accent, 0.25));
        painter.drawEllipse(handle, kHandle + 3, kHandle + 3);
    }
    painter.setPen(QPen(t.surface, 1.5));
    painter.setBrush(t.accent);
    painter.drawEllipse(handle, kHandle, kHandle);
}

// A measured epoch draws the handle to itself.
void EpochSlider::follow(QPointF position)
{
    const double last = double(m_epochs.size()) - 1;
    const double place =
        std::clamp((position.x() - kMargin) / std::max(1.0, width() - 2 * kMargin), 0.0, 1.0) *
        last;
    const double whole = std::round(place);
    const bool near = std::abs(positionOf(whole) - positionOf(place)) <= kNear;
    setValue(int(std::lround((near ? whole : place) * kPerEpoch)));
}

void EpochSlider::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        event->ignore();
        return;
    }
    setSliderDown(true);
    follow(event->position());
}

void EpochSlider::mouseMoveEvent(QMouseEvent* event)
{
    if (isSliderDown())
        follow(event->position());
}

void EpochSlider::mouseReleaseEvent(QMouseEvent*)
{
    setSliderDown(false);
}

EpochScrubber::EpochScrubber(QWidget* parent)
    : QWidget(parent)
{
    setAutoFillBackground(false);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(style::kSpace2, style::kSpace1, style::kSpace2, style::kSpace1);
    row->setSpacing(2);
    m_back = button(QStringLiteral("chevron-left"), tr("Previous measured epoch ({ or ,)"), "back");
    m_play = button(QStringLiteral("play"), tr("Play (Space)"), "collapsePlay");
    m_on = button(QStringLiteral("chevron-right"), tr("Next measured epoch (} or .)"), "on");
    m_loop = button(QStringLiteral("loop"), tr("Start again at the end"), "collapseLoop");
    m_loop->setCheckable(true);
    m_speed = new QComboBox(this);
    m_speed->setObjectName(QStringLiteral("collapseSpeed"));
    for (const double speed : kSpeeds)
        m_speed->addItem(tr("%1 / s").arg(speed), speed);
    m_speed->setToolTip(tr("Measured epochs per second"));
    m_speed->setAccessibleName(tr("Measured epochs per second"));
    m_slider = new EpochSlider(this);
    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("collapseEpoch"));
    m_text->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_text->setMinimumWidth(fontMetrics().horizontalAdvance(
                                tr("epoch %1 (interpolated)").arg(QStringLiteral("888.8"))) +
                            style::kSpace1);
    for (QToolButton* control : {m_back, m_play, m_on, m_loop})
        row->addWidget(control);
    row->addWidget(m_speed);
    row->addSpacing(style::kSpace1);
    row->addWidget(m_slider, 1);
    row->addWidget(m_text);
    connect(m_back, &QToolButton::clicked, this, [this] { Q_EMIT stepped(-1); });
    connect(m_on, &QToolButton::clicked, this, [this] { Q_EMIT stepped(1); });
    connect(m_play, &QToolButton::clicked, this, &EpochScrubber::playClicked);
    connect(m_loop, &QToolButton::clicked, this, &EpochScrubber::loopChosen);
    connect(m_speed, &QComboBox::activated, this,
            [this](int i) { Q_EMIT speedChosen(m_speed->itemData(i).toDouble()); });
    connect(m_slider, &EpochSlider::placeChosen, this, &EpochScrubber::placeChosen);
    connect(m_slider, &QSlider::sliderReleased, this, &EpochScrubber::released);
}

QToolButton* EpochScrubber::button(const QString& icon, const QString& tip, const char* name)
{
    auto* result = new QToolButton(this);
    result->setIcon(style::icon(icon));
    result->setIconSize({16, 16});
    result->setToolTip(tip);
    result->setAccessibleName(tip);
    result->setObjectName(QLatin1String(name));
    return result;
}

void EpochScrubber::setEpochs(const std::vector<int>& epochs, int terminal)
{
    m_slider->setEpochs(epochs);
    m_slider->setTerminal(terminal);
    m_last = std::max(0, int(epochs.size()) - 1);
    for (QWidget* part : {static_cast<QWidget*>(m_play), static_cast<QWidget*>(m_loop),
                          static_cast<QWidget*>(m_speed), static_cast<QWidget*>(m_slider)})
        part->setEnabled(m_last > 0);
}

void EpochScrubber::show(double place, const QString& text)
{
    const QSignalBlocker quiet(m_slider);
    if (const int value = int(std::lround(place * EpochSlider::kPerEpoch));
        value != m_slider->value())
        m_slider->setValue(value);
    m_slider->update();
    m_back->setEnabled(place > 0);
    m_on->setEnabled(place < m_last);
    m_text->setText(text);
    m_slider->setAccessibleDescription(text);
}

void EpochScrubber::showPlaying(bool playing)
{
    m_play->setIcon(style::icon(playing ? QStringLiteral("pause") : QStringLiteral("play")));
    const QString tip = playing ? tr("Pause (Space)") : tr("Play (Space)");
    m_play->setToolTip(tip);
    m_play->setAccessibleName(tip);
}

void EpochScrubber::showChoices(double speed, bool loop)
{
    m_loop->setChecked(loop);
    int nearest = 0;
    for (int i = 0; i < m_speed->count(); ++i)
        if (std::abs(m_speed->itemData(i).toDouble() - speed) <
            std::abs(m_speed->itemData(nearest).toDouble() - speed))
            nearest = i;
    m_speed->setCurrentIndex(nearest);
}

void EpochScrubber::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), style::tokens().surface);
    painter.fillRect(QRect(0, 0, width(), 1), style::tokens().line);
}

} // namespace leafscope
