// SPDX-License-Identifier: Apache-2.0

// A persistent pool of threads. The calling thread works too, and waits only for pieces that a worker
// has started. Idle workers spin briefly and then sleep.
#include "CGraphKernels.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum { MAXIMUM_WORKERS = 255 };

// The job. `ticket` contains its generation (high half) and the number of pieces left to claim (low
// half). If none is left, no worker can access the other fields, so the next caller may write them.
static atomic_uint_fast64_t ticket;
static _Atomic(gnk_task_t) jobTask;
static _Atomic(void *) jobContext;
static atomic_uint_fast32_t jobCount;
static atomic_int jobWorkers;
static atomic_uint_fast32_t finished;

static atomic_flag callerLock = ATOMIC_FLAG_INIT;
static atomic_int workerCount;
static atomic_int sleepers;
static pthread_mutex_t parkMutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t parkCondition = PTHREAD_COND_INITIALIZER;

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// Claims and runs pieces of generation `generation` until none is left.
static void work(uint64_t generation) {
  for (;;) {
    uint64_t seen = atomic_load_explicit(&ticket, memory_order_acquire);
    uint32_t left = (uint32_t)seen;
    if (seen >> 32 != generation || left == 0) return;
    gnk_task_t task = atomic_load_explicit(&jobTask, memory_order_relaxed);
    void *context = atomic_load_explicit(&jobContext, memory_order_relaxed);
    uint32_t count = (uint32_t)atomic_load_explicit(&jobCount, memory_order_relaxed);
    if (!atomic_compare_exchange_weak_explicit(&ticket, &seen, seen - 1, memory_order_acq_rel,
                                               memory_order_relaxed))
      continue;
    task(context, (int64_t)(count - left));
    atomic_fetch_add_explicit(&finished, 1, memory_order_release);
  }
}

static void *workerMain(void *argument) {
  int index = (int)(intptr_t)argument;
  uint64_t last = 0;
  for (;;) {
    int64_t deadline = 0;
    for (int spin = 0;; spin++) {
      uint64_t seen = atomic_load_explicit(&ticket, memory_order_acquire);
      if (seen >> 32 != last && (uint32_t)seen != 0) {
        last = seen >> 32;
        break;
      }
      relax();
      if ((spin & 63) == 63) {
        int64_t now = nanoseconds();
        if (deadline == 0) deadline = now + 100000;
        if (now > deadline) {
          pthread_mutex_lock(&parkMutex);
          atomic_fetch_add(&sleepers, 1);
          seen = atomic_load(&ticket);
          if (seen >> 32 == last || (uint32_t)seen == 0) pthread_cond_wait(&parkCondition, &parkMutex);
          atomic_fetch_sub(&sleepers, 1);
          pthread_mutex_unlock(&parkMutex);
          deadline = 0;
        }
      }
    }
    if (index < atomic_load_explicit(&jobWorkers, memory_order_relaxed)) work(last);
  }
  return NULL;
}

// Starts workers up to `count`. Called with callerLock held.
static void startWorkers(int count) {
  if (count > MAXIMUM_WORKERS) count = MAXIMUM_WORKERS;
  int running = atomic_load_explicit(&workerCount, memory_order_relaxed);
  while (running < count) {
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    int failed = pthread_create(&thread, &attributes, workerMain, (void *)(intptr_t)running);
    pthread_attr_destroy(&attributes);
    if (failed) break;  // with fewer workers, the caller does their share
    running++;
  }
  atomic_store_explicit(&workerCount, running, memory_order_relaxed);
}

void gnk_parallel_for(int64_t count, int32_t threads, gnk_task_t task, void *context) {
  if (count <= 0) return;
  if (threads > count) threads = (int32_t)count;
  if (threads <= 1 || count > UINT32_MAX || atomic_flag_test_and_set_explicit(&callerLock, memory_order_acquire)) {
    for (int64_t piece = 0; piece < count; piece++) task(context, piece);
    return;
  }
  startWorkers(threads - 1);
  uint64_t generation = (atomic_load_explicit(&ticket, memory_order_relaxed) >> 32) + 1;
  generation &= UINT32_MAX;
  atomic_store_explicit(&jobTask, task, memory_order_relaxed);
  atomic_store_explicit(&jobContext, context, memory_order_relaxed);
  atomic_store_explicit(&jobCount, (uint32_t)count, memory_order_relaxed);
  atomic_store_explicit(&jobWorkers, threads - 1, memory_order_relaxed);
  atomic_store_explicit(&finished, 0, memory_order_relaxed);
  atomic_store(&ticket, generation << 32 | (uint32_t)count);
  if (atomic_load(&sleepers) > 0) {
    pthread_mutex_lock(&parkMutex);
    pthread_cond_broadcast(&parkCondition);
    pthread_mutex_unlock(&parkMutex);
  }
  work(generation);
  for (int spin = 0; atomic_load_explicit(&finished, memory_order_acquire) != (uint32_t)count; spin++) {
    relax();
    if (spin > 20000) sched_yield();
  }
  atomic_flag_clear_explicit(&callerLock, memory_order_release);
}
