// SPDX-License-Identifier: MIT
// The start page and the list of recent files.
#include "app/window/center_stack.hpp"
#include "app/window/notice_bar.hpp"
#include "app/window/recent.hpp"
#include "app/window/start/samples.hpp"
#include "app/window/start/start_card.hpp"
#include "app/window/start/start_page.hpp"
#include "app/work/thumbnail.hpp"
#include "core/session/execute.hpp"
#include "tests/app/window/furniture.hpp"
#include "tests/app/window/window_support.hpp"
#include "tests/support/file_bytes.hpp"
#include "views/embedding/embedding_view.hpp"

#include <QFile>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>

using namespace leafscope;
using namespace leafscope::test;

namespace {

QList<StartCard*> cards(MainWindow& window, const char* name)
{
    return window.center().startPage().findChildren<StartCard*>(QString::fromLatin1(name));
}

RecentEntry entry(const QString& spec, Opened kind = Opened::Data)
{
    return {spec, kind, spec.section('/', -1), QDateTime::currentDateTime()};
}

} // namespace

class TestStart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QSettings().clear(); }

    void recentListKeepsOrder()
    {
        RecentList list;
        QSignalSpy changed(&list, &RecentList::changed);
        list.add(entry("/a"));
        list.add(entry("/b", Opened::Session));
        list.add(entry("/a", Opened::Model));
        QCOMPARE(changed.size(), 3);
        const RecentList again; // from the settings
        QCOMPARE(again.entries().size(), std::size_t(2));
        QCOMPARE(again.entries()[0].spec, QString("/a"));
        QVERIFY(again.entries()[0].kind == Opened::Model);
        QCOMPARE(again.lastSession()->spec, QString("/b"));
        list.remove("/b");
        QVERIFY(!RecentList().lastSession());
        for (int i = 0; i < 40; ++i)
            list.add(entry(QString("/%1").arg(i)));
        QCOMPARE(RecentList().entries().size(), std::size_t(16));
        QCOMPARE(list.entries()[0].spec, QString("/39"));
    }

    void brokenSettingsAreNoList()
    {
        QSettings().setValue("recent",
                             QByteArray("[1, {\"spec\": \"/a\", \"kind\": \"ufo\"}, {}]"));
        QVERIFY(RecentList().entries().empty());
    }

    void agoIsReadable()
    {
        const QDateTime now(QDate(2026, 5, 20), QTime(12, 0));
        QCOMPARE(agoText(now.addSecs(-5), now), QString("just now"));
        QCOMPARE(agoText(now.addSecs(-300), now), QString("5 minutes ago"));
        QCOMPARE(agoText(now.addSecs(-3 * 3600), now), QString("3 hours ago"));
        QCOMPARE(agoText(now.addDays(-1), now), QString("yesterday"));
        QCOMPARE(agoText(now.addDays(-100), now), QString("9 February"));
        QCOMPARE(agoText(now.addYears(-1), now), QString("20 May 2025"));
    }

    void samplesAreFound()
    {
        const auto samples = findSamples({"/nowhere", LEAFSCOPE_SOURCE_DIR "/resources/samples"});
        QVERIFY(!samples.empty());
        for (const Sample& sample : samples) {
            QVERIFY(!sample.title.isEmpty());
            QVERIFY(!sample.about.isEmpty());
        }
        QVERIFY(findSamples({"/nowhere"}).empty());
    }

    void thumbnailShowsThePoints()
    {
        const QImage image = findThumbnail(kSample);
        QCOMPARE(image.size(), kThumbnailSize);
        QSet<QRgb> colours;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if (image.pixelColor(x, y).alpha() == 255)
                    colours << image.pixel(x, y);
        QVERIFY2(colours.size() >= 10, qPrintable(QString::number(colours.size())));
        QVERIFY(QFile::exists(thumbnailFile(kSample)));
        QVERIFY(findThumbnail("/nowhere").isNull());
    }

    void emptyWindowShowsThePage()
    {
        MainWindow window;
        showActive(window);
        QVERIFY(window.center().showsStartPage());
        QVERIFY(cards(window, "recent").isEmpty());
        QVERIFY(!window.action("startPage")->isEnabled());
    }

    void cardOpensAndTheListRemembers()
    {
        RecentList().add(entry(kSample, Opened::Session));
        MainWindow window;
        showActive(window);
        QTRY_COMPARE(cards(window, "recent").size(), 1);
        StartCard* card = cards(window, "recent").front();
        card->setFocus();
        QTest::keyClick(card, Qt::Key_Return);
        QTRY_VERIFY(!window.center().showsStartPage());
        QTRY_VERIFY_WITH_TIMEOUT(isReady(window, Fact::Layout), 30000);
        QTRY_VERIFY(window.tasks().isIdle());
        QVERIFY(window.embeddingView().isVisible());
        // What a session brings with it is not in the list.
        QCOMPARE(window.recent().entries().size(), std::size_t(1));
        QVERIFY(window.recent().entries()[0].title != entry(kSample).title); // the session's own
        window.action("startPage")->trigger();
        QVERIFY(window.center().showsStartPage());
        QVERIFY(window.action("startPage")->isChecked());
        window.action("startPage")->trigger();
        QVERIFY(window.embeddingView().isVisible());
    }

    void restoreOpensTheLastSession()
    {
        RecentList().add(entry(kSample, Opened::Session));
        RecentList().add(entry("/tmp/other.npy"));
        MainWindow window;
        showActive(window);
        for (QPushButton* button : window.center().startPage().findChildren<QPushButton*>())
            if (button->text().contains("Restore"))
                QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(window, Fact::Layout), 30000);
        QTRY_VERIFY(window.tasks().isIdle());
    }

    void unsavedWorkIsAskedAbout()
    {
        const QTemporaryDir folder;
        MainWindow window;
        openSample(window);
        Session& session = window.session();
        session.select({session.sampleAt(1), session.sampleAt(2)});
        QVERIFY(window.workbench().isUnsaved());
        QVERIFY(!window.close());
        auto* box = window.findChild<QMessageBox*>("leaveSession");
        QTRY_VERIFY(box && box->isVisible());
        QTest::keyClick(box, Qt::Key_Escape);
        QTRY_VERIFY(!window.findChild<QMessageBox*>("leaveSession"));
        QVERIFY(window.isVisible());
        const QString saved = folder.filePath("mine.leafscope");
        window.workbench().saveSessionAs(saved);
        QTRY_VERIFY_WITH_TIMEOUT(!window.workbench().isUnsaved(), 10000);
        QCOMPARE(window.recent().entries()[0].spec, saved);
        QVERIFY(window.notice().text().contains("mine.leafscope"));
        QTRY_VERIFY(window.tasks().isIdle());
        window.action("closeSession")->trigger(); // nothing to lose, nothing to ask
        QTRY_VERIFY(window.center().showsStartPage());
        QVERIFY(!window.findChild<QMessageBox*>("leaveSession"));
        QVERIFY(window.close());
    }

    void missingFilesSaySoAndStay()
    {
        RecentList().add(entry("/tmp/no/such/points.npy"));
        MainWindow window;
        showActive(window);
        QTRY_COMPARE(cards(window, "recent").size(), 1);
        QTRY_VERIFY(cards(window, "recent").front()->isMissing());
        QTest::mouseClick(cards(window, "recent").front(), Qt::LeftButton);
        QTRY_VERIFY(window.notice().isVisible());
        QVERIFY(window.notice().text().contains("points.npy"));
        QCOMPARE(window.recent().entries().size(), std::size_t(1));
        QTRY_VERIFY(window.center().showsStartPage());
        QTest::keyClick(cards(window, "recent").front(), Qt::Key_Delete);
        QVERIFY(window.recent().entries().empty());
    }

    void openedDataAreRememberedWithAPicture()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath("train-images-idx3-ubyte");
        writeBytes(file.toStdString(), idxImages(30, 8, 8));
        MainWindow window;
        showActive(window);
        window.workbench().open({file});
        QTRY_VERIFY(isReady(window, Fact::Data));
        QCOMPARE(window.recent().entries()[0].spec, file);
        QTRY_VERIFY(QFile::exists(thumbnailFile(file)));
    }

    void dataAloneAreLaidOut()
    {
        MainWindow window;
        showActive(window);
        Session& session = window.session();
        window.workbench().open({"synthetic:swissroll?n=3000&seed=1"});
        for (const Fact fact : {Fact::Layout, Fact::Dimension, Fact::Neighbors})
            QTRY_VERIFY_WITH_TIMEOUT(isReady(window, fact), 30000);
        QCOMPARE(session.layers(), QStringList("input"));
        QCOMPARE(session.embedding()->n, Index(2000)); // a sample of them
        QCOMPARE(session.embedding()->total, Index(3000));
        const double dimension = session.dimension()->layers[0].value.twonnMl;
        QVERIFY2(std::abs(dimension - 2) < 0.2, QByteArray::number(dimension));
        // Their layout can be asked for again, with other parameters, and is a command.
        QVERIFY(window.action("layout")->isEnabled());
        QVERIFY(QString::fromStdString(asCommands(*session.recipe(Fact::Layout)))
                    .startsWith("leafscope sample"));
        // A model takes their place.
        window.workbench().open({kSample + "/images.h5"});
        QTRY_VERIFY_WITH_TIMEOUT(
            isReady(window, Fact::Layout) && session.data() && session.data()->isImage(), 30000);
        QCOMPARE(session.layers(), QStringList("input"));
        window.workbench().open({kSample + "/checkpoints"});
        QTRY_VERIFY_WITH_TIMEOUT(isReady(window, Fact::Embedding) && session.layers().size() > 5,
                                 30000);
    }
};

std::unique_ptr<QObject> leafscope::test::makeStartTest()
{
    return std::make_unique<TestStart>();
}

#include "test_start.moc"
