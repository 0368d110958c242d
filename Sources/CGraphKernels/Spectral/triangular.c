// SPDX-License-Identifier: Apache-2.0

// Solves systems with triangular factors.
#include "CGraphKernels.h"
#define GNK_BODY "triangular_body.h"
#include "levels.h"

void gnk_factor_solve(const gnk_factor *f, const double *b, double *x, int64_t stride, int64_t columns,
                      double *work) {
  GNK_SELECT(factor_solve)(f, b, x, stride, columns, work);
}
