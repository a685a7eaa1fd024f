// Contact: the rigid tool against the skin of a block. The distances of the skin's nodes to the tool are interpolated
// over every top face (so that a round tool on flat faces presses evenly, not on their middles only), and 3x3 points of
// the face that come out inside the tool are pushed out by a penalty spring of `penalty` kPa per mm (no adhesion), and
// held sideways, at the place of the tool where it first touched, by a spring that gives way smoothly towards the
// Coulomb limit (regularised: pull = kt s / sqrt(1 + (kt s / limit)^2)) and is dragged along beyond three times its
// reach; points that come to touch within a step are only braked in it. The spring is soft, so that the equations stay
// easy to solve; what it would let the skin sink into the tool, a pressure remembered at every node takes over after
// each step (augmented Lagrangian, Hestenes 1969, Powell 1969): pressure = max(0, remembered - penalty gap), and the
// gap goes to nothing within a few steps. Everything derives from an energy whose friction limit and direction are
// frozen within one Newton iteration (lagged friction, Li et al. 2020, IPC), so that the system stays symmetric. The
// curvature of the tool is left out of the tangent: it would only make it less positive. Block frame, mm, kPa, mN.
#pragma once

#include <tissue/block.h>
#include <tissue/tool.h>

#include <vector>

namespace tissue {

struct ContactSums {
    double energy = 0.0;
    glm::dvec3 onTissue{0.0}; ///< force of the tool on the tissue
    int touching = 0;         ///< points
};

/// A touching point as a spring between the tool and a face of the skin, for coarser levels.
struct ContactSpring {
    int i = 0, j = 0;         ///< face
    float s = 0.0f, t = 0.0f; ///< place on it
    float k[6]{};             ///< stiffness xx yy zz xy yz zx, mN/mm
};

class Contact {
public:
    Contact() = default;
    Contact(const Block& block, const ToolShape& shape);

    /// Friction from now on: 0 none; PressCommand::kNoSlip sticks.
    void setFriction(float coefficient) { friction_ = coefficient; }
    bool hasFriction() const { return friction_ > 0.0f; }
    /// Height of the tool at which it just touches the skin, displaced by `u`, with its axis at (x, y).
    float firstTouch(const std::vector<float>& u, float x, float y) const;
    /// Freezes friction limits and directions at this state.
    void freeze(const std::vector<float>& u, const glm::vec3& tool);
    /// Adds the contact forces on the nodes to `force` and remembers the active points for multiply and springs.
    ContactSums evaluate(const std::vector<float>& u, const glm::vec3& tool, std::vector<float>& force);
    /// out += K x for the nodes, and the row of the tool's height (`lift` down the block's z), which comes back.
    double multiply(const std::vector<float>& x, double lift, std::vector<float>& out) const;
    std::vector<ContactSpring> springs() const;
    /// After a step: points that touch get or keep their place on the tool, slipped ones follow it, others let go; the
    /// pressure is remembered. Returns the largest gap, mm, between tool and nodes that were pressed: what the next
    /// step will take away.
    float endStep(const std::vector<float>& u, const glm::vec3& tool);
    void letGo();
    /// Takes over the pressures that another block's contact remembers.
    void carry(const Block& from, const Contact& old, const Block& to);

    /// Distances of the skin's nodes to the tool less what the remembered pressure stands for (pressure / penalty), mm:
    /// index j * (nx + 1) + i.
    std::vector<float> gaps(const std::vector<float>& u, const glm::vec3& tool) const;
    /// Pressure at the skin's nodes, kPa of undeformed area, in the same order: force over area around each. What the
    /// nodes remember is rougher, because it makes every node stand on the tool exactly.
    std::vector<float> pressures(const std::vector<float>& u, const glm::vec3& tool) const;
    /// Distance in mm of a place to the tool standing at `tool`, and the normal, block frame.
    float gap(const glm::vec3& place, const glm::vec3& tool, glm::vec3& normal) const;
    /// How much deeper a round tool may stand in the flat of a face than its corners say. What goes beyond presses a
    /// second spring, so that the tip cannot slip between nodes that give way to the sides.
    float sag() const { return sag_; }
    /// kPa at a point whose interpolated gap and own gap (less the sag) are these, mm.
    float pressure(float gap, float ownGap) const {
        return (gap < 0.0f ? -gap * penalty_ : 0.0f) + (ownGap < 0.0f ? -ownGap * ownPenalty_ : 0.0f);
    }
    /// What the next step depends on.
    template <typename Hasher>
    void addTo(Hasher& hasher) const {
        for (const Point& p : points_) {
            if (!p.held) continue;
            hasher.add(p.node);
            for (int d = 0; d < 3; ++d) hasher.add(p.anchor[d]);
        }
        for (const SkinNode& n : skin_) hasher.add(n.remembered);
    }

private:
    struct Point {
        int node;   ///< of the face's first corner
        int corner; ///< the same in skin_
        float weight[4];
        float area;                         ///< mm2, undeformed
        glm::vec3 place;                    ///< undeformed
        glm::vec3 anchor{0.0f};             ///< place relative to the tool where it holds
        glm::vec3 normal{0.0f, 0.0f, 1.0f}; ///< frozen
        float limit = 0.0f;                 ///< frozen, mN
        bool held = false, fresh = false;   ///< fresh: since this step only
    };
    struct Near {
        float gap = 1.0f;                   ///< interpolated, less what is remembered
        glm::vec3 normal{0.0f, 0.0f, 1.0f}; ///< mean of the corners'
        float ownGap = 1.0f;                ///< of the point itself, less the sag allowed
        glm::vec3 ownNormal{0.0f, 0.0f, 1.0f};
    };
    struct Active {
        std::size_t point;
        float press;    ///< stiffness along the corners' normals, mN/mm; 0: not touching
        float ownPress; ///< along the point's own
        float hold;     ///< across the frozen one, by friction; along `slip` less by its square
        glm::vec3 slip; ///< along its stretch, shorter than 1
        Near near;
    };
    glm::vec3 displaced(const Point& p, const std::vector<float>& u) const;
    int cornerNode(const Point& p, int corner) const { return p.node + (corner & 1) + (corner >> 1) * row_; }

    struct SkinNode {
        int node = 0;
        glm::vec3 place{0.0f};
        float remembered = 0.0f; ///< pressure over penalty, mm
        float gap = 1.0f;        ///< less what is remembered
        glm::vec3 normal{0.0f, 0.0f, 1.0f};
    };
    void measure(const std::vector<float>& u, const glm::vec3& tool);
    bool isFar(const Point& p) const;
    Near nearOf(const Point& p, const std::vector<float>& u, const glm::vec3& tool) const;

    ToolShape shape_;
    std::vector<SkinNode> skin_;
    std::vector<Point> points_;
    std::vector<Active> active_;
    float penalty_ = 150.0f, ownPenalty_ = 1000.0f, tangential_ = 200.0f, friction_ = 0.0f, sag_ = 0.1f;
    int row_ = 0, stride_ = 0, skinRow_ = 0;
};

} // namespace tissue
