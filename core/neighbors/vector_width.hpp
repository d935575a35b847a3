// SPDX-License-Identifier: MIT
// One function compiled for several instruction sets; the loader picks the widest that the machine
// has.
#pragma once

// Only for functions whose result does not depend on the choice: no fused operations (the room's
// files are compiled without contraction), sums in fixed lanes. The thread sanitizer instruments
// what chooses among them, and that runs before the sanitizer can.
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_THREAD__)
#define LEAFSCOPE_EVERY_VECTOR_WIDTH [[gnu::target_clones("avx512f", "avx2", "default")]]
#else
#define LEAFSCOPE_EVERY_VECTOR_WIDTH
#endif
