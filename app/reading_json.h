// What a press found, for the command line: as a short text and as one JSON object. mm, N, kPa, cm2, pain 0..10; the
// text in another unit of pressure where asked for.
#pragma once

#include <app/pressure_unit.h>
#include <session/session.h>

#include <string>

namespace app {

/// Name of a layer of the column: the structure's, or what kind of tissue it is.
std::string layerTitle(const tissue::LayerReading& layer, const anatomy::Atlas& atlas);

std::string readingJson(const session::Snapshot& snapshot, const session::World& world, const std::string& place);
std::string readingText(const session::Snapshot& snapshot, const session::World& world, const std::string& place,
                        PressureUnit unit = PressureUnit::KiloPascal);

} // namespace app
