// SPDX-License-Identifier: MIT
#include "app/window/gesture_legend.hpp"

#include "app/window/gestures.hpp"
#include "views/style/theme.hpp"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QSettings>
#include <QToolButton>

namespace leafscope {

namespace {

constexpr const char* kSeen = "gesturesSeen";

} // namespace

GestureLegend::GestureLegend(QWidget* host)
    : QFrame(host)
{
    setObjectName(QStringLiteral("gestureLegend"));
    setProperty("role", QStringLiteral("notice"));
    setAccessibleName(tr("Gestures"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(style::kSpace3, style::kSpace2, style::kSpace2, style::kSpace3);
    grid->setHorizontalSpacing(style::kSpace4);
    grid->setVerticalSpacing(2);
    m_title = new QLabel(this);
    QFont strong = style::font(style::FontRole::Body);
    strong.setWeight(QFont::DemiBold);
    m_title->setFont(strong);
    grid->addWidget(m_title, 0, 0);
    auto* close = new QToolButton(this);
    close->setAutoRaise(true);
    close->setIcon(style::icon(QStringLiteral("close")));
    close->setIconSize({14, 14});
    close->setFixedSize(24, 24);
    close->setToolTip(tr("Dismiss; ? shows it again"));
    close->setAccessibleName(tr("Dismiss the gestures"));
    connect(close, &QToolButton::clicked, this, [this] { setShown(false); });
    grid->addWidget(close, 0, 1, Qt::AlignRight);
    setGestures(tr("In the 3-D view"), gestures());
    host->installEventFilter(this);
    hide();
}

void GestureLegend::setGestures(const QString& title, const std::vector<Gesture>& gestures)
{
    auto* grid = static_cast<QGridLayout*>(layout());
    m_title->setText(title);
    for (QWidget* line : m_lines)
        delete line;
    m_lines.clear();
    int row = 1;
    for (const Gesture& gesture : gestures) {
        auto* how = new QLabel(gesture.how, this);
        auto* what = new QLabel(gesture.what, this);
        for (QLabel* label : {what, how})
            label->setProperty("role", QStringLiteral("caption"));
        grid->addWidget(what, row, 0);
        grid->addWidget(how, row++, 1, Qt::AlignRight);
        m_lines.insert(m_lines.end(), {what, how});
    }
    grid->activate();
    if (!isHidden())
        place();
}

bool GestureLegend::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && !isHidden())
        place();
    return QFrame::eventFilter(watched, event);
}

void GestureLegend::place()
{
    resize(sizeHint());
    const int edge = style::kSpace3;
    move(parentWidget()->width() - width() - edge, parentWidget()->height() - height() - edge);
    raise();
}

void GestureLegend::showFirstTime()
{
    if (!QSettings().value(QLatin1String(kSeen)).toBool())
        setShown(true);
}

void GestureLegend::setShown(bool shown)
{
    if (shown == !isHidden())
        return;
    if (!shown)
        QSettings().setValue(QLatin1String(kSeen), true);
    setVisible(shown);
    if (shown)
        place();
    Q_EMIT shownChanged();
}

} // namespace leafscope
