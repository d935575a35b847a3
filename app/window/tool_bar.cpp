// SPDX-License-Identifier: MIT
#include "app/window/tool_bar.hpp"

#include "app/window/actions/actions.hpp"
#include "views/session/session.hpp"
#include "views/style/theme.hpp"

#include <QComboBox>
#include <QEvent>
#include <QLayout>

namespace leafscope {

namespace {

constexpr int kRowHeight = 36;
constexpr int kLayersWidth = 120;

} // namespace

ToolBar::ToolBar(Session& session, const Actions& actions, QWidget* parent)
    : QToolBar(tr("Tools"), parent)
    , m_session(session)
    , m_layers(new QComboBox(this))
{
    setObjectName(QStringLiteral("tools"));
    setMovable(false);
    layout()->setContentsMargins(0, 0, 0, 0);
    m_layers->setAccessibleName(tr("Layer"));
    m_layers->setToolTip(tr("The layer that is shown"));
    // A "+" is the layer box, "" a separator.
    for (const char* id :
         {"center.embedding", "center.walk", "center.foliation", "center.neighborhood",
          "center.collapse", "", "undo", "redo", "", "previousLayer", "+", "nextLayer", "", "embed",
          "export", "palette", "dark"}) {
        if (*id == '\0')
            addSeparator();
        else if (*id == '+')
            addWidget(m_layers);
        else
            addAction(actions.find(QString::fromLatin1(id)));
    }
    connect(m_layers, &QComboBox::textActivated, &session, &Session::setLayer);
    for (auto signal :
         {&Session::embeddingChanged, &Session::layoutChanged, &Session::layerChanged})
        connect(&session, signal, this, &ToolBar::refreshLayers);
    fit();
    refreshLayers();
}

void ToolBar::fit()
{
    const int icon = style::scaled(16);
    setIconSize({icon, icon});
    setFixedHeight(style::scaled(kRowHeight));
    m_layers->setMinimumWidth(style::scaled(kLayersWidth));
}

void ToolBar::changeEvent(QEvent* event)
{
    QToolBar::changeEvent(event);
    if (m_layers && event->type() == QEvent::StyleChange)
        fit();
}

void ToolBar::refreshLayers()
{
    const QStringList layers = m_session.layers();
    QStringList shown;
    for (int i = 0; i < m_layers->count(); ++i)
        shown << m_layers->itemText(i);
    if (shown != layers) {
        m_layers->clear();
        m_layers->addItems(layers);
    }
    m_layers->setCurrentIndex(int(layers.indexOf(m_session.layer())));
    m_layers->setEnabled(!layers.isEmpty());
}

} // namespace leafscope
