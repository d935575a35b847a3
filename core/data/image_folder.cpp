// SPDX-License-Identifier: MIT
// Which images a folder holds, and of which classes.
#include "core/data/image_folder.hpp"

#include "core/base/hash.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostFiles = 10'000'000;
constexpr std::array kParts{"train", "test", "val", "valid", "validation"};

bool isHidden(const fs::path& path)
{
    return path.filename().string().starts_with('.');
}

bool isPart(const std::string& name)
{
    return std::find(kParts.begin(), kParts.end(), name) != kParts.end();
}

std::vector<fs::path> subfolders(const fs::path& folder)
{
    std::vector<fs::path> found;
    std::error_code ignored; // what may not be looked at holds no images for us
    for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end;
         entry.increment(ignored))
        if (entry->is_directory(ignored) && !isHidden(entry->path()))
            found.push_back(entry->path());
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<fs::path> imagesIn(const fs::path& folder, bool deep, std::size_t most)
{
    std::vector<fs::path> found;
    std::error_code ignored;
    const auto consider = [&](const fs::directory_entry& entry) {
        if (isImageName(entry.path()) && !isHidden(entry.path()) && entry.is_regular_file(ignored))
            found.push_back(entry.path());
    };
    if (deep) // links to folders are not followed, so this ends
        for (fs::recursive_directory_iterator
                 entry(folder, fs::directory_options::skip_permission_denied, ignored),
             end;
             !ignored && entry != end && found.size() < most; entry.increment(ignored))
            consider(*entry);
    else
        for (fs::directory_iterator entry(folder, ignored), end;
             !ignored && entry != end && found.size() < most; entry.increment(ignored))
            consider(*entry);
    std::sort(found.begin(), found.end());
    return found;
}

/// Whether the subfolders are parts of one set: there is a train, and nothing but parts.
bool hasParts(const fs::path& folder)
{
    const std::vector<fs::path> inside = subfolders(folder);
    bool train = false;
    for (const fs::path& sub : inside) {
        const std::string name = sub.filename().string();
        if (!isPart(name))
            return false;
        train = train || name == "train";
    }
    return train;
}

std::vector<std::string> classesIn(const fs::path& folder)
{
    std::vector<std::string> names;
    for (const fs::path& sub : subfolders(folder))
        if (!imagesIn(sub, true, 1).empty())
            names.push_back(sub.filename().string());
    return names;
}

/// Where the numbers of the classes come from: the training part beside `folder`, or itself.
fs::path classFolder(const fs::path& folder)
{
    const fs::path whole = fs::absolute(folder).lexically_normal();
    const fs::path own = whole.has_filename() ? whole : whole.parent_path();
    return isPart(own.filename().string()) && hasParts(own.parent_path())
               ? own.parent_path() / "train"
               : folder;
}

/// The folder of a part; "val" may be spelt out.
fs::path partFolder(const fs::path& folder, const std::string& part)
{
    std::error_code ignored;
    if (part.empty())
        return hasParts(folder) ? folder / "train" : folder;
    for (const std::string& name : {part, std::string(part == "val" ? "valid" : ""),
                                    std::string(part == "val" ? "validation" : "")})
        if (!name.empty() && fs::is_directory(folder / name, ignored))
            return folder / name;
    return {};
}

} // namespace

bool isImageName(const fs::path& file)
{
    static constexpr std::array kEndings{".png", ".jpg", ".jpeg", ".bmp", ".ppm", ".pgm"};
    std::string ending = file.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return char(std::tolower(c)); });
    return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

ImageListing listImages(const fs::path& folder, const std::string& part)
{
    ImageListing out;
    const fs::path base = partFolder(folder, part);
    if (base.empty())
        return out;
    const std::vector<std::string> own = classesIn(base);
    if (own.empty()) {
        for (const fs::path& file : imagesIn(base, false, kMostFiles))
            out.files.push_back({file, -1});
        return out;
    }
    out.classNames = classesIn(classFolder(base));
    for (const std::string& name : own)
        if (std::find(out.classNames.begin(), out.classNames.end(), name) == out.classNames.end()) {
            out.warnings.push_back("the class " + name + " is not in the training part");
            out.classNames.push_back(name);
        }
    for (std::size_t label = 0; label < out.classNames.size(); ++label)
        for (const fs::path& file :
             imagesIn(base / out.classNames[label], true, kMostFiles - out.files.size()))
            out.files.push_back({file, std::int32_t(label)});
    if (const std::size_t loose = imagesIn(base, false, kMostFiles).size(); loose > 0)
        out.warnings.push_back(std::to_string(loose) + " images beside the class folders of " +
                               base.string() + " belong to no class and were left out");
    return out;
}

bool holdsImages(const fs::path& folder)
{
    return !imagesIn(folder, false, 1).empty() || !classesIn(partFolder(folder, "")).empty() ||
           !imagesIn(partFolder(folder, ""), false, 1).empty();
}

std::string heldOutImages(const fs::path& folder)
{
    const fs::path whole = fs::absolute(folder).lexically_normal();
    const fs::path own = whole.has_filename() ? whole : whole.parent_path();
    const bool isTrain = own.filename() == "train" && hasParts(own.parent_path());
    for (const char* part : {"test", "val", "valid", "validation"}) {
        if (isTrain && holdsImages(own.parent_path() / part))
            return (own.parent_path() / part).string();
        if (!isTrain && hasParts(folder) && holdsImages(folder / part))
            return folder.string() + ":" + part;
    }
    return {};
}

std::string imagesHash(const ImageListing& images)
{
    std::string all = "images";
    for (const ImageFile& file : images.files)
        all += "\n" + std::to_string(file.label) + " " + file.path.filename().string() + " " +
               hashFile(file.path);
    for (const std::string& name : images.classNames)
        all += "\nclass " + name;
    return hashText(all);
}

} // namespace leafscope
