// SPDX-License-Identifier: MIT
#include "views/study/study_view.hpp"

#include "views/frame/message_page.hpp"
#include "views/study/study_canvas.hpp"
#include "views/study/study_json.hpp"
#include "views/study/study_list.hpp"
#include "views/style/elided_label.hpp"
#include "views/style/theme.hpp"

#include <QComboBox>
#include <QContextMenuEvent>
#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <QToolButton>

#include <algorithm>

namespace leafscope {

namespace {

enum Place { Drawing, Listing, Message };

QString studyName(const std::string& analysis)
{
    const std::pair<const char*, QString> names[] = {
        {"nnk profile", StudyView::tr("NNK profile")},
        {"nnk classify", StudyView::tr("NNK classification")},
        {"nnk select", StudyView::tr("NNK model choice")},
        {"nnk scales", StudyView::tr("NNK scales")},
        {"nnk channels", StudyView::tr("NNK channels")}};
    for (const auto& [name, title] : names)
        if (analysis == name)
            return title;
    return QString::fromStdString(analysis);
}

} // namespace

StudyView::StudyView(Session& session, QWidget* parent)
    : View(session, parent)
{
    build();
    connectSession();
    refresh();
}

void StudyView::build()
{
    setProperty("role", QStringLiteral("panel"));
    setAttribute(Qt::WA_StyledBackground);
    m_canvas = new StudyCanvas(this);
    m_canvas->setContextMenuPolicy(Qt::DefaultContextMenu);
    m_canvas->setReachable([this](const StudyAxis& axis, int point) {
        const auto at = std::size_t(point);
        if (at < axis.layers.size())
            return this->session().layers().contains(QString::fromStdString(axis.layers[at]));
        const auto& series = this->session().series();
        return at < axis.epochs.size() &&
               std::any_of(series.begin(), series.end(), [&](const SeriesEntry& entry) {
                   return entry.epoch == axis.epochs[at];
               });
    });
    m_list = new StudyList(session(), this);
    m_message = new MessagePage(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header = makeHeader());
    m_stack = new QStackedLayout;
    for (QWidget* widget : {static_cast<QWidget*>(m_canvas), static_cast<QWidget*>(m_list),
                            static_cast<QWidget*>(m_message)})
        m_stack->addWidget(widget);
    column->addLayout(m_stack, 1);
    setFocusProxy(m_canvas);
}

QWidget* StudyView::makeHeader()
{
    auto* header = new QWidget(this);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(style::kSpace2, style::kSpace1, style::kSpace2, 0);
    row->setSpacing(style::kSpace1);
    m_studies = new QComboBox(header);
    m_studies->setAccessibleName(tr("Study"));
    m_pageBox = new QComboBox(header);
    m_pageBox->setAccessibleName(tr("Page of the study"));
    for (QComboBox* box : {m_studies, m_pageBox}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        row->addWidget(box);
    }
    m_alikeButton = new QToolButton(header);
    m_alikeButton->setText(tr("By likeness"));
    m_alikeButton->setToolTip(tr("Channels that share neighbours stand beside each other"));
    m_alikeButton->setAccessibleName(m_alikeButton->toolTip());
    m_alikeButton->setCheckable(true);
    m_alikeButton->setProperty("role", QStringLiteral("segment"));
    row->addWidget(m_alikeButton);
    m_caption = new style::ElidedLabel(header);
    m_caption->setProperty("role", QStringLiteral("caption"));
    m_caption->setContentsMargins(style::kSpace1, 0, 0, 0);
    row->addWidget(m_caption, 1);
    connect(m_studies, &QComboBox::activated, this, [this](int index) {
        // Whoever looks at another one has read why the last could not be made.
        if (session().state(Fact::Studies).readiness == Readiness::Failed)
            session().settle(Fact::Studies, {});
        choose(m_studies->itemData(index).toString().toStdString());
    });
    connect(m_pageBox, &QComboBox::activated, this,
            [this](int index) { choosePage(m_pageBox->itemData(index).toString().toStdString()); });
    connect(m_alikeButton, &QToolButton::toggled, this, &StudyView::setAlike);
    return header;
}

void StudyView::connectSession()
{
    const Session& s = session();
    for (const auto signal :
         {&Session::studiesChanged, &Session::embeddingChanged, &Session::dataChanged,
          &Session::layerChanged, &Session::epochChanged, &Session::seriesChanged})
        connect(&s, signal, this, &StudyView::refresh);
    connect(&s, &Session::stateChanged, this, [this](Fact changed) {
        if (changed == Fact::Studies)
            refresh();
    });
    connect(m_canvas, &chart::Canvas::pointClicked, this, &StudyView::clicked);
    connect(m_canvas, &chart::Canvas::stepRequested, this, &StudyView::step);
    connect(m_canvas, &StudyCanvas::pageStepRequested, this, &StudyView::stepPage);
}

std::string StudyView::shown() const
{
    const Studies& studies = session().studies();
    if (studies.count(m_wanted))
        return m_wanted;
    if (!m_wanted.empty() && session().state(Fact::Studies).readiness != Readiness::Ready)
        return {}; // it may still come, or says why it does not
    for (const char* analysis : studyAnalyses())
        if (studies.count(analysis))
            return analysis;
    return {};
}

StudyContext StudyView::context() const
{
    StudyContext context = m_kept;
    if (!session().layer().isEmpty())
        context.layer = session().layer().toStdString();
    if (session().epoch() >= 0)
        context.epoch = session().epoch();
    if (const auto embedding = session().embedding(); embedding && !embedding->classNames.empty())
        context.classNames = embedding->classNames;
    else if (const auto opened = session().data(); opened && !opened->classNames.empty())
        context.classNames = opened->classNames;
    return context;
}

void StudyView::refresh()
{
    const auto study = session().study(shown());
    m_studyPages = study ? studyPages(shown(), study->result, context()) : std::vector<StudyPage>();
    fillHeader();
    showPage();
    showState();
}

void StudyView::fillHeader()
{
    const QSignalBlocker quietStudies(m_studies);
    const QSignalBlocker quietPages(m_pageBox);
    m_studies->clear();
    for (const char* analysis : studyAnalyses())
        if (session().study(analysis))
            m_studies->addItem(studyName(analysis), QString::fromUtf8(analysis));
    m_studies->setCurrentIndex(m_studies->findData(QString::fromStdString(shown())));
    m_pageBox->clear();
    for (const StudyPage& page : m_studyPages)
        m_pageBox->addItem(page.title, QString::fromStdString(page.key));
    m_pageBox->setVisible(!m_studyPages.empty());
    m_header->setVisible(!session().studies().empty());
}

const StudyPage* StudyView::page() const
{
    if (m_studyPages.empty())
        return nullptr;
    const auto wanted = m_chosen.find(shown());
    for (const StudyPage& page : m_studyPages)
        if (wanted != m_chosen.end() && page.key == wanted->second)
            return &page;
    return &m_studyPages.front();
}

QString StudyView::caption() const
{
    const auto study = session().study(shown());
    if (!study || !page())
        return {};
    const QString caption = studyCaption(study->result);
    return page()->note.isEmpty() ? caption : QStringLiteral("%1. %2").arg(page()->note, caption);
}

void StudyView::showPage()
{
    const StudyPage* shownPage = page();
    const auto* grid = shownPage ? std::get_if<GridPage>(&shownPage->content) : nullptr;
    m_alikeButton->setVisible(grid && !grid->alike.empty());
    if (!shownPage)
        return;
    m_pageBox->setCurrentIndex(m_pageBox->findData(QString::fromStdString(shownPage->key)));
    if (const auto* list = std::get_if<ListPage>(&shownPage->content)) {
        m_list->setPage(*list);
        setFocusProxy(m_list);
        return;
    }
    StudyPage drawn = *shownPage;
    if (grid && m_alike)
        drawn.content = arrangedAlike(*grid);
    const auto* charts = std::get_if<ChartPage>(&drawn.content);
    m_canvas->setCursorPoint(charts ? cursorOf(charts->axis, context()) : -1);
    m_canvas->setPage(std::move(drawn));
    setFocusProxy(m_canvas);
}

void StudyView::showState()
{
    const FactState& state = session().state(Fact::Studies);
    const bool isBusy = state.readiness == Readiness::Busy;
    const bool failed = state.readiness == Readiness::Failed;
    if (page() && !failed) {
        const bool isList = std::holds_alternative<ListPage>(page()->content);
        m_stack->setCurrentIndex(isList ? Listing : Drawing);
        m_caption->setText(isBusy ? tr("Computing: %1").arg(state.message) : caption());
        QStringList tip;
        const Json& result = session().study(shown())->result;
        if (const Json& notes = study::fieldAt(result, "warnings"); notes.is_array())
            for (const Json& note : notes)
                if (note.is_string())
                    tip << QString::fromStdString(note.get<std::string>());
        tip << QString::fromStdString(study::textAt(result, "convention"));
        m_caption->setToolTip(tip.join(QStringLiteral("\n\n")));
        return;
    }
    m_stack->setCurrentIndex(Message);
    m_caption->setText({});
    const QString iconName = failed   ? QStringLiteral("warning")
                             : isBusy ? QStringLiteral("tasks")
                                      : QStringLiteral("curve");
    const QColor ink = failed ? style::tokens().danger : style::tokens().secondary;
    m_message->setMessage(style::icon(iconName, ink).pixmap({20, 20}, devicePixelRatioF()),
                          state.readiness == Readiness::Ready ? tr("The study holds no numbers.")
                                                              : state.message);
}

void StudyView::choose(const std::string& analysis)
{
    m_wanted = analysis;
    refresh();
}

std::vector<std::string> StudyView::pageKeys() const
{
    std::vector<std::string> keys;
    for (const StudyPage& page : m_studyPages)
        keys.push_back(page.key);
    return keys;
}

void StudyView::choosePage(const std::string& key)
{
    m_chosen[shown()] = key;
    showPage();
    showState();
}

void StudyView::stepPage(int step)
{
    const int next = m_pageBox->currentIndex() + step;
    if (next >= 0 && next < int(m_studyPages.size()))
        choosePage(m_studyPages[std::size_t(next)].key);
}

void StudyView::clicked(int point)
{
    const auto* charts = page() ? std::get_if<ChartPage>(&page()->content) : nullptr;
    const auto at = std::size_t(point);
    if (charts && at < charts->axis.layers.size())
        session().setLayer(QString::fromStdString(charts->axis.layers[at]));
    else if (charts && at < charts->axis.epochs.size())
        session().setEpoch(charts->axis.epochs[at]);
}

void StudyView::step(int step)
{
    const auto* charts = page() ? std::get_if<ChartPage>(&page()->content) : nullptr;
    if (charts && !charts->axis.layers.empty())
        session().stepLayer(step);
    else if (charts && !charts->axis.epochs.empty())
        session().stepEpoch(step);
}

void StudyView::setAlike(bool alike)
{
    m_alike = alike;
    const QSignalBlocker quiet(m_alikeButton);
    m_alikeButton->setChecked(alike);
    showPage();
}

void StudyView::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (m_canvas && style::isLookChange(*event)) {
        showState();
        m_canvas->update();
    }
}

void StudyView::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    for (const StudyPage& other : m_studyPages) {
        QAction* action =
            menu.addAction(other.title, this, [this, key = other.key] { choosePage(key); });
        action->setCheckable(true);
        action->setChecked(page() && page()->key == other.key);
    }
    menu.addSeparator();
    addCommonActions(menu);
    menu.exec(event->globalPos());
}

} // namespace leafscope
