// SPDX-License-Identifier: MIT
#include "app/window/application.hpp"

#include "app/tasks/thread_priority.hpp"
#include "core/base/error.hpp"
#include "views/scene/opengl.hpp"

#include <QApplication>
#include <QStandardPaths>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace leafscope {

namespace {

bool hasDisplay()
{
    const auto set = [](const char* name) {
        const char* value = std::getenv(name);
        return value && *value;
    };
    return set("DISPLAY") || set("WAYLAND_DISPLAY") || set("QT_QPA_PLATFORM");
}

/// Replaces this process by itself under xvfb-run. Returns only if that is impossible.
void restartUnderVirtualDisplay()
{
    if (QStandardPaths::findExecutable(QStringLiteral("xvfb-run")).isEmpty())
        return;
    std::ifstream in("/proc/self/cmdline", std::ios::binary);
    std::string raw((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    std::vector<std::string> words{"xvfb-run", "-a", "-s", "-screen 0 1600x1000x24"};
    for (std::size_t begin = 0; begin < raw.size();) {
        const std::size_t end = raw.find('\0', begin);
        words.push_back(begin == 0 ? std::string("/proc/self/exe")
                                   : raw.substr(begin, end - begin));
        begin = end == std::string::npos ? raw.size() : end + 1;
    }
    std::array<char, 4096> self{};
    const ssize_t length = ::readlink("/proc/self/exe", self.data(), self.size() - 1);
    if (length > 0)
        words[4] = std::string(self.data(), std::size_t(length));
    std::vector<char*> arguments;
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execvp(arguments[0], arguments.data());
}

/// Qt wants a private folder for its sockets and complains without one, as in containers.
void provideRuntimeFolder()
{
    if (std::getenv("XDG_RUNTIME_DIR"))
        return;
    const std::string folder = "/tmp/runtime-" + std::to_string(::getuid());
    struct stat made {};
    if ((::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) &&
        ::lstat(folder.c_str(), &made) == 0 && S_ISDIR(made.st_mode) && made.st_uid == ::getuid() &&
        (made.st_mode & 0077) == 0)
        ::setenv("XDG_RUNTIME_DIR", folder.c_str(), 0);
}

} // namespace

std::unique_ptr<QApplication> makeApplication(int& argc, char** argv)
{
    provideRuntimeFolder();
    letOthersStepBack();
    prepareOpenGl();
    QCoreApplication::setApplicationName(QStringLiteral("leafscope"));
    QCoreApplication::setOrganizationName(QStringLiteral("leafscope"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LEAFSCOPE_VERSION));
    return std::make_unique<QApplication>(argc, argv);
}

DrawingApplication::DrawingApplication()
{
    if (!hasDisplay()) {
        restartUnderVirtualDisplay();
        throw Error(ErrorKind::Unsupported, "there is no display to draw on", "render",
                    "neither DISPLAY nor a virtual display is at hand",
                    "install the package xvfb, or run on a desktop");
    }
    static int argc = 1;
    static char name[] = "leafscope";
    static char* argv[] = {name, nullptr};
    m_application = makeApplication(argc, argv);
}

DrawingApplication::~DrawingApplication() = default;

TextApplication::TextApplication()
{
    if (QCoreApplication::instance())
        return;
    provideRuntimeFolder();
    static int argc = 3;
    static char name[] = "leafscope";
    static char flag[] = "-platform";
    static char platform[] = "offscreen";
    static char* argv[] = {name, flag, platform, nullptr};
    m_application = std::make_unique<QGuiApplication>(argc, argv);
}

TextApplication::~TextApplication() = default;

} // namespace leafscope
