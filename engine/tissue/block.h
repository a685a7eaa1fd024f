// Block: the structured hexahedral mesh under the tool, its labels and materials. Block frame: millimetres, origin at
// the touch point, x and y across the skin, z inward; nodes stand on columns (x_i, y_j) and differ in z only, so that
// the top follows the skin and the first layers follow skin and fat. Node (i, j, k): i fastest, k = 0 on the skin. Rows
// are padded to whole Lanes. Elements take their material from 27 points each (Voigt mean); the share of an element
// inside bone stiffens the rest of it (springs in series), so that bone keeps its shape between the nodes.
#pragma once

#include <core/result.h>
#include <tissue/lanes.h>
#include <tissue/material.h>
#include <tissue/press.h>

#include <array>
#include <vector>

namespace tissue {

/// Size of one grid of nodes and elements; every level of the multigrid has one.
struct GridSize {
    int nx = 0, ny = 0, nz = 0; ///< elements
    int rowNodes = 0;           ///< padded nodes of a row
    int batches = 0;            ///< Lanes of elements in a row

    GridSize() = default;
    GridSize(int x, int y, int z);
    int node(int i, int j, int k) const { return (k * (ny + 1) + j) * rowNodes + i; }
    int nodes() const { return (nz + 1) * (ny + 1) * rowNodes + kLanes; } ///< with padding
    int batch(int i, int j, int k) const { return (k * ny + j) * batches + i / kLanes; }
    int batchCount() const { return nz * ny * batches; }
    int elements() const { return nx * ny * nz; }
};

/// Constant geometry of eight elements: mean gradients of the shape functions (Flanagan and Belytschko 1981), the
/// projection of the hourglass vectors on linear fields, their stiffness, and the volume. Padding elements are all
/// zero.
struct alignas(32) ShapeBatch {
    float gradient[8][3][kLanes];
    float projection[4][3][kLanes];
    float hourglass[4][kLanes];
    float volume[kLanes];
};

struct alignas(32) MaterialBatch {
    float c10[kLanes], c20[kLanes], bulk[kLanes], fibre[kLanes], tone[kLanes];
    float axis[3][kLanes];
    float relaxing[kPronyTerms][kLanes], timeConstant[kPronyTerms][kLanes];
};

struct ElementLabel {
    TissueKind kind = TissueKind::Air;
    core::StructureId structure;
};

/// A point of an element and what the body is there, without the patient's condition. Body frame, metres.
struct SamplePoint {
    glm::vec3 place{0.0f};
    TissueSample sample;
};

/// A stretch of the column under the touch point: what lies between two depths (mm below the skin).
struct ColumnRun {
    ElementLabel label;
    float top = 0.0f, bottom = 0.0f;
};

class Block {
public:
    static core::Result<Block> build(const TissueMap& map, const MaterialLibrary& materials, const Tool& tool,
                                     const glm::vec3& touch, const glm::vec3& inward, const BlockOptions& options);

    GridSize size;
    glm::vec3 origin{0.0f};          ///< body frame, metres
    glm::mat3 axes{1.0f};            ///< columns: block x, y, z in the body frame
    std::vector<float> lineX, lineY; ///< mm
    std::vector<float> height;       ///< z of every node, mm (padding repeats)
    std::vector<ShapeBatch> shapes;
    std::vector<MaterialBatch> materials;
    std::vector<ElementLabel> labels;     ///< (k * ny + j) * nx + i
    std::vector<SamplePoint> samples;     ///< of all elements, in the order of the labels
    std::vector<std::size_t> firstSample; ///< per element, and one more
    bool viscous = true;
    std::vector<float> free; ///< 3 per node, component-major: 1 free, 0 fixed
    std::vector<ColumnRun> column;
    float skinModulus = 100.0f; ///< kPa, P-wave modulus of the top elements: scales the contact penalty
    float fineSpacing = 2.0f;   ///< mm

    /// Takes the materials anew from the same points: the condition of the patient has changed.
    void renewCondition(const TissueMap& map, const MaterialLibrary& materials);

    glm::vec3 toBlock(const glm::vec3& body) const { return glm::transpose(axes) * (body - origin) * 1000.0f; }
    glm::vec3 toBody(const glm::vec3& block) const { return origin + axes * block * 0.001f; }
    glm::vec3 position(int node, int i, int j) const {
        return {lineX[static_cast<std::size_t>(i)], lineY[static_cast<std::size_t>(j)],
                height[static_cast<std::size_t>(node)]};
    }
    /// Cell and local coordinates (0..1) of a place of the reference state; false outside. Above the skin: the top
    /// cell.
    struct Cell {
        int i = 0, j = 0, k = 0;
        glm::vec3 local{0.0f};
    };
    bool locate(const glm::vec3& blockPoint, Cell& cell) const;
    /// Interpolates a component-major nodal field.
    glm::vec3 interpolate(const std::vector<float>& field, const Cell& cell) const;

private:
    friend class BlockBuilder;
};

/// Node positions -> ShapeBatch lane; `shear` scales the hourglass stiffness. Returns false when the element is turned
/// inside out.
bool elementShape(const std::array<glm::vec3, 8>& corners, float shear, ShapeBatch& batch, int lane);

} // namespace tissue
