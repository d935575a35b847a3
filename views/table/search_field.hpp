// SPDX-License-Identifier: MIT
// A line for a query that offers fields and class names as it is typed.
#pragma once

#include "core/data/query.hpp"

#include <QLineEdit>

#include <functional>

class QCompleter;
class QStringListModel;

namespace leafscope {

class SearchField : public QLineEdit {
    Q_OBJECT

public:
    explicit SearchField(QWidget* parent);
    /// What could be meant by the bytes before the cursor.
    void setOffers(std::function<QueryCompletions(const std::string& text, std::size_t cursor)> f);

Q_SIGNALS:
    void leaveDownwards(); ///< the person goes on to the list

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void offer(bool everything);
    void takeOffer(const QString& chosen);

    std::function<QueryCompletions(const std::string&, std::size_t)> m_offers;
    QCompleter* m_completer = nullptr;
    QStringListModel* m_texts = nullptr;
};

} // namespace leafscope
