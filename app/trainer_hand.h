// Hand: what mouse and keys do to the patient: aims at the skin, presses, glides, tilts, lifts off; gives the session's
// input. Knows no window: places come as rays and steps. Posed body frame, metres, degrees.
#pragma once

#include <app/ui/trainer_model.h>

namespace app {

class Hand {
public:
    /// Aims where the ray meets the skin; keeps the last aim when it misses. Not while pressing.
    void aim(const anatomy::Labels& labels, const core::Ray& ray);
    /// Presses there, or nowhere (false) when the ray misses the skin.
    bool press(const anatomy::Labels& labels, const core::Ray& ray);
    /// Presses where it aims (Space); false when it never aimed.
    bool press();
    /// Glides to where the ray meets the skin, while pressing.
    void glide(const anatomy::Labels& labels, const core::Ray& ray);
    /// Moves over the skin by so much, aimed or pressing.
    void nudge(const anatomy::Labels& labels, const glm::vec3& by);
    void lift() { pressing_ = false; }
    void forget() { *this = Hand{}; }

    bool pressing() const { return pressing_; }
    bool aimed() const { return aimed_; }
    const glm::vec3& point() const { return point_; }

    training::Input input(const Choices& choices, const Settings& settings) const;

private:
    bool take(const std::optional<anatomy::SkinHit>& hit);

    glm::vec3 point_{0.0f};
    glm::vec3 normal_{0.0f, 0.0f, -1.0f};
    bool aimed_ = false;
    bool pressing_ = false;
};

} // namespace app
