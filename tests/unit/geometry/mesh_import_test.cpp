#include <geometry/isolated.h>
#include <geometry/mesh_import.h>

#include <core/paths.h>

#include <gtest/gtest.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <vector>

namespace {

namespace fs = std::filesystem;

/// A folder that is gone with the test.
class Scratch {
public:
    Scratch() {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        path_ = fs::temp_directory_path() / (std::string("paraspinal_mesh_import_") + test->name());
        fs::remove_all(path_);
        fs::create_directories(path_);
    }
    ~Scratch() { fs::remove_all(path_); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    fs::path write(const std::string& name, const std::string& bytes) const {
        CHECK(core::writeFile(path_ / name, bytes).ok(), "the test's file can be written");
        return path_ / name;
    }
    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

std::string errorOf(const fs::path& file, const geometry::MeshFileLimits& limits = {}) {
    const auto read = geometry::readMeshes(file, limits);
    return read ? "" : read.error().text();
}

const std::string kSquare = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n";

/// A binary glTF with one triangle in a node of that name.
std::string glb(const std::string& name, std::uint32_t lastIndex = 2, std::uint32_t binLength = 44) {
    std::string bin(44, '\0');
    const float corners[9] = {0, 0, 0, 1, 0, 0, 0, 1, 0};
    std::memcpy(bin.data(), corners, 36);
    const std::uint16_t indices[3] = {0, 1, static_cast<std::uint16_t>(lastIndex)};
    std::memcpy(bin.data() + 36, indices, 6);
    std::string json =
        R"({"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],"nodes":[{"name":")" + name +
        R"(","mesh":0,"translation":[0,0,5]}],"meshes":[{"primitives":[{"attributes":{"POSITION":0},"indices":1}]}],)"
        R"("accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],"max":[1,1,0]},)"
        R"({"bufferView":1,"componentType":5123,"count":3,"type":"SCALAR"}],)"
        R"("bufferViews":[{"buffer":0,"byteLength":36},{"buffer":0,"byteOffset":36,"byteLength":6}],)"
        R"("buffers":[{"byteLength":)" +
        std::to_string(binLength) + "}]}";
    json.resize((json.size() + 3) / 4 * 4, ' ');
    std::string out;
    const auto word = [&](std::uint32_t w) { out.append(reinterpret_cast<const char*>(&w), 4); };
    word(0x46546c67);
    word(2);
    word(static_cast<std::uint32_t>(28 + json.size() + bin.size()));
    word(static_cast<std::uint32_t>(json.size()));
    word(0x4e4f534a);
    out += json;
    word(static_cast<std::uint32_t>(bin.size()));
    word(0x004e4942);
    return out + bin;
}

TEST(MeshImport, ReadsPolygonsGroupsAndTheConceptOfAnObj) {
    const Scratch scratch;
    const auto file = scratch.write("FJ1.obj", "# Concept ID : FMA12519\n# Concept ID : FMA1\n" + kSquare +
                                                   "g first\nf 1/1/1 2/2/2 3/3/3 4/4/4\ng second\nf -4 -3 -2\r\n");
    const auto read = geometry::readMeshes(file);
    ASSERT_TRUE(read.ok()) << read.error().text();
    ASSERT_EQ(read.value().size(), 2u);
    EXPECT_EQ(read.value()[0].name, "first");
    EXPECT_EQ(read.value()[0].id, "FMA12519");
    EXPECT_EQ(read.value()[0].mesh.triangleCount(), 2u);
    EXPECT_EQ(read.value()[1].mesh.positions.size(), 3u) << "only the vertices it uses";
}

TEST(MeshImport, ObjectsCountWhereThereAreObjects) {
    const Scratch scratch;
    const auto file = scratch.write("a.obj", "o rib\n" + kSquare + "g x\nf 1 2 3\ng y\nf 1 3 4\n");
    const auto read = geometry::readMeshes(file);
    ASSERT_TRUE(read.ok());
    ASSERT_EQ(read.value().size(), 1u);
    EXPECT_EQ(read.value()[0].name, "rib");
    EXPECT_EQ(read.value()[0].mesh.triangleCount(), 2u);
}

TEST(MeshImport, SaysWhatIsWrongWithAnObj) {
    const Scratch scratch;
    EXPECT_NE(errorOf(scratch.write("a.obj", kSquare + "f 1 2 9\n")).find("line 5: \"9\" is none of the 4 vertices"),
              std::string::npos);
    EXPECT_NE(errorOf(scratch.write("b.obj", kSquare + "f 1 2 99999999999999999999\n")).find("line 5"),
              std::string::npos);
    EXPECT_NE(errorOf(scratch.write("c.obj", "hello\n")).find("no faces"), std::string::npos);
    EXPECT_NE(errorOf(scratch.write("d.obj", std::string("v 0 0 0\0f", 9))).find("no text"), std::string::npos);
    EXPECT_NE(errorOf(scratch.write("e.obj", "")).find("empty"), std::string::npos);
    EXPECT_NE(errorOf(scratch.path() / "none.obj").find("no such file"), std::string::npos);
    EXPECT_NE(errorOf(scratch.path()).find("no regular file"), std::string::npos);
    EXPECT_NE(errorOf(scratch.write("f.obj", kSquare + "f 1 2\n")).find("fewer than three"), std::string::npos);
    EXPECT_NE(errorOf(scratch.write("g.obj", kSquare + "f 0 1 2\n")).find("line 5"), std::string::npos);
}

TEST(MeshImport, LeavesOutAFewBadFacesWithANote) {
    const Scratch scratch;
    std::string text = kSquare;
    for (int i = 0; i < 200; ++i) text += "f 1 2 3\n";
    const auto read = geometry::readMeshes(scratch.write("a.obj", text + "f 1 2 7\n"));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value()[0].mesh.triangleCount(), 200u);
    EXPECT_NE(read.value()[0].note.find("1 broken faces"), std::string::npos) << read.value()[0].note;
}

TEST(MeshImport, KeepsWhatIsNotFiniteForTheRepairToDrop) {
    const Scratch scratch;
    const auto read = geometry::readMeshes(scratch.write("a.obj", "v nan 0 0\nv 1e999 0 0\nv x 0 0\nf 1 2 3\n"));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value()[0].mesh.positions.size(), 3u);
}

TEST(MeshImport, HoldsToItsLimits) {
    const Scratch scratch;
    geometry::MeshFileLimits limits;
    limits.triangles = 3;
    limits.meshes = 2;
    limits.bytes = 200;
    EXPECT_NE(errorOf(scratch.write("a.obj", kSquare + "f 1 2 3 4\nf 1 2 3 4\n"), limits).find("more than 3 triangles"),
              std::string::npos);
    // nothing after the limit is looked at, in the same line neither: it could be the rest of the file
    EXPECT_NE(
        errorOf(scratch.write("line.obj", kSquare + "f 1 2 3 4 1 2 3 99\n"), limits).find("more than 3 triangles"),
        std::string::npos);
    EXPECT_EQ(errorOf(scratch.write("just.obj", kSquare + "f 1 2 3 4\nf 1 2 3\n"), limits), "");
    std::string groups = kSquare;
    for (int i = 0; i < 4; ++i) groups += "g " + std::to_string(i) + "\nf 1 2 3\n";
    limits.triangles = 100;
    EXPECT_NE(errorOf(scratch.write("b.obj", groups), limits).find("more than 2 objects"), std::string::npos);
    EXPECT_NE(errorOf(scratch.write("c.obj", std::string(300, ' ')), limits).find("larger than"), std::string::npos);
}

TEST(MeshImport, ReadsAGlbWithTheNamesAndPlacesOfItsNodes) {
    const Scratch scratch;
    const auto read = geometry::readMeshes(scratch.write("a.glb", glb("Left hip bone")));
    ASSERT_TRUE(read.ok()) << read.error().text();
    ASSERT_EQ(read.value().size(), 1u);
    EXPECT_EQ(read.value()[0].name, "Left hip bone");
    ASSERT_EQ(read.value()[0].mesh.positions.size(), 3u);
    EXPECT_FLOAT_EQ(read.value()[0].mesh.positions[1].z, 5.0f) << "as its node says";
}

TEST(MeshImport, ReadsAPly) {
    const Scratch scratch;
    const std::string head =
        "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
        "element face 1\nproperty list uchar int vertex_indices\nend_header\n";
    const auto read = geometry::readMeshes(scratch.write("a.ply", head + "0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n"));
    ASSERT_TRUE(read.ok()) << read.error().text();
    EXPECT_EQ(read.value()[0].mesh.triangleCount(), 1u);
    const std::string huge = "ply\nformat binary_little_endian 1.0\nelement vertex 4000000000\nproperty float x\n"
                             "property float y\nproperty float z\nelement face 4000000000\n"
                             "property list uchar int vertex_indices\nend_header\nabc";
    EXPECT_NE(errorOf(scratch.write("huge.ply", huge)), "");
}

/// Cut, changed byte by byte, and plain rubbish: an answer every time, never an end of the program.
TEST(MeshImport, HostileFilesEndInAMessage) {
    const Scratch scratch;
    const std::string good = glb("x");
    (void)errorOf(scratch.write("index.glb", glb("x", 60000)));           // either left out or refused
    (void)errorOf(scratch.write("buffer.glb", glb("x", 2, 4000000000u))); // a length that lies is forgiven
    for (const std::size_t cut : {std::size_t{3}, std::size_t{19}, good.size() / 2, good.size() - 5})
        EXPECT_NE(errorOf(scratch.write("cut.glb", good.substr(0, cut))), "") << cut;
    std::uint32_t state = 1;
    for (int round = 0; round < 12; ++round) {
        std::string changed = good;
        for (int k = 0; k < 20; ++k) {
            state = state * 1664525u + 1013904223u;
            changed[(state >> 8) % changed.size()] = static_cast<char>(state >> 24);
        }
        const auto read = geometry::readMeshes(scratch.write("changed.glb", changed));
        EXPECT_TRUE(read.ok() || !read.error().text().empty());
    }
    const std::string rubbish(5000, '\x7f');
    for (const std::string& ending : geometry::meshExtensions())
        EXPECT_NE(errorOf(scratch.write("rubbish" + ending, rubbish)), "") << ending;
}

TEST(MeshImport, ReadsNoOtherFolder) {
    const Scratch scratch;
    fs::create_directories(scratch.path() / "in");
    scratch.write("secret.bin", std::string(44, '\0'));
    const std::string json =
        R"({"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],)"
        R"("accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"}],)"
        R"("bufferViews":[{"buffer":0,"byteLength":36}],"buffers":[{"byteLength":44,"uri":")";
    EXPECT_NE(errorOf(scratch.write("in/out.gltf", json + "../secret.bin\"}]}")), "");
    scratch.write("in/own.bin", std::string(44, '\0'));
    EXPECT_EQ(errorOf(scratch.write("in/own.gltf", json + "own.bin\"}]}")), "") << "its own folder is allowed";
}

TEST(Isolated, GivesTheAnswerOrWhatStoppedIt) {
    const auto good = geometry::runIsolated([] { return core::Result<std::string>(std::string(200'000, 'x')); });
    ASSERT_TRUE(good.ok());
    EXPECT_EQ(good.value().size(), 200'000u);
    const auto error = geometry::runIsolated([] { return core::Result<std::string>(core::Error("no")); });
    EXPECT_EQ(error.error().text(), "no");
    const auto crash = geometry::runIsolated([]() -> core::Result<std::string> {
        std::signal(SIGSEGV, SIG_DFL);
        std::raise(SIGSEGV);
        return std::string();
    });
    EXPECT_NE(crash.error().text().find("crashed"), std::string::npos);
    const auto thrown =
        geometry::runIsolated([]() -> core::Result<std::string> { throw std::runtime_error("out of order"); });
    EXPECT_EQ(thrown.error().text(), "out of order");
    geometry::IsolationLimits limits;
    limits.seconds = 1;
    const auto endless = geometry::runIsolated(
        []() -> core::Result<std::string> {
            volatile int spin = 1;
            while (spin != 0) {
            }
            return std::string();
        },
        limits);
    EXPECT_NE(endless.error().text().find("given up after 1 s"), std::string::npos) << endless.error().text();
    limits.answerBytes = 1000;
    const auto longAnswer =
        geometry::runIsolated([] { return core::Result<std::string>(std::string(5000, 'x')); }, limits);
    EXPECT_FALSE(longAnswer.ok());
}

} // namespace
