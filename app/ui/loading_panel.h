// Loading panel: what is seen while a body is built or read.
#pragma once

#include <app/ui/theme.h>

#include <string>

namespace app {

/// `share` 0..1.
void loadingPanel(const Theme& theme, const std::string& what, float share);

} // namespace app
