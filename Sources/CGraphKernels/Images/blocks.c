// SPDX-License-Identifier: Apache-2.0

// Packs images and weights in blocks of 16 channels.
#include "CGraphKernels.h"
#define GNK_BODY "blocks_body.h"
#include "levels.h"

void gnk_pack_blocks(gnk_packing_t s, const float *x, const float *output, float *out, int64_t begin, int64_t end) {
  GNK_SELECT(pack_blocks)(s, x, output, out, begin, end);
}
void gnk_unpack_blocks(const float *x, int64_t count, int64_t channels, const float *bias, int32_t relu, float *out,
                       int64_t planeStep) {
  GNK_SELECT(unpack_blocks)(x, count, channels, bias, relu, out, planeStep);
}

void gnk_pack_weights(gnk_weights_t s, const float *w, float *out) {
  for (int64_t first = 0; first < s.channels; first += 16) {
    int64_t last = first + 16 < s.channels ? first + 16 : s.channels;
    for (int64_t tap = 0; tap < s.tapCount; tap++)
      for (int64_t c = first; c < last; c++, out += 16)
        for (int64_t lane = 0; lane < 16; lane++)
          out[lane] = lane < s.lanes ? w[lane * s.laneStep + c * s.channelStep + s.taps[tap]] : 0;
  }
}

void gnk_unpack_weights(gnk_weights_t s, const float *x, float *w) {
  for (int64_t first = 0; first < s.channels; first += 16) {
    int64_t last = first + 16 < s.channels ? first + 16 : s.channels;
    for (int64_t tap = 0; tap < s.tapCount; tap++)
      for (int64_t c = first; c < last; c++, x += 16)
        for (int64_t lane = 0; lane < s.lanes; lane++)
          w[lane * s.laneStep + c * s.channelStep + s.taps[tap]] = x[lane];
  }
}
