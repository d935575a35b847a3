// SPDX-License-Identifier: MIT
// The inspector: one sample closely, and what the selection is made of.
#pragma once

#include "views/inspector/inspector_data.hpp"
#include "views/session/session.hpp"

#include <QWidget>

class QLabel;
class QStackedLayout;
class QVBoxLayout;

namespace leafscope {

class MixBar;
class SampleImage;
class ShareBar;

class Inspector : public QWidget {
    Q_OBJECT

public:
    Inspector(Session& session, QWidget* parent);

    /// The sample that is shown: the current one, else the highlighted one, else -1.
    std::int64_t sample() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    QWidget* makeSamplePage();
    QWidget* makeEmptyPage();
    void addPrediction(QVBoxLayout* column);
    void addSelection(QVBoxLayout* column);
    void connectSession();
    void refresh();
    void showSample(const SampleFacts& facts);
    void showSelection();

    Session& m_session;
    QStackedLayout* m_pages = nullptr;
    SampleImage* m_image = nullptr;
    QLabel* m_index = nullptr;
    QLabel* m_label = nullptr;
    QWidget* m_predictionBox = nullptr;
    QLabel* m_mark = nullptr;
    QLabel* m_prediction = nullptr;
    QLabel* m_confidence = nullptr;
    ShareBar* m_bar = nullptr;
    QLabel* m_note = nullptr;
    QLabel* m_empty = nullptr;
    QWidget* m_selectionBox = nullptr;
    QLabel* m_selectionCount = nullptr;
    MixBar* m_mix = nullptr;
};

} // namespace leafscope
