// SPDX-License-Identifier: MIT
// The drawing of the trace view: the panels, and the read-out under the mouse.
#pragma once

#include "views/chart/canvas.hpp"
#include "views/trace/trace_data.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace leafscope {

class TraceCanvas : public chart::Canvas {
    Q_OBJECT

public:
    explicit TraceCanvas(QWidget* parent);

    void setTrace(std::shared_ptr<const LeafTrace> trace);
    void setOptions(const TraceOptions& options);
    /// The one that the person is at; marked if it was measured.
    void setEpoch(int epoch);
    /// Says which epochs a click can go to.
    void setReachable(std::function<bool(int epoch)> reachable);

Q_SIGNALS:
    void epochClicked(int epoch);

protected:
    std::vector<chart::Chart> panels(QRectF frame, int pointed) const override;
    chart::Card cardOf(int point) const override;
    bool leadsSomewhere(int point) const override;

private:
    std::shared_ptr<const LeafTrace> m_trace;
    TraceOptions m_options;
    int m_epoch = -1;
    std::function<bool(int)> m_reachable;
};

} // namespace leafscope
