// SPDX-License-Identifier: Apache-2.0

// Packs images in blocks of 16 channels, with the 16 numbers of a position next to each other. Included
// by blocks.c through levels.h.

static void GNK_NAME(pack_blocks)(gnk_packing_t s, const float *x, const float *output, float *out, int64_t begin,
                                  int64_t end) {
  const int64_t rowSize = s.phases * s.phaseWidth * 16;
  for (int64_t r = begin; r < end; r++) {
    float *to = out + r * rowSize;
    int64_t row = r - s.top;
    if (row < 0 || row >= s.height) {
      memset(to, 0, (size_t)rowSize * sizeof(float));
      continue;
    }
    // Columns first..<last of the image are inside. The others of the padded row are 0.
    int64_t columns = s.phases * s.phaseWidth, first = s.left < 0 ? -s.left : 0;
    int64_t last = columns - s.left < s.width ? columns - s.left : s.width;
    if (last < first) last = first;
    for (int64_t c = 0; c < columns; c++)
      if (c < first + s.left || c >= last + s.left)
        GNK_NAME(store16)(to + (c % s.phases * s.phaseWidth + c / s.phases) * 16, (v16f){0});
    for (int64_t c = first; c < last; c += 16) {
      int64_t n = last - c < 16 ? last - c : 16;
      v16f v[16];
      for (int k = 0; k < 16; k++) {
        v[k] = (v16f){0};
        if (k >= s.channels) continue;
        const int64_t at = k * s.planeStep + row * s.width + c;
        // The hardware cannot prefetch sixteen planes at the same time.
        __builtin_prefetch(x + at + 64);
        if (output) __builtin_prefetch(output + at + 64);
        v[k] = GNK_NAME(load_up_to)(x + at, n);
        if (output) {
          v16i stopped = GNK_NAME(load_up_to)(output + at, n) <= 0;
          v[k] = (v16f)((v16i)v[k] & ~stopped);
        }
      }
      GNK_NAME(transpose16)(v);
      int64_t place = c + s.left, phase = place % s.phases, index = place / s.phases;
      for (int i = 0; i < n; i++) {
        GNK_NAME(store16)(to + (phase * s.phaseWidth + index) * 16, v[i]);
        if (++phase == s.phases) phase = 0, index++;
      }
    }
  }
}

static void GNK_NAME(unpack_blocks)(const float *x, int64_t count, int64_t channels, const float *bias, int32_t relu,
                                    float *out, int64_t planeStep) {
  for (int64_t p = 0; p < count; p += 16) {
    int64_t n = count - p < 16 ? count - p : 16;
    v16f v[16];
    for (int i = 0; i < 16; i++) v[i] = i < n ? GNK_NAME(load16)(x + (p + i) * 16) : (v16f){0};
    GNK_NAME(transpose16)(v);
    for (int k = 0; k < channels; k++) {
      v16f y = v[k];
      if (bias) y += bias[k];
      if (relu) y = (v16f)((v16i)y & ~(v16i)(y <= 0));
      GNK_NAME(store_up_to)(out + k * planeStep + p, y, n);
    }
  }
}
