// SPDX-License-Identifier: MIT
// Parsing of command lines against registry entries, and the help made from them.
#include "app/cli/arguments.hpp"
#include "app/cli/console.hpp"
#include "app/cli/help.hpp"

#include <QTest>

using namespace leafscope;
using namespace leafscope::cli;

class TestArguments : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void parses();
    void usageErrors_data();
    void usageErrors();
    void everyParameterIsInTheHelp();
    void everyVerbIsInTheProgramHelp();
    void outOfRangeIsWrongUsage();
    void presetsAreTaken();
    void tablesAlign();
    void tableCells();
};

void TestArguments::parses()
{
    const std::vector<FlagSpec> known{{"limit", "N", ""}, {"standardize", "", ""}};
    const std::vector<std::string> words{
        "emb.h5", "--limit=50", "--no-standardize", "--json", "--seed", "7", "--out", "x.h5",
        "--",     "--odd"};
    const Arguments a = parseArguments(words, known);
    QCOMPARE(a.positional, (std::vector<std::string>{"emb.h5", "--odd"}));
    QCOMPARE(a.flags.at("limit"), std::string("50"));
    QCOMPARE(a.flags.at("standardize"), std::string("false"));
    QVERIFY(a.common.json && !a.common.quiet);
    QCOMPARE(a.common.seed, std::uint64_t(7));
    QCOMPARE(a.common.out, std::filesystem::path("x.h5"));
}

void TestArguments::usageErrors_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("mentions");
    QTest::newRow("unknown") << QStringList{"--bogus"} << "--bogus";
    QTest::newRow("misspelt") << QStringList{"--limti", "5"} << "did you mean --limit";
    QTest::newRow("no value") << QStringList{"--limit"} << "wants a value";
    QTest::newRow("twice") << QStringList{"--limit", "1", "--limit", "2"} << "twice";
    QTest::newRow("single dash") << QStringList{"-x"} << "two dashes";
    QTest::newRow("seed") << QStringList{"--seed", "x"} << "number";
    QTest::newRow("switch with value") << QStringList{"--json=1"} << "no value";
    QTest::newRow("threads") << QStringList{"--threads", "-2"} << "--threads";
}

void TestArguments::usageErrors()
{
    QFETCH(QStringList, words);
    QFETCH(QString, mentions);
    std::vector<std::string> list;
    for (const QString& word : words)
        list.push_back(word.toStdString());
    const std::vector<FlagSpec> known{{"limit", "N", ""}};
    try {
        parseArguments(list, known);
        QFAIL("accepted");
    } catch (const UsageError& e) {
        QVERIFY2(QString::fromUtf8(e.what()).contains(mentions), e.what());
    }
}

void TestArguments::everyParameterIsInTheHelp()
{
    for (const Analysis* analysis : allAnalyses()) {
        const QString help = QString::fromStdString(analysisHelp(*analysis));
        for (const Parameter& p : analysis->parameters)
            QVERIFY2(help.contains(QStringLiteral("--") + QString::fromStdString(p.name)),
                     p.name.c_str());
        for (const QString& line : help.split('\n'))
            QVERIFY2(line.size() <= 110, qPrintable(line));
    }
}

void TestArguments::everyVerbIsInTheProgramHelp()
{
    const QString help = QString::fromStdString(programHelp());
    for (const Analysis* analysis : allAnalyses())
        QVERIFY(help.contains(QStringLiteral("\n  ") + QString::fromStdString(analysis->name)));
    for (const Verb* verb : builtinVerbs()) {
        QVERIFY(help.contains(QStringLiteral("\n  ") + QString::fromStdString(verb->name)));
        const QString own = QString::fromStdString(verbHelp(*verb));
        QVERIFY(verb->run &&
                own.startsWith("usage: leafscope " + QString::fromStdString(verb->name)));
        for (const FlagSpec& flag : verb->flags)
            QVERIFY2(own.contains("\n  --" + QString::fromStdString(flag.name)) &&
                         !flag.help.empty(),
                     flag.name.c_str());
        QVERIFY2(!findAnalysis(verb->name), "a verb hides an analysis");
    }
}

void TestArguments::outOfRangeIsWrongUsage()
{
    const Analysis* dimension = findAnalysis("dimension");
    const auto parse = [&](const std::vector<std::string>& words) {
        return parametersFrom(*dimension, parseArguments(words, flagsOf(*dimension)));
    };
    QCOMPARE(parse({"--fraction", "0.5"}).at("fraction").get<double>(), 0.5);
    QVERIFY_EXCEPTION_THROWN(parse({"--fraction", "2"}), UsageError);
    QVERIFY_EXCEPTION_THROWN(parse({"--pca_scaling", "none"}), UsageError);
}

void TestArguments::presetsAreTaken()
{
    for (const Analysis* analysis : allAnalyses())
        for (const Preset& preset : analysis->presets) {
            const std::vector<std::string> words{"--preset", preset.name};
            const Arguments given = parseArguments(words, flagsOf(*analysis));
            QVERIFY(inputsFrom(*analysis, given) == preset.inputs); // its roles, and no others
            QVERIFY(parametersFrom(*analysis, given) == preset.parameters);
            QVERIFY(QString::fromStdString(analysisHelp(*analysis))
                        .contains("\n  " + QString::fromStdString(preset.name) + " "));
            QVERIFY(!preset.title.empty() && !preset.help.empty());
        }
    const Analysis& train = *findAnalysis("train");
    const auto parse = [&](const std::vector<std::string>& words) {
        return parseArguments(words, flagsOf(train));
    };
    // What is given beside it wins, before and after.
    const Arguments more =
        parse({"--epochs", "3", "--preset", "collapse-3", "--data", "x.npy", "--lr", "0.5"});
    const Json parameters = completeParameters(train, parametersFrom(train, more));
    QCOMPARE(parameters.at("epochs").get<int>(), 3);
    QCOMPARE(parameters.at("lr").get<double>(), 0.5);
    QVERIFY(parameters.at("arch") == "mlp" && parameters.at("checkpoints") == "paper");
    QCOMPARE(inputsFrom(train, more).at("data"), std::string("x.npy"));
    QVERIFY_EXCEPTION_THROWN(parametersFrom(train, parse({"--preset", "collapse-5"})), UsageError);
    QVERIFY_EXCEPTION_THROWN(inputsFrom(train, parse({})), UsageError);
    // A parameter of that name is no preset.
    const Analysis& foliation = *findAnalysis("leaf foliation");
    QVERIFY(foliation.presets.empty());
    const std::vector<std::string> words{"--preset", "spheres"};
    QVERIFY(parametersFrom(foliation, parseArguments(words, flagsOf(foliation))).at("preset") ==
            "spheres");
}

void TestArguments::tablesAlign()
{
    Json result{{"layers", {{{"name", "a"}, {"n", 2}}, {{"name", "long"}, {"n", 1000}}}}};
    QCOMPARE(QString::fromStdString(asText(result)),
             QStringLiteral("name     n\na        2\nlong  1000\n"));
}

void TestArguments::tableCells()
{
    Json result{{"layers", {{{"name", "a"}, {"ci95", {1.5, 2.25}}, {"x", nullptr}}}}, {"n", 5}};
    const QString text = QString::fromStdString(asText(result));
    QVERIFY2(text.contains("1.5 .. 2.25") && text.contains(" -") && text.contains("n  5"),
             qPrintable(text));
}

QTEST_GUILESS_MAIN(TestArguments)
#include "test_arguments.moc"
