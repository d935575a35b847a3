// SPDX-License-Identifier: MIT
#include "views/inspector/selection_section.hpp"

#include "views/inspector/bars.hpp"
#include "views/inspector/inspector_data.hpp"
#include "views/inspector/parts.hpp"
#include "views/style/elided_label.hpp"
#include "views/style/theme.hpp"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

namespace leafscope {

namespace {

constexpr std::size_t kMostClasses = 12;

QToolButton* button(const QString& text, const QString& tip, QWidget* parent)
{
    auto* result = new QToolButton(parent);
    result->setText(text);
    result->setToolTip(tip);
    result->setAccessibleName(tip);
    result->setProperty("role", QStringLiteral("segment"));
    return result;
}

} // namespace

SelectionSection::SelectionSection(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    QVBoxLayout* column = inspector::sectionColumn(this, m_caption);
    m_caption->setObjectName(QStringLiteral("selection"));
    m_mix = new MixBar(this);
    column->addWidget(m_mix);
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("sliceName"));
    m_name->setPlaceholderText(tr("Save as slice..."));
    m_name->setAccessibleName(tr("Name of a slice to save the selection as"));
    m_name->setToolTip(tr("Type a name and press Enter to keep this selection"));
    m_name->setMaxLength(80);
    column->addWidget(m_name);
    auto* row = new QHBoxLayout;
    row->setSpacing(style::kSpace1);
    QToolButton* only = button(tr("Show only these"), tr("Show only the selection"), this);
    only->setObjectName(QStringLiteral("showOnly"));
    row->addWidget(only);
    row->addStretch(1);
    column->addLayout(row);
    connect(m_name, &QLineEdit::returnPressed, this, &SelectionSection::saveSlice);
    connect(only, &QToolButton::clicked, this, [this] {
        m_session.setFilter(Filter{{}, m_session.view().selected});
    });
    for (const auto signal :
         {&Session::dataChanged, &Session::embeddingChanged, &Session::selectionChanged})
        connect(&m_session, signal, this, &SelectionSection::refresh);
    refresh();
}

void SelectionSection::refresh()
{
    const std::vector<std::int64_t>& selected = m_session.selected();
    setVisible(selected.size() > 1);
    if (selected.size() <= 1)
        return;
    const auto embedding = m_session.embedding();
    m_caption->setText(
        embedding ? tr("Selection: %1 of %2 samples")
                        .arg(style::count(qint64(selected.size())), style::count(embedding->n))
                  : tr("Selection: %1 samples").arg(style::count(qint64(selected.size()))));
    m_mix->setMix(shortened(classMix(m_session, selected), kMostClasses));
}

void SelectionSection::saveSlice()
{
    const QString name = m_name->text().simplified();
    if (name.isEmpty())
        return;
    m_name->clear();
    m_session.saveSlice(name);
}

FilterSection::FilterSection(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    QVBoxLayout* column = inspector::sectionColumn(this, m_caption);
    m_caption->setObjectName(QStringLiteral("filter"));
    m_text = new style::ElidedLabel(this);
    m_text->setObjectName(QStringLiteral("filterText"));
    column->addWidget(m_text);
    auto* row = new QHBoxLayout;
    QToolButton* all = button(tr("Show all"), tr("Remove the filter"), this);
    all->setObjectName(QStringLiteral("showAll"));
    row->addWidget(all);
    row->addStretch(1);
    column->addLayout(row);
    connect(all, &QToolButton::clicked, this, [this] { m_session.setFilter(std::nullopt); });
    for (const auto signal : {&Session::embeddingChanged, &Session::filterChanged})
        connect(&m_session, signal, this, &FilterSection::refresh);
    refresh();
}

void FilterSection::refresh()
{
    const std::optional<Filter>& filter = m_session.view().filter;
    setVisible(filter.has_value());
    if (!filter)
        return;
    const QString shown = style::count(qint64(filter->samples.size()));
    const auto embedding = m_session.embedding();
    m_caption->setText(embedding
                           ? tr("Filter: %1 of %2 shown").arg(shown, style::count(embedding->n))
                           : tr("Filter: %1 shown").arg(shown));
    m_text->setText(filter->text.isEmpty() ? tr("Chosen by hand") : filter->text);
    m_text->setToolTip(m_text->text());
}

} // namespace leafscope
