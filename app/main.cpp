// SPDX-License-Identifier: MIT
// Leafscope: `leafscope VERB ...` works on the command line, `leafscope [FILE...]` opens the
// window.
#include "app/cli/command_line.hpp"
#include "app/window/application.hpp"
#include "app/window/main_window.hpp"
#include "app/window/preferences/preferences.hpp"
#include "app/window/recovery.hpp"
#include "app/window/tour/tour.hpp"
#include "app/work/walk_pictures.hpp"
#include "core/base/error.hpp"
#include "core/data/subset.hpp"

#include <QApplication>

#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace leafscope;

int runWindow(int argc, char** argv, std::vector<std::string> words)
{
    std::optional<std::string> tour;
    if (words.size() >= 2 && words[0] == "--tour") {
        tour = words[1];
        words.erase(words.begin(), words.begin() + 2);
    }
    for (const std::string& word : words)
        // A data set by its name, or a part of a file, has a colon, a choice of classes is known.
        if (!std::filesystem::exists(word) && word != "fashion-mnist" &&
            word.find(':') == std::string::npos && !splitSubset(word).isSubset) {
            std::cerr << "leafscope: \"" << word << "\" is neither a verb nor a file\n"
                      << "  `leafscope --help` lists the verbs\n";
            return 2;
        }
    const auto application = makeApplication(argc, argv);
    applyPreferences(loadPreferences());
    MainWindow window;
    if (!tour)
        window.restoreLayout();
    window.show();
    QStringList files;
    for (const std::string& word : words)
        files << QString::fromStdString(word);
    window.workbench().open(files);
    std::optional<Tour> guide;
    if (tour)
        guide.emplace(window, *tour);
    else
        window.recovery().look();
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> words(argv + 1, argv + argc);
    applyStoredFolders();
    addWalkPictures();
    const bool tour = !words.empty() && words[0] == "--tour";
    if (!tour && cli::isCommand(words))
        return cli::runCommand(words);
    try {
        return runWindow(argc, argv, words);
    } catch (const std::exception& e) {
        std::cerr << "leafscope: error: " << e.what() << "\n";
        return 1;
    }
}
