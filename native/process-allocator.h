/* What an allocator says of itself. */
#ifndef MEMSIZE_PROCESS_ALLOCATOR_H
#define MEMSIZE_PROCESS_ALLOCATOR_H

#include "process.h"

/** Where each figure is; -1 where the allocator does not say. The order is that of src/probe/process-binding.ts. */
enum {
  ARENA_BYTES,
  MAPPED_BYTES,
  MAPPED_CHUNKS,
  IN_USE_BYTES,
  FREE_BYTES,
  ALLOCATED_BYTES,
  ACTIVE_BYTES,
  METADATA_BYTES,
  ALLOCATOR_FIGURES
};

void process_allocator_figures(Allocator allocator, double *figures);

/** Has the allocator give back what is free. Can take seconds. False where it has no way. */
bool process_release(Allocator allocator);

/** Bytes that malloc really gives for so many; -1 where it does not say. */
double process_usable(double bytes);

/** Bytes of the block that begins at `data`, if it is one of this allocator's; -1 where that is not sure. */
double process_usable_store(Allocator allocator, const void *data, uint64_t bytes);

#endif
