// SPDX-License-Identifier: MIT
// The floors and rooms of the house (core/README.md): who includes whom.
#include <QTest>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

struct Inclusion {
    std::string file; ///< "core/data/idx.cpp"
    std::string header;
};

std::vector<Inclusion> inclusionsOf(const std::string& floor)
{
    static const std::regex line("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"].*");
    std::vector<Inclusion> all;
    const fs::path root = LEAFSCOPE_SOURCE_DIR;
    for (const auto& entry : fs::recursive_directory_iterator(root / floor)) {
        if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp")
            continue;
        std::ifstream file(entry.path());
        std::smatch match;
        for (std::string text; std::getline(file, text);)
            if (std::regex_match(text, match, line))
                all.push_back({entry.path().lexically_relative(root).string(), match[1]});
    }
    return all;
}

/// "chart" of "views/chart/scale.cpp".
std::string roomOf(const std::string& path)
{
    const std::size_t from = path.find('/') + 1;
    return path.substr(from, path.find('/', from) - from);
}

bool isTorch(const std::string& header)
{
    return header.starts_with("torch/") || header.starts_with("ATen/") ||
           header.starts_with("c10/");
}

} // namespace

class TestFloors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void coreKnowsNoFloorAbove()
    {
        const auto all = inclusionsOf("core");
        QVERIFY(all.size() > 500);
        for (const Inclusion& i : all) {
            const bool qt = i.header.starts_with("Q") && i.file != "core/data/images.cpp";
            const bool above = i.header.starts_with("views/") || i.header.starts_with("app/") ||
                               i.header.starts_with("vtk");
            QVERIFY2(!qt && !above, (i.file + " includes " + i.header).c_str());
        }
    }

    void libTorchStaysInItsRoom()
    {
        for (const char* floor : {"core", "views", "app"})
            for (const Inclusion& i : inclusionsOf(floor)) {
                const bool inside = i.file.starts_with("core/model/torch/");
                const bool torch = isTorch(i.header) || i.header.starts_with("core/model/torch/");
                QVERIFY2(inside || !torch, (i.file + " includes " + i.header).c_str());
            }
    }

    void viewsKnowOnlyWhatTheyShare()
    {
        const std::set<std::string> shared{"frame", "style", "scene", "chart", "session"};
        const auto all = inclusionsOf("views");
        QVERIFY(all.size() > 300);
        for (const Inclusion& i : all) {
            QVERIFY2(!i.header.starts_with("app/"), (i.file + " includes " + i.header).c_str());
            if (!i.header.starts_with("views/"))
                continue;
            const std::string room = roomOf(i.header);
            QVERIFY2(room == roomOf(i.file) || shared.count(room),
                     (i.file + " includes " + i.header).c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestFloors)
#include "test_floors.moc"
