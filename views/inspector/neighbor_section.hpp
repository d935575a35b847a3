// SPDX-License-Identifier: MIT
// What stands around a sample at the current layer: its neighbours, its numbers, and how many of
// the neighbours share its label from layer to layer.
#pragma once

#include "views/session/session.hpp"

#include <QWidget>

class QLabel;

namespace leafscope {

class LayerTrace;
class NeighborGrid;
class NumberList;

class NeighborSection : public QWidget {
    Q_OBJECT

public:
    NeighborSection(Session& session, QWidget* parent);
    /// Shows this sample; -1 hides the section.
    void setSample(std::int64_t sample);

private:
    void refresh();
    void showTrace(Index row);

    Session& m_session;
    std::int64_t m_sample = -1;
    QLabel* m_caption = nullptr;
    NeighborGrid* m_grid = nullptr;
    QLabel* m_traceCaption = nullptr;
    LayerTrace* m_trace = nullptr;
    NumberList* m_numbers = nullptr;
};

} // namespace leafscope
