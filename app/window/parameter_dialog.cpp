// SPDX-License-Identifier: MIT
#include "app/window/parameter_dialog.hpp"

#include "core/base/error.hpp"
#include "views/style/theme.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QSpinBox>

#include <algorithm>
#include <limits>
#include <utility>

namespace leafscope {

namespace {

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

/// The items of a list as they are typed.
QString listText(const Json& list)
{
    QStringList given;
    for (const Json& item : list)
        given << text(item.is_string() ? item.get<std::string>() : item.dump());
    return given.join(QLatin1Char(','));
}

QSpinBox* integerBox(double low, double high, qint64 value)
{
    auto* box = new QSpinBox;
    box->setRange(int(std::max<double>(low, std::numeric_limits<int>::min())),
                  int(std::min<double>(high, std::numeric_limits<int>::max())));
    box->setValue(int(value));
    box->setGroupSeparatorShown(true);
    return box;
}

/// The form, which scrolls where it is higher than most of the screen.
QWidget* scrolled(QFormLayout* form)
{
    constexpr double kMost = 0.6; ///< of the screen's height
    auto* page = new QWidget;
    form->setContentsMargins(0, 0, style::kSpace2, 0);
    page->setLayout(form);
    auto* area = new QScrollArea;
    area->setWidget(page);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus); // its fields take the keyboard and scroll into view
    area->setAccessibleName(QCoreApplication::translate("ParameterDialog", "Parameters"));
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    const double screen = QGuiApplication::primaryScreen()->availableSize().height();
    area->setMinimumHeight(int(std::min<double>(page->sizeHint().height(), kMost * screen)));
    return area;
}

} // namespace

ParameterDialog::ParameterDialog(const Analysis& analysis, QWidget* parent, Json suggested)
    : QDialog(parent)
    , m_analysis(analysis)
    , m_suggested(std::move(suggested))
{
    setWindowTitle(text(analysis.title));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(style::kSpace4, style::kSpace4, style::kSpace4, style::kSpace4);
    outer->setSpacing(style::kSpace3);
    auto* summary = new QLabel(text(analysis.summary), this);
    summary->setWordWrap(true);
    summary->setProperty("role", QStringLiteral("secondary"));
    outer->addWidget(summary);
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignRight | Qt::AlignVCenter);
    form->setHorizontalSpacing(style::kSpace3);
    form->setVerticalSpacing(style::kSpace2);
    if (!analysis.presets.empty())
        addPresets(*form);
    for (const Parameter& parameter : analysis.parameters) {
        if (!parameter.needs.empty()) // the window never gives that input by hand
            continue;
        QWidget* editor = editorOf(parameter);
        editor->setToolTip(text(parameter.help));
        editor->setAccessibleName(text(parameter.title));
        form->addRow(text(parameter.title), editor);
    }
    if (analysis.seeded) {
        m_seed = integerBox(0, std::numeric_limits<int>::max(), 1);
        m_seed->setToolTip(tr("The same seed gives the same result."));
        form->addRow(tr("Seed"), m_seed);
    }
    if (analysis.output == OutputKind::Folder)
        addFolder(*form);
    outer->addWidget(scrolled(form), 1);
    m_remark = new QLabel(this);
    m_remark->setWordWrap(true);
    m_remark->setFont(style::font(style::FontRole::Caption));
    m_remark->setVisible(false);
    outer->addWidget(m_remark);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton* start = buttons->addButton(tr("Start"), QDialogButtonBox::AcceptRole);
    start->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &ParameterDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    outer->addWidget(buttons);
    setMinimumWidth(440);
}

QWidget* ParameterDialog::editorOf(const Parameter& p)
{
    auto& value = m_values[p.name];
    auto& set = m_setters[p.name];
    switch (p.type) {
    case ParameterType::Integer: {
        QSpinBox* box =
            integerBox(p.low.value_or(-1e9), p.high.value_or(1e9), p.fallback.get<qint64>());
        if (!p.unit.empty())
            box->setSuffix(QLatin1Char(' ') + text(p.unit));
        value = [box] { return Json(box->value()); };
        set = [box](const Json& v) { box->setValue(v.get<int>()); };
        return box;
    }
    case ParameterType::Real: {
        // A line edit, because a spin box would round 0.0005 to its decimals.
        auto* edit = new QLineEdit(QString::number(p.fallback.get<double>(), 'g', 12));
        value = [edit, name = p.name]() -> Json {
            bool ok = false;
            const double number = QLocale::c().toDouble(edit->text().trimmed(), &ok);
            if (!ok)
                return edit->text().toStdString(); // refused with the range by completeParameters
            return number;
        };
        set = [edit](const Json& v) { edit->setText(QString::number(v.get<double>(), 'g', 12)); };
        return edit;
    }
    case ParameterType::Choice: {
        auto* box = new QComboBox;
        for (const std::string& choice : p.choices)
            box->addItem(text(choice));
        box->setCurrentText(text(p.fallback.get<std::string>()));
        value = [box] { return Json(box->currentText().toStdString()); };
        set = [box](const Json& v) { box->setCurrentText(text(v.get<std::string>())); };
        return box;
    }
    case ParameterType::Flag: {
        auto* box = new QCheckBox;
        box->setChecked(p.fallback.get<bool>());
        value = [box] { return Json(box->isChecked()); };
        set = [box](const Json& v) { box->setChecked(v.get<bool>()); };
        return box;
    }
    case ParameterType::Text: {
        auto* edit = new QLineEdit(text(m_suggested.value(p.name, p.fallback.get<std::string>())));
        value = [edit] { return Json(edit->text().toStdString()); };
        set = [edit](const Json& v) { edit->setText(text(v.get<std::string>())); };
        return edit;
    }
    case ParameterType::List:
        break;
    }
    auto* edit = new QLineEdit(listText(p.fallback));
    set = [edit](const Json& v) { edit->setText(listText(v)); };
    edit->setPlaceholderText(tr("all"));
    value = [edit] {
        Json list = Json::array();
        for (const QString& item : edit->text().split(QLatin1Char(','), Qt::SkipEmptyParts))
            list.push_back(item.trimmed().toStdString());
        return list;
    };
    return edit;
}

void ParameterDialog::addPresets(QFormLayout& form)
{
    m_preset = new QComboBox;
    m_preset->setObjectName(QStringLiteral("preset"));
    m_preset->setAccessibleName(tr("Preset"));
    m_preset->setToolTip(tr("Inputs and parameters that belong together, to start from."));
    m_preset->addItem(tr("None"));
    for (const Preset& preset : m_analysis.presets) {
        m_preset->addItem(text(preset.title));
        m_preset->setItemData(m_preset->count() - 1, text(preset.help), Qt::ToolTipRole);
    }
    connect(m_preset, &QComboBox::currentIndexChanged, this, &ParameterDialog::takePreset);
    form.addRow(tr("Preset"), m_preset);
}

/// Place 0 is none: the fields stay as they are.
void ParameterDialog::takePreset(int place)
{
    if (place < 1) {
        setRemark({});
        return;
    }
    const Preset& preset = m_analysis.presets[std::size_t(place - 1)];
    const Json complete = completeParameters(m_analysis, preset.parameters);
    for (const auto& [name, value] : complete.items())
        if (const auto setter = m_setters.find(name); setter != m_setters.end())
            setter->second(value);
    QStringList inputs;
    for (const auto& [role, spec] : preset.inputs)
        inputs << tr("%1: %2").arg(text(role), text(spec));
    setRemark(text(preset.help) + QStringLiteral(" (") + inputs.join(QStringLiteral(", ")) +
              QLatin1Char(')'));
}

std::map<std::string, std::string> ParameterDialog::inputs() const
{
    const int place = m_preset ? m_preset->currentIndex() : 0;
    return place < 1 ? std::map<std::string, std::string>()
                     : m_analysis.presets[std::size_t(place - 1)].inputs;
}

void ParameterDialog::addFolder(QFormLayout& form)
{
    auto* row = new QWidget;
    auto* box = new QHBoxLayout(row);
    box->setContentsMargins(0, 0, 0, 0);
    m_folder = new QLineEdit(QDir::home().filePath(QStringLiteral("leafscope-run")));
    m_folder->setAccessibleName(tr("Write into"));
    auto* choose = new QPushButton(tr("Choose..."));
    box->addWidget(m_folder, 1);
    box->addWidget(choose);
    connect(choose, &QPushButton::clicked, this, [this] {
        const QString folder =
            QFileDialog::getExistingDirectory(this, tr("Write into"), m_folder->text());
        if (!folder.isEmpty())
            m_folder->setText(folder);
    });
    form.addRow(tr("Write into"), row);
}

Json ParameterDialog::parameters() const
{
    Json given = Json::object();
    for (const auto& [name, value] : m_values)
        given[name] = value();
    return given;
}

std::uint64_t ParameterDialog::seed() const
{
    return m_seed ? std::uint64_t(m_seed->value()) : 1;
}

QString ParameterDialog::folder() const
{
    return m_folder ? m_folder->text() : QString();
}

void ParameterDialog::setRemark(const QString& text)
{
    m_remark->setText(text);
    m_remark->setVisible(!text.isEmpty());
}

void ParameterDialog::accept()
{
    try {
        completeParameters(m_analysis, parameters());
        QDialog::accept();
    } catch (const Error& e) {
        setRemark(QString::fromStdString(e.happened())); // stays open, with what to change
    }
}

} // namespace leafscope
