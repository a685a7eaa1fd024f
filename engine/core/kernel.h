// Kernel: an inner loop compiled twice, for the portable baseline and for AVX2, and chosen when it is called. Every
// operation stays the IEEE one and nothing is fused (-ffp-contract=off), so both give the same bits.
// Write `NAMEBody` as a CORE_INLINE function without lambdas (they do not take over the target), in an unnamed
// namespace; CORE_KERNEL makes `NAME` of it.
#pragma once

#define CORE_INLINE [[gnu::always_inline]] inline

#if defined(__x86_64__)
#define CORE_KERNEL(NAME, PARAMETERS, ARGUMENTS)                                                                       \
    namespace {                                                                                                        \
    __attribute__((target("avx2"))) void NAME##Avx2 PARAMETERS {                                                       \
        NAME##Body ARGUMENTS;                                                                                          \
    }                                                                                                                  \
    void NAME##Base PARAMETERS {                                                                                       \
        NAME##Body ARGUMENTS;                                                                                          \
    }                                                                                                                  \
    }                                                                                                                  \
    void NAME PARAMETERS {                                                                                             \
        if (__builtin_cpu_supports("avx2"))                                                                            \
            NAME##Avx2 ARGUMENTS;                                                                                      \
        else                                                                                                           \
            NAME##Base ARGUMENTS;                                                                                      \
    }
#else
#define CORE_KERNEL(NAME, PARAMETERS, ARGUMENTS)                                                                       \
    void NAME PARAMETERS {                                                                                             \
        NAME##Body ARGUMENTS;                                                                                          \
    }
#endif
