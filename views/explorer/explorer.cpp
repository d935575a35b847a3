// SPDX-License-Identifier: MIT
#include "views/explorer/explorer.hpp"

#include "views/explorer/explorer_delegate.hpp"
#include "views/explorer/explorer_filter.hpp"
#include "views/explorer/explorer_model.hpp"
#include "views/style/theme.hpp"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTreeView>
#include <QVBoxLayout>

namespace leafscope {

namespace {

constexpr int kShapeRoom = 230; ///< width from which the shape of a layer is shown
constexpr int kTypeRoom = 290;
constexpr int kDepthRoom = 340;

ExplorerKind kindOf(const QModelIndex& index)
{
    return ExplorerKind(index.data(ExplorerModel::KindRole).toInt());
}

} // namespace

Explorer::Explorer(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    setAccessibleName(tr("Explorer"));
    build();
    connectSession();
    decorate();
}

void Explorer::build()
{
    setProperty("role", QStringLiteral("panel"));
    setAttribute(Qt::WA_StyledBackground);
    m_model = new ExplorerModel(m_session, this);
    m_filter = new ExplorerFilter(this);
    m_filter->setSourceModel(m_model);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, style::kSpace1, 0, 0);
    column->setSpacing(style::kSpace1);
    m_search = new QLineEdit(this);
    m_search->setPlaceholderText(tr("Search layers"));
    m_search->setAccessibleName(tr("Search layers"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(style::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    auto* searchRow = new QVBoxLayout;
    searchRow->setContentsMargins(style::kSpace2, 0, style::kSpace2, 0);
    searchRow->addWidget(m_search);
    column->addLayout(searchRow);

    m_tree = new QTreeView(this);
    m_tree->setAccessibleName(tr("Data, model and artifacts"));
    m_tree->setModel(m_filter);
    m_tree->setItemDelegate(new ExplorerDelegate(m_tree));
    m_tree->setIndentation(style::kSpace4);
    m_tree->setUniformRowHeights(false);
    m_tree->setMouseTracking(true);
    m_tree->setAllColumnsShowFocus(false);
    m_tree->setSelectionMode(QAbstractItemView::NoSelection);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->header()->hide();
    m_tree->header()->setMinimumSectionSize(40);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(QHeaderView::Fixed);
    m_tree->header()->setSectionResizeMode(ExplorerModel::Name, QHeaderView::Stretch);
    m_tree->viewport()->installEventFilter(this);
    m_tree->installEventFilter(this);
    column->addWidget(m_tree, 1);
}

void Explorer::connectSession()
{
    for (const auto signal :
         {&Session::dataChanged, &Session::modelChanged, &Session::embeddingChanged,
          &Session::layoutChanged, &Session::dimensionChanged, &Session::seriesChanged})
        connect(&m_session, signal, this, &Explorer::refresh);
    connect(&m_session, &Session::stateChanged, this, &Explorer::refresh);
    connect(&m_session, &Session::frameChanged, this, &Explorer::refresh);
    connect(&m_session, &Session::epochChanged, this, [this] {
        refresh();
        m_tree->viewport()->update(); // the mark moves without any text changing
    });
    connect(&m_session, &Session::layerChanged, this, [this] {
        m_model->markLayer();
        const QModelIndex layer = m_filter->mapFromSource(m_model->layerIndex(m_session.layer()));
        if (!layer.isValid())
            return;
        m_tree->scrollTo(layer);
        // The keyboard goes on from the layer that is shown, not from the one clicked before.
        if (kindOf(m_tree->currentIndex()) == ExplorerKind::Layer)
            m_tree->setCurrentIndex(layer);
    });
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& words) {
        m_filter->setWords(words);
        decorate();
    });
    connect(m_tree, &QTreeView::clicked, this, &Explorer::activate);
    connect(m_tree, &QTreeView::collapsed, this,
            [this](const QModelIndex& section) { m_folded.insert(section.data().toString()); });
    connect(m_tree, &QTreeView::expanded, this,
            [this](const QModelIndex& section) { m_folded.remove(section.data().toString()); });
}

void Explorer::refresh()
{
    m_model->refresh();
    decorate();
}

void Explorer::decorate()
{
    for (int s = 0; s < m_filter->rowCount(); ++s) {
        const QModelIndex section = m_filter->index(s, 0);
        m_tree->setFirstColumnSpanned(s, {}, true);
        for (int row = 0; row < m_filter->rowCount(section); ++row)
            m_tree->setFirstColumnSpanned(
                row, section, kindOf(m_filter->index(row, 0, section)) != ExplorerKind::Layer);
        if (!m_folded.contains(section.data().toString()))
            m_tree->expand(section);
    }
}

void Explorer::fitColumns()
{
    for (const auto& [column, wide] : {std::pair(ExplorerModel::Value, 84),
                                       {ExplorerModel::Shape, 84},
                                       {ExplorerModel::Depth, 48}})
        m_tree->header()->resizeSection(column, style::scaled(wide));
    const int width = m_tree->viewport()->width();
    m_tree->setColumnHidden(ExplorerModel::Shape, width < style::scaled(kShapeRoom));
    m_tree->setColumnHidden(ExplorerModel::Value, width < style::scaled(kTypeRoom));
    m_tree->setColumnHidden(ExplorerModel::Depth, width < style::scaled(kDepthRoom));
}

void Explorer::activate(const QModelIndex& index)
{
    const QModelIndex row = index.siblingAtColumn(ExplorerModel::Name);
    switch (kindOf(row)) {
    case ExplorerKind::Layer:
        m_session.setLayer(row.data().toString());
        break;
    case ExplorerKind::Epoch:
        m_session.setEpoch(row.data(ExplorerModel::EpochRole).toInt());
        break;
    case ExplorerKind::Offer:
        if (Readiness(row.data(ExplorerModel::ReadinessRole).toInt()) == Readiness::Busy)
            break;
        if (ExplorerOffer(row.data(ExplorerModel::OfferRole).toInt()) == ExplorerOffer::OpenData)
            Q_EMIT openDataRequested();
        else
            Q_EMIT openModelRequested();
        break;
    case ExplorerKind::Section:
    case ExplorerKind::Property:
    case ExplorerKind::Product:
        break;
    }
}

bool Explorer::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_tree->viewport() && event->type() == QEvent::Resize)
        fitColumns();
    if (watched == m_tree && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if ((key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space) &&
            m_tree->currentIndex().isValid()) {
            activate(m_tree->currentIndex());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void Explorer::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (m_tree && style::isLookChange(*event)) {
        fitColumns(); // the text may have another size
        m_tree->doItemsLayout();
        m_tree->viewport()->update();
    }
}

} // namespace leafscope
