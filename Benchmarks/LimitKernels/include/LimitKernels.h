// SPDX-License-Identifier: Apache-2.0

/// Loops that measure what a processor can do at best.
#pragma once
#include <stdint.h>

/// Runs `rounds` rounds of independent multiply-adds in registers, with the vectors of a level of CGraphKernels (0:
/// portable, 1: AVX2, 2: AVX-512). Returns the number of floating-point operations.
double limit_multiply_adds(int level, int64_t rounds);
/// Returns the sum of `count` numbers.
float limit_read(const float *x, int64_t count);
/// Computes y = x.
void limit_copy(const float *x, float *y, int64_t count);
