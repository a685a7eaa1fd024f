// Posing memory: the last posture drawn, so that what it does to the body is worked out once and not for every picture.
#pragma once

#include <app/furniture.h>

#include <cstdint>

namespace app {

class PosingMemory {
public:
    const anatomy::Posing& of(const anatomy::Body& body, const anatomy::Pose& pose);
    /// Of the posture last asked for.
    const std::vector<PlacedPiece>& furniture() const { return furniture_; }

private:
    std::uint64_t body_ = 0; ///< hash of it
    anatomy::Pose pose_;
    anatomy::Posing posing_;
    std::vector<PlacedPiece> furniture_;
};

} // namespace app
