/* The pages of one isolate's heap, and where on them objects begin: found by going through them from one object to the next. */
#ifndef MEMSIZE_HEAP_SPACE_H
#define MEMSIZE_HEAP_SPACE_H

#include "heap-proc.h"
#include "heap-types.h"

/** Of 64 words of a page: where objects begin, and which of them were reached. Beside each other, as both are asked at once. */
typedef struct {
  Word starts, marks;
} Bits;

enum { BITS_OF_PAGE = 1 << (PAGE_BITS - 9) }; /* 512 bytes of a page for each */

typedef struct {
  Word start, bytes, area, area_end, flags;
  Bits *bits; /* NULL: nothing of it is followed */
  uint32_t *ranks; /* of a graph: how many objects were reached before these 64 words */
  bool is_read_only, is_large, is_code;
  bool is_foreign; /* of another isolate of the process */
} Chunk;

typedef struct {
  Word number; /* address >> PAGE_BITS; 0: free */
  uint32_t chunk;
} ChunkSlot;

/** What is known of a map, and which class its objects are of. */
typedef struct {
  Word map;
  uint32_t class; /* of heap-class.h, plus 1; 0: not asked for yet */
  uint32_t slots; /* FOLLOW_SLOTS: bit n for the word n */
  uint16_t type;
  uint8_t words, rule, follow, node;
  uint8_t kind;
} MapInfo;

enum {
  MAPS_NEAR = 1024,
  AREAS_MOST = 64,
  HEAP_LOOKED_THROUGH = 0x3000, /* bytes of V8's Heap that hold allocation areas and roots */
  SCRATCH_BLOCK = 1 << 16,      /* not on the stack, of which little may be left */
};

typedef struct {
  Word top, limit;
} OpenArea;

typedef struct {
  const HeapTypes *types;
  Word heap, isolate; /* V8's Heap, as pages name it, and the Isolate around it */
  Room mappings, chunks, slots, bits, maps, scratch;
  uint32_t mapping_count, chunk_count, slot_mask, map_count, map_mask;
  MapInfo *near[MAPS_NEAR];
  OpenArea areas[AREAS_MOST]; /* where V8 allocates next: no objects are there */
  uint32_t area_count, own_area_count;
  uint64_t starts; /* objects on pages that can be written to */
  uint64_t lost;   /* words passed over to find the next object */
  uint64_t guessed; /* sizes that were no sizes */
  uint64_t committed; /* bytes of the pages */
  uint64_t free_bytes, code_bytes, read_only_bytes, open_bytes; /* of the areas of pages: free, code, read-only, not yet allocated */
  uint64_t page_head_bytes;
  const char *problem;
} Space;

/** Finds how page headers are laid out, from the page of a young object and that of a large one. Reads without a guard: call it under one. */
void space_find(Space *space, const HeapTypes *types, Word young, Word large, Word isolate);
/** Goes through all pages and notes where objects begin. Under a guard. */
void space_iterate(Space *space);
void space_free(Space *space);
uint64_t space_memory(const Space *space);

MapInfo *space_map_slow(Space *space, Word map);

static inline Chunk *space_chunks(const Space *space) { return space->chunks.start; }

static inline const ChunkSlot *chunk_slot(const Space *space, Word number) {
  const ChunkSlot *slots = space->slots.start;
  for (uint32_t at = (uint32_t)(number * 0x9E3779B97F4A7C15ull >> 40) & space->slot_mask;; at = (at + 1) & space->slot_mask) {
    /* in this order: a free slot equals the address 0 */
    if (slots[at].number == 0) return NULL;
    if (slots[at].number == number) return &slots[at];
  }
}

static inline Chunk *chunk_of(const Space *space, Word address) {
  const ChunkSlot *slot = chunk_slot(space, address >> PAGE_BITS);
  return slot ? &space_chunks(space)[slot->chunk] : NULL;
}

/** The bits of an object; NULL where none begins there that is followed. */
static inline Bits *bits_of(const Space *space, Word object) {
  const Chunk *chunk = chunk_of(space, object);
  if (!chunk || !chunk->bits) return NULL;
  Bits *bits = &chunk->bits[(object & PAGE_MASK) >> 9];
  return bits->starts >> (object >> 3 & 63) & 1 ? bits : NULL;
}

/** What is known of a map; NULL where it is none. */
static inline MapInfo *space_map(Space *space, Word map) {
  MapInfo *known = space->near[map >> 3 & (MAPS_NEAR - 1)];
  return known && known->map == map ? known : space_map_slow(space, map);
}

/** The map of an object; NULL where it is one no more: other threads of V8 sweep what is dead while the heap is read. */
static inline MapInfo *living_map(Space *space, Word object) {
  MapInfo *map = space_map(space, map_of(object));
  return map && (uint16_t)(map->type + 1 - space->types->free_space) > 1 ? map : NULL;
}

/** The size of an object on a page where objects begin as noted. */
uint64_t space_size_slow(const Space *space, Word object);

static inline uint64_t space_size(const Space *space, Word object, const MapInfo *map) {
  if (map->words) return (uint64_t)map->words * WORD;
  uint64_t size = heap_variable_size(space->types, object, map->rule, map->type);
  return size ? size : space_size_slow(space, object);
}

#endif
