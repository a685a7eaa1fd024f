#include <anatomy/patient_fat.h>

#include <algorithm>
#include <string_view>

namespace anatomy {
namespace {

/// A woman's fat against a man's of the same body mass index (estimates): the first entry that a site's name begins
/// with counts.
struct FatOfSex {
    std::string_view site;
    float factor;
};
constexpr FatOfSex kFemale[] = {{"gluteal", 1.35f},    {"thigh", 1.4f},  {"greater trochanter", 1.4f},
                                {"iliac crest", 1.3f}, {"breast", 1.6f}, {"", 1.15f}};

void addWomens(SkinDescription& skin) {
    for (SkinSite& site : skin.sites)
        for (const FatOfSex& entry : kFemale) {
            if (!site.name.starts_with(entry.site)) continue;
            site.fatFactor *= entry.factor;
            break;
        }
}

std::string namesOf(const SkinDescription& skin) {
    std::vector<std::string> names;
    for (const SkinSite& site : skin.sites) names.push_back(site.name);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end()); // both sides
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
    return out;
}

} // namespace

core::Status adaptFat(const BodyParameters& parameters, SkinDescription& skin) {
    if (parameters.sex == BodySex::Female) addWomens(skin);
    core::Error unknown("");
    unknown.messages.clear();
    for (const RegionalFat& region : parameters.fat) {
        bool found = false;
        for (SkinSite& site : skin.sites) {
            if (!site.name.starts_with(region.region)) continue;
            found = true;
            site.fatFactor *= region.factor;
        }
        if (!found)
            unknown.messages.push_back("no site of the skin is called \"" + region.region +
                                       "\". Known: " + namesOf(skin));
    }
    if (!unknown.messages.empty()) return unknown;
    return core::Done{};
}

} // namespace anatomy
