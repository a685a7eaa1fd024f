// Lesson pictures: what the trainer looked like during a scripted lesson, drawn off-screen at the moments that tell the
// story: each step when it is done, the middle of a hold, the grade.
#pragma once

#include <app/trainer.h>
#include <records/report.h>

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace app {

class LessonPictures {
public:
    /// Makes the folder. Error: it cannot be made; no graphics device.
    static core::Result<std::unique_ptr<LessonPictures>>
    create(std::shared_ptr<const session::World> world, const std::filesystem::path& folder, const std::string& device);
    ~LessonPictures();

    /// Call after every step of the session.
    core::Status look(const session::Session& session);
    /// Takes the last picture.
    core::Status finish(const session::Session& session);

    const std::filesystem::path& folder() const { return folder_; }
    const std::vector<records::ReportPicture>& taken() const { return taken_; }

private:
    LessonPictures() = default;
    core::Status take(const session::Session& session, const std::string& name, const std::string& caption);

    std::shared_ptr<const session::World> world_;
    std::filesystem::path folder_;
    std::unique_ptr<render::Renderer> renderer_;
    std::optional<SceneMeshes> meshes_;
    std::vector<records::ReportPicture> taken_;
    Traces traces_;
    std::size_t step_ = 0;
    std::set<std::size_t> halfHeld_;
};

} // namespace app
