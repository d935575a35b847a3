// SPDX-License-Identifier: MIT
#include "views/walk/walk_bar.hpp"

#include "views/style/theme.hpp"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>

#include <algorithm>
#include <limits>

namespace leafscope {

namespace {

constexpr int kIcon = 16;

bool needsTarget(const QString& kind)
{
    return kind == QLatin1String("leaf") || kind == QLatin1String("straight") ||
           kind == QLatin1String("simplex") || kind == QLatin1String("noise") ||
           kind == QLatin1String("kernel");
}

QSpinBox* sampleBox(QWidget* parent, const QString& name, const QString& tip)
{
    auto* box = new QSpinBox(parent);
    box->setPrefix(QStringLiteral("#"));
    box->setAccessibleName(name);
    box->setToolTip(tip);
    box->setRange(0, 0);
    box->setKeyboardTracking(false);
    return box;
}

} // namespace

WalkBar::WalkBar(QWidget* parent)
    : QWidget(parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(style::kSpace2, style::kSpace1, style::kSpace2, style::kSpace1);
    row->setSpacing(style::kSpace1);
    buildCourse(*row);
    row->addStretch(1);
    buildLook(*row);
    fitTo();
}

QToolButton* WalkBar::tool(const QString& icon, const QString& tip, const char* name)
{
    auto* button = new QToolButton(this);
    button->setIcon(style::icon(icon));
    button->setIconSize({kIcon, kIcon});
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setObjectName(QLatin1String(name));
    return button;
}

void WalkBar::buildCourse(QHBoxLayout& row)
{
    m_kind = new QComboBox(this);
    m_kind->setObjectName(QStringLiteral("kind"));
    m_kind->setAccessibleName(tr("Kind of walk"));
    m_kind->setToolTip(tr("Along the data leaf, across it at constant probabilities (kernel), in a "
                          "straight line, along a path of probabilities (simplex), ..."));
    const std::pair<QString, const char*> kinds[] = {
        {tr("Leaf"), "leaf"},       {tr("Kernel"), "kernel"},     {tr("Straight"), "straight"},
        {tr("Simplex"), "simplex"}, {tr("Noise, leaf"), "noise"}, {tr("Same label"), "label"},
        {tr("Eigen 1"), "eigen:1"}, {tr("Eigen 2"), "eigen:2"},   {tr("Eigen 3"), "eigen:3"},
        {tr("By hand"), "guided"}};
    for (const auto& [title, kind] : kinds)
        m_kind->addItem(title, QLatin1String(kind));
    m_from = sampleBox(this, tr("From sample"), tr("The sample at which the walk starts"));
    m_from->setObjectName(QStringLiteral("from"));
    m_to = sampleBox(this, tr("To sample"), tr("The sample to which it goes"));
    m_to->setObjectName(QStringLiteral("to"));
    auto* arrow = new QLabel(QStringLiteral("\u2192"), this);
    m_walk = new QPushButton(tr("Walk"), this);
    m_walk->setObjectName(QStringLiteral("walk"));
    m_compare = new QPushButton(tr("Four walks"), this);
    m_compare->setObjectName(QStringLiteral("compare"));
    m_compare->setToolTip(tr("Straight line, leaf, kernel and simplex walk between the same two"));
    m_branch = new QPushButton(tr("Branch"), this);
    m_branch->setObjectName(QStringLiteral("branch"));
    m_branch->setToolTip(tr("Another walk from the place where the scrubber stands"));
    m_clear = tool(QStringLiteral("close"), tr("Remove all walks"), "clear");
    for (QWidget* part : {static_cast<QWidget*>(m_kind), static_cast<QWidget*>(m_from),
                          static_cast<QWidget*>(arrow), static_cast<QWidget*>(m_to),
                          static_cast<QWidget*>(m_walk), static_cast<QWidget*>(m_compare),
                          static_cast<QWidget*>(m_branch), static_cast<QWidget*>(m_clear)})
        row.addWidget(part);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &WalkBar::fitTo);
    connect(m_walk, &QPushButton::clicked, this, &WalkBar::walkRequested);
    connect(m_compare, &QPushButton::clicked, this, &WalkBar::compareRequested);
    connect(m_branch, &QPushButton::clicked, this, &WalkBar::branchRequested);
    connect(m_clear, &QToolButton::clicked, this, &WalkBar::clearRequested);
}

void WalkBar::buildLook(QHBoxLayout& row)
{
    m_play = tool(QStringLiteral("play"), tr("Play"), "playWalk");
    m_axes = new QComboBox(this);
    m_axes->setObjectName(QStringLiteral("axes"));
    m_axes->setAccessibleName(tr("Coordinates"));
    m_axes->setToolTip(tr("Coordinates in which the walks are drawn"));
    for (const WalkAxes axes :
         {WalkAxes::LeafAndHeight, WalkAxes::Leaf, WalkAxes::Logits, WalkAxes::Inputs})
        m_axes->addItem(titleOf(axes), nameOf(axes));
    m_axes->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_colour = new QComboBox(this);
    m_colour->setObjectName(QStringLiteral("colour"));
    m_colour->setAccessibleName(tr("Colour of the walks"));
    m_colour->setToolTip(tr("What the colour of the tubes shows"));
    for (const WalkColour colour :
         {WalkColour::Prediction, WalkColour::Confidence, WalkColour::Alignment})
        m_colour->addItem(titleOf(colour), nameOf(colour));
    m_images = tool(QStringLiteral("data"), tr("Images beside each other"), "images");
    m_images->setCheckable(true);
    m_keep = tool(QStringLiteral("export"), tr("Keep the walk: frames, film, numbers"), "keep");
    for (QWidget* part : {static_cast<QWidget*>(m_play), static_cast<QWidget*>(m_axes),
                          static_cast<QWidget*>(m_colour), static_cast<QWidget*>(m_images),
                          static_cast<QWidget*>(m_keep)})
        row.addWidget(part);
    connect(m_play, &QToolButton::clicked, this, &WalkBar::playRequested);
    connect(m_axes, &QComboBox::activated, this, [this](int i) {
        Q_EMIT axesChosen(walkAxesOf(m_axes->itemData(i).toString()).value_or(WalkAxes::Leaf));
    });
    connect(m_colour, &QComboBox::activated, this, [this](int i) {
        Q_EMIT colourChosen(
            walkColourOf(m_colour->itemData(i).toString()).value_or(WalkColour::Prediction));
    });
    connect(m_images, &QToolButton::clicked, this, &WalkBar::imagesChosen);
    connect(m_keep, &QToolButton::clicked, this, &WalkBar::keepRequested);
}

QString WalkBar::kind() const
{
    return m_kind->currentData().toString();
}

std::int64_t WalkBar::from() const
{
    return m_from->value();
}

std::int64_t WalkBar::to() const
{
    return needsTarget(kind()) ? second() : -1;
}

std::int64_t WalkBar::second() const
{
    return m_to->value();
}

void WalkBar::setSamples(std::int64_t count)
{
    const int last = int(std::clamp<std::int64_t>(count - 1, 0, std::numeric_limits<int>::max()));
    m_from->setMaximum(last);
    m_to->setMaximum(last);
}

void WalkBar::setKind(const QString& kind)
{
    m_kind->setCurrentIndex(m_kind->findData(kind));
}

void WalkBar::setFrom(std::int64_t sample)
{
    m_from->setValue(int(sample));
}

void WalkBar::setTo(std::int64_t sample)
{
    m_to->setValue(int(sample));
}

void WalkBar::setAxes(WalkAxes axes)
{
    m_axes->setCurrentIndex(m_axes->findData(nameOf(axes)));
}

void WalkBar::setColour(WalkColour colour)
{
    m_colour->setCurrentIndex(m_colour->findData(nameOf(colour)));
}

void WalkBar::setImagesShown(bool shown)
{
    m_images->setChecked(shown);
}

void WalkBar::setPlaying(bool playing)
{
    m_play->setIcon(style::icon(playing ? QStringLiteral("pause") : QStringLiteral("play")));
    m_play->setToolTip(playing ? tr("Pause") : tr("Play"));
    m_play->setAccessibleName(m_play->toolTip());
}

void WalkBar::setRefusal(const QString& why)
{
    for (QPushButton* button : {m_walk, m_compare})
        button->setEnabled(why.isEmpty());
    m_walk->setToolTip(why);
}

void WalkBar::setHasWalk(bool has)
{
    for (QWidget* part : {static_cast<QWidget*>(m_branch), static_cast<QWidget*>(m_clear),
                          static_cast<QWidget*>(m_play), static_cast<QWidget*>(m_keep)})
        part->setEnabled(has);
}

void WalkBar::fitTo()
{
    m_to->setEnabled(needsTarget(kind()));
}

} // namespace leafscope
