// SPDX-License-Identifier: MIT
#include "views/style/style_sheet.hpp"

#include "views/style/appearance.hpp"
#include "views/style/colour.hpp"

#include <QPair>
#include <QVector>

#include <cmath>

namespace leafscope::style {

namespace {

// Colours are written @name and measures #name; both are filled in by styleSheet().
const char* const kContainers = R"(
QMainWindow, QDialog, QMessageBox { background: @window; }
QMainWindow::separator { background: @window; width: 5px; height: 5px; }
QMainWindow::separator:hover { background: @line; }
QSplitter::handle { background: @line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QDockWidget { color: @secondary; font-size: #caption; font-weight: 600;
    titlebar-close-icon: url(:/leafscope/control/close.svg);
    titlebar-normal-icon: url(:/leafscope/control/float.svg); }
QDockWidget::title { background: @surface; text-align: left; padding: 8px 12px 6px 12px; }
QDockWidget::close-button, QDockWidget::float-button { border: none; border-radius: 4px;
    background: transparent; subcontrol-position: top right; subcontrol-origin: margin;
    top: 7px; width: 16px; height: 16px; }
QDockWidget::close-button { right: 8px; }
QDockWidget::float-button { right: 28px; }
QDockWidget::close-button:hover, QDockWidget::float-button:hover { background: @hover; }
QWidget[role="panel"], QDockWidget > QWidget { background: @surface; }
QFrame[frameShape="4"], QFrame[frameShape="5"] { color: @line; }
QGroupBox { border: none; border-top: 1px solid @line; margin-top: 20px; padding-top: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 0; color: @secondary; font-size: #caption; }
QStatusBar { background: @window; color: @secondary; font-size: #caption; border-top: 1px solid @line; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: @secondary; font-size: #caption; padding: 0 4px; }
QToolTip { background: @surface; color: @text; border: 1px solid @line; padding: 4px 6px; }
QLabel { background: transparent; }
QLabel[role="caption"] { color: @secondary; font-size: #caption; }
QLabel[role="title"] { font-size: #title; font-weight: 600; }
QLabel[role="secondary"] { color: @secondary; }
QLabel[role="danger"] { color: @danger; }
QLabel[role="code"] { background: @window; border: 1px solid @line; border-radius: 4px;
    padding: 6px 8px; }
)";

const char* const kBars = R"(
QMenuBar { background: @window; padding: 0 4px; border: none; }
QFrame[role="notice"] { background: @surface; border: 1px solid @line; border-radius: 6px; }
QMenuBar QToolBar { border: none; padding: 0 8px; }
QMenuBar::item { background: transparent; padding: 9px 8px; margin: 2px 0; border-radius: 4px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: @hover; }
QMenu { background: @surface; border: 1px solid @line; border-radius: #radius; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 26px; border-radius: 4px; min-width: 96px; }
QMenu::item:selected { background: @selection; }
QMenu::item:disabled { color: @off; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QMenu::icon { left: 6px; }
QMenu::indicator { width: 14px; height: 14px; left: 6px; }
QMenu::indicator:checked { image: url(:/leafscope/control/check.svg); }
QMenu::indicator:unchecked { image: none; }
QMenu::right-arrow { image: url(:/leafscope/control/right.svg); width: 12px; height: 12px; }
QToolBar { background: @window; border: none; border-bottom: 1px solid @line; padding: 4px 8px;
    spacing: 4px; }
QToolBar::separator { background: @line; width: 1px; margin: 5px 4px; }
QTabWidget::pane { border: none; border-top: 1px solid @line; background: @surface; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @secondary; padding: 6px 12px;
    border: none; border-bottom: 2px solid transparent; }
QMainWindow > QTabBar { font-size: #caption; qproperty-elideMode: ElideNone; background: @surface; }
QMainWindow > QTabBar::tab { padding: 5px 12px 4px 12px; font-size: #caption; font-weight: 600; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabBar::tab:focus { background: @hover; }
QTabBar::close-button { image: url(:/leafscope/control/close.svg); }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: @thumb; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @thumbHover; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
)";

const char* const kControls = R"(
QPushButton { background: @surface; color: @text; border: 1px solid @line; border-radius: #radius;
    min-height: #inner; padding: 0 12px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @pressed; }
QPushButton:focus, QPushButton:default { border-color: @accent; }
QPushButton:disabled { color: @off; background: @window; }
QPushButton:checked { background: @selection; border-color: @accent; }
QPushButton[role="quiet"] { background: transparent; border-color: transparent; }
QPushButton[role="quiet"]:hover { background: @hover; }
QPushButton[role="quiet"]:focus { border-color: @accent; }
QPushButton[role="primary"] { background: @accent; border-color: @accent; color: @onAccent; }
QPushButton[role="primary"]:hover { background: @accentHover; }
QPushButton[role="primary"]:focus { border: 2px solid @text; }
QPushButton[role="primary"]:disabled { background: @track; border-color: @track; color: @off; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: #radius;
    min-height: #inner; min-width: #inner; padding: 0; color: @text; }
QToolButton[popupMode="1"] { padding-right: 16px; }
QToolButton[role="segment"] { font-size: #caption; padding: 0 8px; min-height: 20px;
    color: @secondary; border-radius: 4px; }
QToolButton[role="segment"]:checked { background: @hover; color: @text; }
QToolButton[role="segment"]:focus { border-color: @accent; }
QToolButton[role="text"] { font-size: #caption; padding: 0 8px; min-height: 20px;
    border-color: @line; border-radius: 4px; }
QToolButton[role="text"]:focus { border-color: @accent; }
QToolButton:hover { background: @hover; }
QToolButton:pressed { background: @pressed; }
QToolButton:checked { background: @selection; }
QToolButton:focus { border-color: @accent; }
QToolButton:disabled { color: @off; }
QToolButton::menu-indicator { image: url(:/leafscope/control/down.svg); width: 10px; height: 10px;
    subcontrol-origin: padding; subcontrol-position: right center; right: 4px; }
QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit { background: @surface;
    color: @text; border: 1px solid @line; border-radius: #radius;
    selection-background-color: @selectionStrong; selection-color: @text; }
QLineEdit, QComboBox, QAbstractSpinBox { min-height: #inner; padding: 0 8px; }
QPlainTextEdit, QTextEdit { padding: 6px; }
QLineEdit:hover, QComboBox:hover, QAbstractSpinBox:hover { border-color: @thumb; }
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
    border-color: @accent; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled { color: @off;
    background: @window; }
QLineEdit > QToolButton { border: none; min-height: 0; min-width: 0; padding: 0; margin: 0; }
QLineEdit > QToolButton:hover { background: transparent; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(:/leafscope/control/down.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { border: 1px solid @line; padding: 4px; }
QAbstractSpinBox { padding-right: 2px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border;
    width: 18px; border: none; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 2px 2px 0 0; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin: 0 2px 2px 0; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: @hover;
    border-radius: 3px; }
QAbstractSpinBox::up-arrow { image: url(:/leafscope/control/up.svg); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url(:/leafscope/control/down.svg); width: 10px;
    height: 10px; }
QCheckBox, QRadioButton { spacing: 8px; min-height: 20px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px;
    border: 1px solid @thumb; background: @surface; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox::indicator:focus,
QRadioButton::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent;
    image: url(:/leafscope/control/@tick.svg); }
QCheckBox::indicator:indeterminate { background: @selectionStrong; border-color: @accent; }
QRadioButton::indicator:checked { border: 4px solid @accent; width: 8px; height: 8px;
    background: @surface; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @track; }
QSlider::sub-page:horizontal { border-radius: 2px; background: @accent; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -6px 0; border-radius: 8px;
    background: @surface; border: 1px solid @thumb; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { border-color: @accent; }
)";

const char* const kLists = R"(
QAbstractItemView { background: @surface; alternate-background-color: @window; color: @text;
    border: none; outline: none; selection-background-color: @selection;
    selection-color: @text; }
QAbstractItemView:focus { border: 1px solid @accent; border-radius: 4px; }
QTreeView::item, QListView::item { min-height: 24px; border: none; padding: 0 4px; }
QTableView { gridline-color: @line; }
QTableView::item { padding: 0 8px; }
QTreeView::item:hover, QListView::item:hover, QTableView::item:hover { background: @hover; }
QTreeView::item:selected, QListView::item:selected, QTableView::item:selected {
    background: @selection; color: @text; }
QTreeView::branch { background: transparent; }
QTreeView::branch:selected { background: @selection; }
QTreeView::branch:hover:!selected { background: @hover; }
QTreeView::branch:has-children:closed { image: url(:/leafscope/control/right.svg); }
QTreeView::branch:has-children:open { image: url(:/leafscope/control/down.svg); }
QHeaderView { background: @surface; border: none; }
QHeaderView::section { background: @surface; color: @secondary; font-size: #caption; border: none;
    border-bottom: 1px solid @line; padding: 4px 8px; }
QTableCornerButton::section { background: @surface; border: none; border-bottom: 1px solid @line; }
)";

} // namespace

QString styleSheet(const Tokens& t)
{
    const bool light = contrast(t.surface, Qt::white) < contrast(t.surface, Qt::black);
    const auto name = [](const QColor& colour) { return colour.name(QColor::HexRgb); };
    const auto pixels = [](double size) { return QStringLiteral("%1px").arg(std::lround(size)); };
    // Longer names first where one is the beginning of another.
    const QVector<QPair<QString, QString>> values{
        {QStringLiteral("@selectionStrong"), name(mixed(t.surface, t.accent, 0.35))},
        {QStringLiteral("@selection"), name(mixed(t.surface, t.accent, 0.16))},
        {QStringLiteral("@accentHover"), name(mixed(t.accent, t.text, 0.12))},
        {QStringLiteral("@onAccent"), name(light ? t.surface : t.window)},
        {QStringLiteral("@accent"), name(t.accent)},
        {QStringLiteral("@thumbHover"), name(mixed(t.line, t.secondary, 0.8))},
        {QStringLiteral("@thumb"), name(mixed(t.line, t.secondary, 0.22))},
        {QStringLiteral("@track"), name(mixed(t.surface, t.line, 0.8))},
        {QStringLiteral("@tick"),
         light ? QStringLiteral("tick-light") : QStringLiteral("tick-dark")},
        {QStringLiteral("@text"), name(t.text)},
        {QStringLiteral("@hover"), name(mixed(t.surface, t.secondary, 0.10))},
        {QStringLiteral("@pressed"), name(mixed(t.surface, t.secondary, 0.20))},
        {QStringLiteral("@off"), name(mixed(t.surface, t.secondary, 0.65))},
        {QStringLiteral("@danger"), name(t.danger)},
        {QStringLiteral("@secondary"), name(t.secondary)},
        {QStringLiteral("@surface"), name(t.surface)},
        {QStringLiteral("@window"), name(t.window)},
        {QStringLiteral("@line"), name(t.line)},
        {QStringLiteral("#radius"), pixels(kRadius)},
        {QStringLiteral("#caption"), pixels(11 * textScale())},
        {QStringLiteral("#title"), pixels(16 * textScale())},
        {QStringLiteral("#inner"), pixels((kControlHeight - 2) * textScale())}};
    QString sheet;
    for (const char* part : {kContainers, kBars, kControls, kLists})
        sheet += QLatin1String(part);
    for (const auto& [placeholder, value] : values)
        sheet.replace(placeholder, value);
    return sheet;
}

} // namespace leafscope::style
