// The small body of fixture.h, built: without skin, or with one of even fat. Metres; millimetres in the files.
#pragma once

#include "fixture.h"

#include <anatomy/body.h>

#include <core/log.h>

namespace fixture {

inline const std::string kSkinAtlas = R"(format = 1
source = "test"
[[structure]]
key = "skin"
kind = "skin"
layer = "skin"
fma = "FMA7163"
name = "Skin"
latin = "Cutis"
)";

inline const std::string kSkin = R"(format = 1
source = "test"
[making]
form_bmi = 23
body_mass_indices = [22, 28, 33]
voxel_mm = 4
closing_mm = 12
smoothing_mm = 3
triangles = 6000
[[site]]
name = "all over"
at = [0, 0, 0]
fat_mm = [6, 12, 20]
skin_mm = 2
)";

inline void writeSkin(const Folder& folder) {
    folder.write("atlas/skin.toml", kSkinAtlas);
    folder.write("skin.toml", kSkin);
}

/// Of what lies in the folder; tells nothing while it builds.
inline anatomy::Body bodyOf(const Folder& folder) {
    const core::LogSink before = core::setLogSink([](core::LogLevel, const std::string&) {});
    core::Workers pool(2);
    auto body = anatomy::Body::load(folder.path(), {}, pool, {}, folder.cache());
    core::setLogSink(before);
    CHECK(body.ok(), body.ok() ? "" : body.error().text().c_str());
    return std::move(body).value();
}

} // namespace fixture
