// SPDX-License-Identifier: Apache-2.0

// Products of dense matrices.
#include "CGraphKernels.h"
#define GNK_BODY "matrix_body.h"
#include "levels.h"

void gnk_matrix_product(gnk_matrix_product_t s, float *room) { GNK_SELECT(matrix_product)(&s, room); }
