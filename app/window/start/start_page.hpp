// SPDX-License-Identifier: MIT
// What the window shows while nothing is open: the samples, what was open lately, how to open more.
#pragma once

#include "app/window/recent.hpp"

#include <QWidget>

#include <functional>

class QGridLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace leafscope {

class StartCard;
class TaskQueue;
struct Sample;

class StartPage : public QWidget {
    Q_OBJECT

public:
    /// Looks at files through glances of `tasks`.
    StartPage(TaskQueue& tasks, RecentList& recent, QWidget* parent);

Q_SIGNALS:
    void openRequested(const QString& spec);
    void openFileRequested();
    void openFolderRequested();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeHeader();
    void lookForSamples();
    void showSamples(const std::vector<Sample>& samples);
    void refreshRecent();
    /// Fetches picture and presence of what the card opens.
    void lookAt(StartCard* card, const QString& spec);
    /// Tab goes along buttons, samples, recent files.
    void orderTabs();
    StartCard* addRow(const RecentEntry& entry);

    TaskQueue& m_tasks;
    RecentList& m_recent;
    QGridLayout* m_samples = nullptr;
    QLabel* m_samplesTitle = nullptr;
    QVBoxLayout* m_rows = nullptr;
    QLabel* m_recentTitle = nullptr;
    QPushButton* m_restore = nullptr;
    bool m_looked = false;
};

/// "just now", "5 minutes ago", "yesterday", "12 March", for people.
QString agoText(const QDateTime& when, const QDateTime& now);

} // namespace leafscope
