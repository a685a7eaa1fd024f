#include <core/check.h>

#include <cstdio>
#include <cstdlib>

namespace core {

void checkFailed(const char* expression, const char* message, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: contract broken: %s (%s)\n", file, line, message, expression);
    std::fflush(stderr);
    std::abort();
}

} // namespace core
