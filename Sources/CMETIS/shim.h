// SPDX-License-Identifier: Apache-2.0

#pragma once
#include <metis.h>

// METIS can be built for indices of 32 or 64 bits; `idx_t` is then imported as Int32 or Int64.
static inline int cmetis_partition(
    idx_t nodes, idx_t *offsets, idx_t *neighbours, idx_t parts, idx_t seed, idx_t *part_of_node) {
  idx_t options[METIS_NOPTIONS], constraints = 1, cut = 0;
  METIS_SetDefaultOptions(options);
  options[METIS_OPTION_SEED] = seed;
  options[METIS_OPTION_NUMBERING] = 0;
  // Recursive bisection gives better balanced parts when there are few of them; k-way partitioning scales to many.
  return (parts <= 8 ? METIS_PartGraphRecursive : METIS_PartGraphKway)(
      &nodes, &constraints, offsets, neighbours, 0, 0, 0, &parts, 0, 0, options, &cut, part_of_node);
}
