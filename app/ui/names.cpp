#include <app/ui/names.h>

namespace app {
namespace {

std::string latinOf(const anatomy::Structure& s) {
    if (s.side == core::Side::Midline) return s.latin;
    return s.latin + (s.side == core::Side::Right ? " dex." : " sin.");
}

std::string joined(const anatomy::Structure& s, Names names, const char* between) {
    if (names == Names::English || s.latin.empty()) return s.name;
    if (names == Names::Latin) return latinOf(s);
    return s.name + between + latinOf(s);
}

} // namespace

std::string shownName(const anatomy::Structure& structure, Names names) {
    return joined(structure, names, "\n");
}

std::string shownNameInLine(const anatomy::Structure& structure, Names names) {
    return joined(structure, names, ", ");
}

} // namespace app
