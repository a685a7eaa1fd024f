#include <anatomy/export.h>

#include <core/check.h>
#include <core/paths.h>
#include <core/text.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <type_traits>

namespace anatomy {
namespace {

// Constants of glTF 2.0.
constexpr int kFloat = 5126;
constexpr int kByte = 5120;
constexpr int kUnsignedByte = 5121;
constexpr int kUnsignedShort = 5123;
constexpr int kUnsignedInt = 5125;
constexpr int kArrayBuffer = 34962;
constexpr int kElementArrayBuffer = 34963;
constexpr std::uint32_t kMagic = 0x46546C67;     // "glTF"
constexpr std::uint32_t kJsonChunk = 0x4E4F534A; // "JSON"
constexpr std::uint32_t kBinChunk = 0x004E4942;  // "BIN"

struct View {
    std::size_t offset = 0;
    std::size_t length = 0;
    int target = 0;
    std::size_t stride = 0; ///< 0: tightly packed
};

struct Accessor {
    std::size_t view = 0;
    int componentType = kFloat;
    std::size_t count = 0;
    const char* type = "SCALAR";
    std::vector<float> lowest, highest; ///< empty: not needed
    bool normalised = false;            ///< integers stand for 0..1 or -1..1
};

struct Primitive {
    std::size_t position = 0, normal = 0, indices = 0, joints = 0, weights = 0;
    std::optional<std::size_t> fibre, tendon;
};

class GlbWriter {
public:
    GlbWriter(const Body& body, const ExportOptions& options) : body_(body), options_(options) {}
    core::Result<std::string> write();

private:
    template <typename T>
    std::size_t add(const std::vector<T>& values, int componentType, const char* type, int target);
    template <typename T>
    std::size_t addBytes(const std::vector<std::array<T, 4>>& values, const char* type);
    std::size_t addIndices(const geometry::Mesh& mesh);
    std::size_t addJoints(const std::vector<std::array<std::uint16_t, 4>>& joints);
    Primitive addPart(const BodyPart& part);
    void addFibres(const geometry::Mesh& mesh, Primitive& out);
    std::string json() const;
    void writeNodes(core::JsonWriter& out) const;
    void writeSkin(core::JsonWriter& out) const;
    void writeMeshes(core::JsonWriter& out) const;
    void writeMaterials(core::JsonWriter& out) const;
    void writeAccessors(core::JsonWriter& out) const;

    const Body& body_;
    ExportOptions options_;
    std::string blob_;
    std::vector<View> views_;
    std::vector<Accessor> accessors_;
    std::vector<Primitive> primitives_; ///< parallel to the body's parts
    std::vector<Kind> kinds_;           ///< those of the parts: one material each
    std::size_t inverseBind_ = 0;
};

struct Look {
    std::array<float, 3> colour;
    float roughness;
};

Look lookOf(Kind kind) {
    switch (kind) {
    case Kind::Bone:
        return {{0.72f, 0.64f, 0.50f}, 0.6f};
    case Kind::Cartilage:
        return {{0.55f, 0.64f, 0.68f}, 0.4f};
    case Kind::Disc:
        return {{0.42f, 0.55f, 0.68f}, 0.5f};
    case Kind::Muscle:
        return {{0.42f, 0.08f, 0.06f}, 0.5f};
    case Kind::Ligament:
    case Kind::Fascia:
        return {{0.68f, 0.65f, 0.60f}, 0.5f};
    case Kind::Nerve:
        return {{0.82f, 0.62f, 0.12f}, 0.5f};
    case Kind::Skin:
        break;
    }
    return {{0.60f, 0.36f, 0.25f}, 0.6f};
}

template <typename T>
std::size_t GlbWriter::add(const std::vector<T>& values, int componentType, const char* type, int target) {
    const std::size_t bytes = values.size() * sizeof(T);
    views_.push_back({blob_.size(), bytes, target});
    blob_.append(reinterpret_cast<const char*>(values.data()), bytes);
    blob_.resize((blob_.size() + 3) / 4 * 4, '\0'); // the next accessor stays aligned
    accessors_.push_back({views_.size() - 1, componentType, values.size(), type, {}, {}});
    return accessors_.size() - 1;
}

/// Half as long where the numbers fit; 65535 is no vertex, it restarts strips.
std::size_t GlbWriter::addIndices(const geometry::Mesh& mesh) {
    if (mesh.positions.size() > 65535) return add(mesh.indices, kUnsignedInt, "SCALAR", kElementArrayBuffer);
    const std::vector<std::uint16_t> small(mesh.indices.begin(), mesh.indices.end());
    return add(small, kUnsignedShort, "SCALAR", kElementArrayBuffer);
}

std::size_t GlbWriter::addJoints(const std::vector<std::array<std::uint16_t, 4>>& joints) {
    if (body_.skeleton().joints().size() > 256) return add(joints, kUnsignedShort, "VEC4", kArrayBuffer);
    std::vector<std::array<std::uint8_t, 4>> small(joints.size());
    for (std::size_t i = 0; i < joints.size(); ++i)
        for (std::size_t k = 0; k < 4; ++k) small[i][k] = static_cast<std::uint8_t>(joints[i][k]);
    return add(small, kUnsignedByte, "VEC4", kArrayBuffer);
}

/// Bytes that stand for shares, each vertex padded to four as glTF wants it.
template <typename T>
std::size_t GlbWriter::addBytes(const std::vector<std::array<T, 4>>& values, const char* type) {
    const std::size_t at = add(values, std::is_signed_v<T> ? kByte : kUnsignedByte, type, kArrayBuffer);
    views_.back().stride = 4;
    accessors_.back().normalised = true;
    return at;
}

/// Unit length as the validator wants it; a vertex without direction looks backward.
std::vector<glm::vec3> unitNormals(const std::vector<glm::vec3>& normals) {
    std::vector<glm::vec3> out = normals;
    for (glm::vec3& n : out) {
        const float length = glm::length(n);
        n = length > 1e-6f ? n / length : glm::vec3(0, 0, -1);
    }
    return out;
}

/// Shares of 65535 that sum to it, as the format wants them.
std::array<std::uint16_t, 4> wholeShares(const std::array<float, 4>& weights) {
    std::array<std::uint16_t, 4> out{};
    int rest = 65535;
    for (std::size_t k = 0; k < 4; ++k) {
        out[k] = static_cast<std::uint16_t>(std::lround(std::clamp(weights[k], 0.0f, 1.0f) * 65535.0f));
        rest -= out[k];
    }
    const auto largest = std::max_element(out.begin(), out.end());
    *largest = static_cast<std::uint16_t>(std::clamp(*largest + rest, 0, 65535));
    return out;
}

void GlbWriter::addFibres(const geometry::Mesh& mesh, Primitive& out) {
    if (!mesh.fibres.empty()) {
        std::vector<std::array<std::int8_t, 4>> fibres;
        for (const glm::vec3& f : mesh.fibres) {
            const auto part = [](float v) { return static_cast<std::int8_t>(std::lround(v * 127.0f)); };
            fibres.push_back({part(f.x), part(f.y), part(f.z), 0});
        }
        out.fibre = addBytes(fibres, "VEC3");
    }
    if (!mesh.tendon.empty()) {
        std::vector<std::array<std::uint8_t, 4>> tendon;
        for (const float share : mesh.tendon)
            tendon.push_back({static_cast<std::uint8_t>(std::lround(share * 255.0f)), 0, 0, 0});
        out.tendon = addBytes(tendon, "SCALAR");
    }
}

Primitive GlbWriter::addPart(const BodyPart& part) {
    const geometry::Mesh& mesh = part.mesh;
    Primitive out;
    out.position = add(mesh.positions, kFloat, "VEC3", kArrayBuffer);
    core::Box box = geometry::bounds(mesh);
    accessors_.back().lowest = {box.lower.x, box.lower.y, box.lower.z};
    accessors_.back().highest = {box.upper.x, box.upper.y, box.upper.z};
    out.normal = add(unitNormals(mesh.normals), kFloat, "VEC3", kArrayBuffer);
    addFibres(mesh, out);
    out.indices = addIndices(mesh);
    if (!options_.skin) return out;
    std::vector<std::array<std::uint16_t, 4>> joints;
    std::vector<std::array<std::uint16_t, 4>> weights;
    for (const geometry::VertexWeights& vertex : part.weights) {
        std::array<std::uint16_t, 4> used = vertex.joints;
        const std::array<std::uint16_t, 4> shares = wholeShares(vertex.weights);
        for (std::size_t k = 0; k < 4; ++k)
            if (shares[k] == 0) used[k] = 0; // the validator's rule
        joints.push_back(used);
        weights.push_back(shares);
    }
    out.joints = addJoints(joints);
    out.weights = add(weights, kUnsignedShort, "VEC4", kArrayBuffer);
    accessors_.back().normalised = true;
    return out;
}

void GlbWriter::writeNodes(core::JsonWriter& out) const {
    const auto& joints = body_.skeleton().joints();
    const std::size_t parts = body_.parts().size();
    out.key("scenes").beginArray().beginObject().field("name", "Back").key("nodes").beginArray();
    for (std::size_t i = 0; i < parts; ++i) out.value(static_cast<std::uint64_t>(i));
    if (options_.skin) out.value(static_cast<std::uint64_t>(parts)); // the root joint
    out.endArray().endObject().endArray();
    out.key("nodes").beginArray();
    for (std::size_t i = 0; i < parts; ++i) {
        const Structure* structure = body_.atlas().find(body_.parts()[i].id);
        out.beginObject().field("name", structure->name).field("mesh", static_cast<std::uint64_t>(i));
        if (options_.skin) out.field("skin", 0);
        out.key("extras").beginObject().field("fma", structure->id.text());
        out.field("side", core::sideName(structure->side)).field("layer", layerName(structure->layer));
        out.field("kind", kindName(structure->kind)).field("key", structure->key).endObject().endObject();
    }
    for (std::size_t i = 0; options_.skin && i < joints.size(); ++i) {
        const glm::vec3 from =
            joints[i].parent < 0 ? glm::vec3(0.0f) : joints[static_cast<std::size_t>(joints[i].parent)].centre;
        const glm::vec3 at = joints[i].centre - from;
        out.beginObject().field("name", "joint " + joints[i].key);
        out.key("translation").beginArray().value(at.x).value(at.y).value(at.z).endArray();
        std::vector<std::size_t> children;
        for (std::size_t k = i + 1; k < joints.size(); ++k)
            if (joints[k].parent == static_cast<int>(i)) children.push_back(parts + k);
        if (!children.empty()) {
            out.key("children").beginArray();
            for (const std::size_t child : children) out.value(static_cast<std::uint64_t>(child));
            out.endArray();
        }
        out.endObject();
    }
    out.endArray();
}

void GlbWriter::writeSkin(core::JsonWriter& out) const {
    const std::size_t parts = body_.parts().size();
    out.key("skins").beginArray().beginObject().field("name", "Skeleton");
    out.field("inverseBindMatrices", static_cast<std::uint64_t>(inverseBind_));
    out.field("skeleton", static_cast<std::uint64_t>(parts)).key("joints").beginArray();
    for (std::size_t i = 0; i < body_.skeleton().joints().size(); ++i) out.value(static_cast<std::uint64_t>(parts + i));
    out.endArray().endObject().endArray();
}

void GlbWriter::writeMeshes(core::JsonWriter& out) const {
    out.key("meshes").beginArray();
    for (std::size_t i = 0; i < primitives_.size(); ++i) {
        const Structure* structure = body_.atlas().find(body_.parts()[i].id);
        const Primitive& p = primitives_[i];
        out.beginObject().field("name", structure->name).key("primitives").beginArray().beginObject();
        out.key("attributes").beginObject();
        out.field("POSITION", static_cast<std::uint64_t>(p.position));
        out.field("NORMAL", static_cast<std::uint64_t>(p.normal));
        if (p.fibre) out.field("_FIBRE", static_cast<std::uint64_t>(*p.fibre));
        if (p.tendon) out.field("_TENDON", static_cast<std::uint64_t>(*p.tendon));
        if (options_.skin) {
            out.field("JOINTS_0", static_cast<std::uint64_t>(p.joints));
            out.field("WEIGHTS_0", static_cast<std::uint64_t>(p.weights));
        }
        out.endObject().field("indices", static_cast<std::uint64_t>(p.indices));
        const auto material = std::find(kinds_.begin(), kinds_.end(), structure->kind) - kinds_.begin();
        out.field("material", static_cast<std::int64_t>(material)).endObject().endArray().endObject();
    }
    out.endArray();
}

void GlbWriter::writeMaterials(core::JsonWriter& out) const {
    out.key("materials").beginArray();
    for (const Kind kind : kinds_) {
        const Look look = lookOf(kind);
        out.beginObject().field("name", kindName(kind)).key("pbrMetallicRoughness").beginObject();
        out.key("baseColorFactor").beginArray();
        for (const float channel : look.colour) out.value(channel);
        out.value(1.0f).endArray().field("metallicFactor", 0.0f).field("roughnessFactor", look.roughness);
        out.endObject().endObject();
    }
    out.endArray();
}

void GlbWriter::writeAccessors(core::JsonWriter& out) const {
    out.key("accessors").beginArray();
    for (const Accessor& accessor : accessors_) {
        out.beginObject().field("bufferView", static_cast<std::uint64_t>(accessor.view));
        out.field("componentType", accessor.componentType).field("count", static_cast<std::uint64_t>(accessor.count));
        out.field("type", accessor.type);
        if (accessor.normalised) out.field("normalized", true);
        if (!accessor.lowest.empty()) {
            out.key("min").beginArray();
            for (const float v : accessor.lowest) out.value(static_cast<double>(v));
            out.endArray().key("max").beginArray();
            for (const float v : accessor.highest) out.value(static_cast<double>(v));
            out.endArray();
        }
        out.endObject();
    }
    out.endArray().key("bufferViews").beginArray();
    for (const View& view : views_) {
        out.beginObject().field("buffer", 0).field("byteOffset", static_cast<std::uint64_t>(view.offset));
        out.field("byteLength", static_cast<std::uint64_t>(view.length));
        if (view.stride != 0) out.field("byteStride", static_cast<std::uint64_t>(view.stride));
        if (view.target != 0) out.field("target", view.target);
        out.endObject();
    }
    out.endArray().key("buffers").beginArray().beginObject();
    out.field("byteLength", static_cast<std::uint64_t>(blob_.size())).endObject().endArray();
}

std::string GlbWriter::json() const {
    core::JsonWriter out;
    out.beginObject().key("asset").beginObject().field("version", "2.0").field("generator", "Paraspinal");
    if (body_.parameters().imported.empty())
        out.field("copyright",
                  "CC BY-SA 4.0; figures measured on BodyParts3D, (c) The Database Center for Life Science");
    else // whose the imported meshes are, their owner knows
        out.field("copyright", "imported meshes: as their source says; the rest: CC BY-SA 4.0, figures measured on "
                               "BodyParts3D, (c) The Database Center for Life Science");
    out.endObject().field("scene", 0);
    writeNodes(out);
    if (options_.skin) writeSkin(out);
    writeMeshes(out);
    writeMaterials(out);
    writeAccessors(out);
    out.endObject();
    return out.text();
}

void addWord(std::string& out, std::uint32_t word) {
    out.append(reinterpret_cast<const char*>(&word), sizeof word); // little-endian machines, as everywhere here
}

core::Result<std::string> GlbWriter::write() {
    for (const BodyPart& part : body_.parts()) {
        primitives_.push_back(addPart(part));
        const Kind kind = body_.atlas().find(part.id)->kind;
        if (std::find(kinds_.begin(), kinds_.end(), kind) == kinds_.end()) kinds_.push_back(kind);
    }
    if (options_.skin) {
        std::vector<glm::mat4> inverse;
        for (const Joint& joint : body_.skeleton().joints())
            inverse.push_back(glm::translate(glm::mat4(1.0f), -joint.centre));
        inverseBind_ = add(inverse, kFloat, "MAT4", 0);
    }
    std::string text = json();
    text.resize((text.size() + 3) / 4 * 4, ' ');
    const std::size_t length = 12 + 8 + text.size() + 8 + blob_.size();
    if (length > std::numeric_limits<std::uint32_t>::max()) return core::Error("the model is larger than 4 GiB");
    std::string out;
    out.reserve(length);
    for (const std::uint32_t word :
         {kMagic, 2u, static_cast<std::uint32_t>(length), static_cast<std::uint32_t>(text.size()), kJsonChunk})
        addWord(out, word);
    out += text;
    addWord(out, static_cast<std::uint32_t>(blob_.size()));
    addWord(out, kBinChunk);
    out += blob_;
    return out;
}

} // namespace

core::Status exportGlb(const Body& body, const std::filesystem::path& file, const ExportOptions& options) {
    auto bytes = GlbWriter(body, options).write();
    if (!bytes) return bytes.error().within(file.string());
    return core::writeFile(file, bytes.value());
}

} // namespace anatomy
