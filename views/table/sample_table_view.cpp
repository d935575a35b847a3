// SPDX-License-Identifier: MIT
// What every view can do: its state, its picture, its numbers.
#include "core/base/error.hpp"
#include "views/table/sample_model.hpp"
#include "views/table/sample_table.hpp"
#include "views/table/search_field.hpp"

namespace leafscope {

Fact SampleTable::fact() const
{
    if (session().neighbors())
        return Fact::Neighbors;
    if (session().graph())
        return Fact::Graph;
    return session().recipe(Fact::Embedding) || !session().recipe(Fact::Layout) ? Fact::Embedding
                                                                                : Fact::Layout;
}

Json SampleTable::state() const
{
    return {{"search", m_field->text().toStdString()},
            {"sort", m_sortKey.toStdString()},
            {"descending", m_descending}};
}

void SampleTable::restore(const Json& state)
{
    try {
        const std::string search = state.value("search", std::string());
        const std::string sort = state.value("sort", std::string());
        const bool descending = state.value("descending", false);
        m_sortKey = QString::fromStdString(sort);
        m_descending = descending;
        setSearch(QString::fromStdString(search));
    } catch (const Json::exception& e) {
        throw Error(ErrorKind::Format, "the state of the table cannot be used", "table", e.what(),
                    "leave it out");
    }
}

QImage SampleTable::picture(QSize size)
{
    if (size.width() < 1 || size.height() < 1)
        throw Error(ErrorKind::InvalidInput, "a picture needs a size", "table", {},
                    "give a --size of at least 64x64");
    SampleTable drawn(session(), nullptr);
    drawn.m_sortKey = m_sortKey;
    drawn.m_descending = m_descending;
    drawn.m_field->setText(m_field->text());
    drawn.parse();
    ++drawn.m_ticket; // whatever a worker was asked for comes too late
    drawn.take(orderedRows(drawn.request()));
    drawn.resize(size);
    drawn.ensurePolished();
    return drawn.grab().toImage();
}

QByteArray SampleTable::table() const
{
    return columnsToCsv(*m_columns, m_model->rows());
}

} // namespace leafscope
