#include "heap-graph.h"

#ifdef __linux__

#include <string.h>

#include "heap-text.h"

enum { FIRST_TEXTS = 1 << 12, TEXT_MOST = 1024 /* heap_snapshot_string_limit of V8 */ };

/** How many bits are set. The compiler's own is a function of libgcc, which is not linked. */
static inline uint32_t ones(Word word) {
  word -= word >> 1 & 0x5555555555555555ull;
  word = (word & 0x3333333333333333ull) + (word >> 2 & 0x3333333333333333ull);
  word = (word + (word >> 4)) & 0x0F0F0F0F0F0F0F0Full;
  return (uint32_t)(word * 0x0101010101010101ull >> 56);
}

static void fail(HeapGraph *graph) { graph->survey->space.problem = "out of memory"; }

static bool grow_texts(TextTable *texts) {
  const uint32_t capacity = texts->keys.start ? (texts->mask + 1) * 2 : FIRST_TEXTS;
  Room keys = {0}, numbers = {0};
  if (!room_map(&keys, (size_t)capacity * sizeof(Word))) return false;
  if (!room_map(&numbers, (size_t)capacity * sizeof(uint32_t))) {
    room_free(&keys);
    return false;
  }
  const Word *list = texts->list.start;
  texts->mask = capacity - 1;
  for (uint32_t i = 0; i < texts->count; i++) {
    uint32_t at = (uint32_t)(list[i] * 0x9E3779B97F4A7C15ull >> 32) & texts->mask;
    while (((Word *)keys.start)[at]) at = (at + 1) & texts->mask;
    ((Word *)keys.start)[at] = list[i];
    ((uint32_t *)numbers.start)[at] = i;
  }
  room_free(&texts->keys);
  room_free(&texts->numbers);
  texts->keys = keys;
  texts->numbers = numbers;
  return true;
}

static uint32_t first_index_text(const HeapGraph *graph) { return FIXED_TEXT_COUNT + (graph->survey->classes.count - NODE_TYPE_COUNT) + TYPE_COUNT; }

/** Indices of the program's texts. How many there are is known once all was counted. */
static uint32_t first_program_text(const HeapGraph *graph) { return first_index_text(graph) + (graph->is_counting ? 0 : graph->index_count); }

uint32_t graph_text_count(const HeapGraph *graph) { return first_program_text(graph) + graph->texts.count; }

uint32_t text_of_index(HeapGraph *graph, uint32_t index) {
  if (index >= graph->index_count && graph->is_counting) graph->index_count = index + 1;
  return first_index_text(graph) + index;
}

/** Fixed ones, then those of classes, then those of instance types, then numbers, then the program's. */
static uint32_t number_of_class(uint32_t class) { return FIXED_TEXT_COUNT + class - NODE_TYPE_COUNT; }
static uint32_t first_type_text(const HeapGraph *graph) { return FIXED_TEXT_COUNT + graph->survey->classes.count - NODE_TYPE_COUNT; }

uint32_t text_number(HeapGraph *graph, Word string) {
  TextTable *texts = &graph->texts;
  const uint32_t near = (uint32_t)(string >> 4) & (TEXTS_NEAR - 1);
  if (texts->near_keys[near] == string) return first_program_text(graph) + texts->near_numbers[near];
  if ((!texts->keys.start || (texts->count + 1) * 2 > texts->mask) && !grow_texts(texts)) {
    fail(graph);
    return TEXT_EMPTY;
  }
  Word *keys = texts->keys.start;
  uint32_t *numbers = texts->numbers.start;
  uint32_t at = (uint32_t)(string * 0x9E3779B97F4A7C15ull >> 32) & texts->mask;
  while (keys[at] && keys[at] != string) at = (at + 1) & texts->mask;
  if (!keys[at]) {
    Word *end = room_end(&texts->list, sizeof string);
    if (!end) {
      fail(graph);
      return TEXT_EMPTY;
    }
    *end = string;
    texts->list.used += sizeof string;
    keys[at] = string;
    numbers[at] = texts->count++;
  }
  texts->near_keys[near] = string;
  texts->near_numbers[near] = numbers[at];
  return first_program_text(graph) + numbers[at];
}

static bool append_number(Room *out, uint32_t value) {
  char digits[12];
  int at = sizeof digits - 1;
  digits[at] = 0;
  do digits[--at] = (char)('0' + value % 10);
  while (value /= 10);
  return text_append_plain(out, digits + at);
}

bool graph_text(const HeapGraph *graph, uint32_t number, Room *out) {
#define TEXT_OF(name, text) text,
  static const char *const fixed[] = {FIXED_TEXTS(TEXT_OF)};
  const Classes *classes = &graph->survey->classes;
  if (number < FIXED_TEXT_COUNT) return text_append_plain(out, fixed[number]);
  number -= FIXED_TEXT_COUNT;
  if (number < classes->count - NODE_TYPE_COUNT) {
    const HeapClass *item = &class_items(classes)[number + NODE_TYPE_COUNT];
    char *end = room_end(out, item->length);
    if (!end) return false;
    memcpy(end, (const char *)classes->texts.start + item->text, item->length);
    out->used += item->length;
    return true;
  }
  number -= classes->count - NODE_TYPE_COUNT;
  if (number < TYPE_COUNT) return text_append_plain(out, graph->survey->space.types->names[number] ? graph->survey->space.types->names[number] : "");
  number -= TYPE_COUNT;
  if (number < graph->index_count) return append_number(out, number);
  return text_append(out, ((const Word *)graph->texts.list.start)[number - graph->index_count], TEXT_MOST);
}

/** How many objects were reached on the pages before each 64 words. */
static bool rank(HeapGraph *graph) {
  Space *space = &graph->survey->space;
  if (!room_map(&graph->ranks, (size_t)space->chunk_count * BITS_OF_PAGE * sizeof(uint32_t))) return false;
  uint32_t *ranks = graph->ranks.start, count = FIRST_OBJECT;
  for (uint32_t i = 0; i < space->chunk_count; i++) {
    Chunk *chunk = &space_chunks(space)[i];
    chunk->ranks = NULL;
    if (!chunk->bits) continue;
    chunk->ranks = ranks + (size_t)i * BITS_OF_PAGE;
    for (uint32_t j = 0; j < BITS_OF_PAGE; j++) {
      chunk->ranks[j] = count;
      count += ones(chunk->bits[j].marks);
    }
  }
  graph->object_count = count - FIRST_OBJECT;
  graph->store_count = (uint32_t)graph->survey->mark.stores;
  graph->node_count = count + graph->store_count;
  return true;
}

uint32_t node_number(const HeapGraph *graph, Word object) {
  const Chunk *chunk = chunk_of(&graph->survey->space, object);
  if (!chunk || !chunk->bits) return 0;
  const Bits *bits = &chunk->bits[(object & PAGE_MASK) >> 9];
  const Word bit = 1ull << (object >> 3 & 63);
  if (!(bits->marks & bit)) return 0;
  return chunk->ranks[(object & PAGE_MASK) >> 9] + ones(bits->marks & (bit - 1));
}

typedef void (*Visit)(HeapGraph *graph, Word object, uint32_t node, MapInfo *map, uint64_t size);

static void for_each_object(HeapGraph *graph, Visit visit) {
  Space *space = &graph->survey->space;
  uint32_t node = FIRST_OBJECT;
  for (uint32_t i = 0; i < space->chunk_count && !space->problem; i++) {
    const Chunk *chunk = &space_chunks(space)[i];
    if (!chunk->bits) continue;
    for (uint32_t j = 0; j < BITS_OF_PAGE; j++)
      for (Word left = chunk->bits[j].marks; left; left &= left - 1) {
        const Word object = chunk->start + (Word)j * 512 + (Word)__builtin_ctzll(left) * WORD + 1;
        MapInfo *map = living_map(space, object);
        visit(graph, object, node++, map, map ? space_size(space, object, map) : 0);
      }
  }
}

static int compare_entries(Entry a, Entry b) { return a.key != b.key ? (a.key < b.key ? -1 : 1) : a.value < b.value ? -1 : a.value > b.value; }

/** By halves, from below: no recursion, and what is sorted already costs little. */
static bool sort_entries(Room *entries) {
  const size_t count = entries->used / sizeof(Entry);
  Room other = {0};
  if (count < 2) return true;
  if (!room_map(&other, entries->used)) return false;
  Entry *from = entries->start, *to = other.start;
  for (size_t width = 1; width < count; width *= 2) {
    for (size_t low = 0; low < count; low += 2 * width) {
      size_t a = low, a_end = low + width < count ? low + width : count, b = a_end, b_end = a_end + width < count ? a_end + width : count;
      for (size_t at = low; at < b_end; at++) to[at] = b >= b_end || (a < a_end && compare_entries(from[a], from[b]) <= 0) ? from[a++] : from[b++];
    }
    Entry *swap = from;
    from = to;
    to = swap;
  }
  if (from != entries->start) memcpy(entries->start, from, entries->used);
  room_free(&other);
  return true;
}

/** What WeakMaps hold hangs on the keys: a reference out of each key. */
static void find_entries(HeapGraph *graph) {
  const Room *tables = &graph->survey->mark.tables;
  for (size_t t = 0; t < tables->used / sizeof(Word); t++) {
    const Word table = ((const Word *)tables->start)[t];
    const uint64_t length = length_of(table);
    for (uint64_t i = 3; i + 1 < length; i += 2) {
      const Word key = word_at(table, FIRST_ELEMENT + i * WORD), value = word_at(table, FIRST_ELEMENT + (i + 1) * WORD);
      if (!is_pointer(key) || !is_pointer(value)) continue;
      const Entry entry = {node_number(graph, key), node_number(graph, value)};
      if (!entry.key || !entry.value) continue;
      Entry *end = room_end(&graph->entries, sizeof entry);
      if (!end) {
        fail(graph);
        return;
      }
      *end = entry;
      graph->entries.used += sizeof entry;
    }
  }
  if (!sort_entries(&graph->entries)) fail(graph);
}

static uint32_t name_of_node(HeapGraph *graph, Word object, MapInfo *map, uint8_t type) {
  Space *space = &graph->survey->space;
  Word name = 0;
  if (map->type < FIRST_NONSTRING_TYPE) return text_number(graph, object);
  if (map->kind == FUNCTION) name = name_of_function(space, object);
  else if (map->type == space->types->bound_function) return TEXT_BOUND;
  else if (map->type == space->types->engine->regexp_type) {
    const uint32_t slots = space->types->engine->slots[map->type];
    if (slots) name = word_at(object, (uint64_t)__builtin_ctz(slots) * WORD);
    if (!is_pointer(name) || type_of(name) >= FIRST_NONSTRING_TYPE) name = 0;
  } else if (map->type == space->types->shared_info) name = name_of_shared(space, object, true);
  else if (map->type == space->types->script) {
    name = word_at(object, space->types->script_name);
    if (!is_pointer(name) || !chunk_of(space, name) || type_of(name) >= FIRST_NONSTRING_TYPE) name = 0;
  } else if (type == NODE_TYPE_OBJECT) return number_of_class(class_of(&graph->survey->classes, space, map, object));
  else if (type == NODE_TYPE_NUMBER) return TEXT_NUMBER;
  else if (type == NODE_TYPE_SYMBOL) return TEXT_SYMBOL;
  else if (map->type == SYMBOL_TYPE) return TEXT_PRIVATE;
  else if (type == NODE_TYPE_BIGINT) return TEXT_BIGINT;
  if (name) return text_number(graph, name);
  if (map->type < TYPE_COUNT && space->types->names[map->type]) return first_type_text(graph) + map->type;
  return type == NODE_TYPE_HIDDEN || type == NODE_TYPE_CODE ? TEXT_OTHER : TEXT_EMPTY;
}

static void count_edge(HeapGraph *graph, EdgeType type, uint32_t name, uint32_t target) {
  (void)type;
  (void)name;
  (void)target;
  graph->edge_count++;
}

static void count_object(HeapGraph *graph, Word object, uint32_t node, MapInfo *map, uint64_t size) {
  Space *space = &graph->survey->space;
  uint8_t *types = graph->types.start;
  if (!map) {
    types[node] = NODE_TYPE_HIDDEN;
    ((uint32_t *)graph->names.start)[node] = TEXT_OTHER;
    ((uint32_t *)graph->first_edges.start)[node] = (uint32_t)graph->edge_count;
    return;
  }
  const uint8_t tag = node_of_arrays(space->types, map->type);
  /* an array that code holds, and which the code reported before: else its turn comes later */
  if (types[node] == NODE_TYPE_COUNT) types[node] = node_of(space->types, map, object);
  if (tag != NODE_TYPE_ARRAY) {
    uint64_t from, to;
    if (followed_row(space, object, map, size, &from, &to))
      for (uint64_t at = from; at < to; at += WORD) {
        const Word word = word_at(object, at);
        const uint32_t held = is_pointer(word) ? node_number(graph, word) : 0;
        if (!held || (map->type == space->types->script && at != space->types->script_line_ends)) continue;
        const MapInfo *of_held = space_map(space, map_of(word));
        if (of_held && of_held->node == NODE_TYPE_ARRAY) types[held] = tag;
      }
  }
  ((uint32_t *)graph->names.start)[node] = name_of_node(graph, object, map, node_of(space->types, map, object));
  ((uint32_t *)graph->sizes.start)[node] = (uint32_t)(size + external_bytes(space, object, map));
  ((uint32_t *)graph->first_edges.start)[node] = (uint32_t)graph->edge_count;
  tell_edges(graph, object, node, map, size);
  const uint64_t stored = store_bytes(space, object, map);
  if (stored && graph->store_at > 0) {
    const uint32_t store = graph->store_at - 1;
    ((double *)graph->store_sizes.start)[store] = (double)stored;
    if (stored > UINT32_MAX) graph->has_wide_sizes = true;
  }
}

/** The roots: kinds under the one root, and under each what it leads to first. */
static void tell_roots(HeapGraph *graph, uint32_t *first_edges) {
  const Roots *roots = &graph->survey->roots;
  const Word *list = roots->list.start;
  if (first_edges) first_edges[ROOT_NODE] = 0;
  for (uint32_t kind = 0; kind < ROOT_KIND_COUNT; kind++) graph->take(graph, EDGE_ELEMENT, kind + 1, FIRST_ROOT_KIND + kind);
  graph->take(graph, EDGE_SHORTCUT, TEXT_ROOT_GLOBAL, node_number(graph, list[0]));
  size_t at = 0;
  for (uint32_t kind = 0; kind < ROOT_KIND_COUNT; kind++) {
    if (first_edges) first_edges[FIRST_ROOT_KIND + kind] = (uint32_t)graph->edge_count;
    for (uint64_t i = 0; i < roots->counts[kind]; i++) graph->take(graph, EDGE_ELEMENT, (uint32_t)i + 1, node_number(graph, list[at++]));
  }
}

void graph_count(HeapGraph *graph) {
  Space *space = &graph->survey->space;
  if (space->problem) return;
  if (!rank(graph)) fail(graph);
  const size_t nodes = (size_t)graph->node_count;
  if (space->problem || !room_map(&graph->types, nodes) || !room_map(&graph->names, nodes * 4) || !room_map(&graph->sizes, nodes * 4) ||
      !room_map(&graph->first_edges, (nodes + 1) * 4) || !room_map(&graph->store_sizes, (size_t)graph->store_count * 8)) {
    fail(graph);
    return;
  }
  find_entries(graph);
  uint8_t *types = graph->types.start;
  uint32_t *names = graph->names.start;
  memset(types, NODE_TYPE_COUNT, nodes);
  for (uint32_t node = 0; node < FIRST_OBJECT; node++) {
    types[node] = NODE_TYPE_SYNTHETIC;
    names[node] = node == ROOT_NODE ? TEXT_EMPTY : TEXT_ROOT_GLOBAL + node - FIRST_ROOT_KIND;
  }
  graph->take = count_edge;
  graph->is_counting = true;
  graph->edge_count = 0;
  graph->entry_at = graph->store_at = 0;
  tell_roots(graph, graph->first_edges.start);
  for_each_object(graph, count_object);
  graph->is_counting = false;
  for (uint32_t node = FIRST_OBJECT; node < FIRST_OBJECT + graph->object_count; node++)
    if (names[node] >= first_index_text(graph)) names[node] += graph->index_count;
  for (uint32_t node = FIRST_OBJECT + graph->object_count; node < graph->node_count; node++) {
    types[node] = NODE_TYPE_NATIVE;
    names[node] = TEXT_STORE;
    const double bytes = ((double *)graph->store_sizes.start)[node - FIRST_OBJECT - graph->object_count];
    ((uint32_t *)graph->sizes.start)[node] = bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)bytes;
    ((uint32_t *)graph->first_edges.start)[node] = (uint32_t)graph->edge_count;
  }
  ((uint32_t *)graph->first_edges.start)[graph->node_count] = (uint32_t)graph->edge_count;
  if (graph->edge_count > UINT32_MAX && !space->problem) space->problem = "the heap has more references than a graph can number";
}

/** As many references as were counted; where the sweeper has taken the object since, to itself. */
static void tell_counted(HeapGraph *graph, Word object, uint32_t node, MapInfo *map, uint64_t size) {
  graph->edge_limit = ((const uint32_t *)graph->first_edges.start)[node + 1];
  if (map) tell_edges(graph, object, node, map, size);
  while (graph->edge_count < graph->edge_limit) graph->take(graph, EDGE_WEAK, TEXT_EMPTY, node);
}

void graph_edges(HeapGraph *graph, TakeEdge take, void *taker) {
  if (graph->survey->space.problem) return;
  graph->take = take;
  graph->taker = taker;
  graph->edge_count = 0;
  graph->entry_at = graph->store_at = 0;
  tell_roots(graph, NULL);
  for_each_object(graph, tell_counted);
}

static void keep_edge(HeapGraph *graph, EdgeType type, uint32_t name, uint32_t target) {
  const uint64_t at = graph->edge_count++;
  ((uint8_t *)graph->edge_types.start)[at] = (uint8_t)type;
  ((uint32_t *)graph->edge_names.start)[at] = name;
  ((uint32_t *)graph->edge_targets.start)[at] = target;
}

void graph_fill(HeapGraph *graph) {
  if (graph->survey->space.problem) return;
  const size_t edges = (size_t)graph->edge_count;
  if (!room_map(&graph->edge_types, edges) || !room_map(&graph->edge_names, edges * 4) || !room_map(&graph->edge_targets, edges * 4)) fail(graph);
  else graph_edges(graph, keep_edge, NULL);
}

void heap_graph_free(HeapGraph *graph) {
  Room *rooms[] = {&graph->ranks,       &graph->types,      &graph->names,      &graph->sizes,      &graph->first_edges, &graph->store_sizes, &graph->edge_types,
                   &graph->edge_names, &graph->edge_targets, &graph->entries, &graph->texts.keys, &graph->texts.numbers, &graph->texts.list};
  for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) room_free(rooms[i]);
}

#endif
