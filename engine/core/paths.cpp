#include <core/paths.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace fs = std::filesystem;

namespace core {
namespace {

fs::path fromEnvironment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? fs::path(value) : fs::path();
}

fs::path programDirectory() {
    std::error_code failed;
    const fs::path self = fs::read_symlink("/proc/self/exe", failed);
    return failed ? fs::path() : self.parent_path();
}

Result<fs::path> firstFolder(const char* what, const char* variable, const std::vector<fs::path>& places) {
    const fs::path chosen = fromEnvironment(variable);
    std::error_code ignored;
    if (!chosen.empty()) {
        if (fs::is_directory(chosen, ignored)) return chosen;
        return Error(std::string(variable) + " names \"" + chosen.string() + "\", which is not a directory");
    }
    std::string tried;
    for (const fs::path& place : places) {
        if (place.empty()) continue;
        if (fs::is_directory(place, ignored)) return fs::weakly_canonical(place, ignored);
        tried += (tried.empty() ? "" : ", ") + place.string();
    }
    return Error(std::string("cannot find the ") + what + "; tried " + tried + "; set " + variable);
}

Result<fs::path> userFolder(const char* variable, const char* xdg, const char* belowHome) {
    fs::path folder = fromEnvironment(variable);
    if (folder.empty()) {
        const fs::path base = fromEnvironment(xdg);
        const fs::path home = fromEnvironment("HOME");
        if (!base.empty())
            folder = base / "paraspinal";
        else if (!home.empty())
            folder = home / belowHome / "paraspinal";
        else
            return Error(std::string("neither ") + variable + ", " + xdg + " nor HOME is set");
    }
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed) return Error(Place{folder.string()}, "cannot create the directory: " + failed.message());
    return folder;
}

} // namespace

Result<fs::path> assetsDirectory() {
    const fs::path program = programDirectory();
    return firstFolder("assets", "PARASPINAL_ASSETS",
                       {program / "assets", program.parent_path() / "share/paraspinal/assets",
                        fs::path(PARASPINAL_SOURCE_DIR) / "assets"});
}

Result<fs::path> shadersDirectory() {
    const fs::path program = programDirectory();
    return firstFolder("compiled shaders", "PARASPINAL_SHADERS",
                       {program.parent_path() / "shaders", program.parent_path() / "share/paraspinal/shaders",
                        fs::path(PARASPINAL_BUILD_DIR) / "shaders"});
}

Result<fs::path> cacheDirectory() {
    return userFolder("PARASPINAL_CACHE", "XDG_CACHE_HOME", ".cache");
}
Result<fs::path> dataDirectory() {
    return userFolder("PARASPINAL_DATA", "XDG_DATA_HOME", ".local/share");
}

std::vector<fs::path> filesBelow(const fs::path& folder, const std::string& extension) {
    std::vector<fs::path> out;
    std::error_code failed;
    for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed))
        if (at->is_regular_file(failed) && at->path().extension() == extension) out.push_back(at->path());
    std::sort(out.begin(), out.end());
    return out;
}

Result<std::string> readFile(const fs::path& file) {
    std::error_code ignored;
    if (fs::is_directory(file, ignored)) return Error(Place{file.string()}, "is a directory, expected a file");
    std::ifstream in(file, std::ios::binary);
    if (!in) return Error(Place{file.string()}, std::string("cannot read: ") + std::strerror(errno));
    std::ostringstream bytes;
    bytes << in.rdbuf();
    if (in.bad()) return Error(Place{file.string()}, "reading stopped half way");
    return std::move(bytes).str();
}

Status writeFile(const fs::path& file, const std::string& bytes) {
    const fs::path temporary = file.string() + ".part" + std::to_string(::getpid());
    {
        std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
        if (!out) return Error(Place{file.string()}, std::string("cannot write: ") + std::strerror(errno));
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        out.flush();
        if (!out) {
            std::error_code ignored;
            fs::remove(temporary, ignored);
            return Error(Place{file.string()}, std::string("writing failed: ") + std::strerror(errno));
        }
    }
    std::error_code failed;
    fs::rename(temporary, file, failed);
    if (failed) return Error(Place{file.string()}, "cannot replace the file: " + failed.message());
    return Done{};
}

} // namespace core
