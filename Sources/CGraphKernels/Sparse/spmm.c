// SPDX-License-Identifier: Apache-2.0

// Sparse products: CSR times dense, with and without a mask on the entries.
#include "CGraphKernels.h"
#define GNK_BODY "spmm_body.h"
#include "levels.h"

void gnk_spmm_f32(gnk_csr_f32 m, const float *x, float *y, int64_t width, int64_t begin, int64_t end,
                  int32_t prefetch) {
  GNK_SELECT(spmm_f32)(m, x, y, width, begin, end, prefetch);
}
void gnk_spmm_f64(gnk_csr_f64 m, const double *x, double *y, int64_t width, int64_t begin, int64_t end,
                  int32_t prefetch) {
  GNK_SELECT(spmm_f64)(m, x, y, width, begin, end, prefetch);
}
void gnk_spmm_masked_f32(gnk_csr_f32 m, const uint64_t *keep, const int32_t *keepIndex, float scale,
                         const float *x, float *y, int64_t width, int64_t begin, int64_t end) {
  GNK_SELECT(spmm_masked_f32)(m, keep, keepIndex, scale, x, y, width, begin, end);
}
