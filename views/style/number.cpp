// SPDX-License-Identifier: MIT
// How numbers are written for people.
#include "views/style/theme.hpp"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace leafscope::style {

namespace {

const QLocale& locale()
{
    static const QLocale c = [] {
        QLocale l(QLocale::English, QLocale::UnitedStates);
        l.setNumberOptions(QLocale::DefaultNumberOptions);
        return l;
    }();
    return c;
}

/// "1.2e5": no zero padding and no plus sign in the exponent, no trailing zeros in the mantissa.
QString scientific(double value, int digits)
{
    const QString text = QString::number(value, 'e', digits - 1);
    const qsizetype e = text.indexOf(QLatin1Char('e'));
    QString mantissa = text.left(e);
    if (mantissa.contains(QLatin1Char('.'))) {
        while (mantissa.endsWith(QLatin1Char('0')))
            mantissa.chop(1);
        if (mantissa.endsWith(QLatin1Char('.')))
            mantissa.chop(1);
    }
    return mantissa + QLatin1Char('e') + QString::number(text.mid(e + 1).toInt());
}

} // namespace

QString number(double value, int digits)
{
    digits = std::clamp(digits, 1, 15);
    if (std::isnan(value))
        return QString(QChar(0x2013));
    if (std::isinf(value))
        return (value < 0 ? QStringLiteral("-") : QString()) + QChar(0x221e);
    if (value == 0)
        return QStringLiteral("0");
    // The exponent after rounding to `digits`: 9.996 is written 10.0, not 10.00.
    const int exponent =
        QString::number(value, 'e', digits - 1).section(QLatin1Char('e'), 1).toInt();
    if (exponent < -3 || exponent > 4)
        return scientific(value, digits);
    return QString::number(value, 'f', std::max(0, digits - 1 - exponent));
}

QString count(qint64 n)
{
    return locale().toString(n);
}

} // namespace leafscope::style
