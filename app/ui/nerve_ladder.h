// Nerve ladder: pressure on a nerve, from nothing up, with the published thresholds as steps and where it stands now.
#pragma once

#include <app/ui/theme.h>

#include <patient/entrapment.h>

namespace app {

/// `testKPa` is drawn on top of `kPa`. Each step says on hover what it is and who measured it.
void nerveLadder(const Theme& theme, const patient::EntrapmentLibrary& library, const patient::Entrapment& site,
                 float kPa, float testKPa);

} // namespace app
