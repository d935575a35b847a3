// SPDX-License-Identifier: MIT
// A one-line label that shortens its text with an ellipsis instead of being cut off.
#pragma once

#include <QLabel>

namespace leafscope::style {

class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent);
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace leafscope::style
