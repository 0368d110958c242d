// SPDX-License-Identifier: Apache-2.0

// Counter-based random numbers.
#include "CGraphKernels.h"
#define GNK_BODY "random_body.h"
#include "levels.h"

void gnk_random_mask(uint64_t *bits, uint64_t key, uint64_t stream, uint32_t threshold, int64_t begin,
                     int64_t end) {
  GNK_SELECT(random_mask)(bits, key, stream, threshold, begin, end);
}

void gnk_philox(uint64_t key, uint64_t stream, uint64_t index, uint32_t out[4]) {
  uint32_t c0 = (uint32_t)index, c1 = (uint32_t)(index >> 32), c2 = (uint32_t)stream, c3 = (uint32_t)(stream >> 32);
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
  for (int round = 0; round < 10; round++) {
    uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
    c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
    c1 = (uint32_t)p1;
    c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
    c3 = (uint32_t)p0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}
