// SPDX-License-Identifier: MIT
#include "app/window/palette/command_palette.hpp"

#include "app/window/palette/palette_delegate.hpp"
#include "app/window/palette/palette_model.hpp"
#include "views/style/shade.hpp"
#include "views/style/theme.hpp"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QSettings>
#include <QVBoxLayout>

#include <algorithm>

namespace leafscope {

namespace {

constexpr int kWidth = 640;
constexpr int kMostHeight = 460;
constexpr int kMostRecent = 8;
constexpr const char* kRecentKey = "palette/recent";

QStringList recentIds()
{
    return QSettings().value(QLatin1String(kRecentKey)).toStringList();
}

void remember(const QString& id)
{
    QStringList ids = recentIds();
    ids.removeAll(id);
    ids.prepend(id);
    QSettings().setValue(QLatin1String(kRecentKey), ids.mid(0, kMostRecent));
}

} // namespace

CommandPalette::CommandPalette(QWidget* parent)
    : QWidget(parent)
    , m_model(new PaletteModel(this))
    , m_card(new QFrame(this))
    , m_search(new QLineEdit(m_card))
    , m_list(new QListView(m_card))
    , m_nothing(new QLabel(tr("Nothing is called that."), m_card))
{
    setObjectName(QStringLiteral("palette"));
    m_card->setProperty("role", QStringLiteral("notice"));
    auto* column = new QVBoxLayout(m_card);
    column->setContentsMargins(1, style::kSpace2, 1, style::kSpace2);
    column->setSpacing(style::kSpace2);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(style::kSpace2, 0, style::kSpace2, 0);
    m_search->setPlaceholderText(tr("Search actions, layers and files"));
    m_search->setAccessibleName(tr("Search the commands"));
    m_search->addAction(style::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    row->addWidget(m_search);
    column->addLayout(row);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus); // the field keeps the keys
    m_list->setAccessibleName(tr("Commands"));
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    column->addWidget(m_list, 1);
    m_nothing->setProperty("role", QStringLiteral("caption"));
    m_nothing->setAlignment(Qt::AlignCenter);
    column->addWidget(m_nothing, 1);
    connect(m_search, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_list, &QListView::clicked, this, &CommandPalette::run);
    m_search->installEventFilter(this);
    parent->installEventFilter(this);
    hide();
}

void CommandPalette::open(std::vector<PaletteItem> items)
{
    if (!isVisible())
        m_focusBefore = QApplication::focusWidget();
    m_model->setItems(std::move(items), recentIds());
    m_search->clear();
    search({});
    show();
    raise();
    m_search->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::place()
{
    setGeometry(parentWidget()->rect());
    const int width = std::min(kWidth, this->width() - 2 * style::kSpace4);
    // As high as what was found, so that a few rows leave the window visible.
    int rows = 0;
    for (int row = 0; row < m_model->rowCount() && rows < kMostHeight; ++row)
        rows += m_list->sizeHintForIndex(m_model->index(row)).height();
    const int found = m_model->rowCount() > 0 ? rows : m_nothing->sizeHint().height() * 3;
    const int around = m_search->sizeHint().height() + 3 * style::kSpace2 + 4;
    const int height = std::min({kMostHeight, this->height() * 3 / 4, found + around});
    m_card->setGeometry((this->width() - width) / 2, this->height() / 10, width, height);
    update(); // the shadow of the card where it was
}

void CommandPalette::search(const QString& pattern)
{
    m_model->setSearch(pattern);
    const bool any = m_model->rowCount() > 0;
    m_list->setVisible(any);
    m_nothing->setVisible(!any);
    place();
    if (any) {
        m_list->setCurrentIndex(m_model->index(0));
        m_list->scrollToTop(); // with the caption above the first row
    }
}

void CommandPalette::step(int rows)
{
    const int last = m_model->rowCount() - 1;
    if (last < 0)
        return;
    const int now = m_list->currentIndex().row();
    // Single steps go round; pages stop at the ends.
    int next = now + rows;
    if (rows == 1 || rows == -1)
        next = next < 0 ? last : next > last ? 0 : next;
    m_list->setCurrentIndex(m_model->index(std::clamp(next, 0, last)));
    if (next <= 0)
        m_list->scrollToTop();
}

void CommandPalette::run(const QModelIndex& index)
{
    if (!index.isValid())
        return;
    const PaletteItem item = m_model->item(index.row());
    if (!item.refusal.isEmpty())
        return; // its reason stands in the row
    remember(item.id);
    leave();
    item.run();
}

void CommandPalette::leave()
{
    hide();
    if (m_focusBefore)
        m_focusBefore->setFocus(Qt::PopupFocusReason);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched == m_search && event->type() == QEvent::FocusOut && isVisible() &&
        QApplication::activePopupWidget() == nullptr)
        leave(); // by Tab or a click elsewhere
    if (watched != m_search || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    constexpr int kPage = 8;
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Down:
        step(1);
        return true;
    case Qt::Key_Up:
        step(-1);
        return true;
    case Qt::Key_PageDown:
        step(kPage);
        return true;
    case Qt::Key_PageUp:
        step(-kPage);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        run(m_list->currentIndex());
        return true;
    case Qt::Key_Escape:
        leave();
        return true;
    default:
        return false;
    }
}

void CommandPalette::mousePressEvent(QMouseEvent* event)
{
    if (!m_card->geometry().contains(event->position().toPoint()))
        leave();
}

void CommandPalette::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    style::drawScrim(painter, rect());
    style::drawShadow(painter, m_card->geometry());
}

} // namespace leafscope
