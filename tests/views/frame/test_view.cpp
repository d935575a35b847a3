// SPDX-License-Identifier: MIT
// The actions that every view shares.
#include "views/frame/view.hpp"

#include <QMenu>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace leafscope;

namespace {

class PlainView : public View {
public:
    using View::View;
    QString name() const override { return QStringLiteral("plain"); }
    QString title() const override { return QStringLiteral("Plain"); }
    Fact fact() const override { return Fact::Dimension; }
    QImage picture(QSize size) override { return QImage(size, QImage::Format_RGB32); }
    QByteArray table() const override { return "x\n"; }
    using View::addCommonActions;
};

} // namespace

class TestView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void actionsEmitTheirSignals()
    {
        Session session;
        session.setDimension(std::make_shared<DimensionProfile>());
        session.setRecipe(Fact::Dimension, Recipe());
        PlainView view(session, nullptr);
        QMenu menu;
        view.addCommonActions(menu);
        const auto actions = menu.actions();
        QCOMPARE(actions.size(), 3);
        QSignalSpy command(&view, &View::copyCommandRequested);
        QSignalSpy recipe(&view, &View::copyRecipeRequested);
        QSignalSpy exported(&view, &View::exportRequested);
        actions[0]->trigger();
        QCOMPARE(command.count(), 1);
        actions[1]->trigger();
        QCOMPARE(recipe.count(), 1);
        actions[2]->trigger();
        QCOMPARE(exported.count(), 1);
        QCOMPARE(command.count(), 1);
    }

    void withoutRecipeThereIsNothingToCopy()
    {
        Session session;
        PlainView view(session, nullptr);
        QMenu menu;
        view.addCommonActions(menu);
        QVERIFY(!menu.actions()[0]->isEnabled());
        QVERIFY(!menu.actions()[1]->isEnabled());
        QVERIFY(menu.actions()[2]->isEnabled());
    }

    void defaultsAreEmpty()
    {
        Session session;
        PlainView view(session, nullptr);
        QVERIFY(view.state() == Json::object());
        view.restore({{"anything", 1}});
        QVERIFY(view.svg({10, 10}).isEmpty());
    }
};

QTEST_MAIN(TestView)
#include "test_view.moc"
