// SPDX-License-Identifier: MIT
#include "app/window/start/start_page.hpp"

#include "app/tasks/task_queue.hpp"
#include "app/window/start/samples.hpp"
#include "app/window/start/start_card.hpp"
#include "app/work/thumbnail.hpp"
#include "views/style/theme.hpp"

#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace leafscope {

namespace {

constexpr int kMostWidth = 800;
constexpr int kColumns = 3;
constexpr int kMostRows = 8;
constexpr int kLogoSide = 44;

QLabel* sectionLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    QFont font = style::font(style::FontRole::Body);
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

QPushButton* button(const QString& text, const char* icon, QWidget* parent)
{
    return new QPushButton(style::icon(QString::fromLatin1(icon)), text, parent);
}

/// Data sets known by name and generators are no files and are always there.
bool isGone(const QString& spec)
{
    const bool path = spec.startsWith(QLatin1Char('/'));
    // "file.h5:/array" and "folder:test" name a part of what is there.
    const QString file = QFileInfo::exists(spec) ? spec : spec.section(QLatin1Char(':'), 0, 0);
    return path && !QFileInfo::exists(file);
}

} // namespace

QString agoText(const QDateTime& when, const QDateTime& now)
{
    const qint64 seconds = when.secsTo(now);
    if (seconds < 60)
        return StartPage::tr("just now");
    if (seconds < 2 * 60)
        return StartPage::tr("a minute ago");
    if (seconds < 3600)
        return StartPage::tr("%1 minutes ago").arg(seconds / 60);
    const qint64 days = when.date().daysTo(now.date());
    if (days == 0)
        return seconds < 2 * 3600 ? StartPage::tr("an hour ago")
                                  : StartPage::tr("%1 hours ago").arg(seconds / 3600);
    if (days == 1)
        return StartPage::tr("yesterday");
    if (days < 7)
        return StartPage::tr("%1 days ago").arg(days);
    return QLocale::c().toString(when.date(), when.date().year() == now.date().year()
                                                  ? QStringLiteral("d MMMM")
                                                  : QStringLiteral("d MMMM yyyy"));
}

StartPage::StartPage(TaskQueue& tasks, RecentList& recent, QWidget* parent)
    : QWidget(parent)
    , m_tasks(tasks)
    , m_recent(recent)
{
    setObjectName(QStringLiteral("startPage"));
    setProperty("role", QStringLiteral("panel"));
    setAttribute(Qt::WA_StyledBackground);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("Start page"));
    outer->addWidget(scroll);
    auto* ground = new QWidget;
    scroll->setWidget(ground);
    ground->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);
    auto* across = new QHBoxLayout(ground);
    across->setContentsMargins(style::kSpace4, 28, style::kSpace4, style::kSpace4);
    auto* content = new QWidget(ground);
    content->setMaximumWidth(kMostWidth);
    across->addStretch(1);
    across->addWidget(content, 100);
    across->addStretch(1);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(style::kSpace3);
    column->addWidget(makeHeader());
    column->addSpacing(style::kSpace2);
    m_samplesTitle = sectionLabel(tr("Samples"), content);
    m_samplesTitle->hide();
    column->addWidget(m_samplesTitle);
    m_samples = new QGridLayout;
    m_samples->setSpacing(style::kSpace3);
    m_samples->setColumnStretch(kColumns, 1);
    column->addLayout(m_samples);
    column->addSpacing(style::kSpace1);
    m_recentTitle = sectionLabel(tr("Recent"), content);
    column->addWidget(m_recentTitle);
    m_rows = new QVBoxLayout;
    m_rows->setSpacing(2);
    column->addLayout(m_rows);
    auto* hint = new QLabel(tr("Or drop files anywhere on this window: models, data, embeddings, "
                               "sessions."),
                            content);
    hint->setProperty("role", QStringLiteral("caption"));
    hint->setWordWrap(true);
    column->addWidget(hint);
    column->addStretch(1);
    connect(&recent, &RecentList::changed, this, &StartPage::refreshRecent);
    refreshRecent();
}

QWidget* StartPage::makeHeader()
{
    auto* header = new QWidget(this);
    auto* grid = new QGridLayout(header);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(style::kSpace3);
    grid->setVerticalSpacing(0);
    auto* logo = new QLabel(header);
    logo->setPixmap(style::programIcon().pixmap(kLogoSide, kLogoSide));
    grid->addWidget(logo, 0, 0, 2, 1);
    auto* name = new QLabel(tr("Leafscope"), header);
    name->setProperty("role", QStringLiteral("title"));
    auto* line = new QLabel(tr("A microscope for the geometry of neural networks"), header);
    line->setProperty("role", QStringLiteral("secondary"));
    grid->addWidget(name, 0, 1, Qt::AlignBottom);
    grid->addWidget(line, 1, 1, Qt::AlignTop);
    grid->setColumnStretch(1, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(style::kSpace2);
    QPushButton* file = button(tr("Open file..."), "open", header);
    QPushButton* folder = button(tr("Open folder..."), "artifact", header);
    m_restore = button(tr("Restore last session"), "reset", header);
    for (QPushButton* one : {file, folder, m_restore})
        buttons->addWidget(one);
    buttons->addStretch(1);
    grid->addLayout(buttons, 2, 0, 1, 2);
    grid->setRowMinimumHeight(2, style::kControlHeight + style::kSpace4);
    connect(m_restore, &QPushButton::clicked, this, [this] {
        if (const auto last = m_recent.lastSession())
            Q_EMIT openRequested(last->spec);
    });
    connect(file, &QPushButton::clicked, this, &StartPage::openFileRequested);
    connect(folder, &QPushButton::clicked, this, &StartPage::openFolderRequested);
    return header;
}

void StartPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_looked) {
        m_looked = true;
        lookForSamples();
    }
    refreshRecent(); // the times have moved on
}

void StartPage::lookForSamples()
{
    const QPointer<StartPage> alive(this);
    m_tasks.start(tr("Look for samples"), TaskWeight::Glance,
                  [alive](const Progress&) -> TaskQueue::Apply {
                      const std::vector<Sample> samples = findSamples();
                      return [alive, samples] {
                          if (alive)
                              alive->showSamples(samples);
                      };
                  });
}

void StartPage::showSamples(const std::vector<Sample>& samples)
{
    m_samplesTitle->setVisible(!samples.empty());
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const Sample& sample = samples[i];
        auto* card = new StartCard(StartCard::Shape::Card, sample.title, sample.about,
                                   QStringLiteral("artifact"), this);
        card->setObjectName(QStringLiteral("sample"));
        card->setPath(sample.folder);
        connect(card, &StartCard::clicked, this,
                [this, folder = sample.folder] { Q_EMIT openRequested(folder); });
        m_samples->addWidget(card, int(i) / kColumns, int(i) % kColumns, Qt::AlignTop);
        lookAt(card, sample.folder);
    }
    orderTabs();
}

void StartPage::lookAt(StartCard* card, const QString& spec)
{
    const QPointer<StartCard> alive(card);
    m_tasks.start(tr("Look at %1").arg(spec), TaskWeight::Glance,
                  [alive, spec](const Progress&) -> TaskQueue::Apply {
                      const bool gone = isGone(spec);
                      const QImage picture = findThumbnail(spec);
                      return [alive, gone, picture] {
                          if (!alive)
                              return;
                          alive->setMissing(gone);
                          alive->setPicture(picture);
                      };
                  });
}

StartCard* StartPage::addRow(const RecentEntry& entry)
{
    auto* row = new StartCard(StartCard::Shape::Row, entry.title,
                              agoText(entry.when, QDateTime::currentDateTime()),
                              kindIcon(entry.kind), this);
    row->setObjectName(QStringLiteral("recent"));
    row->setPath(entry.spec);
    connect(row, &StartCard::clicked, this,
            [this, spec = entry.spec] { Q_EMIT openRequested(spec); });
    connect(row, &StartCard::removeRequested, this,
            [this, spec = entry.spec] { m_recent.remove(spec); });
    m_rows->addWidget(row);
    return row;
}

void StartPage::refreshRecent()
{
    const auto& entries = m_recent.entries();
    m_recentTitle->setVisible(!entries.empty());
    m_restore->setVisible(m_recent.lastSession().has_value());
    if (!isVisible())
        return; // rows are made when someone can see them
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // the click that removed it may still be in its handler
        delete item;
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(entries.size(), kMostRows); ++i)
        lookAt(addRow(entries[i]), entries[i].spec);
    orderTabs();
}

void StartPage::orderTabs()
{
    QList<QWidget*> order;
    for (QPushButton* one : findChildren<QPushButton*>())
        order << one;
    for (const QLayout* layout : std::initializer_list<const QLayout*>{m_samples, m_rows})
        for (int i = 0; i < layout->count(); ++i)
            order << layout->itemAt(i)->widget();
    for (int i = 1; i < order.size(); ++i)
        setTabOrder(order[i - 1], order[i]);
}

} // namespace leafscope
