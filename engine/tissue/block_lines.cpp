#include <tissue/block_lines.h>

#include <cmath>

namespace tissue {

namespace {

/// Steps needed to reach `length` when they grow at rate g (step = fine + g (s - core)).
double stepsFor(double length, double fine, double core, double g) {
    if (length <= core) return length / fine;
    const double rest = length - core;
    return core / fine + (g > 1e-9 ? std::log1p(g * rest / fine) / g : rest / fine);
}

double placeAt(double steps, double fine, double core, double g) {
    const double first = core / fine;
    if (steps <= first) return steps * fine;
    const double more = steps - first;
    return core + (g > 1e-9 ? std::expm1(g * more) * fine / g : more * fine);
}

} // namespace

std::vector<float> gradedLine(int n, float length, float fine, float core) {
    double step = static_cast<double>(fine), flat = static_cast<double>(core);
    const double end = static_cast<double>(length);
    if (end <= step * n)
        return [&] {
            std::vector<float> even;
            for (int i = 0; i <= n; ++i) even.push_back(length * static_cast<float>(i) / static_cast<float>(n));
            return even;
        }();
    flat = std::fmin(flat, step * (n - 3));
    double low = 0.0, high = 8.0;
    for (int i = 0; i < 60; ++i) {
        const double g = 0.5 * (low + high);
        (stepsFor(end, step, flat, g) > n ? low : high) = g;
    }
    std::vector<float> line;
    for (int i = 0; i <= n; ++i) line.push_back(static_cast<float>(placeAt(i, step, flat, high)));
    line.back() = length;
    return line;
}

std::vector<float> gradedLineBothWays(int n, float length, float fine, float core) {
    const std::vector<float> half = gradedLine(n / 2, length, fine, core);
    std::vector<float> line;
    for (auto i = half.size(); i-- > 1;) line.push_back(-half[i]);
    line.insert(line.end(), half.begin(), half.end());
    return line;
}

} // namespace tissue
