/* Writes a graph as a .heapsnapshot: streamed, with nothing of it in memory but what graph_count() found. */
#ifndef MEMSIZE_HEAP_WRITE_H
#define MEMSIZE_HEAP_WRITE_H

#include "heap-graph.h"

typedef struct {
  int file;
  int error; /* errno of the write that failed; 0 while none has */
  Room buffer, text;
  uint64_t written;
  uint32_t texts_left;
  bool is_first;
} Writer;

/** Under a guard, after graph_count(). What failed is in `error`, or the space's problem. */
void write_snapshot(Writer *writer, HeapGraph *graph, int file);
void writer_free(Writer *writer);

#endif
