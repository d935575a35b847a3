// SPDX-License-Identifier: MIT
// The guide says what the program does: its reference is what the program prints, its links and
// pictures are there, and its commands run, one after the other, on a small part of the data.
#include "core/base/files.hpp"
#include "tests/support/program.hpp"

#include <QDir>
#include <QRegularExpression>

using namespace leafscope;
using namespace leafscope::test;

namespace {

const QString kRoot = QStringLiteral(LEAFSCOPE_SOURCE_DIR "/");
const QString kGuide = kRoot + QStringLiteral("resources/guide/");

QString textOf(const QString& file)
{
    return QString::fromStdString(readTextFile(file.toStdString()));
}

QStringList pages()
{
    QStringList files{kRoot + "README.md"};
    for (const QString& name : QDir(kGuide).entryList({"*.md"}))
        files << kGuide + name;
    return files;
}

/// The lines of the page's code blocks that start the program, without its name.
QList<QStringList> commandsOf(const QString& page)
{
    static const QRegularExpression call("^(?:leafscope|bash app/run\\.sh) ([a-z].*?)(?: +#.*)?$");
    QList<QStringList> commands;
    bool isCode = false;
    for (const QString& line : textOf(page).split('\n')) {
        if (line.startsWith("```"))
            isCode = line == "```" && !isCode;
        else if (const auto match = call.match(line); isCode && match.hasMatch())
            commands << match.captured(1).split(' ', Qt::SkipEmptyParts);
    }
    return commands;
}

/// The same on little data.
QStringList lessened(QStringList command)
{
    for (qsizetype i = 0; i < command.size(); ++i) {
        command[i].remove('\''); // the shell's
        if (command[i].startsWith("fashion-mnist"))
            command[i] = "small.h5";
        if (command[i] == "--limit")
            command[i + 1] = "60";
    }
    if (command.first() == "train" && command.contains("--preset")) // which has its own data
        command << "--epochs"
                << "2";
    return command;
}

} // namespace

class TestGuide : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void referenceIsWhatTheProgramSays()
    {
        const Program program;
        const Outcome said = program.run({"help", "--markdown"});
        QCOMPARE(said.code, 0);
        // Made anew by: leafscope help --markdown > resources/guide/reference.md
        QCOMPARE(said.out, textOf(kGuide + "reference.md"));
    }

    void linksLeadSomewhere()
    {
        static const QRegularExpression link("\\]\\(([^)#]+)\\)");
        int count = 0;
        for (const QString& page : pages())
            for (const auto& match : link.globalMatch(textOf(page))) {
                const QString target = match.captured(1);
                if (target.startsWith("http"))
                    continue;
                ++count;
                QVERIFY2(QFileInfo::exists(QFileInfo(page).dir().filePath(target)),
                         qPrintable(page + ": " + target));
            }
        QVERIFY(count > 20);
    }

    void commandsRun_data()
    {
        QTest::addColumn<QString>("page");
        for (const QString& page : pages())
            if (!page.endsWith("reference.md") && !commandsOf(page).isEmpty())
                QTest::newRow(qPrintable(QFileInfo(page).fileName())) << page;
    }

    void commandsRun()
    {
        QFETCH(QString, page);
        const Program program;
        QCOMPARE(program
                     .run({"sample", "--data", "fashion-mnist:test", "--limit", "200", "--out",
                           "small.h5"})
                     .code,
                 0);
        for (const QStringList& command : commandsOf(page)) {
            const Outcome outcome = program.run(lessened(command));
            QVERIFY2(outcome.code == 0, qPrintable(command.join(' ') + "\n" + outcome.err));
        }
    }
};

QTEST_GUILESS_MAIN(TestGuide)
#include "test_guide.moc"
