// Contract checks. CHECK stands in every build: a broken contract ends the program with the expression, the message and
// the place, because going on would show a student a wrong answer. DCHECK is for inner loops and vanishes under NDEBUG.
// Never use them for input from a file, a user or the driver: that is core::Result's job (result.h).
#pragma once

namespace core {

/// Prints the broken contract to standard error and ends the program with abort().
[[noreturn]] void checkFailed(const char* expression, const char* message, const char* file, int line);

} // namespace core

#define CHECK(condition, message)                                                                                      \
    (static_cast<bool>(condition) ? static_cast<void>(0)                                                               \
                                  : ::core::checkFailed(#condition, (message), __FILE__, __LINE__))
#ifdef NDEBUG
#define DCHECK(condition, message) static_cast<void>(0)
#else
#define DCHECK(condition, message) CHECK(condition, message)
#endif
