// Material: the law of one kind of tissue, per reference volume (kPa = mN/mm2):
//   W = C10 (I1 J^(-2/3) - 3) + C20 (I1 J^(-2/3) - 3)^2 + (J - 1)^2 / D1           (Yeoh 1993 with the volumetric term
//   + k_f f(<I4 - 1>) + tone T (sqrt(I4) - 1)                                          of Simo and Taylor 1982)
// with C10 = E / (4 (1 + nu)), D1 = 6 (1 - 2 nu) / E, I4 = a.C.a the squared stretch of the fibre, <> zero in
// shortening, f with a toe (law.h) and x^2 / 2 beyond it. Relaxation: each Prony term (g, tau) lets that share of the
// isochoric stress fade (Simo 1987); E and nu are the instantaneous values, so the long-term modulus is E (1 - sum g).
#pragma once

#include <core/result.h>
#include <tissue/tissue_kind.h>

#include <array>
#include <filesystem>
#include <string>

namespace tissue {

constexpr int kPronyTerms = 2;

struct Material {
    TissueKind kind = TissueKind::Fat;
    float youngKPa = 10.0f;
    float poisson = 0.49f;
    float c20KPa = 0.0f;                           ///< stiffening at large strain
    float fibreKPa = 0.0f;                         ///< k_f: resistance of stretched fibres
    float toneKPa = 0.0f;                          ///< T: fibre stress (nominal) at tone 1
    float toneStiffening = 0.0f;                   ///< at tone 1 the whole passive law is multiplied by 1 + this
    std::array<float, kPronyTerms> relaxing{};     ///< g_i, shares of the instantaneous isochoric stress; sum < 1
    std::array<float, kPronyTerms> timeConstant{}; ///< tau_i, s
    float densityKgPerM3 = 1000.0f;
    bool rigid = false; ///< bone: moves with the skeleton only
    std::string source;
    char confidence = 'C';

    float c10KPa() const { return youngKPa / (4.0f * (1.0f + poisson)); }
    float d1PerKPa() const { return 6.0f * (1.0f - 2.0f * poisson) / youngKPa; }
    float shearKPa() const { return 2.0f * c10KPa(); }
    float bulkKPa() const { return 2.0f / d1PerKPa(); }
};

/// A material for every kind.
class MaterialLibrary {
public:
    const Material& of(TissueKind kind) const { return materials_[static_cast<std::size_t>(kind)]; }
    void set(const Material& material) { materials_[static_cast<std::size_t>(material.kind)] = material; }

private:
    std::array<Material, kTissueKindCount> materials_{};
};

/// Reads assets/tissue/materials.toml. Error: file, line, rule and what was found; a kind without a law is an error.
core::Result<MaterialLibrary> loadMaterials(const std::filesystem::path& file);

} // namespace tissue
