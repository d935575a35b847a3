// SPDX-License-Identifier: MIT
#include "core/model/torch_library.hpp"

#include "core/base/error.hpp"

#include <dlfcn.h>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

/// Beside the library that this function is in.
fs::path torchLibraryFile()
{
    Dl_info here{};
    dladdr(reinterpret_cast<const void*>(&torchLibrary), &here);
    return fs::path(here.dli_fname ? here.dli_fname : "").parent_path() / "libleafscope_torch.so";
}

const TorchLibrary& loaded()
{
    const fs::path file = torchLibraryFile();
    void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    void* const entry = library ? dlsym(library, "leafscopeTorchLibrary") : nullptr;
    if (!entry) {
        const char* const reason = dlerror();
        throw Error(ErrorKind::Internal,
                    std::string("LibTorch cannot be loaded: ") +
                        (reason ? reason : "no reason told"),
                    file.string(), "a part of the program was moved, or LibTorch was removed",
                    "run `bash resources/install-dependencies.sh` and build Leafscope again");
    }
    return *reinterpret_cast<const TorchLibrary* (*)()>(entry)();
}

} // namespace

const TorchLibrary& torchLibrary()
{
    static const TorchLibrary& library = loaded(); // after a failure the next call tries again
    return library;
}

} // namespace leafscope
