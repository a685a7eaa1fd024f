// Chart body: the [body] table of a patient's file, read into anatomy's parameters (degrees, millimetres there).
// Errors: recorded as faults of the document, with line.
#pragma once

#include <anatomy/body_parameters.h>

#include <core/document.h>

namespace patient {

/// `body`: the table, may be absent. Sex, stature and body mass index stand outside it.
void readChartBody(const core::Node& body, anatomy::BodyParameters& out);

} // namespace patient
