#include "fixture.h"

#include <anatomy/best_turn.h>
#include <anatomy/body.h>
#include <anatomy/export.h>
#include <anatomy/import.h>
#include <anatomy/import_fit.h>
#include <anatomy/import_store.h>

#include <core/log.h>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>

namespace {

using anatomy::ImportAxes;
using anatomy::ImportOrigin;
using anatomy::ImportUnit;

namespace fs = std::filesystem;

/// The test's body, a folder for what is imported, and no log.
class Import : public testing::Test {
protected:
    Import() : data_(folder_.path() / "data"), source_(folder_.path() / "source") {
        before_ = core::setLogSink([](core::LogLevel, const std::string&) {});
        fs::create_directories(source_);
        setenv("PARASPINAL_DATA", data_.c_str(), 1);
    }
    ~Import() override {
        core::setLogSink(before_);
        unsetenv("PARASPINAL_DATA");
    }

    anatomy::Body body(const std::string& imported = {}) {
        anatomy::BodyParameters parameters;
        parameters.imported = imported;
        auto out = anatomy::Body::load(folder_.path(), parameters, workers_, {}, folder_.cache());
        CHECK(out.ok(), out.ok() ? "" : out.error().text().c_str());
        return std::move(out).value();
    }
    anatomy::ImportRequest request(const fs::path& source) const {
        anatomy::ImportRequest out;
        out.source = source;
        out.name = "other";
        return out;
    }
    core::Result<anatomy::ImportResult> import(const anatomy::ImportRequest& request) {
        return anatomy::importBody(folder_.path(), request, workers_, {}, data_ / "bodies", folder_.cache());
    }
    std::string errorOf(const anatomy::ImportRequest& wanted) {
        const auto result = import(wanted);
        return result ? "" : result.error().text();
    }

    /// One OBJ a part of the body, in LPS millimetres, as BodyParts3D has them.
    void writeParts(const anatomy::Body& from, float scale = 1000.0f, bool lps = true) const {
        for (const auto& part : from.parts()) write(part.id.text() + ".obj", part.mesh, scale, lps);
    }
    void write(const std::string& name, const geometry::Mesh& mesh, float scale = 1000.0f, bool lps = true) const {
        std::string text;
        for (const glm::vec3& p : mesh.positions) {
            const glm::vec3 q = scale * (lps ? glm::vec3(p.x, -p.z, p.y) : p);
            text += "v " + std::to_string(q.x) + " " + std::to_string(q.y) + " " + std::to_string(q.z) + "\n";
        }
        for (std::size_t t = 0; t < mesh.indices.size(); t += 3)
            text += "f " + std::to_string(mesh.indices[t] + 1) + " " + std::to_string(mesh.indices[t + 1] + 1) + " " +
                    std::to_string(mesh.indices[t + 2] + 1) + "\n";
        CHECK(core::writeFile(source_ / name, text).ok(), "the test's file can be written");
    }
    const anatomy::ImportedStructure& entry(const anatomy::ImportResult& result, std::uint32_t id) const {
        for (const auto& s : result.report.structures)
            if (s.structure->id.number == id) return s;
        CHECK(false, "the atlas's structure is in the report");
        return result.report.structures.front();
    }

    fixture::Folder folder_;
    fs::path data_, source_;
    core::Workers workers_{1};
    core::LogSink before_;
};

float farthest(const anatomy::Body& a, const anatomy::Body& b) {
    float out = 0.0f;
    for (const auto& part : a.parts()) {
        const auto* other = b.part(part.id);
        if (other == nullptr) return 1.0f;
        out = std::max(out, glm::length(geometry::surfaceMiddle(part.mesh) - geometry::surfaceMiddle(other->mesh)));
        out = std::max(out, glm::length(geometry::bounds(part.mesh).size() - geometry::bounds(other->mesh).size()));
    }
    return out;
}

TEST_F(Import, AnExportedBodyComesBack) {
    const anatomy::Body own = body();
    ASSERT_TRUE(anatomy::exportGlb(own, source_ / "body.glb").ok());
    const auto result = import(request(source_ / "body.glb"));
    ASSERT_TRUE(result.ok()) << result.error().text();
    const anatomy::ImportReport& report = result.value().report;
    EXPECT_EQ(report.frame.axes, ImportAxes::Gltf);
    EXPECT_EQ(report.frame.unit, ImportUnit::Metre);
    EXPECT_EQ(report.count(ImportOrigin::Imported), own.parts().size());
    EXPECT_EQ(report.count(ImportOrigin::Described), 0u);
    EXPECT_TRUE(report.unreadable.empty());
    const anatomy::Body back = body("other");
    EXPECT_LT(farthest(own, back), 0.0003f);
    EXPECT_NE(back.hash(), own.hash());
    for (const auto& part : back.parts()) {
        EXPECT_EQ(part.weights.size(), part.mesh.positions.size());
        EXPECT_EQ(part.described.size(), part.mesh.positions.size());
        for (std::size_t i = 0; i < part.described.size(); ++i)
            EXPECT_LT(glm::length(part.described[i] - part.mesh.positions[i]), 0.001f);
    }
    const auto* muscle = back.part(core::StructureId{22878});
    ASSERT_EQ(muscle->mesh.fibres.size(), muscle->mesh.positions.size());
    std::size_t along = 0;
    for (const glm::vec3& fibre : muscle->mesh.fibres) along += fibre.y > 0.9f ? 1 : 0;
    EXPECT_GT(along, muscle->mesh.fibres.size() / 2);
}

TEST_F(Import, AFolderInOtherAxesAndUnitIsPlacedAndFilled) {
    const anatomy::Body own = body();
    writeParts(own);
    for (const char* gone : {"FMA16033.obj", "FMA22879.obj"}) fs::remove(source_ / gone);
    const auto result = import(request(source_));
    ASSERT_TRUE(result.ok()) << result.error().text();
    EXPECT_EQ(result.value().report.frame.axes, ImportAxes::Lps);
    EXPECT_EQ(result.value().report.frame.unit, ImportUnit::Millimetre);
    EXPECT_TRUE(result.value().report.axesGuessed);
    EXPECT_EQ(entry(result.value(), 16033).origin, ImportOrigin::Described);
    EXPECT_EQ(entry(result.value(), 22878).origin, ImportOrigin::Imported);
    EXPECT_LT(farthest(own, body("other")), 0.0005f);
}

TEST_F(Import, ALargerBodyStaysLargerAndTakesTheRestAlong) {
    const anatomy::Body own = body();
    writeParts(own, 1200.0f);
    fs::remove(source_ / "FMA22879.obj");
    const auto result = import(request(source_));
    ASSERT_TRUE(result.ok()) << result.error().text();
    EXPECT_NEAR(result.value().report.frame.sizeOfBody, 1.2f, 0.01f);
    const anatomy::Body larger = body("other");
    const auto height = [](const anatomy::Body& b, std::uint32_t id) {
        return geometry::bounds(b.part(core::StructureId{id})->mesh).size().y;
    };
    EXPECT_NEAR(height(larger, 22878), 1.2f * height(own, 22878), 0.001f) << "imported";
    EXPECT_NEAR(height(larger, 22879), 1.2f * height(own, 22879), 0.005f) << "filled";
    // a place of the described body goes along
    const auto* muscle = own.part(core::StructureId{22878});
    const glm::vec3 place = geometry::surfaceMiddle(muscle->mesh);
    const glm::vec3 moved = larger.placed(core::StructureId{22878}, place);
    EXPECT_LT(glm::length(moved - geometry::surfaceMiddle(larger.part(core::StructureId{22878})->mesh)), 0.01f);
}

TEST_F(Import, BrokenFilesAreToldAndTheRestGoesOn) {
    writeParts(body());
    const auto put = [&](const std::string& name, const std::string& bytes) {
        CHECK(core::writeFile(source_ / name, bytes).ok(), "written");
    };
    put("FMA22879.obj", "v nan nan nan\nv nan 0 0\nv 0 nan 0\nf 1 2 3\n");
    put("FMA22753.obj", std::string("\0\1\2", 3));
    put("FMA1234.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
    put("odd \x01 name.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
    put("empty.ply", "");
    const fs::path outside = folder_.path() / "outside.obj";
    fs::copy_file(source_ / "FMA22751.obj", outside);
    fs::remove(source_ / "FMA22751.obj");
    fs::create_symlink(outside, source_ / "FMA22751.obj");
    const auto result = import(request(source_));
    ASSERT_TRUE(result.ok()) << result.error().text();
    const anatomy::ImportReport& report = result.value().report;
    EXPECT_EQ(report.unreadable.size(), 4u);
    EXPECT_EQ(report.unknown.size(), 2u);
    const std::string json = anatomy::reportJson(report);
    for (const char* said : {"no triangle of it has a finite place", "it is no text", "it is empty",
                             "a symbolic link out of the folder", "FMA1234 is none of the structures", "odd ? name"})
        EXPECT_NE(json.find(said), std::string::npos) << said;
    EXPECT_EQ(entry(result.value(), 22751).origin, ImportOrigin::Described);
    EXPECT_EQ(entry(result.value(), 22879).origin, ImportOrigin::Described);
}

TEST_F(Import, PartsFarFromTheBodyAreToldOneByOne) {
    const anatomy::Body own = body();
    writeParts(own);
    const auto moved = [&](std::uint32_t id, const glm::vec3& by) {
        geometry::Mesh mesh = own.part(core::StructureId{id})->mesh;
        for (glm::vec3& p : mesh.positions) p += by;
        return mesh;
    };
    write("FMA22879.obj", moved(22879, {0.0f, 2000.0f, 0.0f}));
    write("FMA13072.obj", moved(13072, {50'000.0f, 0.0f, 0.0f})); // a bone must not spoil the frame of the others
    CHECK(core::writeFile(source_ / "FMA16033.obj", "v -3e38 0 0\nv 3e38 0 0\nv 0 3e38 1\nf 1 2 3\n").ok(), "written");
    const auto result = import(request(source_));
    ASSERT_TRUE(result.ok()) << result.error().text();
    const anatomy::ImportReport& report = result.value().report;
    ASSERT_EQ(report.unreadable.size(), 3u);
    for (const auto& refusal : report.unreadable)
        EXPECT_NE(refusal.why.find("more than 10 m away"), std::string::npos) << refusal.file << ": " << refusal.why;
    for (const std::uint32_t id : {22879u, 13072u, 16033u})
        EXPECT_EQ(entry(result.value(), id).origin, ImportOrigin::Described) << id;
    for (const std::uint32_t id : {16586u, 13073u, 22878u})
        EXPECT_EQ(entry(result.value(), id).origin, ImportOrigin::Imported) << id;
    EXPECT_LT(farthest(own, body("other")), 0.001f);
}

TEST_F(Import, WhatAFileSaysIsPrintedWithoutItsControls) {
    writeParts(body());
    std::ofstream(source_ / "FMA22878.obj", std::ios::binary | std::ios::app) << "f 1 2 \x1b[2J\x07\xff\n";
    const auto result = import(request(source_));
    ASSERT_TRUE(result.ok()) << result.error().text();
    std::string notes;
    for (const std::string& note : entry(result.value(), 22878).notes) notes += note + "\n";
    EXPECT_NE(notes.find("1 broken faces left out"), std::string::npos) << notes;
    EXPECT_NE(notes.find("?[2J??"), std::string::npos) << notes;
    for (const char c : notes) EXPECT_TRUE(c == '\n' || (c >= ' ' && c <= '~')) << static_cast<int>(c);
}

TEST_F(Import, NamesComeFromAMapAListOrTheAtlas) {
    const anatomy::Body own = body();
    const auto part = [&](std::uint32_t id) -> const geometry::Mesh& { return own.part(core::StructureId{id})->mesh; };
    write("pelvis.R.obj", part(16586)); // by the map
    write("hip_bone_L.001.obj", part(16587));
    write("L2 vertebra.obj", part(13073)); // a synonym
    write("FJ77.obj", part(13072));        // by the list
    write("FJ78M.obj", part(22879));
    geometry::Mesh both = part(22753); // a pair without side
    geometry::append(both, part(22751));
    write("longissimus thoracis.obj", both);
    CHECK(core::writeFile(source_ / "parts.txt", "FMA ID\tname\tfile\nFMA13072\tL1\tFJ77\nFMA999\tbody\tFJ77\n"
                                                 "FMA22879\tmultifidus\tFJ78M\n")
              .ok(),
          "written");
    folder_.write("map.tsv", "# comment\n\npelvis.R\tFMA16586\nnobody\tL1\n");
    auto wanted = request(source_);
    wanted.mapping = folder_.path() / "map.tsv";
    const auto result = import(wanted);
    ASSERT_TRUE(result.ok()) << result.error().text();
    for (const std::uint32_t id : {16586u, 16587u, 13073u, 13072u, 22879u, 22753u, 22751u})
        EXPECT_EQ(entry(result.value(), id).origin, ImportOrigin::Imported) << id;
    ASSERT_EQ(result.value().report.unknown.size(), 1u);
    EXPECT_EQ(result.value().report.unknown[0].object, "nobody");
    EXPECT_LT(farthest(own, body("other")), 0.0005f);
}

TEST_F(Import, EveryFaultOfTheMapHasItsLine) {
    writeParts(body());
    folder_.write("map.tsv", "a\tFMA1\nb L1\nc\tmultifidos\nd\tL1\nd\tL2\n\tL1\n");
    auto wanted = request(source_);
    wanted.mapping = folder_.path() / "map.tsv";
    const std::string error = errorOf(wanted);
    for (const char* said :
         {"map.tsv:1: no structure of the atlas has the id FMA1", "map.tsv:2: a line is", "map.tsv:3: no structure",
          "did you mean", "map.tsv:5: \"d\" is given twice", "map.tsv:6: nothing stands before"})
        EXPECT_NE(error.find(said), std::string::npos) << said << "\n" << error;
}

TEST_F(Import, RefusesWhatCannotBeABody) {
    const anatomy::Body own = body();
    auto wanted = request(source_);
    EXPECT_NE(errorOf(request(source_ / "none")).find("no such file or folder"), std::string::npos);
    EXPECT_NE(errorOf(wanted).find("no file of meshes"), std::string::npos);
    writeParts(own);
    wanted.unit = ImportUnit::Metre;
    EXPECT_NE(errorOf(wanted).find("not of a human size"), std::string::npos) << errorOf(wanted);
    wanted.unit.reset();
    wanted.axes = ImportAxes::Gltf;
    EXPECT_NE(errorOf(wanted).find("with --axes lps they would"), std::string::npos) << errorOf(wanted);
    wanted.axes.reset();
    for (const char* name : {"", "../x", "a/b", ".hidden", "a b"}) {
        wanted.name = name;
        EXPECT_NE(errorOf(wanted).find("a body's name is"), std::string::npos) << name;
    }
    wanted.name = "other";
    wanted.limits.files = 2;
    EXPECT_NE(errorOf(wanted).find("more than 2 files"), std::string::npos);
    EXPECT_TRUE(anatomy::importedBodies(data_ / "bodies").empty()) << "nothing is left of a failed import";
}

TEST_F(Import, ADamagedOrUnknownBodyIsTold) {
    writeParts(body());
    ASSERT_TRUE(import(request(source_)).ok());
    EXPECT_EQ(anatomy::importedBodies(data_ / "bodies").size(), 1u);
    const auto near = anatomy::findImport(data_ / "bodies", "othr");
    ASSERT_FALSE(near.ok());
    EXPECT_NE(near.error().text().find("did you mean \"other\""), std::string::npos);
    std::ofstream(data_ / "bodies/other/base.bin", std::ios::binary | std::ios::app) << "x";
    anatomy::BodyParameters parameters;
    parameters.imported = "other";
    const auto broken = anatomy::Body::load(folder_.path(), parameters, workers_, {}, folder_.cache());
    ASSERT_FALSE(broken.ok());
    EXPECT_NE(broken.error().text().find("import it again"), std::string::npos);
}

TEST(ImportFrame, TellsAxesAndUnitFromBones) {
    const std::vector<glm::vec3> bones = {{0.1f, 0, 0}, {-0.1f, 0, 0}, {0, 0.3f, -0.02f}, {0, 0.4f, 0.15f}};
    std::vector<anatomy::BonePair> pairs;
    for (const glm::vec3& p : bones) pairs.push_back({100.0f * glm::vec3(-p.x, p.z, p.y) + glm::vec3(7.0f), p});
    const auto frame = anatomy::findFrame(pairs, {}, {});
    ASSERT_TRUE(frame.ok()) << frame.error().text();
    EXPECT_EQ(frame.value().axes, ImportAxes::Ras);
    EXPECT_EQ(frame.value().unit, ImportUnit::Centimetre);
    for (const auto& pair : pairs)
        EXPECT_LT(glm::length(glm::vec3(frame.value().toBody * glm::vec4(pair.file, 1.0f)) - pair.described), 1e-5f);
    // vertebrae in a row do not tell front from back
    std::vector<anatomy::BonePair> row;
    for (int i = 0; i < 4; ++i)
        row.push_back({{0, 0, 30.0f * static_cast<float>(i)}, {0, 0.03f * static_cast<float>(i), 0}});
    const auto alike = anatomy::findFrame(row, {}, {});
    ASSERT_FALSE(alike.ok());
    EXPECT_NE(alike.error().text().find("say --axes"), std::string::npos);
    EXPECT_TRUE(anatomy::findFrame(row, ImportAxes::Lps, {}).ok());
    EXPECT_FALSE(anatomy::findFrame(std::span(row).first(2), {}, {}).ok());
}

TEST(BestTurn, FindsARotation) {
    const glm::dmat3 turn = glm::mat3_cast(glm::normalize(glm::dquat(0.8, 0.3, -0.4, 0.2)));
    glm::dmat3 covariance(0.0);
    for (const glm::dvec3& p : {glm::dvec3(1, 0, 0.2), glm::dvec3(0, 2, 0), glm::dvec3(-0.3, 0, 0.7)})
        covariance += glm::outerProduct(turn * p, p);
    const glm::dmat3 found = anatomy::bestTurn(covariance);
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) EXPECT_NEAR(found[i][j], turn[i][j], 1e-9);
    EXPECT_EQ(anatomy::bestTurn(glm::dmat3(0.0)), glm::dmat3(1.0));
}

} // namespace
