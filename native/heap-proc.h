/* What Linux says of the process's own memory: its mappings, and reads of addresses that may be gone by now, which fail and do not fault. */
#ifndef MEMSIZE_HEAP_PROC_H
#define MEMSIZE_HEAP_PROC_H

#include "heap-room.h"
#include "heap.h"

/** A mapping of the process, as /proc/self/maps lists it. */
typedef struct {
  Word start, end;
  bool readable, writable, anonymous, malloced;
} Mapping;

/** Lists the mappings, by address. NULL, or why that failed. */
const char *proc_mappings(Room *mappings, uint32_t *count);
/** For proc_read(); below 0 where it cannot be had. A forked child has to open one of its own. */
int proc_open(void);
void proc_close(int memory);
/** How many bytes were read: fewer than asked for where memory ends. */
size_t proc_read(int memory, Word address, void *into, size_t bytes);
/** Whether the page of an address has memory: to read what has none would give it some. */
bool proc_is_resident(Word address);
/** The mapping of an address, or NULL. */
const Mapping *proc_mapping_of(const Room *mappings, uint32_t count, Word address);

#endif
