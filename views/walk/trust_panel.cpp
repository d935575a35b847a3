// SPDX-License-Identifier: MIT
#include "views/walk/trust_panel.hpp"

#include "views/style/colour.hpp"
#include "views/style/theme.hpp"
#include "views/walk/walk_paint.hpp"

#include <QCoreApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr double kSpectrum = 30;
constexpr double kDecades = 4; ///< of singular values that the small chart shows
constexpr int kClasses = 4;

QString tr(const char* text)
{
    return QCoreApplication::translate("TrustPanel", text);
}

QString number(const Json& value)
{
    if (value.is_number_integer())
        return style::count(value.get<qint64>());
    return value.is_number() ? style::number(value.get<double>()) : QStringLiteral("\u2013");
}

void addPlace(std::vector<TrustNumber>& out, const WalkTrack& walk, const WalkStep& step)
{
    const Json& n = walk.numbers;
    const Index full = std::min<Index>(step.logits.size() - 1, step.x.size());
    out.push_back({tr("Rank of the leaf"), tr("%1 of %2").arg(step.rank).arg(full),
                   tr("Dimension of the data leaf here; less than the number of classes but one "
                      "at singular points.")});
    if (std::isfinite(step.alignment))
        out.push_back({tr("Alignment"),
                       n.contains("alignment_chance")
                           ? tr("%1, chance %2")
                                 .arg(style::number(step.alignment), number(n["alignment_chance"]))
                           : style::number(step.alignment),
                       tr("The share of the difference to the target that lies in the leaf; a "
                          "leaf walk ends where nothing of it does.")});
    if (std::isfinite(step.residual))
        out.push_back(
            {tr("Residual"),
             tr("%1 of %2")
                 .arg(style::number(step.residual), style::number(walk.places.front()->residual)),
             tr("Distance to the target, here and at the start. A leaf walk does not "
                "arrive.")});
    out.push_back(
        {tr("Length"),
         tr("%1, in G %2").arg(style::number(step.length), style::number(step.metricLength)),
         tr("Of the path so far: Euclidean, and in the local data matrix.")});
    out.push_back({tr("Inputs at a bound"), tr("%1 of %2").arg(step.held).arg(step.x.size()),
                   tr("Held there, because the direction leads outward; the leaf directions are "
                      "those of the others.")});
}

void addTrust(std::vector<TrustNumber>& out, const WalkTrack& walk)
{
    const Json& n = walk.numbers;
    out.push_back({tr("What can be trusted"), {}, {}, true});
    if (n.contains("max_logit_drift"))
        out.push_back({tr("Drift of the logits"), number(n["max_logit_drift"]),
                       tr("The largest change of a centred logit from the start: 0 on a fibre.")});
    const Json trust = n.value("trust", Json::object());
    const bool isAwaited = walk.parameters.value("trust", false) && trust.empty();
    if (trust.contains("holonomy") && trust["holonomy"].is_object()) {
        const Json& loop = trust["holonomy"];
        out.push_back(
            {tr("A loop misses by"),
             tr("%1, %2 % across")
                 .arg(number(loop["gap"]), style::number(100 * loop["normal"].get<double>(), 3)),
             tr("Driven around a square of one logit a side, the image does not come "
                "back: leaves do not fit together across the kinks of the network.")});
    }
    if (trust.contains("halving_error"))
        out.push_back({tr("With half the step"),
                       tr("%1 away, %2 %")
                           .arg(number(trust["halving_error"]),
                                style::number(100 * trust["halving_share"].get<double>(), 2)),
                       tr("Distance between the ends of this walk and of one with half the step, "
                          "and its share of the length.")});
    if (trust.contains("bracket_residual") && trust["bracket_residual"].is_number())
        out.push_back(
            {tr("Brackets across"),
             tr("%1 %").arg(style::number(100 * trust["bracket_residual"].get<double>(), 3)),
             tr("The share of a bracket of two leaf directions that lies across the leaf, "
                "by differences over a short way: 0 where leaves exist.")});
    if (trust.contains("problem"))
        out.push_back({tr("Not checked"),
                       QString::fromStdString(trust["problem"].get<std::string>()),
                       QString::fromStdString(trust["problem"].get<std::string>())});
    if (isAwaited)
        out.push_back({tr("Loop, half step"), tr("being checked \u2026"), {}});
    if (n.contains("reversals"))
        out.push_back({tr("Reversals"), number(n["reversals"]),
                       tr("Steps against the one before: the walk chatters at a kink.")});
    if (n.contains("jacobians"))
        out.push_back({tr("Jacobians"), number(n["jacobians"]), {}});
    out.push_back({tr("Computed in"),
                   QString::fromStdString(walk.parameters.value("precision", std::string())),
                   {}});
    const QString unit = QString::fromStdString(walk.facts.unit);
    out.push_back(
        {tr("Unit, bounds"),
         n.contains("bounds")
             ? tr("%1, %2 to %3").arg(unit, number(n["bounds"][0]), number(n["bounds"][1]))
             : tr("%1, none").arg(unit),
         {}});
}

/// Singular values of the centred Jacobian, on a logarithmic axis below the largest.
void paintSpectrum(QPainter& painter, const QRectF& box, const WalkStep& step)
{
    const Index count = step.singular.size();
    if (count == 0 || !(step.singular[0] > 0))
        return;
    const double width = std::min(22.0, box.width() / double(count));
    painter.fillRect(QRectF(box.left(), box.bottom(), box.width(), 1), style::tokens().line);
    for (Index i = 0; i < count; ++i) {
        const double decades =
            step.singular[i] > 0 ? std::log10(step.singular[0] / step.singular[i]) : 99;
        const double height = std::max(0.0, 1 - decades / kDecades) * box.height();
        const QColor ink = i < step.rank ? style::tokens().text : style::tokens().line;
        painter.fillRect(
            QRectF(box.left() + double(i) * width, box.bottom() - height, width - 2, height),
            style::faded(ink, 0.75));
    }
}

struct Lines {
    QRectF box;
    double row = 0;
    double y = 0;
};

void paintNumbers(QPainter& painter, Lines& lines, const std::vector<TrustNumber>& numbers)
{
    for (const TrustNumber& entry : numbers) {
        if (entry.isTitle)
            lines.y += style::kSpace2;
        const QRectF line(lines.box.left(), lines.y, lines.box.width(), lines.row);
        if (line.bottom() > lines.box.bottom())
            return;
        const QFontMetricsF metrics(painter.font());
        painter.setPen(entry.isTitle ? style::tokens().text : style::tokens().secondary);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, entry.name);
        painter.setPen(style::tokens().text);
        const double left = metrics.horizontalAdvance(entry.name) + style::kSpace2;
        painter.drawText(line.adjusted(left, 0, 0, 0), Qt::AlignRight | Qt::AlignVCenter,
                         metrics.elidedText(entry.value, Qt::ElideRight, line.width() - left));
        lines.y += lines.row;
    }
}

/// Where the numbers begin, and what comes before is painted if there is a painter.
Lines layTrust(const QRectF& box, const WalkShow& show, QPainter* painter)
{
    const WalkTrack& walk = *show.track();
    const WalkStep& step = *show.step();
    const QRectF inner =
        box.adjusted(style::kSpace3, style::kSpace3, -style::kSpace3, -style::kSpace2);
    const QFontMetricsF caption(style::font(style::FontRole::Caption));
    Lines lines{inner, caption.height() + 4, inner.top()};
    if (painter) {
        painter->setFont(style::font(style::FontRole::Body));
        painter->setPen(style::tokens().text);
        painter->drawText(QRectF(inner.left(), lines.y, inner.width(), 20),
                          Qt::AlignLeft | Qt::AlignVCenter,
                          tr("Place %1 of %2").arg(show.place(walk)).arg(walk.places.size() - 1));
    }
    lines.y += 20 + style::kSpace2;
    const QImage image = walkImage(walk, step.x);
    if (!image.isNull()) {
        const double side = std::min({inner.width(), 196.0, box.height() * 0.3});
        if (painter)
            paintImage(*painter, QRectF(inner.left(), lines.y, inner.width(), side), image);
        lines.y += side + style::kSpace2;
    }
    const int classes = std::min<int>(kClasses, int(step.logits.size()));
    const double row = std::max(18.0, caption.height() + 3);
    if (painter)
        paintPrediction(*painter, QRectF(inner.left(), lines.y, inner.width(), classes * row + 1),
                        walk, step.logits, classes);
    lines.y += classes * row + style::kSpace3;
    if (painter) {
        painter->setFont(style::font(style::FontRole::Caption));
        painter->setPen(style::tokens().secondary);
        painter->drawText(QRectF(inner.left(), lines.y, inner.width(), lines.row), Qt::AlignLeft,
                          tr("Singular values, %1 decades").arg(int(kDecades)));
        paintSpectrum(*painter, QRectF(inner.left(), lines.y + lines.row, inner.width(), kSpectrum),
                      step);
    }
    lines.y += lines.row + kSpectrum + style::kSpace2;
    return lines;
}

} // namespace

std::vector<TrustNumber> trustNumbers(const WalkShow& show)
{
    std::vector<TrustNumber> out;
    if (!show.step())
        return out;
    addPlace(out, *show.track(), *show.step());
    addTrust(out, *show.track());
    return out;
}

void paintTrust(QPainter& painter, const QRectF& box, const WalkShow& show)
{
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.fillRect(box, style::tokens().surface);
    painter.fillRect(QRectF(box.left(), box.top(), 1, box.height()), style::tokens().line);
    if (!show.step())
        return;
    Lines lines = layTrust(box, show, &painter);
    painter.setFont(style::font(style::FontRole::Caption));
    paintNumbers(painter, lines, trustNumbers(show));
}

TrustPanel::TrustPanel(QWidget* parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Numbers of the walk"));
}

void TrustPanel::setShow(const WalkShow& show)
{
    m_show = show;
    QStringList text;
    for (const TrustNumber& entry : trustNumbers(show))
        text << entry.name + QStringLiteral(": ") + entry.value;
    setAccessibleDescription(text.join(QStringLiteral("; ")));
    update();
}

bool TrustPanel::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || !m_show.step())
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    Lines lines = layTrust(rect(), m_show, nullptr);
    for (const TrustNumber& entry : trustNumbers(m_show)) {
        lines.y += entry.isTitle ? style::kSpace2 : 0;
        if (help->pos().y() >= lines.y && help->pos().y() < lines.y + lines.row &&
            !entry.help.isEmpty()) {
            QToolTip::showText(help->globalPos(),
                               entry.name + QStringLiteral(": ") + entry.value +
                                   QStringLiteral("\n") + entry.help,
                               this);
            return true;
        }
        lines.y += lines.row;
    }
    QToolTip::hideText();
    return true;
}

void TrustPanel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintTrust(painter, rect(), m_show);
}

} // namespace leafscope
