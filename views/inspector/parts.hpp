// SPDX-License-Identifier: MIT
// What the sections of the inspector are put together from.
#pragma once

#include <QLabel>

class QVBoxLayout;

namespace leafscope::inspector {

/// A label whose text can be copied; `role` as in the style sheet.
QLabel* label(const QString& role, QWidget* parent);
QLabel* wrapping(const QString& role, QWidget* parent);
/// The column of a section of the inspector: a hairline, a caption, and what the section adds.
QVBoxLayout* sectionColumn(QWidget* section, QLabel*& caption);

} // namespace leafscope::inspector
