// SPDX-License-Identifier: Apache-2.0

#pragma once
#include <suitesparse/cholmod.h>

// CHOLMOD may be built with OpenMP and then requests four threads, which wait by spinning, regardless of
// what the caller wants. Between these two calls its parallel regions run on the calling thread. The
// setting applies only to that thread.
extern int omp_get_max_active_levels(void) __attribute__((weak));
extern void omp_set_max_active_levels(int) __attribute__((weak));
static inline int csuitesparse_begin_one_thread(void) {
  if (!omp_get_max_active_levels || !omp_set_max_active_levels) return 0;
  int before = omp_get_max_active_levels();
  omp_set_max_active_levels(0);
  return before;
}
static inline void csuitesparse_end_one_thread(int before) {
  if (omp_set_max_active_levels) omp_set_max_active_levels(before);
}
