// SPDX-License-Identifier: MIT
// A tiny curve of one number over the layers, with the current layer marked.
#pragma once

#include <QWidget>

#include <vector>

namespace leafscope {

class LayerTrace : public QWidget {
    Q_OBJECT

public:
    explicit LayerTrace(QWidget* parent);

    /// Values between 0 and 1, one per layer; NaN leaves a gap. `current`: -1 for none.
    void setValues(std::vector<float> values, int current);
    /// The layer whose place is nearest to x.
    int layerAt(double x) const;
    QSize sizeHint() const override { return {160, 36}; }

Q_SIGNALS:
    void layerClicked(int layer);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    QPointF place(int layer) const;

    std::vector<float> m_values;
    int m_current = -1;
};

} // namespace leafscope
