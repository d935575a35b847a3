// SPDX-License-Identifier: MIT
// What is chosen above the charts: page, run, layer, number and axis.
#include "views/collapse_charts/collapse_charts.hpp"
#include "views/style/elided_label.hpp"
#include "views/style/theme.hpp"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QToolButton>

namespace leafscope {

namespace {

constexpr int kShortBox = 12; ///< characters that a box shows at least
constexpr int kLongBox = 24;

QToolButton* segment(const QString& text, const QString& tip, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setCheckable(true);
    button->setProperty("role", QStringLiteral("segment"));
    return button;
}

QComboBox* chooser(const QString& name, int length, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->setAccessibleName(name);
    box->setToolTip(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(length);
    return box;
}

} // namespace

QWidget* CollapseCharts::makeHeader()
{
    auto* header = new QWidget(this);
    auto* column = new QVBoxLayout(header);
    column->setContentsMargins(style::kSpace2, style::kSpace1, style::kSpace2, 0);
    column->setSpacing(2);
    auto* row = new QHBoxLayout;
    row->setSpacing(2);
    column->addLayout(row);
    const std::pair<QString, QString> pages[] = {
        {tr("Paper"), tr("The six figures of Papyan, Han and Donoho")},
        {tr("One number"), tr("Any one number over the epochs")},
        {tr("Angles"), tr("Cosines between the classes at the moment that is shown")},
        {tr("Depth"), tr("One number by layer and epoch")},
        {tr("Values"), tr("All numbers of all epochs as a table")}};
    auto* group = new QButtonGroup(header);
    for (const auto& [text, tip] : pages) {
        auto* button = segment(text, tip, header);
        group->addButton(button, int(m_pageButtons.size()));
        m_pageButtons.push_back(button);
        row->addWidget(button);
    }
    connect(group, &QButtonGroup::idClicked, this, [this](int id) { setPage(Page(id)); });
    makeChoosers(header);
    row->addSpacing(style::kSpace2);
    for (QWidget* widget :
         {static_cast<QWidget*>(m_measureBox), static_cast<QWidget*>(m_runBox),
          static_cast<QWidget*>(m_layerBox), static_cast<QWidget*>(m_allRunsButton),
          static_cast<QWidget*>(m_scaleButton)})
        row->addWidget(widget);
    row->addStretch(1);
    m_caption = new style::ElidedLabel(header);
    m_caption->setProperty("role", QStringLiteral("caption"));
    m_caption->setContentsMargins(style::kSpace1, 0, 0, 0);
    column->addWidget(m_caption);
    return header;
}

void CollapseCharts::makeChoosers(QWidget* header)
{
    m_measureBox = chooser(tr("Number that is shown"), kLongBox, header);
    for (const CollapseMeasure& one : collapseMeasures()) {
        const QString group = QString::fromUtf8(one.group);
        m_measureBox->addItem(
            tr("%1: %2").arg(group == QLatin1String("scene") ? tr("Scene") : group,
                             QString::fromUtf8(one.title)),
            QString::fromUtf8(one.key));
        m_measureBox->setItemData(m_measureBox->count() - 1, QString::fromUtf8(one.help),
                                  Qt::ToolTipRole);
    }
    m_runBox = chooser(tr("Training that is shown"), kShortBox, header);
    m_layerBox = chooser(tr("Layer that is shown"), kShortBox, header);
    m_allRunsButton = segment(tr("All runs"), tr("All trainings in one chart"), header);
    m_scaleButton = segment(tr("log(1 + epoch)"), tr("Epochs on a logarithmic axis"), header);
    connect(m_measureBox, &QComboBox::activated, this, [this](int index) {
        setMeasure(m_measureBox->itemData(index).toString().toStdString());
    });
    connect(m_runBox, &QComboBox::activated, this,
            [this](int index) { chooseRun(m_runBox->itemText(index)); });
    connect(m_layerBox, &QComboBox::activated, this,
            [this](int index) { chooseLayer(m_layerBox->itemText(index)); });
    connect(m_allRunsButton, &QToolButton::clicked, this, [this](bool on) {
        m_allRuns = on;
        refresh();
    });
    connect(m_scaleButton, &QToolButton::clicked, this, [this](bool on) {
        m_scale = on ? collapse::EpochScale::Logarithmic : collapse::EpochScale::Linear;
        refresh();
    });
}

void CollapseCharts::fillHeader()
{
    const auto runs = session().collapse();
    if (!runs)
        return;
    const QSignalBlocker quietRuns(m_runBox);
    const QSignalBlocker quietLayers(m_layerBox);
    m_runBox->clear();
    for (const auto& one : runs->runs)
        m_runBox->addItem(QString::fromStdString(one->name));
    m_runBox->setCurrentText(QString::fromStdString(run().name));
    m_layerBox->clear();
    for (const CollapseLayer& one : run().layers)
        m_layerBox->addItem(QString::fromStdString(one.name));
    m_layerBox->setCurrentText(QString::fromStdString(layer().name));
    m_measureBox->setCurrentIndex(m_measureBox->findData(QString::fromStdString(m_measure)));
    for (int page = 0; page < int(m_pageButtons.size()); ++page)
        m_pageButtons[std::size_t(page)]->setChecked(page == int(m_page));
    const bool curves = m_page == Page::Paper || m_page == Page::Measure;
    m_measureBox->setVisible(m_page == Page::Measure || m_page == Page::Depth);
    m_runBox->setVisible(runs->runs.size() > 1);
    m_layerBox->setVisible(run().layers.size() > 1 && m_page != Page::Depth);
    m_allRunsButton->setVisible(curves && runs->runs.size() > 1);
    m_allRunsButton->setChecked(m_allRuns);
    m_scaleButton->setVisible(curves);
    m_scaleButton->setChecked(m_scale == collapse::EpochScale::Logarithmic);
}

} // namespace leafscope
