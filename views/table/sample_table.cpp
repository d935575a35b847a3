// SPDX-License-Identifier: MIT
#include "views/table/sample_table.hpp"

#include "views/style/elided_label.hpp"
#include "views/style/theme.hpp"
#include "views/table/sample_list.hpp"
#include "views/table/sample_model.hpp"
#include "views/table/search_field.hpp"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPointer>
#include <QStackedLayout>
#include <QThreadPool>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace leafscope {

namespace {

constexpr int kTypingPause = 150; ///< ms between the last key and the search
constexpr Index kAtOnce = 20000;  ///< rows that are searched and sorted without a worker

QToolButton* textButton(const QString& text, const QString& tip, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setProperty("role", QStringLiteral("text"));
    return button;
}

int widthOf(const SampleColumn& column, const QFontMetrics& heading)
{
    switch (column.kind) {
    case ColumnKind::Image:
        return style::scaled(40);
    case ColumnKind::Id:
        return style::scaled(64);
    case ColumnKind::Label:
    case ColumnKind::Prediction:
        return style::scaled(124);
    default: // room for the heading and the mark of sorting
        return std::max(style::scaled(64),
                        heading.horizontalAdvance(column.title) + style::scaled(36));
    }
}

} // namespace

SampleTable::SampleTable(Session& session, QWidget* parent)
    : View(session, parent)
    , m_columns(std::make_shared<SampleColumns>())
{
    build();
    connectSession();
    bringUpToDate();
}

void SampleTable::build()
{
    setProperty("role", QStringLiteral("panel"));
    setAttribute(Qt::WA_StyledBackground);
    m_model = new SampleModel(this);
    m_list = new SampleList(session(), *m_model, this);
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeSearchRow());
    m_fault = new style::ElidedLabel(page);
    m_fault->setObjectName(QStringLiteral("fault"));
    m_fault->setProperty("role", QStringLiteral("caption"));
    m_fault->setContentsMargins(style::kSpace4 + style::kSpace1, 0, style::kSpace3, style::kSpace1);
    m_fault->hide();
    column->addWidget(m_fault);
    column->addWidget(m_list, 1);
    m_pages = new QStackedLayout(this);
    m_pages->addWidget(page);
    m_pages->addWidget(makeMessage());
    setFocusProxy(m_list);
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingPause);
    connect(&m_typing, &QTimer::timeout, this, [this] {
        parse();
        reorder();
    });
    m_renewal.setSingleShot(true);
    connect(&m_renewal, &QTimer::timeout, this, &SampleTable::bringUpToDate);
}

QWidget* SampleTable::makeSearchRow()
{
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(style::kSpace3, style::kSpace1, style::kSpace2, style::kSpace1);
    row->setSpacing(style::kSpace1);
    m_field = new SearchField(bar);
    m_field->setPlaceholderText(tr("Search: label:sneaker wrong confidence:<0.6"));
    m_field->setAccessibleName(tr("Search samples"));
    QString tip;
    for (const auto& [example, meaning] : queryHelp())
        tip += QStringLiteral("<tr><td style='padding-right:12px'><b>%1</b></td><td>%2</td></tr>")
                   .arg(QString::fromStdString(example).toHtmlEscaped(),
                        QString::fromStdString(meaning).toHtmlEscaped());
    m_field->setToolTip(QStringLiteral("<table>%1</table>").arg(tip));
    m_field->setOffers([this](const std::string& text, std::size_t cursor) {
        return completeQuery(text, cursor, vocabulary());
    });
    m_count = new QLabel(bar);
    m_count->setObjectName(QStringLiteral("count"));
    m_count->setProperty("role", QStringLiteral("caption"));
    m_select = textButton(tr("Select"), tr("Select what is listed"), bar);
    m_filter = textButton(tr("Filter"), tr("Show only what is listed, in every view"), bar);
    m_showAll = textButton(tr("Show all"), tr("Remove the filter"), bar);
    row->addWidget(m_field, 1);
    row->addSpacing(style::kSpace1);
    row->addWidget(m_count);
    // What comes and goes stands first, so that the others keep their places.
    for (QToolButton* button : {m_showAll, m_select, m_filter})
        row->addWidget(button);
    connect(m_field, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_field, &QLineEdit::returnPressed, this, &SampleTable::selectFound);
    connect(m_field, &SearchField::leaveDownwards, m_list,
            [this] { m_list->setFocus(Qt::TabFocusReason); });
    connect(m_select, &QToolButton::clicked, this, &SampleTable::selectFound);
    connect(m_filter, &QToolButton::clicked, this, &SampleTable::filterToFound);
    connect(m_showAll, &QToolButton::clicked, this, [this] { session().setFilter(std::nullopt); });
    connect(m_list, &SampleList::frameRequested, this, &SampleTable::frameRequested);
    connect(m_list->horizontalHeader(), &QHeaderView::sectionClicked, this,
            &SampleTable::headerClicked);
    return bar;
}

QWidget* SampleTable::makeMessage()
{
    m_message = new QLabel(this);
    m_message->setObjectName(QStringLiteral("message"));
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setText(tr("Open data or an embedding to list its samples."));
    return m_message;
}

void SampleTable::connectSession()
{
    for (const auto signal :
         {&Session::dataChanged, &Session::embeddingChanged, &Session::neighborsChanged,
          &Session::graphChanged, &Session::traceChanged, &Session::studiesChanged,
          &Session::seriesChanged, &Session::layerChanged})
        connect(&session(), signal, this, &SampleTable::expire);
    connect(&session(), &Session::filterChanged, this, &SampleTable::reorder);
    connect(&session(), &Session::selectionChanged, this, [this] {
        if (m_query.usesSelection())
            reorder();
    });
    connect(&session(), &Session::slicesChanged, this, [this] {
        if (m_query.usesSlices() || m_faulty) {
            parse();
            reorder();
        }
    });
}

void SampleTable::expire()
{
    m_renewal.start(); // several facts change in one turn; one renewal serves them all
}

void SampleTable::showEvent(QShowEvent* event)
{
    View::showEvent(event);
    if (m_renewal.isActive())
        bringUpToDate();
}

void SampleTable::bringUpToDate()
{
    m_renewal.stop();
    const auto before = std::exchange(m_columns, SampleColumns::of(session()));
    const auto keysOf = [](const SampleColumns& columns) {
        QStringList keys;
        for (const SampleColumn& column : columns.columns)
            keys << column.key;
        return keys;
    };
    const bool others = keysOf(*before) != keysOf(*m_columns);
    m_model->setColumns(m_columns);
    m_pages->setCurrentIndex(m_columns->n > 0 ? 0 : 1);
    if (others)
        fitColumns();
    parse();
    reorder();
}

void SampleTable::fitColumns()
{
    const QFontMetrics heading(style::font(style::FontRole::Caption));
    for (int section = 0; section < m_model->columnCount(); ++section)
        m_list->setColumnWidth(section, widthOf(m_model->column(section), heading));
}

QueryTable SampleTable::vocabulary() const
{
    QueryTable table = m_columns->queryTable();
    for (const auto& [name, samples] : session().view().slices)
        table.slices.emplace_back(name.toStdString(), samples.values());
    return table;
}

void SampleTable::parse()
{
    m_typing.stop();
    const QString text = m_field->text();
    auto [query, fault] = Query::parse(text.toStdString(), vocabulary());
    m_faulty = fault.has_value();
    if (!m_faulty)
        m_query = std::move(query); // else what was found before stays listed
    const bool said = m_faulty && m_columns->n > 0;
    m_fault->setText(said ? QString::fromStdString(fault->message) : QString());
    m_fault->setVisible(said);
    m_list->setEnabled(!said);
    m_field->setAccessibleDescription(m_fault->text());
}

OrderRequest SampleTable::request() const
{
    const ViewState& view = session().view();
    std::optional<SampleSet> filter;
    if (view.filter)
        filter = view.filter->samples;
    return {m_columns, m_query, filter, view.selected, view.slices, m_sortKey, m_descending};
}

void SampleTable::reorder()
{
    if (m_renewal.isActive()) // it will order what is new
        return;
    const int ticket = ++m_ticket;
    if (m_columns->n <= kAtOnce) {
        take(orderedRows(request()));
        return;
    }
    m_ordering = true;
    showCount();
    QThreadPool::globalInstance()->start(
        [asked = request(), ticket, self = QPointer<SampleTable>(this)] {
            auto rows = std::make_shared<std::vector<std::int32_t>>(orderedRows(asked));
            if (auto* application = QCoreApplication::instance())
                QMetaObject::invokeMethod(application, [self, ticket, rows] {
                    if (self && self->m_ticket == ticket) // not asked otherwise meanwhile
                        self->take(std::move(*rows));
                });
        });
}

void SampleTable::take(std::vector<std::int32_t> rows)
{
    m_ordering = false;
    m_model->setRows(std::move(rows));
    int section = -1;
    for (int s = 0; s < m_model->columnCount(); ++s)
        if (m_model->column(s).key == m_sortKey)
            section = s;
    m_list->showSorting(section, m_descending);
    m_list->scrollToCurrent();
    showCount();
}

void SampleTable::showCount()
{
    const auto listed = qint64(m_model->rows().size());
    const bool all = listed == m_columns->n;
    // What is listed under a search that cannot be read is not its result.
    m_count->setText(m_faulty     ? QString()
                     : m_ordering ? tr("Searching...")
                     : all        ? tr("%1 samples").arg(style::count(listed))
                           : tr("%1 of %2").arg(style::count(listed), style::count(m_columns->n)));
    m_select->setEnabled(!m_ordering && !m_faulty && listed > 0);
    m_filter->setEnabled(!m_ordering && !m_faulty && !all && listed > 0);
    m_showAll->setVisible(session().view().filter.has_value());
}

SampleSet SampleTable::found() const
{
    std::vector<std::int64_t> samples;
    samples.reserve(m_model->rows().size());
    for (const std::int32_t row : m_model->rows())
        samples.push_back(m_columns->sampleAt(row));
    return SampleSet(std::move(samples));
}

void SampleTable::selectFound()
{
    if (m_typing.isActive()) {
        parse();
        reorder();
    }
    if (m_select->isEnabled())
        session().select(found(), Combine::Replace);
}

void SampleTable::filterToFound()
{
    if (m_filter->isEnabled())
        session().setFilter(Filter{m_field->text().simplified(), found()});
}

void SampleTable::focusSearch()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

void SampleTable::setSearch(const QString& text)
{
    m_field->setText(text);
    parse();
    reorder();
}

void SampleTable::sortBy(const QString& key, bool descending)
{
    m_sortKey = key;
    m_descending = descending;
    reorder();
}

void SampleTable::headerClicked(int section)
{
    const SampleColumn& column = m_model->column(section);
    if (column.kind == ColumnKind::Image)
        return;
    // Up, down, and then as the rows come.
    if (column.key != m_sortKey)
        sortBy(column.key, false);
    else if (!m_descending)
        sortBy(column.key, true);
    else
        sortBy({}, false);
}

void SampleTable::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (m_list && style::isLookChange(*event)) {
        fitColumns(); // the text may have another size
        m_list->fitRows();
        m_list->viewport()->update();
    }
}

} // namespace leafscope
