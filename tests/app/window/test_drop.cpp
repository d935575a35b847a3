// SPDX-License-Identifier: MIT
// Files dropped on the window with real drag events: what is said while they hover, what opens at
// once, what is asked, and ten wrong files with ten messages that stay.
#include "app/window/docks.hpp"
#include "app/window/drop/drop_overlay.hpp"
#include "app/window/drop/drop_sheet.hpp"
#include "app/window/drop/drop_target.hpp"
#include "app/window/notice_bar.hpp"
#include "tests/app/window/furniture.hpp"
#include "tests/app/window/window_support.hpp"
#include "tests/support/file_bytes.hpp"
#include "views/embedding/embedding_view.hpp"

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QToolButton>

#include <set>

using namespace leafscope;
using namespace leafscope::test;

namespace {

const QString kData = QStringLiteral(LEAFSCOPE_SOURCE_DIR "/tests/data/");

/// A drag of files, as the window system delivers it to the widget under the cursor.
class Drag {
public:
    Drag(QWidget& target, const QStringList& files)
        : m_target(target)
    {
        QList<QUrl> urls;
        for (const QString& file : files)
            urls << QUrl::fromLocalFile(file);
        m_data.setUrls(urls);
        m_data.setText(files.join('\n')); // as file managers add it
    }

    bool enter()
    {
        QDragEnterEvent event(at(), Qt::CopyAction, &m_data, Qt::LeftButton, Qt::NoModifier);
        event.ignore();
        QApplication::sendEvent(&m_target, &event);
        return event.isAccepted();
    }
    void leave()
    {
        QDragLeaveEvent event;
        QApplication::sendEvent(&m_target, &event);
    }
    bool drop()
    {
        QDropEvent event(QPointF(at()), Qt::CopyAction, &m_data, Qt::LeftButton, Qt::NoModifier);
        event.ignore();
        QApplication::sendEvent(&m_target, &event);
        return event.isAccepted();
    }

private:
    QPoint at() const { return m_target.rect().center(); }

    QWidget& m_target;
    QMimeData m_data;
};

struct Wrong {
    const char* name;
    std::string bytes;
    const char* said; ///< in its message
};

std::vector<Wrong> wrongFiles()
{
    const auto fixture = [](const char* name) {
        return readBytes((kData + QString::fromLatin1(name)).toStdString());
    };
    return {
        {"pickled.pth", fixture("torch_legacy.pt"), "pickle"},
        {"weights.pt", fixture("torch_state_dict.pt"), "torch.jit"},
        {"exported.pt2", zipBytes({"archive_format", "models/model.json"}), "PT2"},
        {"network.onnx", fixture("torch_export.onnx"), "ONNX"},
        {"cut.pt", fixture("torch_script.pt").substr(0, 900), "truncated"},
        {"objects.npy", fixture("numpy_object.npy"), "objects"},
        {"cut.npy", fixture("numpy_float32.npy").substr(0, 150), "the file has"},
        {"empty.csv", "", "empty"},
        {"notes.txt", "a few words\nand a few more\n", "numpy.loadtxt"},
        {"train-labels-idx1-ubyte", idxLabels(30, 3), "without their images"},
    };
}

QStringList writeAll(const QTemporaryDir& folder, const std::vector<Wrong>& files)
{
    QStringList names;
    for (const Wrong& file : files) {
        names << folder.filePath(file.name);
        writeBytes(names.back().toStdString(), file.bytes);
    }
    return names;
}

/// For the guide: every message unfolded, where LEAFSCOPE_PICTURES says.
void photograph(const std::vector<Wrong>& files, const std::vector<NoticeCard*>& newestFirst)
{
    const QString folder = qEnvironmentVariable("LEAFSCOPE_PICTURES");
    if (folder.isEmpty())
        return;
    for (std::size_t i = 0; i < files.size(); ++i) {
        NoticeCard& card = *newestFirst[files.size() - 1 - i];
        const bool was = card.isUnfolded();
        card.setUnfolded(true);
        QTest::qWait(50);
        const QString name = QStringLiteral("message-%1.png").arg(i + 1, 2, 10, QLatin1Char('0'));
        QVERIFY(card.grab().save(QDir(folder).filePath(name)));
        card.setUnfolded(was);
    }
}

DropSheet* sheetOf(MainWindow& window)
{
    auto* sheet = window.findChild<DropSheet*>();
    return sheet && sheet->isVisible() ? sheet : nullptr;
}

} // namespace

class TestDrop : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QSettings().clear(); }

    void hoveringSaysWhatItIs()
    {
        const QTemporaryDir folder;
        const QString images = folder.filePath("train-images-idx3-ubyte");
        const QString labels = folder.filePath("train-labels-idx1-ubyte");
        writeBytes(images.toStdString(), idxImages(30, 8, 9));
        writeBytes(labels.toStdString(), idxLabels(30, 3));
        MainWindow window;
        showActive(window);
        const DropOverlay& overlay = window.dropTarget().overlay();
        Drag drag(window, {images, folder.filePath("gone.npy")});
        QVERIFY(drag.enter());
        QVERIFY(overlay.isVisible());
        QTRY_COMPARE(overlay.lines().size(), 3);
        const QString said = overlay.lines().join('\n');
        QVERIFY2(said.contains(QString::fromUtf8("30 \u00d7 8 \u00d7 9")), qPrintable(said));
        QVERIFY2(said.contains("with labels"), qPrintable(said));
        QVERIFY2(said.contains("no such file"), qPrintable(said));
        drag.leave();
        QTRY_VERIFY(!overlay.isVisible());
        QVERIFY(!window.session().data());
        QVERIFY(!window.notice().isVisible());
    }

    void clearCutOpensAtOnce()
    {
        const QTemporaryDir folder;
        const QString images = folder.filePath("train-images-idx3-ubyte");
        const QString labels = folder.filePath("train-labels-idx1-ubyte");
        writeBytes(images.toStdString(), idxImages(30, 8, 9));
        writeBytes(labels.toStdString(), idxLabels(30, 3));
        MainWindow window;
        showActive(window);
        Drag drag(window, {labels, images}); // in any order
        QVERIFY(drag.enter());
        QVERIFY(drag.drop());
        QTRY_VERIFY(isReady(window, Fact::Data));
        QCOMPARE(window.session().data()->labels.size(), std::size_t(30));
        QVERIFY(window.notice().errors().empty());
        QVERIFY2(window.notice().text().contains("IDX images"), qPrintable(window.notice().text()));
        QVERIFY(!sheetOf(window));
    }

    void anyWidgetTakesThem()
    {
        MainWindow window;
        showActive(window);
        // The explorer's search: the first of the window that begins empty.
        auto* field = window.docks().find(QStringLiteral("explorer"))->findChild<QLineEdit*>();
        QVERIFY(field);
        Drag drag(*field, {kSample});
        QVERIFY(drag.enter());
        QVERIFY(drag.drop());
        QVERIFY(field->text().isEmpty()); // not the path as text
        QTRY_VERIFY_WITH_TIMEOUT(isReady(window, Fact::Layout), 30000);
        QTRY_VERIFY(window.tasks().isIdle());
    }

    void textIsLeftToTheField()
    {
        MainWindow window;
        showActive(window);
        QMimeData text;
        text.setText("conv2");
        QDragEnterEvent event(QPoint(5, 5), Qt::CopyAction, &text, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &event);
        QVERIFY(!window.dropTarget().overlay().isVisible());
    }

    void tenWrongFilesTenMessages()
    {
        const QTemporaryDir folder;
        const std::vector<Wrong> wrong = wrongFiles();
        QCOMPARE(wrong.size(), std::size_t(10));
        MainWindow window;
        showActive(window);
        Drag drag(window.embeddingView(), writeAll(folder, wrong));
        drag.enter();
        drag.drop();
        QTRY_COMPARE(window.notice().errors().size(), wrong.size());
        const auto messages = window.notice().errors();
        std::set<QString> different;
        for (std::size_t i = 0; i < wrong.size(); ++i) {
            const QString text = messages[wrong.size() - 1 - i]->text(); // the newest stands first
            QVERIFY2(text.contains(wrong[i].name), qPrintable(text));
            QVERIFY2(text.contains(wrong[i].said, Qt::CaseInsensitive), qPrintable(text));
            QVERIFY2(text.contains('\n'), qPrintable("no cause or remedy: " + text));
            different.insert(text.section(wrong[i].name, -1));
        }
        QCOMPARE(different.size(), wrong.size());
        photograph(wrong, messages);
        QTest::qWait(300);
        QVERIFY(window.notice().isVisible()); // until dismissed
        QVERIFY(window.notice().geometry().bottom() <= window.notice().parentWidget()->height());
        // The lines of Python can be copied from the unfolded message.
        NoticeCard* weights = messages[wrong.size() - 2];
        weights->setUnfolded(true);
        auto* copy = weights->findChild<QPushButton*>("copyCode");
        QVERIFY(copy);
        QTest::mouseClick(copy, Qt::LeftButton);
        const QString code = QApplication::clipboard()->text();
        QVERIFY2(code.startsWith("model = "), qPrintable(code));
        QCOMPARE(code.count('\n'), 2);
        // One by one, and all.
        QTest::mouseClick(weights->findChildren<QToolButton*>().last(), Qt::LeftButton);
        QCOMPARE(window.notice().errors().size(), wrong.size() - 1);
        window.notice().dismissAll();
        QVERIFY(!window.notice().isVisible());
    }

    void mixedFilesAreAskedAbout()
    {
        const QTemporaryDir folder;
        const QString points = folder.filePath("points.npy");
        const QString more = folder.filePath("more.npy");
        const QString empty = folder.filePath("empty.csv");
        const std::string npy = readBytes((kData + "numpy_float32.npy").toStdString());
        writeBytes(points.toStdString(), npy);
        writeBytes(more.toStdString(), npy);
        writeBytes(empty.toStdString(), "");
        MainWindow window;
        showActive(window);
        Drag drag(window, {points, more, empty});
        drag.enter();
        drag.drop();
        QTRY_VERIFY(sheetOf(window));
        DropSheet* sheet = sheetOf(window);
        const auto boxes = sheet->findChildren<QComboBox*>();
        QCOMPARE(boxes.size(), 2);
        QCOMPARE(boxes[0]->currentText(), QString("Open as data"));
        QCOMPARE(boxes[1]->currentText(), QString("Do not open")); // one data set at a time
        boxes[1]->setFocus();
        QTest::keyClick(boxes[1], Qt::Key_Home);
        QCOMPARE(boxes[1]->currentText(), QString("Open as data"));
        QCOMPARE(boxes[0]->currentText(), QString("Do not open"));
        sheet->accept();
        QTRY_VERIFY(isReady(window, Fact::Data));
        QCOMPARE(QString::fromStdString(window.session().data()->spec), more);
    }

    void layersOfOthersAreAnEmbedding()
    {
        const QTemporaryDir folder;
        const auto npy = [](int rows) {
            return npyBytes("{'descr': '<f4', 'fortran_order': False, 'shape': (" +
                                std::to_string(rows) + ", 2), }",
                            std::string(std::size_t(rows) * 8, '\x3e'));
        };
        QVERIFY(QDir(folder.path()).mkdir("layers"));
        for (const char* name : {"layers/a.npy", "layers/b.npy"})
            writeBytes(folder.filePath(name).toStdString(), npy(5));
        const QString tensors = folder.filePath("layers.safetensors");
        writeBytes(tensors.toStdString(),
                   safetensorsBytes(R"({"a":{"dtype":"F32","shape":[4,2],"data_offsets":[0,32]},)"
                                    R"("b":{"dtype":"F32","shape":[4,3],"data_offsets":[32,80]}})",
                                    std::string(80, '\x3e')));
        for (const QString& spec : {folder.filePath("layers"), tensors}) {
            const Recognised what = recognise(spec);
            QVERIFY2(what.as == Opened::Embedding, qPrintable(what.problem));
            QVERIFY2(what.details.contains("2 layers"), qPrintable(what.details));
        }
    }

    void clearCut_data()
    {
        using Kinds = QList<int>; // Opened, or -1 for a problem
        QTest::addColumn<Kinds>("kinds");
        QTest::addColumn<bool>("clear");
        const int data = int(Opened::Data);
        const int model = int(Opened::Model);
        QTest::newRow("data") << Kinds{data} << true;
        QTest::newRow("data and model") << Kinds{data, model} << true;
        QTest::newRow("session") << Kinds{int(Opened::Session)} << true;
        QTest::newRow("two data") << Kinds{data, data} << false;
        QTest::newRow("session and data") << Kinds{int(Opened::Session), data} << false;
        QTest::newRow("embedding and model") << Kinds{int(Opened::Embedding), model} << false;
        QTest::newRow("data and a problem") << Kinds{data, -1} << false;
        QTest::newRow("nothing") << Kinds{} << false;
    }

    void clearCut()
    {
        QFETCH(QList<int>, kinds);
        std::vector<Recognised> files;
        for (const int kind : kinds) {
            Recognised file;
            if (kind < 0)
                file.problem = "bad";
            else
                file.as = Opened(kind);
            files.push_back(file);
        }
        QTEST(isClearCut(files), "clear");
    }
};

std::unique_ptr<QObject> leafscope::test::makeDropTest()
{
    return std::make_unique<TestDrop>();
}

#include "test_drop.moc"
