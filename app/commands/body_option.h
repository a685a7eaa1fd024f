// Body option: --body NAME, common to the commands that show or press a body: an imported body (paraspinal import) in
// place of the patient's own.
#pragma once

#include <app/commands/arguments.h>

#include <patient/chart.h>

namespace app {

OptionSpec bodyOption();

/// Puts the body asked for into the chart. Error: no such body, with the known ones.
core::Status useBody(const Arguments& arguments, patient::Chart& chart);

} // namespace app
