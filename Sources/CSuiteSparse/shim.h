#pragma once
#include <suitesparse/cholmod.h>

// CHOLMOD may be built with OpenMP, whose number of threads is a setting of the calling thread.
extern void omp_set_num_threads(int) __attribute__((weak));
static inline void csuitesparse_use_one_thread(void) {
  if (omp_set_num_threads) omp_set_num_threads(1);
}
