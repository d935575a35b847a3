// SPDX-License-Identifier: MIT
#include "views/trace/trace_view.hpp"

#include "views/frame/message_page.hpp"
#include "views/frame/painted.hpp"
#include "views/style/elided_label.hpp"
#include "views/style/theme.hpp"
#include "views/trace/trace_canvas.hpp"

#include <QContextMenuEvent>
#include <QEvent>
#include <QFontMetricsF>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QStackedLayout>
#include <QToolButton>

#include <algorithm>

namespace leafscope {

TraceView::TraceView(Session& session, QWidget* parent)
    : View(session, parent)
{
    build();
    connectSession();
    refresh();
}

void TraceView::build()
{
    setProperty("role", QStringLiteral("panel"));
    setAttribute(Qt::WA_StyledBackground);
    m_canvas = new TraceCanvas(this);
    m_canvas->setContextMenuPolicy(Qt::DefaultContextMenu);
    m_canvas->setReachable([this](int epoch) {
        const auto& series = this->session().series();
        return std::any_of(series.begin(), series.end(),
                           [epoch](const SeriesEntry& entry) { return entry.epoch == epoch; });
    });
    auto* drawing = new QWidget(this);
    auto* column = new QVBoxLayout(drawing);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    column->addWidget(m_canvas, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_pages = new QStackedLayout;
    m_pages->addWidget(drawing);
    m_message = new MessagePage(this);
    m_pages->addWidget(m_message);
    layout->addLayout(m_pages);
    setFocusProxy(m_canvas);
}

QWidget* TraceView::makeHeader()
{
    auto* header = new QWidget(this);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(style::kSpace3, style::kSpace1, style::kSpace2, 0);
    row->setSpacing(2);
    m_caption = new style::ElidedLabel(header);
    m_caption->setProperty("role", QStringLiteral("caption"));
    row->addWidget(m_caption, 1);
    auto* drawn = new QToolButton(header);
    drawn->setProperty("role", QStringLiteral("segment"));
    drawn->setIcon(style::icon(QStringLiteral("settings")));
    drawn->setIconSize({16, 16});
    drawn->setToolTip(tr("What is drawn"));
    drawn->setAccessibleName(tr("What is drawn"));
    row->addWidget(drawn);
    connect(drawn, &QToolButton::clicked, this, [this, drawn] {
        QMenu menu(this);
        fillMenu(menu);
        menu.exec(drawn->mapToGlobal(QPoint(0, drawn->height())));
    });
    return header;
}

void TraceView::connectSession()
{
    connect(&session(), &Session::traceChanged, this, &TraceView::refresh);
    connect(&session(), &Session::stateChanged, this, [this](Fact changed) {
        if (changed == Fact::Trace)
            showState();
    });
    const auto mark = [this] { m_canvas->setEpoch(session().epoch()); };
    connect(&session(), &Session::epochChanged, this, mark);
    connect(&session(), &Session::seriesChanged, this, mark);
    connect(m_canvas, &TraceCanvas::epochClicked, this,
            [this](int epoch) { session().setEpoch(epoch); });
    connect(m_canvas, &TraceCanvas::stepRequested, this,
            [this](int step) { session().stepEpoch(step); });
}

void TraceView::refresh()
{
    m_canvas->setTrace(session().trace());
    m_canvas->setEpoch(session().epoch());
    showState();
}

void TraceView::showState()
{
    const auto trace = session().trace();
    const FactState& state = session().state(Fact::Trace);
    const bool drawn = trace && state.readiness != Readiness::Failed;
    m_pages->setCurrentIndex(drawn ? 0 : 1);
    if (drawn) {
        m_caption->setText(state.readiness == Readiness::Busy
                               ? tr("Computing again: %1").arg(state.message)
                               : QString::fromStdString(trace->sampling));
        return;
    }
    const bool failed = state.readiness == Readiness::Failed;
    const QString iconName = failed                               ? QStringLiteral("warning")
                             : state.readiness == Readiness::Busy ? QStringLiteral("tasks")
                                                                  : QStringLiteral("curve");
    const QColor ink = failed ? style::tokens().danger : style::tokens().secondary;
    m_message->setMessage(style::icon(iconName, ink).pixmap({20, 20}, devicePixelRatioF()),
                          state.message);
}

void TraceView::setOptions(const TraceOptions& options)
{
    m_options = options;
    m_canvas->setOptions(options);
}

void TraceView::restore(const Json& state)
{
    setOptions(TraceOptions::fromJson(state));
}

QImage TraceView::picture(QSize size)
{
    return paintedImage(size, [this, size](QPainter& painter) { paint(painter, size); });
}

QByteArray TraceView::svg(QSize size)
{
    return paintedSvg(size, title(), [this, size](QPainter& painter) { paint(painter, size); });
}

// Of how many samples it is belongs to the picture: it is not in the chart, but beside it.
void TraceView::paint(QPainter& painter, QSize size)
{
    painter.setFont(style::font(style::FontRole::Caption));
    const QFontMetricsF font(painter.font());
    const double top = font.height() + style::kSpace2;
    painter.fillRect(QRect(QPoint(), size), style::tokens().surface);
    painter.save();
    painter.translate(0, top);
    m_canvas->render(painter, QSizeF(size.width(), std::max(1.0, size.height() - top)));
    painter.restore();
    if (const auto trace = session().trace()) {
        painter.setPen(style::tokens().secondary);
        painter.setFont(style::font(style::FontRole::Caption));
        painter.drawText(QPointF(style::kSpace3, style::kSpace1 + font.ascent() + 2),
                         QString::fromStdString(trace->sampling));
    }
}

QByteArray TraceView::table() const
{
    const auto trace = session().trace();
    return traceTable(trace ? *trace : LeafTrace{});
}

void TraceView::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (m_canvas && style::isLookChange(*event)) {
        showState();
        m_canvas->update();
    }
}

void TraceView::fillMenu(QMenu& menu)
{
    const auto toggle = [&](const QString& text, bool TraceOptions::*flag) {
        QAction* action = menu.addAction(text);
        action->setCheckable(true);
        action->setChecked(m_options.*flag);
        connect(action, &QAction::toggled, this, [this, flag](bool on) {
            TraceOptions options = m_options;
            options.*flag = on;
            setOptions(options);
        });
    };
    toggle(tr("Mean"), &TraceOptions::mean);
    toggle(tr("Eigenvalues"), &TraceOptions::spectrum);
}

void TraceView::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    fillMenu(menu);
    menu.addSeparator();
    addCommonActions(menu);
    menu.exec(event->globalPos());
}

} // namespace leafscope
