#include "heap-mark.h"

#ifdef __linux__

#include <string.h>

/* Large arrays are followed in parts: the list of what is to be followed stays short. */
enum { PART = 128 * WORD, CODE_HEAD = 5 * WORD, WEAK_TARGET = 24, TABLE_PREFIX = 3 };

void mark_begin(Mark *mark, Space *space, Classes *classes) { *mark = (Mark){.space = space, .classes = classes}; }

void mark_free(Mark *mark) {
  room_free(&mark->stack);
  room_free(&mark->tables);
  room_free(&mark->large_stores);
}

static void put(Mark *mark, Room *list, Word word) {
  Word *end = room_end(list, sizeof word);
  if (!end) {
    mark->space->problem = "out of memory";
    return;
  }
  *end = word;
  list->used += sizeof word;
}

static inline bool reach(Mark *mark, Word object) {
  Bits *bits = bits_of(mark->space, object);
  if (!bits) return false;
  const Word bit = 1ull << (object >> 3 & 63);
  if (bits->marks & bit) return false;
  bits->marks |= bit;
  return true;
}

bool is_reached(const Space *space, Word object) {
  const Chunk *chunk = chunk_of(space, object);
  if (!chunk) return false;
  if (!chunk->bits) return chunk->is_read_only;
  return chunk->bits[(object & PAGE_MASK) >> 9].marks >> (object >> 3 & 63) & 1;
}

bool mark_push(Mark *mark, Word object) {
  if (!is_pointer(object) || !reach(mark, object)) return false;
  put(mark, &mark->stack, object);
  return true;
}

static inline void follow_words(Mark *mark, Word object, uint64_t from, uint64_t to) {
  for (uint64_t at = from; at < to; at += WORD) {
    const Word word = word_at(object, at);
    if (is_pointer(word) && reach(mark, word)) put(mark, &mark->stack, word);
  }
}

bool followed_row(const Space *space, Word object, const MapInfo *map, uint64_t size, uint64_t *from, uint64_t *to) {
  *from = WORD;
  *to = size;
  switch ((Follow)map->follow) {
    case FOLLOW_ALL:
      if (map->type == space->types->code_body && *to > CODE_HEAD) *to = CODE_HEAD;
      return true;
    case FOLLOW_NONE: *to = WORD; return true;
    case FOLLOW_PAIR: *from = STRING_DATA; *to = STRING_DATA + 2 * WORD; return true;
    case FOLLOW_ONE: *from = STRING_DATA; *to = STRING_DATA + WORD; return true;
    case FOLLOW_HEAD: *to = space->types->bytecode_head & ~7u; return true;
    case FOLLOW_TAIL: *from = size - (uint64_t)half_at(object, LENGTH + 4) * WORD; return true;
    default: return false;
  }
}

static void follow_rest(Mark *mark, Word object, const MapInfo *map, uint64_t size) {
  if (map->follow == FOLLOW_KEYED) put(mark, &mark->tables, object);
  else if (map->follow == FOLLOW_WEAK_TARGET) {
    follow_words(mark, object, WORD, WEAK_TARGET);
    follow_words(mark, object, WEAK_TARGET + WORD, size);
  } else
    for (uint32_t i = 1; i < 32 && i * WORD < size; i++)
      if (map->slots >> i & 1) follow_words(mark, object, i * WORD, (i + 1) * WORD);
}

uint64_t external_bytes(const Space *space, Word object, const MapInfo *map) {
  if (map->type >= FIRST_NONSTRING_TYPE || (map->type & STRING_FORM_MASK) != EXTERNAL || !space->types->engine->counts_external_strings) return 0;
  const uint64_t length = half_at(object, STRING_LENGTH);
  return map->type & ONE_BYTE ? length : 2 * length;
}

uint64_t store_bytes(const Space *space, Word object, const MapInfo *map) {
  if (map->kind != BUFFER) return 0;
  const Engine *engine = space->types->engine;
  return word_at(object, engine->buffer_store) ? word_at(object, engine->buffer_length) : 0;
}

/** Where in the list the first store is that ends beyond an address. */
static size_t store_after(const Mark *mark, Word address) {
  const Store *stores = mark->large_stores.start;
  size_t low = 0, high = mark->large_stores.used / sizeof(Store);
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (stores[middle].end <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}

static void add_store(Mark *mark, Word start, uint64_t bytes) {
  if (!room_end(&mark->large_stores, sizeof(Store))) return; /* its memory is looked through, then */
  Store *stores = mark->large_stores.start;
  const size_t at = store_after(mark, start), count = mark->large_stores.used / sizeof(Store);
  memmove(stores + at + 1, stores + at, (count - at) * sizeof(Store));
  stores[at] = (Store){start, start + bytes};
  mark->large_stores.used += sizeof(Store);
}

Word end_of_store(const Mark *mark, Word address) {
  const size_t at = store_after(mark, address);
  if (at >= mark->large_stores.used / sizeof(Store)) return 0;
  const Store *store = (const Store *)mark->large_stores.start + at;
  return store->start <= address ? store->end : 0;
}

/** Arrays that code holds count as code (V8HeapExplorer::TagObject). They are counted as arrays when their turn comes: taken back here. */
static void follow_tagged(Mark *mark, Word object, uint64_t from, uint64_t to, uint8_t node) {
  Space *space = mark->space;
  const uint16_t type = type_of(object);
  for (uint64_t at = from; at < to; at += WORD) {
    const Word word = word_at(object, at);
    if (!is_pointer(word) || !reach(mark, word)) continue;
    put(mark, &mark->stack, word);
    MapInfo *map = space_map(space, map_of(word));
    if (!map || map->node != NODE_TYPE_ARRAY || !mark->classes) continue;
    if (type == space->types->script && at != space->types->script_line_ends) continue;
    const uint64_t size = space_size(space, word, map);
    HeapClass *classes = class_items(mark->classes);
    classes[NODE_TYPE_ARRAY].count--;
    classes[NODE_TYPE_ARRAY].bytes -= size;
    classes[node].count++;
    classes[node].bytes += size;
  }
}

/** V8's sweeper has taken the object meanwhile: only a word in memory that nobody uses still led to it. */
static void forget(Space *space, Word object) {
  Bits *bits = bits_of(space, object);
  const Word bit = 1ull << (object >> 3 & 63);
  if (!bits) return;
  bits->marks &= ~bit;
  bits->starts &= ~bit;
  space->lost++;
}

static void visit(Mark *mark, Word object) {
  Space *space = mark->space;
  MapInfo *map = living_map(space, object);
  if (!map) {
    forget(space, object);
    return;
  }
  const uint64_t size = space_size(space, object, map);
  const uint64_t external = external_bytes(space, object, map);
  mark->count++;
  mark->bytes += size;
  mark->external += external;
  if (map->type == space->types->code_body) mark->code_bytes += size;
  if (mark->classes) {
    HeapClass *class = &class_items(mark->classes)[node_of(space->types, map, object) == NODE_TYPE_HIDDEN ? NODE_TYPE_HIDDEN : class_of(mark->classes, space, map, object)];
    class->count++;
    class->bytes += size + external;
  }
  if (map->kind == BUFFER) {
    const uint64_t stored = store_bytes(space, object, map);
    mark->store_bytes += stored;
    mark->stores += stored > 0;
    if (stored >= LARGE_STORE) add_store(mark, word_at(object, space->types->engine->buffer_store), stored);
  }
  if (reach(mark, map->map)) put(mark, &mark->stack, map->map);
  uint64_t from, to;
  const uint8_t tag = node_of_arrays(space->types, map->type);
  if (!followed_row(space, object, map, size, &from, &to)) follow_rest(mark, object, map, size);
  else if (tag != NODE_TYPE_ARRAY) follow_tagged(mark, object, from, to, tag);
  else if (to - from <= PART || to <= from) follow_words(mark, object, from, to);
  else {
    put(mark, &mark->stack, object);
    put(mark, &mark->stack, (from + PART) << 1);
    follow_words(mark, object, from, from + PART);
  }
}

/** A part of a large array; the rest goes back on the list. */
static void visit_part(Mark *mark, Word object, uint64_t at) {
  Space *space = mark->space;
  MapInfo *map = space_map(space, map_of(object));
  if (!map) return;
  uint64_t from, to;
  if (!followed_row(space, object, map, space_size(space, object, map), &from, &to)) return;
  uint64_t end = at + PART;
  if (end < to) {
    put(mark, &mark->stack, object);
    put(mark, &mark->stack, end << 1);
  } else end = to;
  follow_words(mark, object, at, end);
}

static Word take(Mark *mark) {
  mark->stack.used -= sizeof(Word);
  return *(Word *)((char *)mark->stack.start + mark->stack.used);
}

static void drain_stack(Mark *mark) {
  Word *ahead = mark->ahead;
  uint32_t waiting = 0;
  while (!mark->space->problem) {
    if (mark->stack.used == 0) {
      if (waiting == 0) return;
    } else {
      const Word word = take(mark);
      if (!is_pointer(word)) {
        visit_part(mark, take(mark), word >> 1);
        continue;
      }
      __builtin_prefetch((const void *)(uintptr_t)(word - 1));
      const uint32_t at = mark->ahead_at++ % AHEAD;
      const Word due = ahead[at];
      ahead[at] = word;
      if (due) visit(mark, due);
      else waiting++;
      continue;
    }
    for (uint32_t i = 0; i < AHEAD && !mark->space->problem; i++) {
      const uint32_t at = mark->ahead_at++ % AHEAD;
      const Word due = ahead[at];
      if (!due) continue;
      ahead[at] = 0;
      waiting--;
      visit(mark, due);
    }
  }
}

/** Values of a WeakMap whose keys were reached. Whether any was new. */
static bool follow_table(Mark *mark, Word table) {
  bool found = false;
  const uint64_t length = length_of(table);
  for (uint64_t i = TABLE_PREFIX; i + 1 < length; i += 2) {
    const Word key = word_at(table, FIRST_ELEMENT + i * WORD), value = word_at(table, FIRST_ELEMENT + (i + 1) * WORD);
    if (is_pointer(key) && is_pointer(value) && is_reached(mark->space, key) && mark_push(mark, value)) found = true;
  }
  return found;
}

void mark_drain(Mark *mark) {
  for (bool more = true; more && !mark->space->problem;) {
    drain_stack(mark);
    more = false;
    for (size_t i = 0; i < mark->tables.used / sizeof(Word); i++) {
      if (follow_table(mark, ((Word *)mark->tables.start)[i])) more = true;
      drain_stack(mark);
    }
  }
}

#endif
