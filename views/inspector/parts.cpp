// SPDX-License-Identifier: MIT
#include "views/inspector/parts.hpp"

#include "views/style/theme.hpp"

#include <QFrame>
#include <QVBoxLayout>

namespace leafscope::inspector {

QLabel* label(const QString& role, QWidget* parent)
{
    auto* result = new QLabel(parent);
    if (!role.isEmpty())
        result->setProperty("role", role);
    result->setTextFormat(Qt::PlainText);
    result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return result;
}

QLabel* wrapping(const QString& role, QWidget* parent)
{
    QLabel* result = label(role, parent);
    result->setWordWrap(true);
    return result;
}

QVBoxLayout* sectionColumn(QWidget* section, QLabel*& caption)
{
    auto* column = new QVBoxLayout(section);
    column->setContentsMargins(0, style::kSpace3, 0, 0);
    column->setSpacing(style::kSpace2);
    auto* rule = new QFrame(section);
    rule->setFrameShape(QFrame::HLine);
    rule->setFrameShadow(QFrame::Plain);
    rule->setFixedHeight(1);
    column->addWidget(rule);
    caption = wrapping(QStringLiteral("caption"), section);
    column->addWidget(caption);
    return column;
}

} // namespace leafscope::inspector
