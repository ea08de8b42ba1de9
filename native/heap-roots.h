/* Where the program holds objects from outside the heap: found by looking through memory for words that are the start of an object. */
#ifndef MEMSIZE_HEAP_ROOTS_H
#define MEMSIZE_HEAP_ROOTS_H

#include "heap-mark.h"

/** In the order in which they are looked through: an object is listed under the first that leads to it. */
typedef enum { ROOT_GLOBAL, ROOT_ENGINE, ROOT_STACK, ROOT_NATIVE, ROOT_KIND_COUNT } RootKind;

typedef struct {
  Word global;
  Word stack_base, stack_low, stack_high; /* of the thread that asks: its memory, and what is in use; 0 where it is not known */
  Room list;                  /* objects, for a graph; not kept without `keep` */
  bool keep;
  uint64_t counts[ROOT_KIND_COUNT]; /* how many of each kind */
} Roots;

/** Finds the thread's stack from here upwards. */
void roots_find_stack(Roots *roots);
/** Marks whatever the roots lead to. Calls `mark_drain` between the kinds. */
void roots_mark(Roots *roots, Mark *mark);
void roots_free(Roots *roots);

#endif
