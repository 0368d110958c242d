// SPDX-License-Identifier: Apache-2.0

// Bernoulli masks from Philox4x32-10 (Salmon et al. 2011), 16 blocks at a time. Included by random.c
// through levels.h.

// Computes the low and high halves of the products of 16 lanes with a constant.
GNK_INLINE void GNK_NAME(multiply)(uint32_t constant, v16u a, v16u *low, v16u *high) {
  v8u64 even = (v8u64)a & 0xFFFFFFFFu, odd = (v8u64)a >> 32;
  even = even * (uint64_t)constant;
  odd = odd * (uint64_t)constant;
  *low = (v16u)((even & 0xFFFFFFFFu) | (odd << 32));
  *high = (v16u)((even >> 32) | (odd & 0xFFFFFFFF00000000u));
}

// Returns a mask in which bit i is set if lane i is negative as a signed number.
GNK_INLINE uint32_t GNK_NAME(sign_bits)(v16i v) {
#if GNK_LEVEL == 2
  return _mm512_movepi32_mask((__m512i)v);
#elif GNK_LEVEL == 1
  __m256 half[2];
  memcpy(half, &v, sizeof half);
  return (uint32_t)_mm256_movemask_ps(half[0]) | (uint32_t)_mm256_movemask_ps(half[1]) << 8;
#else
  uint32_t bits = 0;
  for (int i = 0; i < 16; i++) bits |= (uint32_t)(v[i] < 0) << i;
  return bits;
#endif
}

// Element e of a group of 128 is lane e mod 16 of 16-bit part e / 16 of the block's four words.
static void GNK_NAME(random_mask)(uint64_t *bits, uint64_t key, uint64_t stream, uint32_t threshold,
                                  int64_t begin, int64_t end) {
  const v16u lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const v16i limit = (v16i)GNK_NAME(splat16u)(threshold);
  for (int64_t word = begin; word < end; word += 2) {
    uint64_t block = (uint64_t)word * 8;  // 16 blocks for two words
    v16u c0 = lane + (uint32_t)block, c1 = GNK_NAME(splat16u)((uint32_t)(block >> 32));
    v16u c2 = GNK_NAME(splat16u)((uint32_t)stream), c3 = GNK_NAME(splat16u)((uint32_t)(stream >> 32));
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    for (int round = 0; round < 10; round++) {
      v16u low0, high0, low1, high1;
      GNK_NAME(multiply)(0xD2511F53u, c0, &low0, &high0);
      GNK_NAME(multiply)(0xCD9E8D57u, c2, &low1, &high1);
      c0 = high1 ^ c1 ^ k0;
      c1 = low1;
      c2 = high0 ^ c3 ^ k1;
      c3 = low0;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    v16u parts[4] = {c0, c1, c2, c3};
    uint64_t out[2] = {0, 0};
    for (int part = 0; part < 4; part++) {
      v16i lower = (v16i)(parts[part] & 0xFFFFu) - limit, upper = (v16i)(parts[part] >> 16) - limit;
      uint64_t pair = GNK_NAME(sign_bits)(lower) | (uint64_t)GNK_NAME(sign_bits)(upper) << 16;
      out[part / 2] |= pair << (32 * (part % 2));
    }
    bits[word] = out[0];
    if (word + 1 < end) bits[word + 1] = out[1];
  }
}
