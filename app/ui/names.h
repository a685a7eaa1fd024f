// Names: what a structure is called in the interface, as the settings say.
#pragma once

#include <anatomy/atlas.h>
#include <app/settings.h>

#include <string>

namespace app {

/// English carries its side in words; the Latin name, which the atlas keeps without, gets "dex." or "sin.". Both:
/// English, then Latin on a line of its own. A structure without a Latin name goes by its English one.
std::string shownName(const anatomy::Structure& structure, Names names);

/// "Both" on one line, for lists: "Right multifidus, Musculus multifidus dex.".
std::string shownNameInLine(const anatomy::Structure& structure, Names names);

} // namespace app
