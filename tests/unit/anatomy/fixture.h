// A small body for tests: a pelvis, three vertebrae, a disc, a muscle on either side, in a folder of its own that is
// gone with the fixture. Millimetres in the files.
#pragma once

#include "../scratch.h"

namespace fixture {

inline const std::string kAtlas = R"(format = 1
source = "test"
[[structure]]
key = "hip_bone"
kind = "bone"
layer = "bone"
paired = true
fma = { left = "FMA16587", right = "FMA16586" }
name = "Hip bone"
latin = "Os coxae"
[[structure]]
key = "L2"
kind = "bone"
layer = "bone"
fma = "FMA13073"
name = "Second lumbar vertebra"
latin = "Vertebra lumbalis secunda"
synonyms = ["L2 vertebra"]
[[structure]]
key = "L1"
kind = "bone"
layer = "bone"
fma = "FMA13072"
name = "First lumbar vertebra"
latin = "Vertebra lumbalis prima"
[[structure]]
key = "disc_L1"
kind = "disc"
layer = "bone"
fma = "FMA16033"
name = "Intervertebral disc L1-L2"
latin = "Discus intervertebralis L1-L2"
[[structure]]
key = "multifidus"
kind = "muscle"
layer = "deep"
paired = true
fma = { left = "FMA22879", right = "FMA22878" }
name = "Multifidus"
latin = "Musculus multifidus"
synonyms = ["deep muscle"]
origin = "below"
insertion = "above"
action = "extends"
innervation = "dorsal rami"
moves_with = ["spine"]
[[structure]]
key = "longissimus_thoracis"
kind = "muscle"
layer = "superficial"
paired = true
fma = { left = "FMA22753", right = "FMA22751" }
name = "Longissimus thoracis"
latin = "Musculus longissimus thoracis"
origin = "below"
insertion = "above"
action = "extends"
innervation = "dorsal rami"
)";

inline const std::string kSkeleton = R"(format = 1
sources = ["test"]
[[joint]]
key = "pelvis"
centre_mm = [0, 0, 0]
flexion_deg = [0, 0]
side_bend_deg = [0, 0]
rotation_deg = [0, 0]
carries = ["hip_bone"]
[[joint]]
key = "L2"
parent = "pelvis"
region = "trunk"
centre_mm = [0, 50, 0]
flexion_deg = [-10, 30]
side_bend_deg = [-8, 8]
rotation_deg = [-2, 2]
carries = ["L2"]
[[joint]]
key = "L1"
parent = "L2"
region = "trunk"
centre_mm = [0, 110, 0]
flexion_deg = [-5, 10]
side_bend_deg = [-6, 6]
rotation_deg = [-2, 2]
carries = ["L1"]
[[joint]]
key = "femur"
parent = "pelvis"
paired = true
centre_mm = [-80, -40, 0]
flexion_deg = [-120, 20]
side_bend_deg = [-45, 30]
rotation_deg = [-40, 40]
carries = ["femur"]
[[coupling]]
levels = ["L2", "L1"]
turn_per_bend = [0.5, -0.25]
bend_per_turn = [1, -2]
confidence = "B"
source = "test"
[[posture]]
name = "prone"
gravity = [0, 0, 1]
rests_on = "table"
[[posture]]
name = "bent"
gravity = [0, -2, 0]
trunk_deg = [20, 0, 0]
[posture.angles_deg]
femur = [-30, -10, 5]
)";

inline std::string rod(const std::string& key, float x, float y0, float y1, float z, float radius) {
    std::string out = "[[shape]]\nstructure = \"" + key + "\"\ntype = \"loft\"\nreference = [0, 0, 1]\nstations = [\n";
    for (int i = 0; i < 4; ++i) {
        const float y = y0 + (y1 - y0) * static_cast<float>(i) / 3.0f;
        out += "[" + std::to_string(x) + ", " + std::to_string(y) + ", " + std::to_string(z);
        for (int k = 0; k < 8; ++k) out += ", " + std::to_string(radius);
        out += "],\n";
    }
    return out + "]\n";
}

inline std::string shapes() {
    return "format = 1\nsource = \"test\"\n" + rod("hip_bone", -60, -60, 30, 0, 30) + rod("L2", 0, 60, 95, 0, 20) +
           rod("L1", 0, 115, 150, 0, 20) + rod("disc_L1", 0, 98, 112, 0, 18) + rod("multifidus", -25, 0, 150, -25, 12) +
           rod("longissimus_thoracis", -30, 0, 150, -38, 12);
}

class Folder : public scratch::Folder {
public:
    Folder() {
        std::filesystem::create_directories(cache());
        write("atlas/all.toml", kAtlas);
        write("skeleton.toml", kSkeleton);
        write("shapes/all.toml", shapes());
    }
    std::filesystem::path cache() const { return file("cache"); }
};

using scratch::replaced;

} // namespace fixture
