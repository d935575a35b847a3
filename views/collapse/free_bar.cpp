// SPDX-License-Identifier: MIT
#include "views/collapse/free_bar.hpp"

#include "core/base/error.hpp"
#include "core/collapse/free_features.hpp"
#include "views/style/theme.hpp"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QVBoxLayout>

#include <cmath>

namespace leafscope {

namespace {

constexpr int kPerDecade = 10; // steps of the sliders of the decays
constexpr int kLowestDecade = -5;

double decayAt(int step)
{
    return std::pow(10.0, kLowestDecade + double(step) / kPerDecade);
}

int stepOf(double decay)
{
    return int(std::lround((std::log10(decay) - kLowestDecade) * kPerDecade));
}

QString figures(const nlohmann::json& solution)
{
    const auto number = [&](const char* key, int digits) {
        return solution.contains(key) && solution[key].is_number()
                   ? QString::number(solution[key].get<double>(), 'g', digits)
                   : QStringLiteral("?");
    };
    return QStringLiteral("s %1   w %2   m %3   objective %4")
        .arg(number("s", 5), number("w", 5), number("m", 5), number("objective", 7));
}

} // namespace

FreeBar::FreeBar(QWidget* parent)
    : QWidget(parent)
    , m_task(*this)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(style::kSpace2, style::kSpace1, style::kSpace2, style::kSpace1);
    column->setSpacing(style::kSpace1);
    auto* row = new QHBoxLayout;
    row->setSpacing(style::kSpace1);
    column->addLayout(row);
    m_classes = addSlider(*row, QStringLiteral("C"), tr("Classes"), 2, 16, "freeClasses");
    m_width =
        addSlider(*row, QStringLiteral("p"), tr("Dimensions of the features"), 1, 24, "freeWidth");
    m_perClass = addSlider(*row, QStringLiteral("n"), tr("Features per class"), 1, 40, "freeCount");
    m_decayW = addSlider(*row, QStringLiteral("\u03bb_W"), tr("Decay of the classifiers"), 0,
                         4 * kPerDecade, "freeDecayW");
    m_decayH = addSlider(*row, QStringLiteral("\u03bb_H"), tr("Decay of the features"), 0,
                         4 * kPerDecade, "freeDecayH");
    m_loss = new QComboBox(this);
    m_loss->setObjectName(QStringLiteral("freeLoss"));
    m_loss->setAccessibleName(tr("Loss"));
    m_loss->addItem(tr("Cross-entropy"), QStringLiteral("cross_entropy"));
    m_loss->addItem(tr("Squares"), QStringLiteral("mse"));
    connect(m_loss, &QComboBox::activated, this, &FreeBar::changed);
    row->addWidget(m_loss);
    row->addStretch(1);
    m_numbers = new QLabel(this);
    m_numbers->setObjectName(QStringLiteral("freeNumbers"));
    m_numbers->setFont(style::font(style::FontRole::Caption));
    m_numbers->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_numbers->setWordWrap(true);
    column->addWidget(m_numbers);
    showValues();
}

FreeBar::Control FreeBar::addSlider(QHBoxLayout& row, const QString& symbol, const QString& title,
                                    int low, int high, const char* name)
{
    Control control;
    auto* label = new QLabel(symbol, this);
    label->setToolTip(title);
    control.slider = new QSlider(Qt::Horizontal, this);
    control.slider->setObjectName(QLatin1String(name));
    control.slider->setAccessibleName(title);
    control.slider->setToolTip(title);
    control.slider->setRange(low, high);
    control.slider->setMinimumWidth(style::scaled(48));
    control.slider->setMaximumWidth(style::scaled(110));
    control.value = new QLabel(this);
    control.value->setFont(style::font(style::FontRole::Caption));
    control.value->setMinimumWidth(style::scaled(40));
    connect(control.slider, &QSlider::valueChanged, this, &FreeBar::changed);
    row.addWidget(label);
    row.addWidget(control.slider, 1);
    row.addWidget(control.value);
    return control;
}

bool FreeBar::isFree(const CollapseRun& run)
{
    return run.about.is_object() && run.about.contains("model") && run.about["model"].is_object() &&
           run.about["model"].contains("lambda_w");
}

void FreeBar::show(const CollapseRun& run)
{
    if (!isFree(run))
        return;
    const nlohmann::json& model = run.about["model"];
    if (!m_task.isBusy()) { // what the person moves now stays under the hand
        m_showing = true;
        m_classes.slider->setValue(model.value("classes", 4));
        m_width.slider->setValue(model.value("width", 6));
        m_perClass.slider->setValue(model.value("per_class", 5));
        m_decayW.slider->setValue(stepOf(model.value("lambda_w", 5e-3)));
        m_decayH.slider->setValue(stepOf(model.value("lambda_h", 5e-3)));
        m_loss->setCurrentIndex(
            m_loss->findData(QString::fromStdString(model.value("loss", std::string()))));
        m_showing = false;
        showValues();
    }
    const nlohmann::json exact = run.about.value("exact", nlohmann::json());
    const nlohmann::json reached = run.about.value("reached", nlohmann::json());
    m_numbers->setText(
        tr("Exact: %1.   Reached: %2, after %3 steps.")
            .arg(exact.is_object() ? figures(exact) : tr("no closed form for p below C - 1"),
                 figures(reached))
            .arg(run.layers.front().epochs.back().epoch));
}

void FreeBar::showValues()
{
    for (const Control* control : {&m_classes, &m_width, &m_perClass})
        control->value->setText(QString::number(control->slider->value()));
    for (const Control* control : {&m_decayW, &m_decayH})
        control->value->setText(QString::number(decayAt(control->slider->value()), 'g', 2));
}

Json FreeBar::parameters() const
{
    return {{"classes", m_classes.slider->value()},
            {"width", m_width.slider->value()},
            {"per_class", m_perClass.slider->value()},
            {"lambda_w", decayAt(m_decayW.slider->value())},
            {"lambda_h", decayAt(m_decayH.slider->value())},
            {"loss", m_loss->currentData().toString().toStdString()}};
}

void FreeBar::changed()
{
    showValues();
    if (!m_showing)
        descend();
}

void FreeBar::descend()
{
    const Json given = parameters();
    m_task.start([this, given](const Progress& progress) -> LatestTask::Apply {
        try {
            const FreeDescent descent = descendFree(freeModelOf(given), FreeOptions(), progress);
            return [this, given, run = descent.run] { Q_EMIT made(run, given); };
        } catch (const Error& error) {
            return [this, text = QString::fromStdString(error.happened())] {
                m_numbers->setText(text);
            };
        }
    });
}

} // namespace leafscope
