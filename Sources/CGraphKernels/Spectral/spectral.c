// SPDX-License-Identifier: Apache-2.0

// Kernels of spectral analysis, in double precision.
#include "CGraphKernels.h"
#define GNK_BODY "spectral_body.h"
#include "levels.h"

void gnk_graph_operator(gnk_graph_operator_t op, const double *x, const double *z, double keep, double *y,
                        int64_t width, int64_t begin, int64_t end, int32_t prefetch) {
  GNK_SELECT(graph_operator)(op, x, z, keep, y, width, begin, end, prefetch);
}
void gnk_basis_gram(const double *const *basis, int64_t blocks, const double *w, int64_t width, int64_t begin,
                    int64_t end, double *out) {
  GNK_SELECT(basis_gram)(basis, blocks, w, width, begin, end, out);
}
void gnk_basis_combine(const double *const *basis, int64_t blocks, const double *coefficients, double sign,
                       double *w, int64_t width, int64_t begin, int64_t end) {
  GNK_SELECT(basis_combine)(basis, blocks, coefficients, sign, w, width, begin, end);
}
void gnk_scale_rows(const double *scale, const double *x, double *y, int64_t width, int64_t begin, int64_t end) {
  GNK_SELECT(scale_rows)(scale, x, y, width, begin, end);
}
void gnk_group_sums(const int32_t *group, const double *element, const double *x, int64_t width, int64_t begin,
                    int64_t end, double *sums) {
  GNK_SELECT(group_sums)(group, element, x, width, begin, end, sums);
}
void gnk_group_subtract(const int32_t *group, const double *element, const double *sums, double *x, int64_t width,
                        int64_t begin, int64_t end) {
  GNK_SELECT(group_subtract)(group, element, sums, x, width, begin, end);
}
