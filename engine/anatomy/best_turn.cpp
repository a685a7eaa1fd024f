#include <anatomy/best_turn.h>

#include <cmath>

namespace anatomy {
namespace {

/// Eigenvector of the largest eigenvalue of a symmetric matrix, by Jacobi's rotations (1846).
glm::dvec4 largestAxis(glm::dmat4 a) {
    glm::dmat4 axes(1.0);
    constexpr int kSweeps = 24;
    for (int sweep = 0; sweep < kSweeps; ++sweep)
        for (int p = 0; p < 3; ++p)
            for (int q = p + 1; q < 4; ++q) {
                if (std::abs(a[p][q]) <= 1e-300) continue;
                const double theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
                const double t = (theta >= 0.0 ? 1.0 : -1.0) / (std::abs(theta) + std::sqrt(theta * theta + 1.0));
                const double c = 1.0 / std::sqrt(t * t + 1.0), s = t * c;
                for (int k = 0; k < 4; ++k) { // columns
                    const double kp = a[p][k], kq = a[q][k];
                    a[p][k] = c * kp - s * kq;
                    a[q][k] = s * kp + c * kq;
                }
                for (int k = 0; k < 4; ++k) { // rows
                    const double pk = a[k][p], qk = a[k][q];
                    a[k][p] = c * pk - s * qk;
                    a[k][q] = s * pk + c * qk;
                }
                for (int k = 0; k < 4; ++k) {
                    const double kp = axes[p][k], kq = axes[q][k];
                    axes[p][k] = c * kp - s * kq;
                    axes[q][k] = s * kp + c * kq;
                }
            }
    int best = 0;
    for (int k = 1; k < 4; ++k)
        if (a[k][k] > a[best][best]) best = k;
    return axes[best];
}

} // namespace

glm::dmat3 bestTurn(const glm::dmat3& covariance) {
    // s[i][j]: sum of from_i * to_j
    const auto s = [&](int i, int j) { return covariance[i][j]; };
    const double trace = s(0, 0) + s(1, 1) + s(2, 2);
    glm::dmat4 n(0.0);
    n[0] = {trace, s(1, 2) - s(2, 1), s(2, 0) - s(0, 2), s(0, 1) - s(1, 0)};
    n[1] = {n[0][1], s(0, 0) - s(1, 1) - s(2, 2), s(0, 1) + s(1, 0), s(2, 0) + s(0, 2)};
    n[2] = {n[0][2], n[1][2], -s(0, 0) + s(1, 1) - s(2, 2), s(1, 2) + s(2, 1)};
    n[3] = {n[0][3], n[1][3], n[2][3], -s(0, 0) - s(1, 1) + s(2, 2)};
    double size = 0.0;
    for (int i = 0; i < 4; ++i)
        for (int j = 0; j < 4; ++j) size = std::max(size, std::abs(n[i][j]));
    if (!(size > 0.0) || !std::isfinite(size)) return glm::dmat3(1.0);
    const glm::dvec4 v = largestAxis(n * (1.0 / size));
    return glm::mat3_cast(glm::normalize(glm::dquat(v.x, v.y, v.z, v.w)));
}

} // namespace anatomy
