// Patient fat: where this patient has more or less fat than the body mass index gives: by sex (estimates) and by the
// regions of the parameters. Errors: a region that no site of skin.toml has, with the known ones.
#pragma once

#include <anatomy/body_parameters.h>
#include <anatomy/skin.h>

namespace anatomy {

core::Status adaptFat(const BodyParameters& parameters, SkinDescription& skin);

} // namespace anatomy
