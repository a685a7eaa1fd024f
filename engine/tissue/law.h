// Law: energy, first Piola-Kirchhoff stress and tangent of the material of material.h at one point, for any number
// type. F and P are 3x3 row by row (index 3i + J); the tangent dP/dF is symmetric 9x9, its upper half packed row by row
// (45). Derivation: B = dI1bar/dF = 2 J^(-2/3) (F - I1/3 F^-T), and its derivative, by the product rule; Bonet and Wood
// 2008, ch. 6.
#pragma once

#include <tissue/lanes.h>

namespace tissue {

constexpr int packed(int row, int column) {
    return row <= column ? row * 9 - row * (row - 1) / 2 + (column - row) : packed(column, row);
}

template <typename T>
struct LawParameters {
    T c10, c20;
    T bulk, pressure; ///< kPa: what the mean stress grows by with J - 1, and what it is at J = 1 (see Elements)
    T fibre, tone;    ///< kPa
    T axis[3];        ///< unit fibre direction in the reference state
    T share;          ///< of the isochoric stress acting in this step (g_inf + sum g gamma); 1 without viscosity
    T history[6];     ///< second Piola-Kirchhoff stress left from earlier steps: xx yy zz xy yz zx
};

/// A fibre takes up load gradually: its stiffness grows from nothing to `fibre` over this much of I4 (3 % of stretch,
/// the toe of tendon: Maganaris and Paul 1999, recalled; an estimate elsewhere), and stays there. Without a toe it
/// would jump wherever tissue is at rest.
constexpr float kFibreToe = 0.06f;

template <typename T>
struct LawState {
    T f[9];        ///< deformation gradient
    T cofactor[9]; ///< J F^-T
    T j;           ///< det F
    T inverseJ;
    T i1;
    T scale;        ///< J^(-2/3)
    T stretched[3]; ///< F a
    T i4;
    T toe, beyond; ///< I4 - 1 where positive: within the toe, and beyond it
};

template <typename T>
TISSUE_INLINE void prepare(const T (&f)[9], const LawParameters<T>& p, LawState<T>& s) {
    for (int i = 0; i < 9; ++i) s.f[i] = f[i];
    s.cofactor[0] = f[4] * f[8] - f[5] * f[7];
    s.cofactor[1] = f[5] * f[6] - f[3] * f[8];
    s.cofactor[2] = f[3] * f[7] - f[4] * f[6];
    s.cofactor[3] = f[7] * f[2] - f[8] * f[1];
    s.cofactor[4] = f[8] * f[0] - f[6] * f[2];
    s.cofactor[5] = f[6] * f[1] - f[7] * f[0];
    s.cofactor[6] = f[1] * f[5] - f[2] * f[4];
    s.cofactor[7] = f[2] * f[3] - f[0] * f[5];
    s.cofactor[8] = f[0] * f[4] - f[1] * f[3];
    s.j = f[0] * s.cofactor[0] + f[1] * s.cofactor[1] + f[2] * s.cofactor[2];
    const T safe =
        lowerBound(s.j, 1e-3f); // the line search rejects such states; the numbers must stay finite meanwhile
    s.inverseJ = T(1.0f) / safe;
    const T root = inverseCubeRoot(safe);
    s.scale = root * root;
    s.i1 = f[0] * f[0];
    for (int i = 1; i < 9; ++i) s.i1 += f[i] * f[i];
    for (int i = 0; i < 3; ++i)
        s.stretched[i] = f[3 * i] * p.axis[0] + f[3 * i + 1] * p.axis[1] + f[3 * i + 2] * p.axis[2];
    s.i4 = s.stretched[0] * s.stretched[0] + s.stretched[1] * s.stretched[1] + s.stretched[2] * s.stretched[2];
    const T over = positivePart(s.i4 - T(1.0f));
    s.beyond = positivePart(over - T(kFibreToe));
    s.toe = over - s.beyond;
}

/// F S of a packed symmetric S.
template <typename T>
TISSUE_INLINE void timesSymmetric(const T (&f)[9], const T (&s)[6], T (&out)[9]) {
    for (int i = 0; i < 3; ++i) {
        const T &a = f[3 * i], &b = f[3 * i + 1], &c = f[3 * i + 2];
        out[3 * i] = a * s[0] + b * s[3] + c * s[5];
        out[3 * i + 1] = a * s[3] + b * s[1] + c * s[4];
        out[3 * i + 2] = a * s[5] + b * s[4] + c * s[2];
    }
}

/// Energy per reference volume, of the step: viscous history counts as 1/2 S : (C - 1) (Simo 1987, incremental form).
template <typename T>
TISSUE_INLINE T energy(const LawParameters<T>& p, const LawState<T>& s) {
    const T e = s.i1 * s.scale - T(3.0f);
    const T d = s.j - T(1.0f);
    const T half = s.toe * s.toe * T(0.5f / kFibreToe); // dW/dI4 of the toe, over fibre
    const T fibres = half * (s.toe * T(1.0f / 3.0f) + s.beyond) + T(0.5f) * s.beyond * s.beyond;
    T w = p.share * (p.c10 + p.c20 * e) * e + (p.bulk * T(0.5f) * d + p.pressure) * d + p.fibre * fibres;
    w += p.tone * (squareRoot(lowerBound(s.i4, 1e-6f)) - T(1.0f));
    T fs[9];
    timesSymmetric(s.f, p.history, fs);
    T work = T(0.0f) - p.history[0] - p.history[1] - p.history[2];
    for (int i = 0; i < 9; ++i) work += fs[i] * s.f[i];
    return w + T(0.5f) * work;
}

template <typename T>
TISSUE_INLINE void isochoricDirection(const LawState<T>& s, T (&b)[9]) {
    const T third = s.i1 * T(1.0f / 3.0f) * s.inverseJ;
    for (int i = 0; i < 9; ++i) b[i] = T(2.0f) * s.scale * (s.f[i] - third * s.cofactor[i]);
}

template <typename T>
TISSUE_INLINE T meanStress(const LawParameters<T>& p, const LawState<T>& s) {
    return p.bulk * (s.j - T(1.0f)) + p.pressure;
}

/// dW/dI4 of the fibres, over `fibre`.
template <typename T>
TISSUE_INLINE T fibreSlope(const LawState<T>& s) {
    return s.toe * s.toe * T(0.5f / kFibreToe) + s.beyond;
}

template <typename T>
TISSUE_INLINE void stress(const LawParameters<T>& p, const LawState<T>& s, T (&out)[9]) {
    T b[9];
    isochoricDirection(s, b);
    const T e = s.i1 * s.scale - T(3.0f);
    const T slope = p.share * (p.c10 + T(2.0f) * p.c20 * e);
    const T pressure = meanStress(p, s); // dU/dJ; J F^-T is the cofactor
    timesSymmetric(s.f, p.history, out);
    for (int i = 0; i < 9; ++i) out[i] += slope * b[i] + pressure * s.cofactor[i];
    const T along = T(2.0f) * p.fibre * fibreSlope(s) + p.tone / squareRoot(lowerBound(s.i4, 1e-6f));
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) out[3 * i + j] += along * s.stretched[i] * p.axis[j];
}

/// Packed tangent. `guard` limits the pressure that enters the geometric term to that many times the shear stiffness:
/// infinity-like values give the exact tangent; about 1 keeps it positive definite where CG met negative curvature.
template <typename T>
TISSUE_INLINE void tangent(const LawParameters<T>& p, const LawState<T>& s, float guard, T (&a)[45]) {
    T b[9];
    isochoricDirection(s, b);
    const T e = s.i1 * s.scale - T(3.0f);
    const T slope = p.share * (p.c10 + T(2.0f) * p.c20 * e);
    const T bend = p.share * T(2.0f) * p.c20;
    const T two = T(2.0f) * s.scale * slope;
    const T mixed = two * T(-2.0f / 3.0f) * s.inverseJ;
    const T square = two * s.i1 * s.inverseJ * s.inverseJ;
    T pressure = meanStress(p, s);
    const T floor = T(0.0f) - T(guard) * two * s.j;
    pressure = larger(pressure, floor);
    // cofactor (x) cofactor, and the crossed product cofactor_iL cofactor_kJ
    const T straight = p.bulk + pressure * s.inverseJ + square * T(2.0f / 9.0f);
    const T crossed = square * T(1.0f / 3.0f) - pressure * s.inverseJ;
    const T root = squareRoot(lowerBound(s.i4, 1e-6f));
    const T line = T(2.0f) * p.fibre * fibreSlope(s) + p.tone / root;
    const T curve = T(4.0f) * p.fibre * s.toe * T(1.0f / kFibreToe) - p.tone / (root * root * root);
    const T* c = s.cofactor;
    T history[9] = {p.history[0], p.history[3], p.history[5], p.history[3], p.history[1],
                    p.history[4], p.history[5], p.history[4], p.history[2]};
    T fibreAxis[9];
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) fibreAxis[3 * i + j] = s.stretched[i] * p.axis[j];
    int n = 0;
    for (int r = 0; r < 9; ++r)
        for (int q = r; q < 9; ++q, ++n) {
            const int i = r / 3, j = r % 3, k = q / 3, l = q % 3;
            T value = straight * c[r] * c[q] + crossed * c[3 * i + l] * c[3 * k + j];
            value += mixed * (s.f[r] * c[q] + c[r] * s.f[q]) + bend * b[r] * b[q] + curve * fibreAxis[r] * fibreAxis[q];
            if (i == k) value += history[3 * j + l] + line * p.axis[j] * p.axis[l];
            if (r == q) value += two;
            a[n] = value;
        }
}

/// Second Piola-Kirchhoff stress of the isochoric part at full share, packed: what the Prony terms remember.
template <typename T>
TISSUE_INLINE void isochoricSecond(const LawParameters<T>& p, const LawState<T>& s, T (&out)[6]) {
    T b[9];
    isochoricDirection(s, b);
    const T slope = p.c10 + T(2.0f) * p.c20 * (s.i1 * s.scale - T(3.0f));
    // F^-1 = cofactor^T / J
    const int rows[6] = {0, 1, 2, 0, 1, 2}, columns[6] = {0, 1, 2, 1, 2, 0};
    for (int n = 0; n < 6; ++n) {
        const int r = rows[n], q = columns[n];
        out[n] =
            slope * s.inverseJ * (s.cofactor[r] * b[q] + s.cofactor[3 + r] * b[3 + q] + s.cofactor[6 + r] * b[6 + q]);
    }
}

} // namespace tissue
