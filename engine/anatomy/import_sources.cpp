#include <anatomy/import_sources.h>

#include <core/paths.h>
#include <core/text.h>

#include <algorithm>

namespace anatomy {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestList = std::uintmax_t{64} << 20;
constexpr int kDeepest = 8;

class Collector {
public:
    Collector(const Atlas& atlas, const fs::path& source, const ImportLimits& limits, const Progress& progress)
        : names_(atlas), source_(source), limits_(limits), progress_(progress) {}

    core::Result<ImportSources> collect(const std::optional<fs::path>& mapping) {
        std::error_code fault;
        const fs::file_status status = fs::status(source_, fault);
        if (!fs::exists(status)) return core::Error(source_.string() + ": there is no such file or folder");
        if (mapping)
            if (const auto read = names_.readMapping(*mapping); !read) return read.error();
        std::vector<fs::path> files{source_};
        if (fs::is_directory(status)) {
            folder_ = true;
            auto found = meshFiles();
            if (!found) return found.error();
            files = std::move(found).value();
        }
        out_.files = files.size();
        for (std::size_t i = 0; i < files.size(); ++i) {
            const std::string name = shortName(files[i]);
            if (progress_)
                progress_("reading " + printable(name), static_cast<float>(i) / static_cast<float>(files.size()));
            read(files[i], name);
        }
        if (out_.meshes.empty()) return nothing();
        for (const std::string& name : names_.unusedMappings())
            out_.unknown.push_back({mapping->string(), name, "nothing in the files is called so"});
        return std::move(out_);
    }

private:
    std::string shortName(const fs::path& file) const {
        return folder_ ? file.lexically_relative(source_).string() : file.filename().string();
    }

    void readList(const fs::path& file) {
        std::error_code fault;
        if (fs::file_size(file, fault) > kLargestList || fault) return;
        if (const auto text = core::readFile(file); text) names_.addPartsList(text.value());
    }

    /// Sorted by name. Lists of parts are read too.
    core::Result<std::vector<fs::path>> meshFiles() {
        std::error_code fault;
        const fs::path real = fs::canonical(source_, fault);
        fs::recursive_directory_iterator at(source_, fs::directory_options::skip_permission_denied, fault);
        if (fault) return core::Error(source_.string() + ": " + fault.message());
        std::vector<fs::path> out, lists;
        for (; at != fs::recursive_directory_iterator(); at.increment(fault)) {
            if (fault) return core::Error(source_.string() + ": " + fault.message());
            if (at.depth() >= kDeepest) at.disable_recursion_pending();
            const fs::path& file = at->path();
            const std::string extension = core::lowerCase(file.extension().string());
            const auto& known = geometry::meshExtensions();
            const bool mesh = std::find(known.begin(), known.end(), extension) != known.end();
            const bool list = extension == ".txt" || extension == ".tsv";
            if (!mesh && !list) continue;
            if (at->is_symlink(fault)) {
                const fs::path target = fs::canonical(file, fault);
                if (fault ||
                    std::mismatch(real.begin(), real.end(), target.begin(), target.end()).first != real.end()) {
                    out_.unreadable.push_back(
                        {shortName(file), "", "a symbolic link out of the folder is not followed"});
                    fault.clear();
                    continue;
                }
            }
            if (!at->is_regular_file(fault)) {
                if (mesh && !at->is_directory(fault))
                    out_.unreadable.push_back({shortName(file), "", "it is no regular file"});
                continue;
            }
            if (list) {
                lists.push_back(file);
                continue;
            }
            out.push_back(file);
            if (out.size() > limits_.files)
                return core::Error(source_.string() + ": more than " + std::to_string(limits_.files) +
                                   " files of meshes are not read at once");
        }
        if (out.empty()) return core::Error(source_.string() + ": no file of meshes lies there (" + endings() + ")");
        // The order in which a folder is walked is the file system's: nothing may depend on it.
        std::sort(out.begin(), out.end());
        std::sort(lists.begin(), lists.end());
        for (const fs::path& list : lists) readList(list);
        const auto byName = [](const auto& a, const auto& b) { return a.file < b.file; };
        std::stable_sort(out_.unreadable.begin(), out_.unreadable.end(), byName);
        return out;
    }

    static std::string endings() {
        std::string list;
        for (const std::string& ending : geometry::meshExtensions()) list += (list.empty() ? "" : " ") + ending;
        return list;
    }

    void read(const fs::path& file, const std::string& name) {
        auto meshes = geometry::readMeshes(file, limits_.file);
        if (!meshes) {
            out_.unreadable.push_back({name, "", printable(meshes.error().text())});
            return;
        }
        for (geometry::NamedMesh& mesh : meshes.value()) take(name, std::move(mesh));
    }

    void take(const std::string& file, geometry::NamedMesh mesh) {
        const std::string object = mesh.name;
        const auto found = names_.find(file, object, mesh.id);
        if (!found) {
            out_.unknown.push_back({file, object, found.error().text()});
            return;
        }
        if (found.value().structure == nullptr) return; // as the mapping file says
        triangles_ += mesh.mesh.triangleCount();
        if (triangles_ > limits_.triangles) {
            out_.unreadable.push_back(
                {file, object, "more than " + std::to_string(limits_.triangles) + " triangles in all are not read"});
            return;
        }
        out_.meshes.push_back({file, object, found.value(), std::move(mesh)});
    }

    core::Error nothing() const {
        core::Error error(source_.string() + ": nothing in it could be used");
        constexpr std::size_t kTold = 8;
        for (const auto* list : {&out_.unreadable, &out_.unknown})
            for (const ImportRefusal& refusal : *list)
                if (error.messages.size() <= kTold)
                    error.messages.push_back("  " + printable(refusal.file) +
                                             (refusal.object.empty() ? "" : " (" + printable(refusal.object) + ")") +
                                             ": " + refusal.why);
        const std::size_t all = out_.unreadable.size() + out_.unknown.size();
        if (all > kTold) error.messages.push_back("  and " + std::to_string(all - kTold) + " more");
        return error;
    }

    ImportNames names_;
    fs::path source_;
    const ImportLimits& limits_;
    const Progress& progress_;
    bool folder_ = false;
    std::size_t triangles_ = 0;
    ImportSources out_;
};

} // namespace

core::Result<ImportSources> readSources(const Atlas& atlas, const fs::path& source,
                                        const std::optional<fs::path>& mapping, const Progress& progress,
                                        const ImportLimits& limits) {
    return Collector(atlas, source, limits, progress).collect(mapping);
}

} // namespace anatomy
