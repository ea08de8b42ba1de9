/*
 * Which threads are reading, and where each goes on after a fault. A table and not thread-local storage: the handler runs in threads that were
 * never here, where the first use of such storage would allocate (and musl has no other kind for a library loaded late).
 * Included by the one file that is compiled: it has said what a Thread, a Jump and CURRENT_THREAD() are.
 */
#ifndef MEMSIZE_GUARD_THREADS_H
#define MEMSIZE_GUARD_THREADS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum { THREADS_MOST = 1024 };

typedef struct {
  _Atomic Thread thread; /* 0: free */
  Jump jump;
} Guarded;

static Guarded all_guarded[THREADS_MOST];

static Guarded *guarded_of(Thread thread) {
  for (int i = 0; i < THREADS_MOST; i++)
    if (atomic_load_explicit(&all_guarded[i].thread, memory_order_acquire) == thread) return &all_guarded[i];
  return NULL;
}

static Guarded *enter(void) {
  Thread thread = CURRENT_THREAD();
  for (int i = 0; i < THREADS_MOST; i++) {
    Thread nobody = 0;
    if (atomic_load_explicit(&all_guarded[i].thread, memory_order_relaxed) == 0 &&
        atomic_compare_exchange_strong(&all_guarded[i].thread, &nobody, thread))
      return &all_guarded[i];
  }
  return NULL;
}

static void leave(Guarded *guarded) { atomic_store_explicit(&guarded->thread, 0, memory_order_release); }

#endif
