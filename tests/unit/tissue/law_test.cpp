#include <tissue/block.h>
#include <tissue/law.h>

#include <core/random.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace {

// The constants of the law are floats in every number type: that is what the tolerances of 1e-5 leave room for.
using Parameters = tissue::LawParameters<double>;
using State = tissue::LawState<double>;

Parameters muscle() {
    const double s = std::sqrt(1.0 / 3.0);
    return {3.0, 8.0, 60.0, -1.5, 12.0, 5.0, {s, s, s}, 0.8, {-0.3, 0.2, -0.5, 0.1, -0.2, 0.15}};
}

struct Case {
    double f[9];
};
const Case kCases[] = {
    {{1, 0, 0, 0, 1, 0, 0, 0, 1}},
    {{1.01, 0.01, 0, 0.01, 1.0, 0, 0.02, 0, 1.0}}, // fibres within their toe
    {{1.1, 0.2, -0.1, 0.05, 0.9, 0.1, -0.2, 0.1, 1.05}},
    {{1.3, 0.1, 0.0, -0.2, 1.2, 0.3, 0.1, 0.2, 0.6}},
    {{0.8, -0.3, 0.2, 0.3, 0.9, -0.1, -0.1, 0.2, 1.4}},
};

double energyAt(const double (&f)[9], const Parameters& p) {
    State s;
    tissue::prepare(f, p, s);
    return tissue::energy(p, s);
}

TEST(Law, StressIsTheSlopeOfTheEnergy) {
    const Parameters p = muscle();
    for (const Case& c : kCases) {
        double f[9];
        std::copy(std::begin(c.f), std::end(c.f), f);
        State s;
        tissue::prepare(f, p, s);
        double stress[9];
        tissue::stress(p, s, stress);
        for (int i = 0; i < 9; ++i) {
            const double h = 1e-5, at = f[i];
            f[i] = at + h;
            const double above = energyAt(f, p);
            f[i] = at - h;
            const double below = energyAt(f, p);
            f[i] = at;
            EXPECT_NEAR(stress[i], (above - below) / (2 * h), 1e-5 * (1 + std::fabs(stress[i]))) << i;
        }
    }
}

TEST(Law, TangentIsTheSlopeOfTheStress) {
    const Parameters p = muscle();
    for (const Case& c : kCases) {
        if (&c == &kCases[0]) continue; // fibres switch on at stretch 1: no slope there
        double f[9];
        std::copy(std::begin(c.f), std::end(c.f), f);
        State s;
        tissue::prepare(f, p, s);
        double tangent[45];
        tissue::tangent(p, s, 1e30f, tangent);
        for (int j = 0; j < 9; ++j) {
            const double h = 1e-5, at = f[j];
            double above[9], below[9];
            f[j] = at + h;
            tissue::prepare(f, p, s);
            tissue::stress(p, s, above);
            f[j] = at - h;
            tissue::prepare(f, p, s);
            tissue::stress(p, s, below);
            f[j] = at;
            for (int i = 0; i < 9; ++i)
                EXPECT_NEAR(tangent[tissue::packed(i, j)], (above[i] - below[i]) / (2 * h), 1e-3) << i << " " << j;
        }
    }
}

TEST(Law, RestIsFreeOfStressWithoutToneAndHistory) {
    Parameters p = muscle();
    p.tone = 0.0;
    p.pressure = 0.0;
    for (double& h : p.history) h = 0.0;
    State s;
    const double f[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    tissue::prepare(f, p, s);
    double stress[9];
    tissue::stress(p, s, stress);
    for (const double v : stress) EXPECT_NEAR(v, 0.0, 1e-5);
}

TEST(Law, LanesAgreeWithDouble) {
    const Parameters p = muscle();
    tissue::LawParameters<tissue::Lanes> q;
    q.c10 = {3.0f};
    q.c20 = {8.0f};
    q.bulk = {60.0f};
    q.pressure = {-1.5f};
    q.fibre = {12.0f};
    q.tone = {5.0f};
    q.share = {0.8f};
    for (int i = 0; i < 3; ++i) q.axis[i] = {static_cast<float>(p.axis[i])};
    for (int i = 0; i < 6; ++i) q.history[i] = {static_cast<float>(p.history[i])};
    for (const Case& c : kCases) {
        tissue::Lanes f[9];
        for (int i = 0; i < 9; ++i) f[i] = {static_cast<float>(c.f[i])};
        tissue::LawState<tissue::Lanes> s;
        tissue::prepare(f, q, s);
        EXPECT_NEAR(static_cast<double>(tissue::energy(q, s).v[3]), energyAt(c.f, p), 1e-3);
    }
}

/// A distorted element reproduces any linear displacement exactly: the patch test.
TEST(Element, MeanGradientIsExactForLinearFields) {
    std::array<glm::vec3, 8> corners;
    core::Random random(7);
    for (int a = 0; a < 8; ++a)
        corners[static_cast<std::size_t>(a)] =
            glm::vec3(a & 1 ? 2.0f : 0.0f, a & 2 ? 1.5f : 0.0f, a & 4 ? 1.0f : 0.0f) +
            0.2f * glm::vec3(random.uniform(), random.uniform(), random.uniform());
    tissue::ShapeBatch batch{};
    ASSERT_TRUE(tissue::elementShape(corners, 1.0f, batch, 5));
    const glm::mat3 h(0.1f, -0.2f, 0.05f, 0.3f, 0.02f, -0.1f, 0.15f, 0.07f, -0.25f);
    glm::mat3 found(0.0f);
    for (std::size_t a = 0; a < 8; ++a) {
        const glm::vec3 u = h * corners[a];
        for (int i = 0; i < 3; ++i)
            for (int j = 0; j < 3; ++j) found[j][i] += u[i] * batch.gradient[a][j][5];
    }
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) EXPECT_NEAR(found[j][i], h[j][i], 1e-5f);
    EXPECT_NEAR(batch.volume[5], 3.0f, 1.0f);
    std::swap(corners[0], corners[4]); // inside out
    EXPECT_FALSE(tissue::elementShape(corners, 1.0f, batch, 0));
}

} // namespace
