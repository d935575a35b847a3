// SPDX-License-Identifier: MIT
#include "core/session/folder.hpp"

#include <map>
#include <utility>

namespace leafscope {

namespace {

std::map<std::string, FolderFinish>& finishes()
{
    static std::map<std::string, FolderFinish> all;
    return all;
}

} // namespace

void setFolderFinish(const std::string& analysis, FolderFinish finish)
{
    finishes()[analysis] = std::move(finish);
}

const FolderFinish* folderFinish(const std::string& analysis)
{
    const auto found = finishes().find(analysis);
    return found == finishes().end() ? nullptr : &found->second;
}

} // namespace leafscope
