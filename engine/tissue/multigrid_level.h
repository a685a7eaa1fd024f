// One grid of the multigrid: the block's own, or one that takes every second line of the grid before. Its elements add
// up the tangents of those they cover; their hourglass modes are as stiff as the mean shear. Contact is the same
// springs on larger faces. mm, mN.
#pragma once

#include <tissue/contact.h>
#include <tissue/elements.h>
#include <tissue/grid_lines.h>

#include <vector>

namespace tissue {

struct MultigridLevel {
    explicit MultigridLevel(const Block& block); ///< the finest; its elements stay with the block
    MultigridLevel coarser();                    ///< the next grid, to which this one's lines are then tied

    std::size_t nodes() const { return static_cast<std::size_t>(size.nodes()); }
    ElementGrid grid() const { return {size, shapes.data(), tangents.data()}; }

    void takeTangents(const ElementGrid& finer);
    void takeSprings(const Contact& contact, const GridSize& finest);
    /// Inverse 3x3 blocks of the diagonal, from the tangents and springs.
    void takeBlocks(const ElementGrid& elements, core::Workers& workers);

    /// out = K in for the nodes, and the row of the tool's height. Not on the finest.
    void multiply(const std::vector<float>& in, double lift, std::vector<float>& out, double& row,
                  core::Workers& workers) const;
    /// out = (out +) damping * blocks * in
    void sweep(const std::vector<float>& in, std::vector<float>& out, float damping, bool add) const;
    /// coarse.r = what `in` on this grid comes to there.
    void restrictTo(MultigridLevel& coarse, const std::vector<float>& in) const;
    /// out += what coarse.x comes to here.
    void prolongFrom(const MultigridLevel& coarse, std::vector<float>& out) const;

    GridSize size;
    std::vector<float> free, blocks; ///< 3 and 6 per node
    std::vector<float> x, r, t;      ///< of a cycle: answer, question, what is left of it
    std::vector<ShapeBatch> shapes;
    std::vector<TangentBatch> tangents;

private:
    MultigridLevel() = default;
    void reserve();

    struct Spring {
        int node[4];
        float weight[4], k[6];
    };
    std::vector<Spring> springs;
    GridLines px, py, pz;             ///< this grid's over the next coarser one's
    std::vector<float> unitHourglass; ///< at shear 1, 4 per element
    std::vector<float> lineX, lineY, height;
};

} // namespace tissue
