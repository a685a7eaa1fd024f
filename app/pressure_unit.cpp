#include <app/pressure_unit.h>

#include <core/text.h>

namespace app {

const char* pressureUnitName(PressureUnit unit) {
    return unit == PressureUnit::KiloPascal ? "kPa" : "N/cm\xc2\xb2";
}

float inUnit(float kPa, PressureUnit unit) {
    return unit == PressureUnit::KiloPascal ? kPa : 0.1f * kPa;
}

std::string pressureText(float kPa, PressureUnit unit) {
    const float value = inUnit(kPa, unit);
    if (unit == PressureUnit::KiloPascal) return core::fixed(value, value < 20.0f ? 1 : 0);
    return core::fixed(value, value < 20.0f ? 2 : 1);
}

core::Result<PressureUnit> parsePressureUnit(const std::string& text) {
    const std::string lower = core::lowerCase(text);
    if (lower == "kpa") return PressureUnit::KiloPascal;
    if (lower == "n/cm2" || lower == "n/cm\xc2\xb2") return PressureUnit::NewtonPerCm2;
    return core::Error("\"" + text + "\" is no unit of pressure; there are kPa and N/cm2");
}

} // namespace app
