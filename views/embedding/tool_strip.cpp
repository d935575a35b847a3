// SPDX-License-Identifier: MIT
#include "views/embedding/tool_strip.hpp"

#include "views/embedding/overlay.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

namespace leafscope {

namespace {

constexpr std::array<const char*, 3> kIcons{"orbit", "lasso", "box"};

} // namespace

ToolStrip::ToolStrip(QWidget* parent)
    : QWidget(parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2, 2, 2, 2);
    row->setSpacing(2);
    const std::array<QString, 3> texts{tr("Orbit (Esc)"), tr("Lasso (L)"), tr("Box (B)")};
    const QString combine = tr("Shift adds, Ctrl toggles, Alt subtracts, Shift+Alt intersects");
    for (std::size_t i = 0; i < m_buttons.size(); ++i) {
        auto* button = new QToolButton(this);
        button->setCheckable(true);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setAccessibleName(texts[i]);
        button->setToolTip(i == 0 ? texts[i] : texts[i] + QLatin1Char('\n') + combine);
        connect(button, &QToolButton::clicked, this,
                [this, i] { Q_EMIT chosen(SelectionTool(i)); });
        row->addWidget(button);
        m_buttons[i] = button;
    }
    m_edges = new QToolButton(this);
    m_edges->setCheckable(true);
    m_edges->setAutoRaise(true);
    m_edges->setFocusPolicy(Qt::TabFocus);
    connect(m_edges, &QToolButton::clicked, this, &ToolStrip::edgesWanted);
    row->addWidget(m_edges);
    setEdges(false, false, tr("Edges"));
    setTool(SelectionTool::Orbit);
    tint();
}

void ToolStrip::setTool(SelectionTool tool)
{
    for (std::size_t i = 0; i < m_buttons.size(); ++i)
        m_buttons[i]->setChecked(SelectionTool(i) == tool);
    tint();
}

void ToolStrip::setEdges(bool available, bool shown, const QString& text)
{
    m_edges->setEnabled(available);
    m_edges->setChecked(available && shown);
    m_edges->setAccessibleName(text);
    m_edges->setToolTip(text);
    tint();
}

void ToolStrip::tint()
{
    const int side = style::scaled(style::kControlHeight);
    const int icon = style::scaled(16);
    const auto draw = [&](QToolButton* button, const QString& name) {
        if (!button)
            return; // still being made
        button->setFixedSize(side, side);
        button->setIconSize({icon, icon});
        button->setIcon(button->isChecked() ? style::icon(name, style::tokens().accent)
                                            : style::icon(name));
    };
    for (std::size_t i = 0; i < m_buttons.size(); ++i)
        draw(m_buttons[i], QLatin1String(kIcons[i]));
    draw(m_edges, QStringLiteral("graph"));
}

void ToolStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(style::faded(style::tokens().surface, kBackingOpacity));
    painter.drawRoundedRect(rect(), style::kRadius, style::kRadius);
}

void ToolStrip::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (m_edges && style::isLookChange(*event))
        tint();
}

} // namespace leafscope
