// SPDX-License-Identifier: MIT
#include "views/neighborhood/neighborhood_bar.hpp"

#include "views/style/theme.hpp"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr int kIcon = 16;
constexpr int kSteps = 240; // of the width's slider
constexpr int kSliderWidth = 96;

QSlider* slider(QWidget* parent, const QString& name, const char* object)
{
    auto* slider = new QSlider(Qt::Horizontal, parent);
    slider->setAccessibleName(name);
    slider->setObjectName(QLatin1String(object));
    slider->setMinimumWidth(style::scaled(44));
    slider->setMaximumWidth(style::scaled(kSliderWidth));
    return slider;
}

} // namespace

NeighborhoodBar::NeighborhoodBar(QWidget* parent)
    : QWidget(parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(style::kSpace2, style::kSpace1, style::kSpace2, style::kSpace1);
    row->setSpacing(style::kSpace1);
    buildPages(*row);
    row->addSpacing(style::kSpace2);
    buildCandidates(*row);
    row->addSpacing(style::kSpace2);
    buildWidth(*row);
    row->addStretch(1);
    buildLook(*row);
}

QToolButton* NeighborhoodBar::toggle(const QString& icon, const QString& tip, const char* name)
{
    auto* button = new QToolButton(this);
    button->setIcon(style::icon(icon));
    button->setIconSize({kIcon, kIcon});
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setObjectName(QLatin1String(name));
    button->setCheckable(true);
    return button;
}

QToolButton* NeighborhoodBar::segment(const QString& text, const QString& tip, const char* name)
{
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setProperty("role", QStringLiteral("segment"));
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setObjectName(QLatin1String(name));
    button->setCheckable(true);
    return button;
}

// One of the settings is another one now, by hand.
template <typename Change>
void NeighborhoodBar::choose(Change change)
{
    if (m_showing)
        return;
    change(m_settings);
    Q_EMIT chosen(m_settings);
}

void NeighborhoodBar::buildPages(QHBoxLayout& row)
{
    m_scene = segment(tr("Sample"), tr("The neighbourhood of a sample"), "scenePage");
    m_rule = segment(tr("Three points"), tr("The rule of three points, in the plane"), "rulePage");
    row.addWidget(m_scene);
    row.addWidget(m_rule);
    connect(m_scene, &QToolButton::clicked, this,
            [this] { choose([](auto& s) { s.page = NeighborhoodPage::Scene; }); });
    connect(m_rule, &QToolButton::clicked, this,
            [this] { choose([](auto& s) { s.page = NeighborhoodPage::Rule; }); });
    m_kernel = new QComboBox(this);
    m_kernel->setObjectName(QStringLiteral("kernel"));
    m_kernel->setAccessibleName(tr("Kernel"));
    m_kernel->setToolTip(tr("Cosine: (1 + cos) / 2 of directions; Gaussian: of distances"));
    m_kernel->addItem(tr("Cosine"), int(KernelKind::Cosine));
    m_kernel->addItem(tr("Gaussian"), int(KernelKind::Gaussian));
    row.addWidget(m_kernel);
    connect(m_kernel, &QComboBox::activated, this, [this] {
        choose([this](auto& s) { s.kernel = KernelKind(m_kernel->currentData().toInt()); });
    });
}

void NeighborhoodBar::buildCandidates(QHBoxLayout& row)
{
    m_kName = new QLabel(QStringLiteral("k"), this);
    m_kSlider = slider(this, tr("Candidates"), "kSlider");
    m_kSlider->setMinimum(1);
    m_kBox = new QSpinBox(this);
    m_kBox->setObjectName(QStringLiteral("k"));
    m_kBox->setAccessibleName(tr("Candidates"));
    m_kBox->setMinimum(1);
    for (QWidget* part : {static_cast<QWidget*>(m_kSlider), static_cast<QWidget*>(m_kBox)})
        part->setToolTip(tr("How many nearest samples are candidates"));
    row.addWidget(m_kName);
    row.addWidget(m_kSlider, 1);
    row.addWidget(m_kBox);
    const auto take = [this](int k) { choose([k](auto& s) { s.k = k; }); };
    connect(m_kSlider, &QSlider::valueChanged, this, take);
    connect(m_kBox, &QSpinBox::valueChanged, this, take);
}

void NeighborhoodBar::buildWidth(QHBoxLayout& row)
{
    m_sigmaName = new QLabel(QStringLiteral("\u03c3"), this);
    m_sigmaSlider = slider(this, tr("Width of the Gaussian kernel"), "sigmaSlider");
    m_sigmaSlider->setRange(0, kSteps);
    m_sigmaBox = new QDoubleSpinBox(this);
    m_sigmaBox->setObjectName(QStringLiteral("sigma"));
    m_sigmaBox->setAccessibleName(tr("Width of the Gaussian kernel"));
    m_sigmaBox->setDecimals(4);
    m_sigmaBox->setRange(1e-4, 1e9);
    m_sigmaBox->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_sigmaBox->setKeyboardTracking(false);
    m_sigmaBox->setMinimumWidth(style::scaled(72));
    m_sigmaBox->setMaximumWidth(style::scaled(88));
    for (QWidget* part : {static_cast<QWidget*>(m_sigmaSlider), static_cast<QWidget*>(m_sigmaBox)})
        part->setToolTip(tr("Width of the Gaussian kernel, in the unit of the distances"));
    m_own =
        segment(tr("Auto"), tr("Width: a third of the distance to the last candidate"), "ownWidth");
    row.addWidget(m_sigmaName);
    row.addWidget(m_sigmaSlider, 1);
    row.addWidget(m_sigmaBox);
    row.addWidget(m_own);
    const auto take = [this](double sigma) {
        choose([sigma](auto& s) { s.width = {false, sigma}; });
    };
    connect(m_sigmaSlider, &QSlider::valueChanged, this,
            [this, take](int step) { take(widthAt(step)); });
    connect(m_sigmaBox, &QDoubleSpinBox::valueChanged, this, take);
    connect(m_own, &QToolButton::clicked, this, [this](bool own) {
        choose([this, own](auto& s) { s.width = {own, m_sigmaBox->value()}; });
    });
}

void NeighborhoodBar::buildLook(QHBoxLayout& row)
{
    m_nnk = segment(QStringLiteral("NNK"), tr("Neighbours: those that NNK keeps"), "nnk");
    m_knn = segment(QStringLiteral("kNN"), tr("Neighbours: all candidates"), "knn");
    m_hull = toggle(QStringLiteral("cube"), tr("Draw the polytope of the neighbours"), "hull");
    m_planes = toggle(QStringLiteral("layer"),
                      tr("Draw the planes beyond which a neighbour keeps others out"), "planes");
    m_follow = toggle(QStringLiteral("eye"), tr("Follow the sample under the cursor"), "follow");
    for (QToolButton* button : {m_nnk, m_knn, m_hull, m_planes, m_follow})
        row.addWidget(button);
    connect(m_nnk, &QToolButton::clicked, this, [this] { choose([](auto& s) { s.nnk = true; }); });
    connect(m_knn, &QToolButton::clicked, this, [this] { choose([](auto& s) { s.nnk = false; }); });
    connect(m_hull, &QToolButton::clicked, this,
            [this](bool on) { choose([on](auto& s) { s.hull = on; }); });
    connect(m_planes, &QToolButton::clicked, this,
            [this](bool on) { choose([on](auto& s) { s.planes = on; }); });
    connect(m_follow, &QToolButton::clicked, this,
            [this](bool on) { choose([on](auto& s) { s.follows = on; }); });
}

double NeighborhoodBar::widthAt(int step) const
{
    return m_widths.first * std::pow(m_widths.second / m_widths.first, double(step) / kSteps);
}

int NeighborhoodBar::stepOf(double width) const
{
    const double share =
        std::log(width / m_widths.first) / std::log(m_widths.second / m_widths.first);
    return std::isfinite(share) ? int(std::lround(std::clamp(share, 0.0, 1.0) * kSteps)) : 0;
}

void NeighborhoodBar::show(const NeighborhoodSettings& settings, Index most, double sigma,
                           std::pair<double, double> widths)
{
    m_showing = true;
    m_settings = settings;
    if (widths.first > 0 && widths.second > widths.first)
        m_widths = widths;
    const bool scene = settings.page == NeighborhoodPage::Scene;
    const bool gaussian = settings.kernel == KernelKind::Gaussian;
    m_scene->setChecked(scene);
    m_rule->setChecked(!scene);
    m_kernel->setCurrentIndex(m_kernel->findData(int(settings.kernel)));
    const int last = std::max(1, int(most));
    m_kSlider->setMaximum(last);
    m_kBox->setMaximum(last);
    m_kSlider->setValue(int(settings.k));
    m_kBox->setValue(int(settings.k));
    if (sigma > 0) {
        // The box is not written into while its number is typed.
        if (std::abs(m_sigmaBox->value() - sigma) > 1e-3 * sigma)
            m_sigmaBox->setValue(sigma);
        m_sigmaSlider->setValue(stepOf(sigma));
    }
    m_own->setChecked(settings.width.own);
    m_nnk->setChecked(settings.nnk);
    m_knn->setChecked(!settings.nnk);
    m_hull->setChecked(settings.hull);
    m_planes->setChecked(settings.planes);
    m_follow->setChecked(settings.follows);
    for (QWidget* part : {static_cast<QWidget*>(m_kName), static_cast<QWidget*>(m_kSlider),
                          static_cast<QWidget*>(m_kBox), static_cast<QWidget*>(m_nnk),
                          static_cast<QWidget*>(m_knn), static_cast<QWidget*>(m_hull),
                          static_cast<QWidget*>(m_planes), static_cast<QWidget*>(m_follow)})
        part->setVisible(scene);
    for (QWidget* part : {static_cast<QWidget*>(m_sigmaName), static_cast<QWidget*>(m_sigmaSlider),
                          static_cast<QWidget*>(m_sigmaBox), static_cast<QWidget*>(m_own)})
        part->setVisible(gaussian && scene);
    m_showing = false;
}

} // namespace leafscope
