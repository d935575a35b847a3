// SPDX-License-Identifier: MIT
#include "views/collapse/collapse_panel.hpp"

#include "views/collapse/collapse_colours.hpp"
#include "views/collapse/collapse_figure.hpp"
#include "views/scene/furniture.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>
#include <QFontMetrics>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace leafscope {

namespace {

constexpr int kBar = 5; ///< height of a gauge

struct Role {
    CollapseRole role;
    QString name;
};

QString tr(const char* text)
{
    return QCoreApplication::translate("CollapsePanel", text);
}

std::vector<Role> rolesOf(const CollapsePanelContent& content)
{
    std::vector<Role> roles;
    if (content.shown.ideal && content.hasSimplex)
        roles.push_back({CollapseRole::Vertex, tr("Vertex of the simplex")});
    roles.push_back({CollapseRole::Mean, tr("Class mean")});
    if (content.shown.classifiers && content.hasClassifiers)
        roles.push_back({CollapseRole::Classifier, tr("Classifier")});
    if (content.shown.train)
        roles.push_back({CollapseRole::Feature, tr("Train feature")});
    if (content.shown.test)
        roles.push_back({CollapseRole::TestFeature, tr("Test feature, paler")});
    return roles;
}

/// Where a whole number of percent would say 0 or 100 of what is neither.
bool isNearEnd(double share)
{
    return (share > 0.99 && share < 0.9995) || (share > 0 && share < 0.1);
}

QFont bold()
{
    QFont font = overlayFont(style::FontRole::Caption);
    font.setWeight(QFont::DemiBold);
    return font;
}

/// Where everything stands, from the top.
struct Places {
    QRect heading;
    QRect detail;
    std::vector<QRect> gauges;
    std::vector<QRect> numbers;
    std::vector<QRect> badges;
    std::vector<QRect> roles;
    QRect classHeading;
    std::vector<QRect> classes; ///< from `first`; those that fit
    QRect more;                 ///< empty if all are seen
};

int badgeHeight(const QFontMetrics& metrics, int width, const QString& badge)
{
    return metrics.boundingRect(QRect(0, 0, width, 1000), Qt::TextWordWrap, badge).height();
}

Places placesIn(const QRect& box, const CollapsePanelContent& content, int first)
{
    const QFontMetrics title(overlayFont(style::FontRole::Title));
    const QFontMetrics caption(overlayFont(style::FontRole::Caption));
    const int left = box.left() + style::kSpace3;
    const int width = std::max(0, box.width() - 2 * style::kSpace3);
    const int row = caption.height() + 5;
    int y = box.top() + style::kSpace3;
    const auto take = [&](int height) {
        const QRect rect(left, y, width, height);
        y += height;
        return rect;
    };
    Places places;
    places.heading = take(title.height());
    places.detail = take(caption.height());
    y += style::kSpace3;
    for (std::size_t i = 0; i < content.gauges.size(); ++i) {
        places.gauges.push_back(take(caption.height() + 3 + kBar));
        y += style::kSpace2;
    }
    y += 2;
    for (std::size_t i = 0; i < content.numbers.size(); ++i)
        places.numbers.push_back(take(row));
    if (!content.badges.isEmpty())
        y += style::kSpace2;
    for (const QString& badge : content.badges) {
        places.badges.push_back(take(badgeHeight(caption, width - 24, badge) + 4));
        y += 2;
    }
    y += style::kSpace3;
    for (std::size_t i = 0; i < rolesOf(content).size(); ++i)
        places.roles.push_back(take(row));
    y += style::kSpace2;
    places.classHeading = take(row + 2);
    const int room = std::max(0, (box.bottom() - style::kSpace2 - y) / row);
    const int count = int(content.classes.size());
    const bool all = count <= room && first == 0;
    const int shown = std::min(count - first, all ? room : std::max(0, room - 1));
    for (int i = 0; i < shown; ++i)
        places.classes.push_back(take(row));
    if (!all && room > 0)
        places.more = take(row);
    return places;
}

class Painter {
public:
    Painter(QPainter& painter, const CollapsePanelContent& content)
        : m_painter(painter)
        , m_content(content)
        , m_tokens(style::tokens())
    {
    }

    void gauge(const QRect& rect, const CollapseGauge& gauge)
    {
        const bool known = std::isfinite(gauge.share);
        const double share = known ? std::clamp(gauge.share, 0.0, 1.0) : 0;
        pair(QRect(rect.left(), rect.top(), rect.width(), rect.height() - kBar - 3), gauge.name,
             known ? tr("%1 %").arg(100 * share, 0, 'f', isNearEnd(share) ? 1 : 0)
                   : style::number(kUndefined));
        const QRectF track(rect.left(), rect.bottom() - kBar + 1, rect.width(), kBar);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(style::mixed(m_tokens.surface, m_tokens.line, 0.8));
        m_painter.drawRoundedRect(track, kBar / 2.0, kBar / 2.0);
        if (share <= 0)
            return;
        m_painter.setBrush(m_tokens.secondary);
        m_painter.drawRoundedRect(
            QRectF(track.left(), track.top(), std::max<double>(kBar, share * track.width()), kBar),
            kBar / 2.0, kBar / 2.0);
    }
    void pair(const QRect& rect, const QString& name, const QString& value)
    {
        m_painter.setFont(bold());
        const int needed = m_painter.fontMetrics().horizontalAdvance(value) + style::kSpace2;
        m_painter.setPen(m_tokens.text);
        m_painter.drawText(rect, Qt::AlignRight | Qt::AlignVCenter, value);
        m_painter.setFont(overlayFont(style::FontRole::Caption));
        m_painter.setPen(m_tokens.secondary);
        m_painter.drawText(
            rect.adjusted(0, 0, -needed, 0), Qt::AlignLeft | Qt::AlignVCenter,
            m_painter.fontMetrics().elidedText(name, Qt::ElideRight, rect.width() - needed));
    }
    void badge(const QRect& rect, const QString& text)
    {
        style::icon(QStringLiteral("warning"))
            .paint(&m_painter, QRect(rect.left(), rect.top() + 1, 16, 16));
        m_painter.setFont(overlayFont(style::FontRole::Caption));
        m_painter.setPen(m_tokens.text);
        m_painter.drawText(rect.adjusted(24, 1, 0, 0), Qt::TextWordWrap, text);
    }
    void role(const QRect& rect, const Role& role)
    {
        paintRole(m_painter, QPointF(rect.left() + 8, rect.center().y() + 0.5), role.role,
                  roleColour(role.role, m_content.paper));
        m_painter.setFont(overlayFont(style::FontRole::Caption));
        m_painter.setPen(m_tokens.text);
        m_painter.drawText(rect.adjusted(24, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, role.name);
    }
    void oneClass(const QRect& rect, int c, bool marked)
    {
        const bool chosen = std::find(m_content.chosen.begin(), m_content.chosen.end(), c) !=
                            m_content.chosen.end();
        if (marked) {
            m_painter.setPen(Qt::NoPen);
            m_painter.setBrush(style::mixed(m_tokens.surface, m_tokens.line, 0.55));
            m_painter.drawRoundedRect(QRectF(rect).adjusted(-6, 0, 6, 0), 4, 4);
        }
        const QColor colour =
            collapseColour(CollapseRole::Mean, c, m_content.classes.size(), m_content.paper);
        const QRectF swatch(rect.left() + 3, rect.center().y() - 4, 10, 10);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(colour);
        m_painter.drawRoundedRect(swatch, 3, 3);
        const bool faint = m_content.choosable && !chosen;
        m_painter.setFont(chosen ? bold() : overlayFont(style::FontRole::Caption));
        m_painter.setPen(faint ? m_tokens.secondary : m_tokens.text);
        const int right = chosen ? 20 : 0;
        const QRect text = rect.adjusted(24, 0, -right, 0);
        m_painter.drawText(
            text, Qt::AlignVCenter | Qt::AlignLeft,
            m_painter.fontMetrics().elidedText(m_content.classes[c], Qt::ElideRight, text.width()));
        if (chosen)
            style::icon(QStringLiteral("check"))
                .paint(&m_painter, QRect(rect.right() - 15, rect.center().y() - 7, 16, 16));
    }

private:
    QPainter& m_painter;
    const CollapsePanelContent& m_content;
    const style::Tokens& m_tokens;
};

} // namespace

void paintPanel(QPainter& painter, const QRect& box, const CollapsePanelContent& content, int first,
                int marked)
{
    const style::Tokens& tokens = style::tokens();
    const Places places = placesIn(box, content, first);
    painter.save();
    painter.setClipRect(box);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(box, tokens.surface);
    painter.fillRect(QRect(box.topLeft(), QSize(1, box.height())), tokens.line);
    painter.setFont(overlayFont(style::FontRole::Title));
    painter.setPen(tokens.text);
    painter.drawText(places.heading, Qt::AlignLeft | Qt::AlignVCenter, content.heading);
    painter.setFont(overlayFont(style::FontRole::Caption));
    painter.setPen(tokens.secondary);
    painter.drawText(
        places.detail, Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(content.detail, Qt::ElideRight, places.detail.width()));
    Painter part(painter, content);
    for (std::size_t i = 0; i < places.gauges.size(); ++i)
        part.gauge(places.gauges[i], content.gauges[i]);
    for (std::size_t i = 0; i < places.numbers.size(); ++i)
        part.pair(places.numbers[i], content.numbers[i].name, content.numbers[i].value);
    for (std::size_t i = 0; i < places.badges.size(); ++i)
        part.badge(places.badges[i], content.badges[qsizetype(i)]);
    const std::vector<Role> roles = rolesOf(content);
    for (std::size_t i = 0; i < places.roles.size(); ++i)
        part.role(places.roles[i], roles[i]);
    painter.setFont(bold());
    painter.setPen(tokens.secondary);
    painter.drawText(places.classHeading, Qt::AlignLeft | Qt::AlignVCenter,
                     content.choosable ? tr("Classes of the pose") : tr("Classes"));
    for (std::size_t i = 0; i < places.classes.size(); ++i)
        part.oneClass(places.classes[i], first + int(i), first + int(i) == marked);
    if (!places.more.isEmpty()) {
        painter.setFont(overlayFont(style::FontRole::Caption));
        painter.setPen(tokens.secondary);
        painter.drawText(places.more.adjusted(24, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         tr("%1 to %2 of %3")
                             .arg(first + 1)
                             .arg(first + int(places.classes.size()))
                             .arg(content.classes.size()));
    }
    painter.restore();
}

CollapsePanel::CollapsePanel(QWidget* parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setObjectName(QStringLiteral("collapsePanel"));
    setAccessibleName(tr("Numbers of the epoch, roles and classes"));
}

void CollapsePanel::setContent(CollapsePanelContent content)
{
    m_content = std::move(content);
    m_first = std::clamp(m_first, 0, std::max(0, int(m_content.classes.size()) - 1));
    QStringList said{m_content.heading, m_content.detail};
    for (const CollapseGauge& gauge : m_content.gauges)
        said << QStringLiteral("%1 %2").arg(gauge.name, style::number(gauge.share));
    for (const CollapseNumber& number : m_content.numbers)
        said << QStringLiteral("%1 %2").arg(number.name, number.value);
    said << m_content.badges;
    setAccessibleDescription(said.join(QStringLiteral(", ")));
    update();
}

QRect CollapsePanel::classRect(int c) const
{
    const Places places = placesIn(rect(), m_content, m_first);
    const int row = c - m_first;
    return row >= 0 && row < int(places.classes.size()) ? places.classes[std::size_t(row)]
                                                        : QRect();
}

int CollapsePanel::classAt(QPointF position) const
{
    const Places places = placesIn(rect(), m_content, m_first);
    for (std::size_t i = 0; i < places.classes.size(); ++i)
        if (places.classes[i].contains(position.toPoint()))
            return m_first + int(i);
    return -1;
}

void CollapsePanel::mark(int c)
{
    const int marked = m_content.choosable ? c : -1;
    setCursor(marked >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (marked == m_marked)
        return;
    m_marked = marked;
    update();
}

void CollapsePanel::scrollTo(int first)
{
    const Places top = placesIn(rect(), m_content, 0);
    const int count = int(m_content.classes.size());
    const int most = top.more.isEmpty() ? 0 : std::max(0, count - int(top.classes.size()));
    m_first = std::clamp(first, 0, most);
    update();
}

void CollapsePanel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintPanel(painter, rect(), m_content, m_first, m_marked);
    if (hasFocus() && m_content.choosable) {
        painter.setPen(QPen(style::tokens().accent, 1));
        painter.drawRect(rect().adjusted(1, 0, -1, -1));
    }
}

void CollapsePanel::mousePressEvent(QMouseEvent* event)
{
    const int c = classAt(event->position());
    if (event->button() == Qt::LeftButton && c >= 0 && m_content.choosable)
        Q_EMIT classClicked(c);
    else
        QWidget::mousePressEvent(event);
}

void CollapsePanel::mouseMoveEvent(QMouseEvent* event)
{
    mark(classAt(event->position()));
}

void CollapsePanel::leaveEvent(QEvent*)
{
    mark(-1);
}

void CollapsePanel::wheelEvent(QWheelEvent* event)
{
    scrollTo(m_first - event->angleDelta().y() / 40);
    event->accept();
}

void CollapsePanel::keyPressEvent(QKeyEvent* event)
{
    const int count = int(m_content.classes.size());
    const bool down = event->key() == Qt::Key_Down;
    if (down || event->key() == Qt::Key_Up) {
        mark(std::clamp(m_marked + (down ? 1 : -1), 0, std::max(0, count - 1)));
        if (m_marked >= 0 && classRect(m_marked).isEmpty())
            scrollTo(down ? m_first + 1 : m_marked);
    } else if (m_marked >= 0 && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        Q_EMIT classClicked(m_marked);
    } else {
        QWidget::keyPressEvent(event);
    }
}

bool CollapsePanel::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const Places places = placesIn(rect(), m_content, m_first);
    for (std::size_t i = 0; i < places.gauges.size(); ++i)
        if (places.gauges[i].contains(help->pos()))
            QToolTip::showText(help->globalPos(), m_content.gauges[i].help, this);
    for (std::size_t i = 0; i < places.numbers.size(); ++i)
        if (places.numbers[i].contains(help->pos()))
            QToolTip::showText(help->globalPos(), m_content.numbers[i].help, this);
    return true;
}

} // namespace leafscope
