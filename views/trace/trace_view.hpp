// SPDX-License-Identifier: MIT
// Information at the samples over the training: trace and spectrum of the local data matrix.
#pragma once

#include "views/frame/view.hpp"
#include "views/trace/trace_data.hpp"

class QStackedLayout;

namespace leafscope {

class MessagePage;
class TraceCanvas;
namespace style {
class ElidedLabel;
}

class TraceView : public View {
    Q_OBJECT

public:
    TraceView(Session& session, QWidget* parent);

    QString name() const override { return QStringLiteral("trace"); }
    QString title() const override { return tr("Local data matrix over training"); }
    Fact fact() const override { return Fact::Trace; }
    Json state() const override { return m_options.toJson(); }
    void restore(const Json& state) override;
    QImage picture(QSize size) override;
    QByteArray svg(QSize size) override;
    QByteArray table() const override;

    TraceCanvas& canvas() { return *m_canvas; }

protected:
    void changeEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void build();
    QWidget* makeHeader();
    void connectSession();
    void refresh();
    void showState();
    void setOptions(const TraceOptions& options);
    void fillMenu(QMenu& menu);
    void paint(QPainter& painter, QSize size);

    TraceOptions m_options;
    TraceCanvas* m_canvas = nullptr;
    style::ElidedLabel* m_caption = nullptr;
    MessagePage* m_message = nullptr;
    QStackedLayout* m_pages = nullptr;
};

} // namespace leafscope
