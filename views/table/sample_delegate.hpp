// SPDX-License-Identifier: MIT
// Draws the cells of the sample table: selected and highlighted rows, class colours, marks.
#pragma once

#include <QStyledItemDelegate>

namespace leafscope {

class SampleModel;
class Session;
struct SampleColumn;

class SampleDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    SampleDelegate(const Session& session, const SampleModel& model, QObject* parent);
    /// Listed rows that are being dragged over, both ends; first > last: none.
    void setPreview(int first, int last);
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    void paintGround(QPainter& painter, const QStyleOptionViewItem& option,
                     const QModelIndex& index) const;
    void paintClass(QPainter& painter, const QRect& cell, std::int32_t label) const;
    void paintMark(QPainter& painter, const QRect& cell, bool correct) const;

    const Session& m_session;
    const SampleModel& m_model;
    int m_first = 0;
    int m_last = -1;
};

} // namespace leafscope
