// Pressure unit: kilopascal, as the engine computes, or newton per square centimetre, as algometers and textbooks of
// massage have it. 1 N/cm2 = 10 kPa.
#pragma once

#include <core/result.h>

#include <string>

namespace app {

enum class PressureUnit { KiloPascal, NewtonPerCm2 };

/// "kPa", "N/cm2 with the sign of a square".
const char* pressureUnitName(PressureUnit unit);
/// The figure alone, in that unit, as finely as it is worth: "63", "6.3".
std::string pressureText(float kPa, PressureUnit unit);
float inUnit(float kPa, PressureUnit unit);
/// "kPa" or "N/cm2". Error: what was found and what there is.
core::Result<PressureUnit> parsePressureUnit(const std::string& text);

} // namespace app
