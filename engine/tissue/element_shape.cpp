#include <tissue/block.h>

namespace tissue {

namespace {

constexpr int kSign[8][3] = {{-1, -1, -1}, {1, -1, -1}, {-1, 1, -1}, {1, 1, -1},
                             {-1, -1, 1},  {1, -1, 1},  {-1, 1, 1},  {1, 1, 1}};

/// Multiple of the stiffness a fully integrated Laplacian would give the hourglass modes. Calibrated on the oracle
/// cases (bonded disc and balls, tests/oracle): larger makes coarse blocks too stiff, smaller lets the skin ripple
/// under the rim of a disc.
constexpr double kHourglassShare = 1.05;

struct Gauss {
    glm::dmat3 jacobian; ///< columns: dX/dxi
    std::array<glm::dvec3, 8> slope;
};

Gauss atPoint(const std::array<glm::vec3, 8>& corners, const glm::dvec3& xi) {
    Gauss g{glm::dmat3(0.0), {}};
    for (std::size_t a = 0; a < 8; ++a) {
        const glm::dvec3 s(kSign[a][0], kSign[a][1], kSign[a][2]);
        const glm::dvec3 f = 1.0 + s * xi;
        g.slope[a] = glm::dvec3(s.x * f.y * f.z, f.x * s.y * f.z, f.x * f.y * s.z) * 0.125;
        for (int c = 0; c < 3; ++c) g.jacobian[c] += glm::dvec3(corners[a]) * g.slope[a][c];
    }
    return g;
}

} // namespace

bool elementShape(const std::array<glm::vec3, 8>& corners, float shear, ShapeBatch& batch, int lane) {
    std::array<glm::dvec3, 8> mean{};
    double volume = 0.0;
    const double p = 0.57735026918962576;
    bool good = true;
    for (std::size_t q = 0; q < 8; ++q) {
        const Gauss g = atPoint(corners, glm::dvec3(kSign[q][0], kSign[q][1], kSign[q][2]) * p);
        const double det = glm::determinant(g.jacobian);
        if (!(det > 0.0)) good = false;
        const glm::dmat3 inverse = glm::transpose(glm::inverse(g.jacobian));
        for (std::size_t a = 0; a < 8; ++a) mean[a] += inverse * g.slope[a] * det;
        volume += det;
    }
    if (!good || !(volume > 0.0)) return false;
    const glm::dmat3 centre =
        glm::inverse(atPoint(corners, glm::dvec3(0.0)).jacobian); // rows: gradients of xi, eta, zeta
    const glm::dmat3 rows = glm::transpose(centre);
    const double gx = glm::dot(rows[0], rows[0]), gy = glm::dot(rows[1], rows[1]), gz = glm::dot(rows[2], rows[2]);
    const double squares[4] = {(gy + gz) / 3.0, (gz + gx) / 3.0, (gx + gy) / 3.0, (gx + gy + gz) / 9.0};
    for (std::size_t a = 0; a < 8; ++a)
        for (int c = 0; c < 3; ++c) batch.gradient[a][c][lane] = static_cast<float>(mean[a][c] / volume);
    for (std::size_t h = 0; h < 4; ++h) {
        glm::dvec3 along(0.0);
        for (std::size_t a = 0; a < 8; ++a) {
            const int* s = kSign[a];
            const int pattern[4] = {s[1] * s[2], s[2] * s[0], s[0] * s[1], s[0] * s[1] * s[2]};
            along += glm::dvec3(corners[a]) * (0.125 * pattern[h]);
        }
        for (int c = 0; c < 3; ++c) batch.projection[h][c][lane] = static_cast<float>(along[c]);
        batch.hourglass[h][lane] =
            static_cast<float>(kHourglassShare * static_cast<double>(shear) * volume * squares[h]);
    }
    batch.volume[lane] = static_cast<float>(volume);
    return true;
}

} // namespace tissue
