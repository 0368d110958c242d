// A pool of buffers: what a training step gives back, the next step gets again, without a page fault.
#include "CGraphKernels.h"
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif
#if defined(__GLIBC__)
#include <malloc.h>
#endif

// Size classes: four to a power of two, from 64 bytes on.
enum { CLASS_COUNT = 4 * 58 };
static const size_t hugePage = (size_t)1 << 21;
static const size_t slack = (size_t)1 << 24;

typedef struct block {
  struct block *next;
} block;

static atomic_flag lock = ATOMIC_FLAG_INIT;
static block *pooled[CLASS_COUNT];
static size_t bytesPooled, bytesInUse, peakInUse;
static uint64_t systemAllocations;

static void acquire(void) {
  while (atomic_flag_test_and_set_explicit(&lock, memory_order_acquire)) {
  }
}
static void release(void) { atomic_flag_clear_explicit(&lock, memory_order_release); }

// The class of a request and the bytes that the class holds.
static int sizeClass(size_t bytes, size_t *rounded) {
  if (bytes <= 64) {
    *rounded = 64;
    return 0;
  }
  int exponent = 63 - __builtin_clzll((unsigned long long)(bytes - 1));
  size_t quarter = (size_t)1 << (exponent - 2);
  size_t steps = (bytes - 1 - ((size_t)1 << exponent)) / quarter + 1;
  *rounded = ((size_t)1 << exponent) + steps * quarter;
  *rounded = (*rounded + 63) & ~(size_t)63;
  return 4 * (exponent - 6) + (int)steps;
}

void *gnk_buffer_allocate(size_t bytes) {
  size_t rounded;
  if (bytes > (size_t)1 << 60) {
    fprintf(stderr, "error: out of memory: %zu bytes were asked for\n", bytes);
    abort();
  }
  int class = sizeClass(bytes, &rounded);
  acquire();
  block *found = pooled[class];
  if (found) {
    pooled[class] = found->next;
    bytesPooled -= rounded;
  } else {
    systemAllocations++;
  }
  bytesInUse += rounded;
  if (bytesInUse > peakInUse) peakInUse = bytesInUse;
  release();
  if (found) return found;
  void *memory = NULL;
  size_t alignment = rounded >= 2 * hugePage ? hugePage : 64;
  if (posix_memalign(&memory, alignment, rounded) != 0) {
    gnk_buffer_trim();
    if (posix_memalign(&memory, alignment, rounded) != 0) {
      fprintf(stderr, "error: out of memory: %zu bytes were asked for\n", bytes);
      abort();
    }
  }
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  if (alignment == hugePage) madvise(memory, rounded, MADV_HUGEPAGE);
#endif
  return memory;
}

void gnk_buffer_release(void *buffer, size_t bytes) {
  if (!buffer) return;
  size_t rounded;
  int class = sizeClass(bytes, &rounded);
  acquire();
  bytesInUse -= rounded;
  // As much as was ever in use at once may wait, and a little more as sizes change.
  int keep = bytesPooled + rounded <= peakInUse + slack;
  if (keep) {
    ((block *)buffer)->next = pooled[class];
    pooled[class] = buffer;
    bytesPooled += rounded;
  }
  release();
  if (!keep) free(buffer);
}

void gnk_buffer_trim(void) {
  for (int class = 0; class < CLASS_COUNT; class++) {
    acquire();
    block *list = pooled[class];
    pooled[class] = NULL;
    release();
    while (list) {
      block *next = list->next;
      free(list);
      list = next;
    }
  }
  acquire();
  bytesPooled = 0;
  peakInUse = bytesInUse;
  release();
#if defined(__GLIBC__)
  // What other code has freed, the C library keeps for itself unless asked.
  malloc_trim(0);
#endif
}

size_t gnk_buffer_bytes_in_use(void) {
  acquire();
  size_t bytes = bytesInUse;
  release();
  return bytes;
}

uint64_t gnk_buffer_system_allocations(void) {
  acquire();
  uint64_t count = systemAllocations;
  release();
  return count;
}
