// SPDX-License-Identifier: MIT
// The dialog of an analysis, made from its registry entry.
#pragma once

#include "core/session/analysis.hpp"

#include <QDialog>

#include <functional>
#include <map>

class QComboBox;
class QFormLayout;
class QLineEdit;
class QLabel;
class QSpinBox;

namespace leafscope {

class ParameterDialog : public QDialog {
    Q_OBJECT

public:
    /// `suggested`: texts to start from instead of the defaults, by the name of the parameter;
    /// those that the analysis does not have are ignored.
    explicit ParameterDialog(const Analysis& analysis, QWidget* parent = nullptr,
                             Json suggested = Json::object());

    /// Complete parameters as the person left them.
    Json parameters() const;
    std::uint64_t seed() const;
    /// Inputs that the chosen preset names, by role; they count in place of what is open.
    std::map<std::string, std::string> inputs() const;
    /// The folder to write into; "" for analyses that write artifacts.
    QString folder() const;
    /// One line under the fields, for example what it will cost.
    void setRemark(const QString& text);

private:
    QWidget* editorOf(const Parameter& parameter);
    void addPresets(QFormLayout& form);
    void takePreset(int place);
    void addFolder(QFormLayout& form);
    void accept() override;

    const Analysis& m_analysis;
    Json m_suggested;
    std::map<std::string, std::function<Json()>> m_values;
    std::map<std::string, std::function<void(const Json&)>> m_setters;
    QComboBox* m_preset = nullptr; ///< null: the analysis has none
    QSpinBox* m_seed = nullptr;
    QLineEdit* m_folder = nullptr;
    QLabel* m_remark = nullptr;
};

} // namespace leafscope
