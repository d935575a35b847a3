// SPDX-License-Identifier: MIT
#include "views/neighborhood/neighborhood_panel.hpp"

#include "views/style/colour.hpp"
#include "views/style/sample_image.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace leafscope {

namespace {

constexpr double kHead = 56;
constexpr double kBareHead = 46;
constexpr double kVoteRow = 19;
constexpr std::size_t kMostVotes = 4;
constexpr double kLeastChart = 92;
constexpr double kMostChart = 168;

QString tr(const char* text)
{
    return QCoreApplication::translate("NeighborhoodPanel", text);
}

/// Where the parts of the panel are.
struct PanelPlaces {
    QRectF head;
    QRectF votes;
    QRectF numbers;
    double line = 0;       ///< height of a number
    std::size_t shown = 0; ///< numbers there is room for
    std::vector<QRectF> charts;
};

PanelPlaces placesIn(const QRectF& box, const PanelContent& content)
{
    PanelPlaces places;
    const QRectF inner =
        box.adjusted(style::kSpace3 + 1, style::kSpace3, -style::kSpace3, -style::kSpace2);
    const QFontMetricsF caption(style::font(style::FontRole::Caption));
    places.line = std::ceil(caption.height()) + 3;
    const auto numbers = panelNumbers(content).size();
    const std::size_t votes = std::min(kMostVotes, content.reading->votes.size());
    double y = inner.top();
    const bool image = content.data && content.data->isImage();
    places.head = QRectF(inner.left(), y, inner.width(), style::scaled(image ? kHead : kBareHead));
    y = places.head.bottom() + style::kSpace2;
    if (votes > 0) {
        places.votes =
            QRectF(inner.left(), y, inner.width(), double(votes) * style::scaled(kVoteRow));
        y = places.votes.bottom() + style::kSpace2;
    }
    // The curves get what the numbers leave, and the numbers give way where that is too little.
    const bool curves = content.curves && !content.curves->alongK.empty();
    const double room = inner.bottom() - y;
    const double least = curves ? 2 * kLeastChart + style::kSpace3 : 0;
    places.shown =
        std::min(numbers, std::size_t(std::max(4.0, std::floor((room - least) / places.line))));
    places.numbers = QRectF(inner.left(), y, inner.width(), double(places.shown) * places.line);
    y = places.numbers.bottom() + style::kSpace3;
    const double chart = std::min(kMostChart, (inner.bottom() - y - style::kSpace2) / 2);
    if (curves && chart > kLeastChart * 0.7)
        for (int i = 0; i < 2; ++i)
            places.charts.emplace_back(inner.left() - 4, y + i * (chart + style::kSpace2),
                                       inner.width() + 4, chart);
    return places;
}

std::vector<chart::Chart> chartsOf(const PanelPlaces& places, const PanelContent& content)
{
    std::vector<chart::Chart> charts;
    if (places.charts.size() == 2) {
        charts.emplace_back(errorFigure(content), places.charts[0]);
        charts.emplace_back(countFigure(content), places.charts[1]);
    }
    return charts;
}

void paintHead(QPainter& painter, const QRectF& box, const PanelContent& content)
{
    const style::Tokens& t = style::tokens();
    double left = box.left();
    const Index row = content.reading->picked->question.row;
    const auto& indices = content.embedding->indices;
    const std::int64_t sample = std::size_t(row) < indices.size() ? indices[std::size_t(row)] : row;
    if (content.data && content.data->isImage() && sample < content.data->size()) {
        const QImage image = style::sampleImage(*content.data, Index(sample));
        const QRectF frame(box.topLeft(), QSizeF(box.height(), box.height()));
        QSizeF size = image.size();
        size.scale(frame.size(), Qt::KeepAspectRatio);
        QRectF drawn(QPointF(), size);
        drawn.moveCenter(frame.center());
        painter.drawImage(drawn, image);
        painter.setPen(QPen(t.line, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(frame.adjusted(0.5, 0.5, -0.5, -0.5));
        left = frame.right() + style::kSpace2;
    }
    QFont strong = style::font(style::FontRole::Body);
    strong.setWeight(QFont::DemiBold);
    painter.setFont(strong);
    painter.setPen(t.text);
    const QFontMetricsF metrics(strong);
    const QRectF text(left, box.top(), box.right() - left, box.height());
    painter.drawText(QRectF(text.left(), text.top(), text.width(), metrics.height()),
                     int(Qt::AlignLeft | Qt::AlignVCenter),
                     metrics.elidedText(queryName(content), Qt::ElideRight, text.width()));
    painter.setFont(style::font(style::FontRole::Caption));
    const QFontMetricsF small(painter.font());
    const Reading& r = *content.reading;
    QStringList lines;
    if (r.network >= 0)
        lines << tr("network says %1").arg(labelName(*content.embedding, r.network));
    if (!r.votes.empty())
        lines << tr("neighbours say %1").arg(r.votes.front().name);
    if (lines.isEmpty())
        lines << tr("no labels");
    double y = text.top() + metrics.height() + 2;
    for (const QString& line : lines) {
        const std::int32_t said = r.network >= 0 && &line == &lines.front() ? r.network
                                  : r.votes.empty()                         ? -1
                                                                            : r.votes.front().label;
        const bool wrong = said >= 0 && r.label >= 0 && said != r.label;
        painter.setPen(wrong ? t.danger : t.secondary);
        painter.drawText(QRectF(text.left(), y, text.width(), small.height()),
                         int(Qt::AlignLeft | Qt::AlignVCenter),
                         small.elidedText(line, Qt::ElideRight, text.width()));
        y += small.height() + 1;
    }
}

void paintVotes(QPainter& painter, const QRectF& box, const PanelContent& content)
{
    const style::Tokens& t = style::tokens();
    const QFontMetricsF metrics(painter.font());
    const double row = style::scaled(kVoteRow);
    const double value = metrics.horizontalAdvance(QStringLiteral("0.000")) + 6;
    const double bar = box.width() * 0.36;
    for (std::size_t i = 0; i < std::min(kMostVotes, content.reading->votes.size()); ++i) {
        const Vote& vote = content.reading->votes[i];
        const QRectF line(box.left(), box.top() + double(i) * row, box.width(), row);
        const double name = line.width() - bar - value - 6;
        const bool isTrue = vote.label == content.reading->label;
        painter.setPen(isTrue ? t.text : t.secondary);
        painter.drawText(QRectF(line.left(), line.top(), name, row),
                         int(Qt::AlignLeft | Qt::AlignVCenter),
                         metrics.elidedText(vote.name, Qt::ElideRight, name));
        const QRectF track(line.left() + name + 4, line.center().y() - 4, bar, 8);
        painter.setPen(Qt::NoPen);
        painter.setBrush(style::mixed(t.surface, t.line, 0.6));
        painter.drawRoundedRect(track, 2, 2);
        painter.setBrush(style::categorical(vote.label));
        painter.drawRoundedRect(
            QRectF(track.left(), track.top(), std::max(2.0, bar * vote.share), 8), 2, 2);
        painter.setPen(t.text);
        painter.drawText(line, int(Qt::AlignRight | Qt::AlignVCenter),
                         QString::number(vote.share, 'f', 3));
    }
}

void paintNumbers(QPainter& painter, const PanelPlaces& places,
                  const std::vector<PanelNumber>& numbers)
{
    const style::Tokens& t = style::tokens();
    const QFontMetricsF metrics(painter.font());
    for (std::size_t i = 0; i < std::min(places.shown, numbers.size()); ++i) {
        const QRectF line(places.numbers.left(), places.numbers.top() + double(i) * places.line,
                          places.numbers.width(), places.line);
        painter.setPen(t.secondary);
        painter.drawText(line, int(Qt::AlignLeft | Qt::AlignVCenter), numbers[i].name);
        const double left = metrics.horizontalAdvance(numbers[i].name) + style::kSpace2;
        painter.setPen(t.text);
        painter.drawText(line.adjusted(left, 0, 0, 0), int(Qt::AlignRight | Qt::AlignVCenter),
                         metrics.elidedText(numbers[i].value, Qt::ElideRight, line.width() - left));
    }
}

} // namespace

void paintPanel(QPainter& painter, const QRect& box, const PanelContent& content)
{
    painter.save();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.fillRect(box, style::tokens().surface);
    painter.fillRect(QRectF(box.left(), box.top(), 1, box.height()), style::tokens().line);
    if (content.reading && content.embedding && content.reading->k > 0) {
        const PanelPlaces places = placesIn(box, content);
        paintHead(painter, places.head, content);
        painter.setFont(style::font(style::FontRole::Caption));
        paintVotes(painter, places.votes, content);
        paintNumbers(painter, places, panelNumbers(content));
        for (const chart::Chart& chart : chartsOf(places, content))
            chart.paint(painter);
    }
    painter.restore();
}

NeighborhoodPanel::NeighborhoodPanel(QWidget* parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Numbers of the neighbourhood"));
    setMouseTracking(true);
}

void NeighborhoodPanel::setContent(PanelContent content)
{
    m_content = std::move(content);
    QStringList text{queryName(m_content)};
    for (const PanelNumber& number : panelNumbers(m_content))
        text << number.name + QStringLiteral(": ") + number.value;
    setAccessibleDescription(text.join(QStringLiteral("; ")));
    update();
}

std::vector<QRectF> NeighborhoodPanel::plots() const
{
    std::vector<QRectF> plots;
    if (m_content.reading && m_content.reading->k > 0)
        for (const chart::Chart& chart : chartsOf(placesIn(rect(), m_content), m_content))
            plots.push_back(chart.plot());
    return plots;
}

void NeighborhoodPanel::pick(QPointF position)
{
    if (!m_content.reading || m_content.reading->k == 0)
        return;
    const std::vector<chart::Chart> charts = chartsOf(placesIn(rect(), m_content), m_content);
    for (std::size_t i = 0; i < charts.size(); ++i) {
        if (!charts[i].plot().adjusted(-4, -4, 4, 4).contains(position))
            continue;
        const double at = charts[i].xScale().toValue(position.x());
        if (i == 1 && !m_content.curves->alongSigma.empty())
            Q_EMIT sigmaChosen(std::pow(10, at));
        else
            Q_EMIT kChosen(int(
                std::lround(std::clamp(at, 1.0, double(m_content.reading->picked->live.most())))));
    }
}

void NeighborhoodPanel::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        pick(event->position());
}

void NeighborhoodPanel::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        return pick(event->position());
    const std::vector<QRectF> places = plots();
    const bool over = std::any_of(places.begin(), places.end(),
                                  [&](const QRectF& p) { return p.contains(event->position()); });
    setCursor(over ? Qt::CrossCursor : Qt::ArrowCursor);
}

bool NeighborhoodPanel::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || !m_content.reading || m_content.reading->k == 0)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const PanelPlaces places = placesIn(rect(), m_content);
    const std::vector<PanelNumber> numbers = panelNumbers(m_content);
    const double at = (help->pos().y() - places.numbers.top()) / places.line;
    const auto i = std::size_t(std::max(0.0, at));
    if (at >= 0 && i < std::min(places.shown, numbers.size()) && !numbers[i].help.isEmpty())
        QToolTip::showText(help->globalPos(),
                           numbers[i].name + QStringLiteral(": ") + numbers[i].value +
                               QLatin1Char('\n') + numbers[i].help,
                           this);
    else if (std::any_of(places.charts.begin(), places.charts.end(),
                         [&](const QRectF& chart) { return chart.contains(help->pos()); }))
        QToolTip::showText(help->globalPos(), tr("Click or drag to set it"), this);
    else
        QToolTip::hideText();
    return true;
}

void NeighborhoodPanel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintPanel(painter, rect(), m_content);
}

} // namespace leafscope
