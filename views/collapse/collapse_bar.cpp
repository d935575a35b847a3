// SPDX-License-Identifier: MIT
#include "views/collapse/collapse_bar.hpp"

#include "views/style/theme.hpp"

#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr int kSteps = 300; ///< of the zoom, a hundred per factor of ten

QString poseTitle(const QString& key, Index classes)
{
    if (key == QLatin1String("face"))
        return CollapseBar::tr("4-face");
    if (key == QLatin1String("span"))
        return CollapseBar::tr("Span of three");
    if (key == QLatin1String("frame"))
        return CollapseBar::tr("Random frame");
    if (key == QLatin1String("tour"))
        return CollapseBar::tr("Grand tour");
    if (key == QLatin1String("raw"))
        return CollapseBar::tr("Features as they are");
    return classes == 2   ? CollapseBar::tr("Segment")
           : classes == 3 ? CollapseBar::tr("Triangle")
           : classes == 4 ? CollapseBar::tr("Tetrahedron")
                          : CollapseBar::tr("Automatic");
}

} // namespace

QString zoomText(double zoom)
{
    return CollapseBar::tr("%1%2").arg(style::number(zoom, zoom < 10 ? 2 : 3)).arg(QChar(0x00d7));
}

CollapseBar::CollapseBar(QWidget* parent)
    : QWidget(parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(style::kSpace2, style::kSpace1, style::kSpace2, style::kSpace1);
    row->setSpacing(style::kSpace1);
    buildChoices(*row);
    row->addSpacing(style::kSpace2);
    buildZoom(*row);
    row->addStretch(1);
    buildToggles(*row);
}

void CollapseBar::buildChoices(QHBoxLayout& row)
{
    m_run = new QComboBox(this);
    m_run->setObjectName(QStringLiteral("collapseRun"));
    m_run->setAccessibleName(tr("Training"));
    m_run->setToolTip(tr("Which training is shown"));
    m_run->setMaximumWidth(style::scaled(180));
    m_pose = new QComboBox(this);
    m_pose->setObjectName(QStringLiteral("collapsePose"));
    m_pose->setAccessibleName(tr("Pose"));
    m_pose->setToolTip(tr("Which three dimensions of the simplex are drawn"));
    m_turn = new QToolButton(this);
    m_turn->setObjectName(QStringLiteral("collapseTurn"));
    m_turn->setAccessibleName(tr("Another pose of this kind"));
    m_turn->setIconSize({16, 16});
    row.addWidget(m_run);
    row.addWidget(m_pose);
    row.addWidget(m_turn);
    connect(m_run, &QComboBox::activated, this,
            [this](int i) { Q_EMIT runChosen(m_run->itemText(i)); });
    connect(m_pose, &QComboBox::activated, this,
            [this](int i) { Q_EMIT poseChosen(m_pose->itemData(i).toString()); });
    connect(m_turn, &QToolButton::clicked, this, &CollapseBar::turnClicked);
}

void CollapseBar::buildZoom(QHBoxLayout& row)
{
    const QString tip = tr("Draws every feature so many times as far from its class mean as it is: "
                           "what is left within the classes");
    m_zoomName = new QLabel(tr("Within classes"), this);
    m_zoom = new QSlider(Qt::Horizontal, this);
    m_zoom->setObjectName(QStringLiteral("collapseZoom"));
    m_zoom->setAccessibleName(tr("Magnification within classes"));
    m_zoom->setRange(0, kSteps);
    m_zoom->setPageStep(30);
    m_zoom->setMinimumWidth(style::scaled(56));
    m_zoom->setMaximumWidth(style::scaled(120));
    m_zoomValue = new QLabel(this);
    m_zoomValue->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("1000x")) + 4);
    for (QWidget* part : {static_cast<QWidget*>(m_zoomName), static_cast<QWidget*>(m_zoom),
                          static_cast<QWidget*>(m_zoomValue)}) {
        part->setToolTip(tip);
        row.addWidget(part);
    }
    connect(m_zoom, &QSlider::valueChanged, this, [this](int step) {
        if (m_showing)
            return;
        m_settings.zoom = std::pow(10.0, 3.0 * step / kSteps);
        Q_EMIT chosen(m_settings);
    });
}

QToolButton* CollapseBar::toggle(const QString& text, const QString& tip, const char* name,
                                 bool CollapseSettings::*flag)
{
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setProperty("role", QStringLiteral("segment"));
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setObjectName(QLatin1String(name));
    button->setCheckable(true);
    m_toggles.push_back({button, flag});
    connect(button, &QToolButton::clicked, this, [this, flag](bool on) {
        m_settings.*flag = on;
        Q_EMIT chosen(m_settings);
    });
    return button;
}

void CollapseBar::buildToggles(QHBoxLayout& row)
{
    using S = CollapseSettings;
    row.addWidget(toggle(tr("Train"), tr("Features of training samples"), "showTrain", &S::train));
    row.addWidget(toggle(tr("Test"), tr("Features of held-out samples"), "showTest", &S::test));
    row.addWidget(toggle(tr("Classifiers"), tr("Classifiers: rows of the last layer's weights"),
                         "showClassifiers", &S::classifiers));
    row.addWidget(toggle(tr("Ideal"), tr("Vertices and edges of the nearest simplex"), "showIdeal",
                         &S::ideal));
    row.addWidget(toggle(tr("Sticks"), tr("Sticks from the centre"), "showSticks", &S::sticks));
    row.addWidget(toggle(tr("Paper"),
                         tr("Colours of the paper: green vertices, red classifiers, blue means"),
                         "paperColours", &S::paper));
}

void CollapseBar::showPoses(const Content& content)
{
    if (content.poses != m_poses || content.classes != m_classes) {
        m_poses = content.poses;
        m_classes = content.classes;
        m_pose->clear();
        for (const QString& key : m_poses)
            m_pose->addItem(poseTitle(key, m_classes), key);
    }
    m_pose->setCurrentIndex(std::max(0, m_pose->findData(content.pose)));
    m_pose->setVisible(m_poses.size() > 1);
    const bool tour = content.pose == QLatin1String("tour");
    m_turn->setVisible(tour || content.pose == QLatin1String("frame"));
    m_turn->setIcon(style::icon(!tour             ? QStringLiteral("reset")
                                : content.touring ? QStringLiteral("pause")
                                                  : QStringLiteral("play")));
    const QString tip = !tour             ? tr("Another random frame")
                        : content.touring ? tr("Stop the tour")
                                          : tr("Go on with the tour");
    m_turn->setToolTip(tip);
    m_turn->setAccessibleName(tip);
}

void CollapseBar::show(const Content& content)
{
    m_showing = true;
    m_settings = content.settings;
    QStringList runs;
    for (int i = 0; i < m_run->count(); ++i)
        runs << m_run->itemText(i);
    if (runs != content.runs) {
        m_run->clear();
        m_run->addItems(content.runs);
    }
    m_run->setCurrentIndex(std::max(0, m_run->findText(content.run)));
    m_run->setVisible(content.runs.size() > 1);
    showPoses(content);
    m_zoom->setValue(int(std::lround(std::log10(m_settings.zoom) / 3 * kSteps)));
    m_zoomValue->setText(zoomText(m_settings.zoom));
    for (const Toggle& toggle : m_toggles) {
        toggle.button->setChecked(m_settings.*toggle.flag);
        toggle.button->setEnabled(
            (toggle.flag != &CollapseSettings::test || content.hasTest) &&
            (toggle.flag != &CollapseSettings::classifiers || content.hasClassifiers) &&
            (toggle.flag != &CollapseSettings::ideal || content.hasSimplex));
    }
    m_showing = false;
    fit();
}

// Where there is little room the name of the slider goes first; its tip says what it does.
void CollapseBar::fit()
{
    m_zoomName->setVisible(width() >= style::scaled(m_run->count() > 1 ? 820 : 700));
}

void CollapseBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
}

} // namespace leafscope
