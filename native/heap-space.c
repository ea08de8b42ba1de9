#include "heap-space.h"

#ifdef __linux__

#include <string.h>

/* Where a page header has what is needed of it; `metadata`: not the header but what it points to has the rest. Offsets in bytes. */
typedef struct {
  uint32_t version_least;
  uint32_t flags, self, size, heap, area, area_end;
  bool metadata;
  /** Pages with these flags wait to be given back: another thread may be unmapping them. */
  Word freed, freed_too;
} PageForm;

/*
 * The three forms that V8 11.3 to 14.6 have (MemoryChunk, BasicMemoryChunk, MemoryChunkMetadata); which one it is shows in a page whose size
 * and heap are known, and every page must answer for itself.
 */
static const PageForm forms[] = {
    {11, .flags = 8, .self = 0, .size = 0, .heap = 16, .area = 24, .area_end = 32, .metadata = false, .freed = 0x80000, .freed_too = 0x4000},
    {12, .flags = 0, .self = 8, .size = 16, .heap = 24, .area = 32, .area_end = 40, .metadata = false, .freed = 0x10000},
    {13, .flags = 0, .self = 8, .size = 16, .heap = 64, .area = 72, .area_end = 56, .metadata = true, .freed = 0x80000},
    {14, .flags = 0, .self = 8, .size = 16, .heap = 64, .area = 72, .area_end = 56, .metadata = true},
};
enum { HEAD_BYTES = 96, AREA_MOST = 0x4000, ISOLATE_MOST = 0x40000, FROM_PAGE = 8, TO_PAGE = 16, LARGE_MAPPING = 4 << 20 };

static Word word_in(const unsigned char *bytes, uint32_t at) {
  Word word;
  memcpy(&word, bytes + at, sizeof word);
  return word;
}

static const PageForm *form_of(uint32_t version) {
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if (forms[i].version_least == version) return &forms[i];
  return NULL;
}

/** Reads a page's header; false where it is no page of this heap. */
static bool read_header(const Space *space, const PageForm *form, int memory, Word page, Chunk *chunk) {
  unsigned char head[HEAD_BYTES], more[HEAD_BYTES];
  if (proc_read(memory, page, head, sizeof head) != sizeof head) return false;
  const Word flags = word_in(head, form->flags), read_only = space->types->engine->read_only_flags;
  const bool is_read_only = (flags & read_only) == read_only;
  const unsigned char *facts = head;
  if (form->metadata) {
    const Word at = word_in(head, 8);
    if (at & 7 || at < 4096 || proc_read(memory, at, more, sizeof more) != sizeof more) return false;
    facts = more;
  }
  const Word heap = word_in(facts, form->heap);
  if (!is_read_only && (heap == 0 || heap & 7)) return false;
  if (form->self && !is_read_only && word_in(facts, form->self) != page) return false;
  Word size = word_in(facts, form->size);
  if (form->metadata && is_read_only && size == 0) size = PAGE_SIZE;
  *chunk = (Chunk){.start = page, .bytes = size, .area = word_in(facts, form->area), .area_end = word_in(facts, form->area_end), .flags = flags};
  chunk->is_read_only = is_read_only;
  chunk->is_foreign = !is_read_only && heap != space->heap;
  chunk->is_large = size > PAGE_SIZE;
  if (chunk->area <= page || chunk->area > page + AREA_MOST || chunk->area & 7) return false;
  return chunk->area_end > chunk->area && chunk->area_end <= page + size;
}

/** A read-only page ends where its mapping does, whatever its header says. */
static void cut_read_only(const Space *space, Chunk *chunk) {
  Word end = chunk->start;
  const Mapping *mapping;
  while (end < chunk->area_end && (mapping = proc_mapping_of(&space->mappings, space->mapping_count, end)) && mapping->readable) end = mapping->end;
  if (end < chunk->area_end) chunk->area_end = end;
}

static void add_slot(Space *space, Word number, uint32_t chunk) {
  ChunkSlot *slots = space->slots.start;
  uint32_t at = (uint32_t)(number * 0x9E3779B97F4A7C15ull >> 40) & space->slot_mask;
  while (slots[at].number) at = (at + 1) & space->slot_mask;
  slots[at] = (ChunkSlot){number, chunk};
}

static bool index_chunks(Space *space) {
  uint64_t pages = 0;
  for (uint32_t i = 0; i < space->chunk_count; i++) pages += (space_chunks(space)[i].bytes + PAGE_MASK) >> PAGE_BITS;
  uint32_t capacity = 64;
  while (capacity < pages * 2) capacity *= 2;
  if (!room_map(&space->slots, (size_t)capacity * sizeof(ChunkSlot)) || !room_map(&space->bits, (size_t)space->chunk_count * BITS_OF_PAGE * sizeof(Bits))) return false;
  space->slot_mask = capacity - 1;
  Bits *bits = space->bits.start;
  for (uint32_t i = 0; i < space->chunk_count; i++) {
    Chunk *chunk = &space_chunks(space)[i];
    if (!chunk->is_read_only && !chunk->is_foreign) chunk->bits = bits;
    bits += BITS_OF_PAGE;
    /* of a large object only the first page: an object begins nowhere else */
    add_slot(space, chunk->start >> PAGE_BITS, i);
  }
  return true;
}

static void find_chunks(Space *space, const PageForm *form, int memory) {
  const Mapping *mappings = space->mappings.start;
  for (uint32_t i = 0; i < space->mapping_count && !space->problem; i++) {
    const Mapping *mapping = &mappings[i];
    if (!mapping->readable || !mapping->anonymous) continue;
    const bool is_large = mapping->end - mapping->start > LARGE_MAPPING;
    for (Word page = (mapping->start + PAGE_MASK) & ~PAGE_MASK; page + HEAD_BYTES <= mapping->end; page += PAGE_SIZE) {
      Chunk chunk;
      if ((is_large && !proc_is_resident(page)) || !read_header(space, form, memory, page, &chunk)) continue;
      if (chunk.is_read_only) cut_read_only(space, &chunk);
      Chunk *place = room_end(&space->chunks, sizeof chunk);
      if (!place) {
        space->problem = "out of memory";
        return;
      }
      *place = chunk;
      space->chunks.used += sizeof chunk;
      space->chunk_count++;
      if (chunk.is_large) page += ((chunk.bytes + PAGE_MASK) & ~PAGE_MASK) - PAGE_SIZE;
    }
  }
}

void space_find(Space *space, const HeapTypes *types, Word young, Word large, Word isolate) {
  space->types = types;
  space->isolate = isolate;
  const PageForm *form = form_of(types->version);
  const Word page = young & ~PAGE_MASK;
  if (!form) space->problem = "pages of this version of V8 are not known";
  if (!space->problem && !room_map(&space->scratch, 2 * SCRATCH_BLOCK)) space->problem = "out of memory";
  if (!space->problem) space->problem = proc_mappings(&space->mappings, &space->mapping_count);
  if (space->problem) return;
  const int memory = proc_open();
  if (memory < 0) {
    space->problem = "/proc/self/mem cannot be opened";
    return;
  }
  const Word facts = form->metadata ? word_of_page(page, 8) : page;
  space->heap = word_of_page(facts, form->heap);
  Chunk chunk;
  if (isolate & 7 || space->heap <= isolate || space->heap - isolate > ISOLATE_MOST) space->problem = "the isolate does not hold the heap that its pages name";
  else if (!read_header(space, form, memory, page, &chunk) || chunk.is_large || chunk.is_foreign) space->problem = "the header of a page is not as expected";
  else if (!read_header(space, form, memory, large & ~PAGE_MASK, &chunk) || chunk.is_foreign || chunk.area != large - 1)
    space->problem = "the header of a large object's page is not as expected";
  else find_chunks(space, form, memory);
  proc_close(memory);
  if (!space->problem && !index_chunks(space)) space->problem = "out of memory";
}

static bool is_in_area(const Space *space, Word object, uint64_t bytes) {
  const Chunk *chunk = chunk_of(space, object);
  return chunk && object - 1 >= chunk->area && object - 1 + bytes <= chunk->area_end;
}

static bool is_map(const Space *space, Word word) {
  if ((word & 7) != 1 || !is_in_area(space, word, MAP_SIZE)) return false;
  const Word meta = map_of(word);
  if ((meta & 7) != 1 || !is_in_area(space, meta, MAP_SIZE)) return false;
  return map_of(meta) == meta && short_at(meta, MAP_TYPE) == space->types->engine->map_type && byte_at(meta, MAP_WORDS) == MAP_SIZE / WORD;
}

/** What objects of a map are to a snapshot, by the kind that learn.c knows: by instance type, or by how the collector visits them. */
static void fill_kind(const HeapTypes *types, MapInfo *info, uint8_t visitor) {
  const Engine *engine = types->engine;
  const Kind kind = kind_of_type(engine, info->type, visitor);
  info->kind = (uint8_t)kind;
  const bool is_listed = info->type < TYPE_COUNT && (types->nodes[info->type] != NODE_TYPE_HIDDEN || types->names[info->type]);
  if (info->type >= engine->first_receiver - 1u && !is_listed) info->node = NODE_TYPE_OBJECT;
  if (kind == FUNCTION) info->node = NODE_TYPE_CLOSURE;
  if (is_listed) return;
  if (kind == ARRAY || kind == WEAK_TABLE || kind == SLOPPY_ARGUMENTS) info->node = NODE_TYPE_ARRAY;
  if (kind == CONTEXT) info->node = NODE_TYPE_OBJECT;
}

static void fill_map(const HeapTypes *types, MapInfo *info, Word map) {
  *info = (MapInfo){.map = map, .type = short_at(map, MAP_TYPE), .words = byte_at(map, MAP_WORDS)};
  if (info->type < TYPE_COUNT) {
    info->rule = types->rules[info->type];
    info->node = types->nodes[info->type];
    info->follow = types->follows[info->type];
  } else info->rule = BY_NEXT_MAP;
  fill_kind(types, info, byte_at(map, MAP_VISITOR));
  if (info->kind == WEAK_TABLE && types->engine->by_type[info->type] == WEAK_TABLE) info->follow = FOLLOW_KEYED;
  if (info->follow == FOLLOW_SLOTS) info->slots = types->engine->slots[info->type] | 1u << 1;
}

static MapInfo *map_place(const Space *space, Word map) {
  MapInfo *infos = space->maps.start;
  uint32_t at = (uint32_t)(map * 0x9E3779B97F4A7C15ull >> 40) & space->map_mask;
  while (infos[at].map && infos[at].map != map) at = (at + 1) & space->map_mask;
  return &infos[at];
}

enum { FIRST_MAPS = 1 << 12 };

static bool grow_maps(Space *space) {
  Room before = space->maps;
  const uint32_t capacity = before.start ? (space->map_mask + 1) * 2 : FIRST_MAPS;
  if (!room_map(&space->maps, (size_t)capacity * sizeof(MapInfo))) {
    space->maps = before;
    return false;
  }
  const uint32_t count = before.start ? space->map_mask + 1 : 0;
  space->map_mask = capacity - 1;
  const MapInfo *infos = before.start;
  for (uint32_t i = 0; i < count; i++)
    if (infos[i].map) *map_place(space, infos[i].map) = infos[i];
  memset(space->near, 0, sizeof space->near);
  room_free(&before);
  return true;
}

MapInfo *space_map_slow(Space *space, Word map) {
  if (!is_map(space, map)) return NULL;
  if ((!space->maps.start || (space->map_count + 1) * 2 > space->map_mask) && !grow_maps(space)) {
    space->problem = "out of memory";
    return NULL;
  }
  MapInfo *info = map_place(space, map);
  if (!info->map) {
    fill_map(space->types, info, map);
    space->map_count++;
  }
  space->near[map >> 3 & (MAPS_NEAR - 1)] = info;
  return info;
}

/**
 * Where V8 allocates next no objects are: {start, top, limit}, three ascending words on one page. Those of the main thread are in the isolate's
 * memory. Others' are in malloc's, where such words may also be anything else: they count only where no object begins at their top.
 */
static void find_areas(Space *space, const Word *words, uint64_t count) {
  for (uint64_t i = 0; i + 2 < count && space->area_count < AREAS_MOST; i++) {
    const Word start = words[i], top = words[i + 1], limit = words[i + 2];
    if ((start | top | limit) & 7 || start > top || top > limit || start == limit || limit - start > PAGE_SIZE || start < PAGE_SIZE) continue;
    const Chunk *chunk = chunk_of(space, start);
    if (!chunk || !chunk->bits || start < chunk->area || limit > chunk->area_end) continue;
    space->areas[space->area_count++] = (OpenArea){top, limit};
  }
}

static void find_areas_in(Space *space, int memory, Word from, Word to) {
  Word *block = space->scratch.start;
  for (Word at = from; at < to; at += SCRATCH_BLOCK - 2 * WORD) {
    const uint64_t wanted = to - at < SCRATCH_BLOCK ? to - at : SCRATCH_BLOCK;
    find_areas(space, block, proc_read(memory, at, block, wanted) / WORD);
  }
}

static void find_all_areas(Space *space) {
  const int memory = proc_open();
  find_areas_in(space, memory, space->isolate, space->heap + HEAP_LOOKED_THROUGH);
  space->own_area_count = space->area_count;
  const Mapping *mappings = space->mappings.start;
  for (uint32_t i = 0; i < space->mapping_count; i++)
    if (mappings[i].malloced) find_areas_in(space, memory, mappings[i].start, mappings[i].end);
  proc_close(memory);
}

/** The limit of an area that is open at this place; 0 where none is. */
static Word open_limit(const Space *space, Word at, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to; i++)
    if (space->areas[i].top == at && space->areas[i].limit > at) return space->areas[i].limit;
  return 0;
}

static void note_start(Space *space, Chunk *chunk, Word at) {
  if (!chunk->bits) return;
  const Word offset = at & PAGE_MASK;
  chunk->bits[offset >> 9].starts |= 1ull << (offset >> 3 & 63);
  space->starts++;
}

/** Machine code holds maps that begin no object: only that of code itself counts. */
static void iterate_code(Space *space, Chunk *chunk, Word code_map) {
  for (Word at = chunk->area; at + WORD <= chunk->area_end; at += WORD)
    if (word_of_page(at, 0) == code_map) note_start(space, chunk, at);
}

/** Up to the next object: of what holds no map itself. */
static Word next_object(Space *space, const Chunk *chunk, Word at) {
  at += WORD;
  while (at < chunk->area_end && !open_limit(space, at, 0, space->area_count) && !space_map(space, word_of_page(at, 0))) at += WORD;
  return at;
}

static void iterate_page(Space *space, Chunk *chunk) {
  Word at = chunk->area;
  const Word end = chunk->area_end;
  const uint16_t free_space = space->types->free_space;
  /* at most a few areas are on one page */
  uint32_t areas = 0;
  for (uint32_t i = 0; i < space->area_count; i++)
    if (space->areas[i].top >= at && space->areas[i].top < end) areas++;
  while (at + 2 * WORD <= end) {
    if (areas) {
      const Word limit = open_limit(space, at, 0, space->own_area_count);
      if (limit) {
        space->open_bytes += limit - at;
        at = limit;
        continue;
      }
    }
    const Word map = word_of_page(at, 0);
    const MapInfo *info = space_map(space, map);
    if (!info) {
      const Word limit = areas ? open_limit(space, at, space->own_area_count, space->area_count) : 0;
      if (limit) {
        space->open_bytes += limit - at;
        at = limit;
        continue;
      }
      if (map != 0) space->lost++;
      else space->free_bytes += WORD;
      at += WORD;
      continue;
    }
    uint64_t size = info->words ? (uint64_t)info->words * WORD : heap_variable_size(space->types, at + 1, info->rule, info->type);
    if (size == 0 || size & 7 || size > end - at) {
      if (size) space->guessed++;
      size = next_object(space, chunk, at) - at;
    }
    if (info->type == free_space) space->free_bytes += size;
    else note_start(space, chunk, at);
    if (chunk->is_large) return;
    at += size;
  }
}

void space_iterate(Space *space) {
  find_all_areas(space);
  const PageForm *form = form_of(space->types->version);
  for (uint32_t i = 0; i < space->chunk_count && !space->problem; i++) {
    Chunk *chunk = &space_chunks(space)[i];
    if (chunk->is_foreign) continue;
    space->committed += chunk->bytes;
    if (chunk->is_read_only) {
      space->read_only_bytes += chunk->bytes;
      continue;
    }
    const uint64_t area = chunk->area_end - chunk->area;
    space->page_head_bytes += chunk->bytes - area;
    const bool is_freed = (form->freed && chunk->flags & form->freed) || (form->freed_too && chunk->flags & form->freed_too);
    const bool is_other_half = (chunk->flags & (FROM_PAGE | TO_PAGE)) == FROM_PAGE;
    const Mapping *mapping = proc_mapping_of(&space->mappings, space->mapping_count, chunk->area);
    if (is_freed || is_other_half || !mapping || !mapping->readable) {
      chunk->bits = NULL;
      space->free_bytes += area;
      continue;
    }
    const MapInfo *first = space_map(space, word_of_page(chunk->area, 0));
    if (first && first->type == space->types->code_body) {
      chunk->is_code = true;
      space->code_bytes += area;
      iterate_code(space, chunk, first->map);
    } else iterate_page(space, chunk);
  }
}

uint64_t space_size_slow(const Space *space, Word object) {
  const Chunk *chunk = chunk_of(space, object);
  if (chunk->is_large) return chunk->area_end - chunk->area;
  Word at = object - 1 + WORD;
  for (; at < chunk->area_end; at += WORD) {
    const Bits *bits = &chunk->bits[(at & PAGE_MASK) >> 9];
    if (bits->starts >> (at >> 3 & 63) & 1) break;
    if (chunk->is_code) {
      /* machine code holds other maps, but not those of free space and of fillers, whose type is the one before */
      const Word map = word_of_page(at, 0);
      if (is_map(space, map) && (uint16_t)(short_at(map, MAP_TYPE) + 1 - space->types->free_space) <= 1) break;
      continue;
    }
    if (is_map(space, word_of_page(at, 0)) || open_limit(space, at, 0, space->area_count)) break;
  }
  return at - (object - 1);
}

uint64_t space_memory(const Space *space) {
  return space->mappings.used + space->chunks.used + ((uint64_t)space->slot_mask + 1) * sizeof(ChunkSlot) +
         (uint64_t)space->chunk_count * BITS_OF_PAGE * sizeof(Bits) + space->maps.bytes;
}

void space_free(Space *space) {
  Room *rooms[] = {&space->mappings, &space->chunks, &space->slots, &space->bits, &space->maps, &space->scratch};
  for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) room_free(rooms[i]);
  memset(space, 0, sizeof *space);
}

#endif
