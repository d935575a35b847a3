// SPDX-License-Identifier: MIT
#include "app/window/message.hpp"

#include <QStringList>

namespace leafscope {

namespace {

// As Error writes them.
const QLatin1String kCause("  likely cause: ");
const QLatin1String kRemedy("  what to do: ");
const QLatin1String kCode("    ");
const QLatin1String kInline("in Python: ");

void append(QString& text, const QString& line)
{
    text += (text.isEmpty() ? QString() : QStringLiteral("\n")) + line;
}

} // namespace

QString Message::details() const
{
    QString text;
    if (!cause.isEmpty())
        append(text, cause);
    if (!remedy.isEmpty())
        append(text, remedy);
    return text;
}

Message parseMessage(const QString& text)
{
    Message message;
    QString* part = &message.headline;
    for (const QString& line : text.split(QLatin1Char('\n'))) {
        if (line.startsWith(kCause)) {
            part = &message.cause;
            append(*part, line.mid(kCause.size()));
        } else if (line.startsWith(kRemedy)) {
            part = &message.remedy;
            append(*part, line.mid(kRemedy.size()));
        } else if (line.startsWith(kCode) && part == &message.remedy) {
            append(message.code, line.mid(kCode.size()));
        } else {
            if (part == &message.headline && !part->isEmpty())
                part = &message.remedy;
            if (!line.trimmed().isEmpty())
                append(*part, line.trimmed());
        }
    }
    // "/home/a/net.pt: what happened"
    if (const qsizetype colon = message.headline.indexOf(QLatin1String(": "));
        message.headline.startsWith(QLatin1Char('/')) && colon > 0) {
        message.where = message.headline.left(colon);
        message.headline = message.headline.mid(colon + 2);
    }
    // "save one array in Python: numpy.save(...)" on one line
    const qsizetype at = message.remedy.indexOf(kInline);
    if (message.code.isEmpty() && at >= 0) {
        message.code = message.remedy.mid(at + kInline.size()).trimmed();
        message.remedy = message.remedy.left(at + kInline.size() - 1);
    }
    if (!message.cause.isEmpty())
        message.cause =
            message.cause.at(0).toUpper() + message.cause.mid(1) +
            (message.cause.endsWith(QLatin1Char('.')) ? QString() : QStringLiteral("."));
    if (!message.remedy.isEmpty())
        message.remedy = message.remedy.at(0).toUpper() + message.remedy.mid(1);
    return message;
}

} // namespace leafscope
