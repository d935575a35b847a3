// SPDX-License-Identifier: MIT
// The samples as a table, and the search over them: what is found is listed, and can be selected or
// made the filter of all views.
#pragma once

#include "core/data/query.hpp"
#include "views/frame/view.hpp"

#include <QTimer>

class QLabel;
class QStackedLayout;
class QToolButton;

namespace leafscope {

class SampleList;
class SampleModel;
class SearchField;
struct OrderRequest;
struct SampleColumns;
namespace style {
class ElidedLabel;
}

class SampleTable : public View {
    Q_OBJECT

public:
    SampleTable(Session& session, QWidget* parent);

    QString name() const override { return QStringLiteral("table"); }
    QString title() const override { return tr("Samples"); }
    /// What its metrics come from, or the first thing that says which rows there are.
    Fact fact() const override;
    /// "search", "sort" (a column's key or ""), "descending".
    Json state() const override;
    void restore(const Json& state) override;
    QImage picture(QSize size) override;
    /// The listed rows, in order.
    QByteArray table() const override;

    SearchField& searchField() { return *m_field; }
    SampleList& list() { return *m_list; }
    const SampleModel& model() const { return *m_model; }

public Q_SLOTS:
    void focusSearch();
    void setSearch(const QString& text);
    void selectFound();
    void filterToFound();

Q_SIGNALS:
    void frameRequested();

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void build();
    QWidget* makeSearchRow();
    QWidget* makeMessage();
    void connectSession();
    /// Takes new columns soon, or when it is shown.
    void expire();
    void bringUpToDate();
    void parse();
    void reorder();
    OrderRequest request() const;
    void take(std::vector<std::int32_t> rows);
    void sortBy(const QString& key, bool descending);
    void headerClicked(int section);
    void fitColumns();
    void showCount();
    SampleSet found() const;
    QueryTable vocabulary() const;

    SearchField* m_field = nullptr;
    SampleModel* m_model = nullptr;
    SampleList* m_list = nullptr;
    style::ElidedLabel* m_fault = nullptr;
    QLabel* m_count = nullptr;
    QLabel* m_message = nullptr;
    QToolButton* m_select = nullptr;
    QToolButton* m_filter = nullptr;
    QToolButton* m_showAll = nullptr;
    QStackedLayout* m_pages = nullptr;
    QTimer m_typing;
    QTimer m_renewal;
    std::shared_ptr<const SampleColumns> m_columns;
    Query m_query;
    bool m_faulty = false;
    bool m_ordering = false;
    QString m_sortKey;
    bool m_descending = false;
    int m_ticket = 0; ///< of the last order asked for
};

} // namespace leafscope
