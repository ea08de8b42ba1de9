/* Everything that the collector would keep: from roots along every tagged word, as the collector goes, and not as a value is measured. */
#ifndef MEMSIZE_HEAP_MARK_H
#define MEMSIZE_HEAP_MARK_H

#include "heap-class.h"

enum { AHEAD = 8 };

/** The memory of an ArrayBuffer: bytes of the program, which are no references. */
typedef struct {
  Word start, end;
} Store;

enum { LARGE_STORE = 1 << 16 };

typedef struct {
  Space *space;
  Classes *classes; /* counted where they are given */
  Room stack;       /* objects; or an object and above it, as an even number, how far its words were followed */
  Room tables;      /* whose values hang on their keys */
  Word ahead[AHEAD]; /* fetched before their turn */
  uint32_t ahead_at;
  uint64_t count, bytes, external;
  uint64_t code_bytes; /* of these, on pages of code */
  Room large_stores; /* Store, by address */
  uint64_t stores, store_bytes; /* of ArrayBuffers, outside the heap */
} Mark;

void mark_begin(Mark *mark, Space *space, Classes *classes);
void mark_free(Mark *mark);
/** Whether the object was not reached before: from now on it is. */
bool mark_push(Mark *mark, Word object);
/** Follows whatever was pushed, and what WeakMaps hold for keys that were reached. */
void mark_drain(Mark *mark);
/** Bytes outside the heap that V8's snapshots count as the object's: the text of an external string. */
uint64_t external_bytes(const Space *space, Word object, const MapInfo *map);
/** The first byte and the end of the words that are followed. False where all are not in one row. */
bool followed_row(const Space *space, Word object, const MapInfo *map, uint64_t size, uint64_t *from, uint64_t *to);
/** The type of a node of its own: private names are hidden. */
HEAP_READ uint8_t node_of(const HeapTypes *types, const MapInfo *map, Word object) {
  return map->type == SYMBOL_TYPE && half_at(object, SYMBOL_FLAGS) & types->private_flags ? NODE_TYPE_HIDDEN : map->node;
}
/** What a snapshot counts an array with, that hangs on an object of this type: NODE_TYPE_ARRAY where it counts as itself. */
static inline uint8_t node_of_arrays(const HeapTypes *types, uint16_t type) {
  const bool is_code = type == types->bytecodes || type == types->boilerplate || type == types->scope_info || type == types->code || type == types->code_body;
  if (is_code || type == types->script) return NODE_TYPE_CODE;
  return type == types->enum_cache ? NODE_TYPE_SHAPE : NODE_TYPE_ARRAY;
}
/** Bytes that an ArrayBuffer has outside the heap; 0 where it has none. */
uint64_t store_bytes(const Space *space, Word object, const MapInfo *map);
/** The end of the large store that an address is in; 0: it is in none. */
Word end_of_store(const Mark *mark, Word address);
bool is_reached(const Space *space, Word object);

#endif
