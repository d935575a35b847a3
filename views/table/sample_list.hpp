// SPDX-License-Identifier: MIT
// The rows of the sample table under mouse and keys. What is selected is the session's, not an item
// selection: a hundred thousand scattered rows cost nothing here, and nothing has to be kept alike.
#pragma once

#include "views/session/session.hpp"

#include <QTableView>

namespace leafscope {

class SampleDelegate;
class SampleModel;

class SampleList : public QTableView {
    Q_OBJECT

public:
    /// As the text size asks for.
    static int rowHeight();
    void fitRows();

    SampleList(Session& session, SampleModel& model, QWidget* parent);

    /// The listed row of the current sample, or -1.
    int currentRow() const;
    /// The column that sorts, -1 for none.
    void showSorting(int section, bool descending);
    void scrollToCurrent();

Q_SIGNALS:
    /// The person wants to see the current sample in the 3-D view.
    void frameRequested();

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void connectSession();
    int rowNear(QPointF position) const;
    void updateRow(std::int64_t sample);
    void showRow(int row);
    /// Selects from the anchor to `row`, which becomes the current one.
    void selectRange(int row, Combine how);
    void moveTo(int row, bool extend);

    Session& m_session;
    SampleModel& m_model;
    SampleDelegate* m_delegate = nullptr;
    std::int64_t m_anchor = -1; ///< sample where a range begins
    int m_dragFrom = -1;        ///< listed row
    int m_dragTo = -1;
    std::int64_t m_shownHighlight = -1;
};

} // namespace leafscope
