// SPDX-License-Identifier: Apache-2.0

// A pool of buffers. Memory released by one training step is used again by the next, without page
// faults.
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

// Size classes: four per power of two from 64 bytes on, and sixteen from the size at which buffers are
// mapped, so that little of a large buffer is unused.
enum { MAPPED_EXPONENT = 22, CLASS_COUNT = 4 * (MAPPED_EXPONENT - 6) + 16 * (64 - MAPPED_EXPONENT) };
static const size_t mappedSize = (size_t)1 << MAPPED_EXPONENT;
static const size_t slack = (size_t)1 << 24;

// A free buffer: its neighbours among the buffers of its class, and among all in the order of their release.
typedef struct block {
  struct block *next, *previous, *older, *newer;
  size_t bytes;
  int class;
} block;

static atomic_flag lock = ATOMIC_FLAG_INIT;
static block *pooled[CLASS_COUNT], *oldest, *newest;
static size_t bytesPooled, bytesInUse, peakInUse, markedPeak;
static uint64_t systemAllocations;

static void acquire(void) {
  while (atomic_flag_test_and_set_explicit(&lock, memory_order_acquire)) {
  }
}
static void release(void) { atomic_flag_clear_explicit(&lock, memory_order_release); }

static void insert(block *free, int class, size_t bytes) {
  *free = (block){.next = pooled[class], .older = newest, .bytes = bytes, .class = class};
  if (pooled[class]) pooled[class]->previous = free;
  pooled[class] = free;
  if (newest) newest->newer = free;
  else oldest = free;
  newest = free;
  bytesPooled += bytes;
}
static void removeFree(block *free) {
  if (free->next) free->next->previous = free->previous;
  if (free->previous) free->previous->next = free->next;
  else pooled[free->class] = free->next;
  if (free->newer) free->newer->older = free->older;
  else newest = free->older;
  if (free->older) free->older->newer = free->newer;
  else oldest = free->newer;
  bytesPooled -= free->bytes;
}

// Returns the class of a request and sets `rounded` to the number of bytes of that class, whose own class is the same.
static int sizeClass(size_t bytes, size_t *rounded) {
  if (bytes <= 64) {
    *rounded = 64;
    return 0;
  }
  int exponent = 63 - __builtin_clzll((unsigned long long)(bytes - 1));
  int isMapped = exponent >= MAPPED_EXPONENT;
  size_t step = (size_t)1 << (isMapped ? exponent - 4 : exponent < 8 ? 6 : exponent - 2);
  size_t steps = (bytes - 1 - ((size_t)1 << exponent)) / step + 1;
  *rounded = ((size_t)1 << exponent) + steps * step;
  return isMapped ? 4 * (MAPPED_EXPONENT - 6) + 16 * (exponent - MAPPED_EXPONENT) + (int)steps
                  : 4 * (exponent - 6) + (int)steps;
}

// Allocates memory from the system. Each large buffer is mapped separately in large pages, so that
// releasing one never depends on other memory of the C library.
static void *systemAllocate(size_t bytes) {
#if defined(__linux__)
  if (bytes > mappedSize) {
    const size_t page = (size_t)1 << 21;
    char *start = mmap(NULL, bytes + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) return NULL;
    char *aligned = (char *)(((uintptr_t)start + page - 1) & ~(uintptr_t)(page - 1));
    if (aligned > start) munmap(start, (size_t)(aligned - start));
    munmap(aligned + bytes, (size_t)(start + page - aligned));
#if defined(MADV_HUGEPAGE)
    madvise(aligned, bytes, MADV_HUGEPAGE);
#endif
    return aligned;
  }
#endif
  void *memory = NULL;
  return posix_memalign(&memory, 64, bytes) == 0 ? memory : NULL;
}
static void systemFree(void *buffer, size_t bytes) {
#if defined(__linux__)
  if (bytes > mappedSize) {
    munmap(buffer, bytes);
    return;
  }
#endif
  free(buffer);
}

// Takes the buffers that have not been used for the longest time out of the pool until it holds at most `limit` bytes.
static block *takeSurplus(size_t limit) {
  block *surplus = NULL;
  while (bytesPooled > limit) {
    block *last = oldest;
    removeFree(last);
    last->next = surplus;
    surplus = last;
  }
  return surplus;
}
static void freeAll(block *list) {
  while (list) {
    block *next = list->next;
    systemFree(list, list->bytes);
    list = next;
  }
}

void *gnk_buffer_allocate(size_t bytes, size_t *given) {
  size_t rounded;
  if (bytes > (size_t)1 << 60) {
    fprintf(stderr, "error: out of memory: cannot allocate %zu bytes\n", bytes);
    abort();
  }
  int class = sizeClass(bytes, &rounded);
  acquire();
  // A larger buffer, of up to twice the size, serves as well: sizes vary from batch to batch, and within a step
  // buffers of one size are free while those of another are needed.
  int last = class + (class < 4 * (MAPPED_EXPONENT - 6) ? 4 : 16);
  if (last >= CLASS_COUNT) last = CLASS_COUNT - 1;
  int fitting = class;
  while (fitting < last && !pooled[fitting]) fitting++;
  block *found = pooled[fitting];
  if (found && found->bytes <= 2 * rounded) {
    removeFree(found);
    rounded = found->bytes;
  } else {
    found = NULL;
    systemAllocations++;
  }
  *given = rounded;
  bytesInUse += rounded;
  if (bytesInUse > peakInUse) peakInUse = bytesInUse;
  if (bytesInUse + bytesPooled > markedPeak) markedPeak = bytesInUse + bytesPooled;
  release();
  if (found) return found;
  void *memory = systemAllocate(rounded);
  if (!memory) {
    gnk_buffer_trim();
    memory = systemAllocate(rounded);
  }
  if (!memory) {
    fprintf(stderr, "error: out of memory: cannot allocate %zu bytes\n", bytes);
    abort();
  }
  return memory;
}

void gnk_buffer_release(void *buffer, size_t bytes) {
  if (!buffer) return;
  size_t rounded;
  int class = sizeClass(bytes, &rounded);
  acquire();
  bytesInUse -= rounded;
  insert(buffer, class, rounded);
  // The pool may keep as much memory as was ever in use at once, and some more because sizes vary.
  block *surplus = takeSurplus(peakInUse + slack);
  release();
  freeAll(surplus);
}

void gnk_buffer_trim(void) {
  acquire();
  block *all = takeSurplus(0);
  release();
  freeAll(all);
  acquire();
  peakInUse = bytesInUse;
  release();
#if defined(__GLIBC__)
  // The C library keeps memory that other code has freed until it is asked to release it.
  malloc_trim(0);
#endif
}

size_t gnk_buffer_bytes_in_use(void) {
  acquire();
  size_t bytes = bytesInUse;
  release();
  return bytes;
}

size_t gnk_buffer_peak(int32_t restarts) {
  acquire();
  size_t bytes = markedPeak;
  if (restarts) markedPeak = bytesInUse + bytesPooled;
  release();
  return bytes;
}

uint64_t gnk_buffer_system_allocations(void) {
  acquire();
  uint64_t count = systemAllocations;
  release();
  return count;
}
