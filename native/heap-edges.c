#include "heap-graph.h"

#ifdef __linux__

enum {
  MAP_PROTOTYPE_WORD = MAP_PROTOTYPE / WORD,
  MAP_CONSTRUCTOR_WORD = 4,
  MAP_DESCRIPTORS_WORD = MAP_DESCRIPTORS / WORD,
  MAP_TRANSITIONS_WORD = 8,
  DICTIONARY_ENTRY = 3,
  CONTEXT_SCOPE = FIRST_ELEMENT,
  CONTEXT_PREVIOUS = FIRST_ELEMENT + WORD,
  CONTEXT_HEADER_MOST = 3,
  INLINED_NAMES_MOST = 75,
  FUNCTION_VARIABLE_SHIFT = 12,
  VARIABLE_IN_CONTEXT = 2,
  WORDS_MOST = 256, /* an instance size is at most 255 words */
};

/** Whether the word leads to a node; tells the edge if so. */
static bool tell(HeapGraph *graph, EdgeType type, uint32_t name, Word word) {
  if (!is_pointer(word)) return false;
  const uint32_t target = node_number(graph, word);
  if (!target) return false;
  tell_edge(graph, type, name, target);
  return true;
}

static bool is_name(HeapGraph *graph, Word word) {
  if (!is_pointer(word) || !chunk_of(&graph->survey->space, word)) return false;
  const MapInfo *map = space_map(&graph->survey->space, map_of(word));
  return map && map->type <= SYMBOL_TYPE;
}

/** A property's key as text, or a symbol's description. */
static uint32_t name_of_key(HeapGraph *graph, Word key) {
  if (graph->is_counting || !is_name(graph, key)) return TEXT_EMPTY;
  if (type_of(key) == SYMBOL_TYPE) {
    key = word_at(key, graph->survey->space.types->engine->symbol_description);
    if (!is_name(graph, key) || type_of(key) == SYMBOL_TYPE) return TEXT_SYMBOL;
  }
  return text_number(graph, key);
}

/** An object's own named properties. `told`: which words of it were reported. */
static void tell_fields(HeapGraph *graph, Word object, const MapInfo *map, bool *told) {
  const Word descriptors = word_at(map->map, MAP_DESCRIPTORS);
  if (is_dictionary_map(map->map) || !is_pointer(descriptors)) return;
  const HeapTypes *types = graph->survey->space.types;
  const unsigned count = own_descriptors(map->map), first = byte_at(map->map, MAP_FIELDS);
  if (count == 0 || count > short_at(descriptors, WORD)) return;
  const unsigned in_object = map->words > first ? map->words - first : 0;
  const Word store = word_at(object, PROPERTIES);
  const MapInfo *of_store = is_pointer(store) && chunk_of(&graph->survey->space, store) ? space_map(&graph->survey->space, map_of(store)) : NULL;
  const uint64_t room = of_store && of_store->kind == PROPERTY_ARRAY ? length_of(store) & PROPERTY_ARRAY_LENGTH_MASK : 0;
  Word entry = descriptors + types->descriptor_head;
  for (unsigned i = 0; i < count; i++, entry += DESCRIPTOR_SIZE) {
    const uint64_t details = small_integer(word_at(entry, DESCRIPTOR_DETAILS));
    const unsigned field = details >> FIELD_SHIFT & FIELD_MASK;
    Word value = 0;
    if (details & LOCATED_IN_DESCRIPTOR) value = word_at(entry, DESCRIPTOR_VALUE);
    else if (field < in_object) {
      value = word_at(object, (uint64_t)(first + field) * WORD);
      told[first + field] = true;
    } else if (field - in_object < room) value = word_at(store, FIRST_ELEMENT + (uint64_t)(field - in_object) * WORD);
    if (is_pointer(value) && node_number(graph, value)) tell(graph, EDGE_PROPERTY, name_of_key(graph, word_at(entry, 0)), value);
  }
}

/** The entries of an object in dictionary mode; those of the global object are cells that have name and value. */
static void tell_dictionary(HeapGraph *graph, Word object, const MapInfo *map) {
  Space *space = &graph->survey->space;
  const Word store = word_at(object, PROPERTIES);
  if (!is_dictionary_map(map->map) || !is_pointer(store) || !node_number(graph, store)) return;
  const MapInfo *of_store = space_map(space, map_of(store));
  if (!of_store || of_store->kind != ARRAY) return;
  const uint64_t length = length_of(store);
  if (map->type == space->types->global_object) {
    for (uint64_t i = 0; i < length; i++) {
      const Word cell = word_at(store, FIRST_ELEMENT + i * WORD);
      if (!is_pointer(cell) || !node_number(graph, cell) || type_of(cell) != space->types->property_cell) continue;
      tell(graph, EDGE_PROPERTY, name_of_key(graph, word_at(cell, CELL_NAME)), word_at(cell, CELL_VALUE));
    }
    return;
  }
  if (space->types->engine->tables[of_store->type] != NAME_DICTIONARY) return;
  for (uint64_t i = DICTIONARY_PREFIX; i + 2 < length; i += DICTIONARY_ENTRY) {
    const Word value = word_at(store, FIRST_ELEMENT + (i + 1) * WORD);
    if (is_pointer(value) && node_number(graph, value)) tell(graph, EDGE_PROPERTY, name_of_key(graph, word_at(store, FIRST_ELEMENT + i * WORD)), value);
  }
}

static void tell_elements(HeapGraph *graph, Word object) {
  Space *space = &graph->survey->space;
  const Word store = word_at(object, ELEMENTS);
  if (!is_pointer(store) || !node_number(graph, store)) return;
  const MapInfo *of_store = space_map(space, map_of(store));
  if (!of_store || of_store->kind != ARRAY) return;
  const uint64_t length = length_of(store);
  if (space->types->engine->tables[of_store->type] == NUMBER_DICTIONARY) {
    for (uint64_t i = NUMBER_PREFIX; i + 2 < length; i += DICTIONARY_ENTRY) {
      const Word key = word_at(store, FIRST_ELEMENT + i * WORD);
      if (is_small_integer(key)) tell(graph, EDGE_ELEMENT, (uint32_t)small_integer(key), word_at(store, FIRST_ELEMENT + (i + 1) * WORD));
    }
    return;
  }
  for (uint64_t i = 0; i < length; i++) tell(graph, EDGE_ELEMENT, (uint32_t)i, word_at(store, FIRST_ELEMENT + i * WORD));
}

/** What an internal slot of a receiver is called; TEXT_EMPTY: by the number of its word. */
static uint32_t name_of_slot(const HeapTypes *types, const MapInfo *map, uint64_t at) {
  const Engine *engine = types->engine;
  if (at == PROPERTIES) return TEXT_PROPERTIES;
  if (at == ELEMENTS) return TEXT_ELEMENTS;
  if (map->kind == FUNCTION) {
    if (at == types->function_shared) return TEXT_SHARED;
    if (at == engine->function_context) return TEXT_CONTEXT;
    if (at == types->function_feedback) return TEXT_FEEDBACK_CELL;
    return TEXT_EMPTY;
  }
  if (map->kind == VIEW && at == engine->view_buffer) return TEXT_BUFFER;
  if (map->type < TYPE_COUNT && engine->owned[map->type] & OWNS_TABLE && at == FIRST_SLOT) return TEXT_TABLE;
  if (map->type == engine->regexp_type && engine->slots[map->type] == 1u << at / WORD) return TEXT_SOURCE;
  return TEXT_EMPTY;
}

static void tell_receiver(HeapGraph *graph, Word object, const MapInfo *map, uint64_t size) {
  bool told[WORDS_MOST] = {false};
  const HeapTypes *types = graph->survey->space.types;
  tell_fields(graph, object, map, told);
  tell_dictionary(graph, object, map);
  tell_elements(graph, object);
  for (uint64_t at = WORD; at < size; at += WORD) {
    if (told[at / WORD] || (map->follow == FOLLOW_WEAK_TARGET && at == FIRST_SLOT)) continue;
    const uint32_t name = name_of_slot(types, map, at);
    tell(graph, name == TEXT_EMPTY ? EDGE_HIDDEN : EDGE_INTERNAL, name == TEXT_EMPTY ? (uint32_t)(at / WORD) : name, word_at(object, at));
  }
  if (store_bytes(&graph->survey->space, object, map) && graph->store_at < graph->store_count)
    tell_edge(graph, EDGE_INTERNAL, TEXT_BACKING_STORE, FIRST_OBJECT + graph->object_count + graph->store_at++);
}

/** The variables of a closure by their names, where the ScopeInfo lists them. */
static void tell_context(HeapGraph *graph, Word context, uint64_t size) {
  Space *space = &graph->survey->space;
  const HeapTypes *types = space->types;
  const Word scope = word_at(context, CONTEXT_SCOPE);
  const uint64_t length = (size - FIRST_ELEMENT) / WORD;
  uint64_t locals = 0, header = length;
  if (is_pointer(scope) && node_number(graph, scope) && type_of(scope) == types->scope_info) {
    locals = small_integer(word_at(scope, (1 + types->scope_locals) * WORD));
    const uint32_t flags = half_at(scope, WORD) | half_at(scope, WORD + 4);
    const uint64_t own = (flags >> FUNCTION_VARIABLE_SHIFT & 3) == VARIABLE_IN_CONTEXT;
    header = length >= locals + own ? length - locals - own : length;
    if (locals > INLINED_NAMES_MOST || header > CONTEXT_HEADER_MOST) locals = 0;
  }
  for (uint64_t i = 0; i < length; i++) {
    const Word word = word_at(context, FIRST_ELEMENT + i * WORD);
    if (!is_pointer(word) || !node_number(graph, word)) continue;
    if (i == 0) tell(graph, EDGE_INTERNAL, TEXT_SCOPE_INFO, word);
    else if (i == 1) tell(graph, EDGE_INTERNAL, TEXT_PREVIOUS, word);
    else if (locals && i >= header && i < header + locals) {
      const Word name = word_at(scope, (1 + types->scope_first + i - header) * WORD);
      tell(graph, EDGE_CONTEXT, name_of_key(graph, name), word);
    } else if (i == 2 && locals) tell(graph, EDGE_INTERNAL, TEXT_EXTENSION, word);
    else tell(graph, EDGE_HIDDEN, (uint32_t)(i + 2), word);
  }
}

static uint32_t name_of_word(const HeapTypes *types, const MapInfo *map, uint64_t at) {
  if (map->type == types->engine->map_type) {
    switch (at / WORD) {
      case MAP_PROTOTYPE_WORD: return TEXT_PROTOTYPE;
      case MAP_CONSTRUCTOR_WORD: return TEXT_CONSTRUCTOR;
      case MAP_DESCRIPTORS_WORD: return TEXT_DESCRIPTORS;
      case MAP_TRANSITIONS_WORD: return TEXT_TRANSITIONS;
      default: return TEXT_EMPTY;
    }
  }
  if (map->type == types->shared_info) return at == types->shared_name ? TEXT_NAME : at == types->shared_script ? TEXT_SCRIPT : TEXT_EMPTY;
  if (map->type == types->script) return at == types->script_name ? TEXT_NAME : at == types->script_source ? TEXT_SOURCE : TEXT_EMPTY;
  if (map->type == SYMBOL_TYPE && at == types->engine->symbol_description) return TEXT_NAME;
  if (map->type < FIRST_NONSTRING_TYPE) {
    const uint32_t form = map->type & STRING_FORM_MASK;
    if (form == SLICED) return TEXT_PARENT;
    if (form == THIN) return TEXT_ACTUAL;
    return at == STRING_DATA ? TEXT_FIRST : TEXT_SECOND;
  }
  return TEXT_EMPTY;
}

void tell_edges(HeapGraph *graph, Word object, uint32_t node, MapInfo *map, uint64_t size) {
  const HeapTypes *types = graph->survey->space.types;
  tell(graph, EDGE_INTERNAL, TEXT_MAP, map->map);
  const Entry *entries = graph->entries.start;
  for (; graph->entry_at < graph->entries.used / sizeof(Entry) && entries[graph->entry_at].key <= node; graph->entry_at++)
    if (entries[graph->entry_at].key == node) tell_edge(graph, EDGE_INTERNAL, TEXT_ENTRY, entries[graph->entry_at].value);
  uint64_t from, to;
  if (map->type >= types->engine->first_receiver) tell_receiver(graph, object, map, size);
  else if (map->kind == CONTEXT) tell_context(graph, object, size);
  else if (followed_row(&graph->survey->space, object, map, size, &from, &to)) {
    const bool is_array = (map->kind == ARRAY && !map->words) || map->kind == PROPERTY_ARRAY;
    for (uint64_t at = from; at < to; at += WORD) {
      const Word word = word_at(object, at);
      if (!is_pointer(word)) continue;
      if (is_array) {
        if (node_number(graph, word)) tell(graph, EDGE_INTERNAL, text_of_index(graph, (uint32_t)((at - FIRST_ELEMENT) / WORD)), word);
        continue;
      }
      const uint32_t name = name_of_word(types, map, at);
      tell(graph, name == TEXT_EMPTY ? EDGE_HIDDEN : EDGE_INTERNAL, name == TEXT_EMPTY ? (uint32_t)(at / WORD) : name, word);
    }
  } else if (map->follow == FOLLOW_SLOTS) {
    for (uint32_t i = 1; i < 32 && i * WORD < size; i++)
      if (map->slots >> i & 1) tell(graph, EDGE_HIDDEN, i, word_at(object, i * WORD));
  }
}

#endif
