// SPDX-License-Identifier: MIT
// The place where one stands: image, prediction, and the numbers that say what can be trusted.
#pragma once

#include "views/walk/walk_show.hpp"

#include <QWidget>

#include <vector>

namespace leafscope {

/// A number of the panel, as it is drawn and as it stands in the table.
struct TrustNumber {
    QString name;
    QString value;
    QString help; ///< one sentence
    bool isTitle = false;
};

/// Of the place where the show stands; empty without a walk.
std::vector<TrustNumber> trustNumbers(const WalkShow& show);

void paintTrust(QPainter& painter, const QRectF& box, const WalkShow& show);

class TrustPanel : public QWidget {
    Q_OBJECT

public:
    explicit TrustPanel(QWidget* parent);
    void setShow(const WalkShow& show);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    WalkShow m_show;
};

} // namespace leafscope
