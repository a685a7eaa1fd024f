#include <app/trainer_hand.h>

#include <cmath>

namespace app {

bool Hand::take(const std::optional<anatomy::SkinHit>& hit) {
    if (!hit || glm::dot(hit->normal, hit->normal) < 0.5f) return false;
    point_ = hit->position;
    normal_ = hit->normal;
    aimed_ = true;
    return true;
}

void Hand::aim(const anatomy::Labels& labels, const core::Ray& ray) {
    if (!pressing_) take(labels.skinHit(ray));
}

bool Hand::press(const anatomy::Labels& labels, const core::Ray& ray) {
    pressing_ = take(labels.skinHit(ray));
    return pressing_;
}

bool Hand::press() {
    pressing_ = aimed_;
    return pressing_;
}

void Hand::glide(const anatomy::Labels& labels, const core::Ray& ray) {
    if (pressing_) take(labels.skinHit(ray));
}

void Hand::nudge(const anatomy::Labels& labels, const glm::vec3& by) {
    if (aimed_) take(labels.nearestSkin(point_ + by));
}

training::Input Hand::input(const Choices& choices, const Settings& settings) const {
    training::Input input;
    input.tool = choices.tool;
    input.pressing = pressing_;
    input.skinPoint = point_;
    input.forceN = choices.forceN;
    input.rateNPerS = settings.handRateNPerS;
    input.nerve = choices.nerve.controls;
    if (aimed_ && choices.tiltDegrees != glm::vec2(0.0f)) {
        // Leaning towards the patient's left and head, along the skin.
        const glm::vec3 into = -normal_;
        const glm::vec3 left = core::kLeft - into * glm::dot(core::kLeft, into);
        const glm::vec3 up = core::kSuperior - into * glm::dot(core::kSuperior, into);
        const auto unit = [](const glm::vec3& v) {
            const float length = glm::length(v);
            return length > 1e-3f ? v / length : glm::vec3(0.0f);
        };
        input.direction = glm::normalize(into + unit(left) * std::tan(core::radians(choices.tiltDegrees.x)) +
                                         unit(up) * std::tan(core::radians(choices.tiltDegrees.y)));
    }
    return input;
}

} // namespace app
