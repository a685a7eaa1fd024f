#include <app/bench/machine_rates.h>

#include <app/bench/timing.h>

#include <algorithm>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace app::bench {

namespace {

/// a = b + s c over three arrays that make `bytes` together; the best of several.
double triad(std::size_t bytes) {
    const std::size_t n = std::max<std::size_t>(bytes / (3 * sizeof(float)), 1024);
    std::vector<float> a(n, 0.0f), b(n, 1.0f), c(n, 2.0f);
    const int rounds = static_cast<int>(std::max<std::size_t>(1, (std::size_t{64} << 20) / (n * 3 * sizeof(float))));
    double best = 0.0;
    for (int attempt = 0; attempt < 6; ++attempt) {
        const double start = threadSeconds();
        for (int r = 0; r < rounds; ++r) {
            const float s = 0.5f + static_cast<float>(r);
            float* __restrict out = a.data();
            const float* __restrict x = b.data(), * __restrict y = c.data();
            for (std::size_t i = 0; i < n; ++i) out[i] = x[i] + s * y[i];
            __asm__ volatile("" ::"r"(a.data()) : "memory"); // every round counts
        }
        const double spent = threadSeconds() - start;
        if (attempt > 0)
            best = std::max(best, static_cast<double>(rounds) * 3.0 * sizeof(float) * static_cast<double>(n) /
                                      std::max(spent, 1e-9));
    }
    return best;
}

#if defined(__x86_64__)
/// Ten independent chains of eight lanes hide the latency of the unit.
__attribute__((target("avx2,fma"))) float multiplyAdds(int rounds) {
    __m256 chain[10];
    for (int k = 0; k < 10; ++k) chain[k] = _mm256_set1_ps(1.0f + 0.01f * static_cast<float>(k));
    const __m256 scale = _mm256_set1_ps(0.999999f), more = _mm256_set1_ps(1e-6f);
    for (int r = 0; r < rounds; ++r)
        for (int k = 0; k < 10; ++k) chain[k] = _mm256_fmadd_ps(chain[k], scale, more);
    float sum = 0.0f;
    for (int k = 0; k < 10; ++k) sum += _mm256_cvtss_f32(chain[k]);
    return sum;
}
#endif

float plainMultiplyAdds(int rounds) {
    typedef float Four __attribute__((vector_size(16)));
    Four chain[10];
    for (int k = 0; k < 10; ++k) chain[k] = Four{1, 1, 1, 1} + 0.01f * static_cast<float>(k);
    for (int r = 0; r < rounds; ++r)
        for (int k = 0; k < 10; ++k) chain[k] = chain[k] * 0.999999f + 1e-6f;
    float sum = 0.0f;
    for (int k = 0; k < 10; ++k) sum += chain[k][0];
    return sum;
}

double multiplyAddRate() {
    constexpr int rounds = 2000000;
    double best = 0.0;
    volatile float keep = 0.0f;
    for (int attempt = 0; attempt < 5; ++attempt) {
        int lanes = 4;
        const double start = threadSeconds();
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
            lanes = 8;
            keep = multiplyAdds(rounds);
        } else
#endif
            keep = plainMultiplyAdds(rounds);
        best = std::max(best, 2.0 * 10.0 * lanes * rounds / std::max(threadSeconds() - start, 1e-9));
    }
    static_cast<void>(keep);
    return best;
}

} // namespace

MachineRates measureMachine(std::size_t nearBytes) {
    return {triad(nearBytes), triad(std::size_t{192} << 20), multiplyAddRate()};
}

} // namespace app::bench
