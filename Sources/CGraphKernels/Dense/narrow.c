// SPDX-License-Identifier: Apache-2.0

// Dense products with few columns, for which BLAS spends most of its time on packing.
#include "CGraphKernels.h"
#define GNK_BODY "narrow_body.h"
#include "levels.h"

void gnk_narrow_product(const float *x, const float *w, float *y, int64_t k, int64_t n, int64_t begin,
                        int64_t end) {
  GNK_SELECT(narrow_product)(x, w, y, k, n, begin, end);
}
void gnk_narrow_product_transposed(const float *x, const float *g, float *y, int64_t k, int64_t n,
                                   int64_t begin, int64_t end) {
  GNK_SELECT(narrow_product_transposed)(x, g, y, k, n, begin, end);
}
