// SPDX-License-Identifier: MIT
#include "app/window/recent.hpp"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>

#include <algorithm>

namespace leafscope {

namespace {

constexpr std::size_t kMost = 16;
constexpr const char* kKey = "recent";
constexpr Opened kKinds[] = {Opened::Data, Opened::Model, Opened::Embedding, Opened::Session};

} // namespace

QString kindName(Opened kind)
{
    switch (kind) {
    case Opened::Data:
        return QStringLiteral("data");
    case Opened::Model:
        return QStringLiteral("model");
    case Opened::Embedding:
        return QStringLiteral("embedding");
    case Opened::Session:
        break;
    }
    return QStringLiteral("session");
}

QString kindIcon(Opened kind)
{
    switch (kind) {
    case Opened::Data:
        return QStringLiteral("data");
    case Opened::Model:
        return QStringLiteral("model");
    case Opened::Embedding:
        return QStringLiteral("cube");
    case Opened::Session:
        break;
    }
    return QStringLiteral("artifact");
}

RecentList::RecentList(QObject* parent)
    : QObject(parent)
{
    const QByteArray json = QSettings().value(QLatin1String(kKey)).toByteArray();
    for (const QJsonValue& value : QJsonDocument::fromJson(json).array()) {
        const QString kind = value[QLatin1String("kind")].toString();
        const auto* known = std::find_if(std::begin(kKinds), std::end(kKinds),
                                         [&](Opened one) { return kindName(one) == kind; });
        RecentEntry entry;
        entry.spec = value[QLatin1String("spec")].toString();
        entry.title = value[QLatin1String("title")].toString();
        entry.when = QDateTime::fromString(value[QLatin1String("when")].toString(), Qt::ISODate);
        if (known == std::end(kKinds) || entry.spec.isEmpty() || m_entries.size() == kMost)
            continue; // of another version, or edited by hand
        entry.kind = *known;
        m_entries.push_back(entry);
    }
}

void RecentList::add(const RecentEntry& entry)
{
    const RecentEntry added = entry; // may be one of ours
    std::erase_if(m_entries, [&](const RecentEntry& old) { return old.spec == added.spec; });
    m_entries.insert(m_entries.begin(), added);
    if (m_entries.size() > kMost)
        m_entries.resize(kMost);
    write();
}

void RecentList::remove(const QString& spec)
{
    const QString gone = spec; // may belong to what is removed
    if (std::erase_if(m_entries, [&](const RecentEntry& old) { return old.spec == gone; }) > 0)
        write();
}

void RecentList::clear()
{
    m_entries.clear();
    write();
}

std::optional<RecentEntry> RecentList::lastSession() const
{
    for (const RecentEntry& entry : m_entries)
        if (entry.kind == Opened::Session)
            return entry;
    return std::nullopt;
}

void RecentList::write()
{
    QJsonArray all;
    for (const RecentEntry& entry : m_entries)
        all.append(QJsonObject{{"spec", entry.spec},
                               {"kind", kindName(entry.kind)},
                               {"title", entry.title},
                               {"when", entry.when.toString(Qt::ISODate)}});
    QSettings().setValue(QLatin1String(kKey), QJsonDocument(all).toJson(QJsonDocument::Compact));
    Q_EMIT changed();
}

} // namespace leafscope
