// Lanes: eight floats worked on at once (gcc and clang vector extensions). Every operation is the IEEE one, lane by
// lane, and nothing is fused (-ffp-contract=off), so a kernel gives the same bits on SSE2 as on AVX2. Kernels are
// templates over the number type: Lanes in the solver, double in the tests that check them by finite differences.
#pragma once

#include <core/kernel.h>

#include <cmath>
#include <cstdint>
#include <cstring>

#define TISSUE_INLINE CORE_INLINE

namespace tissue {

constexpr int kLanes = 8;

struct Lanes {
    typedef float Vector __attribute__((vector_size(32)));
    typedef std::int32_t Whole __attribute__((vector_size(32)));
    Vector v;

    Lanes() = default;
    TISSUE_INLINE Lanes(float x) : v{x, x, x, x, x, x, x, x} {}
    TISSUE_INLINE static Lanes load(const float* at) {
        Lanes r;
        std::memcpy(&r.v, at, sizeof r.v);
        return r;
    }
    TISSUE_INLINE void store(float* at) const { std::memcpy(at, &v, sizeof v); }
    TISSUE_INLINE void addTo(float* at) const {
        Lanes r = load(at);
        r.v += v;
        r.store(at);
    }
    TISSUE_INLINE Lanes& operator+=(const Lanes& o) {
        v += o.v;
        return *this;
    }
    TISSUE_INLINE Lanes& operator-=(const Lanes& o) {
        v -= o.v;
        return *this;
    }
    TISSUE_INLINE Lanes& operator*=(const Lanes& o) {
        v *= o.v;
        return *this;
    }
};

TISSUE_INLINE Lanes operator+(Lanes a, const Lanes& b) {
    return a += b;
}
TISSUE_INLINE Lanes operator-(Lanes a, const Lanes& b) {
    return a -= b;
}
TISSUE_INLINE Lanes operator*(Lanes a, const Lanes& b) {
    return a *= b;
}
TISSUE_INLINE Lanes operator/(Lanes a, const Lanes& b) {
    a.v /= b.v;
    return a;
}
TISSUE_INLINE Lanes operator-(Lanes a) {
    a.v = -a.v;
    return a;
}

/// The last lane of `before`, then the first seven of `x`.
TISSUE_INLINE Lanes movedUp(const Lanes& before, const Lanes& x) {
    Lanes r;
    r.v = __builtin_shufflevector(before.v, x.v, 7, 8, 9, 10, 11, 12, 13, 14);
    return r;
}

/// max(x, 0), lane by lane.
TISSUE_INLINE Lanes positivePart(const Lanes& x) {
    Lanes r;
    const Lanes::Whole keep = x.v > Lanes(0.0f).v;
    Lanes::Whole bits;
    std::memcpy(&bits, &x.v, sizeof bits);
    bits &= keep;
    std::memcpy(&r.v, &bits, sizeof bits);
    return r;
}
TISSUE_INLINE double positivePart(double x) {
    return x > 0.0 ? x : 0.0;
}

TISSUE_INLINE Lanes lowerBound(const Lanes& x, float floor) {
    return positivePart(x - Lanes(floor)) + Lanes(floor);
}
TISSUE_INLINE double lowerBound(double x, float floor) {
    return x > floor ? x : static_cast<double>(floor);
}

/// The larger of the two, lane by lane.
TISSUE_INLINE Lanes larger(const Lanes& a, const Lanes& b) {
    Lanes r;
    const Lanes::Whole first = a.v > b.v;
    Lanes::Whole x, y;
    std::memcpy(&x, &a.v, sizeof x);
    std::memcpy(&y, &b.v, sizeof y);
    x = (x & first) | (y & ~first);
    std::memcpy(&r.v, &x, sizeof x);
    return r;
}
TISSUE_INLINE double larger(double a, double b) {
    return a > b ? a : b;
}

TISSUE_INLINE Lanes squareRoot(const Lanes& x) {
    Lanes r;
    for (int i = 0; i < kLanes; ++i) r.v[i] = __builtin_sqrtf(x.v[i]);
    return r;
}
TISSUE_INLINE double squareRoot(double x) {
    return std::sqrt(x);
}

/// 1 / cube root of x > 0: a guess from the bits, then Newton on y^-3 = x, without division (Kahan's trick).
TISSUE_INLINE Lanes inverseCubeRoot(const Lanes& x) {
    Lanes::Whole bits;
    std::memcpy(&bits, &x.v, sizeof bits);
    const Lanes::Vector third = __builtin_convertvector(bits, Lanes::Vector) * (-1.0f / 3.0f) + 1.419967e9f;
    bits = __builtin_convertvector(third, Lanes::Whole);
    Lanes y;
    std::memcpy(&y.v, &bits, sizeof bits);
    const Lanes a(4.0f / 3.0f), b(1.0f / 3.0f);
    for (int i = 0; i < 4; ++i) y = y * (a - b * x * y * y * y);
    return y;
}
TISSUE_INLINE double inverseCubeRoot(double x) {
    return 1.0 / std::cbrt(x);
}

} // namespace tissue
