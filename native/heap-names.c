#include "heap-names.h"

#ifdef __linux__

/* ScopeInfo's flags, the same in V8 11.3 to 14.6 (src/objects/scope-info.tq); the self-check asks for names that depend on them. */
enum {
  HAS_SAVED_CLASS_VARIABLE = 1 << 10,
  FUNCTION_VARIABLE_MASK = 3 << 12,
  HAS_INFERRED_NAME = 1 << 14,
  INLINED_NAMES_MOST = 75,    /* kScopeInfoMaxInlinedLocalNamesSize: beyond, a table has the names */
};

/* of a map */
enum { MAP_CONSTRUCTOR = 32, MAP_BIT_FIELD_2 = 15, NEW_TARGET_IS_BASE = 1, IS_PROTOTYPE_BIT = 20 };
enum { CHAIN_MOST = 1 << 12, UNCOMPILED_INFERRED = 8, SHARED_DATA_FIRST = 8 };
enum { DICTIONARY_DETAILS = 2, DICTIONARY_WORDS = 3, TEMPLATE_WORDS_MOST = 16, ACCESSOR_KIND = 1 };

static bool is_of_heap(Space *space, Word word, MapInfo **info) {
  if (!is_pointer(word)) return false;
  const Chunk *chunk = chunk_of(space, word);
  if (!chunk || word - 1 < chunk->area || word - 1 + WORD > chunk->area_end) return false;
  if (!chunk->is_read_only && !bits_of(space, word)) return false;
  *info = space_map(space, map_of(word));
  return *info != NULL;
}

static bool is_string(Space *space, Word word) {
  MapInfo *info = NULL;
  return is_of_heap(space, word, &info) && info->type < FIRST_NONSTRING_TYPE;
}

static Word named(Space *space, Word word) { return is_string(space, word) && half_at(word, STRING_LENGTH) > 0 ? word : 0; }

/** The words of a ScopeInfo: flags, counts, the names of its variables, what is said of each, and then what only some have. */
static Word name_of_scope(Space *space, Word scope, bool inferred) {
  const HeapTypes *types = space->types;
  const uint64_t size = space_size_slow(space, scope);
  /* a small integer, and from V8 13 on 32 raw bits */
  const uint32_t flags = half_at(scope, WORD) | half_at(scope, WORD + 4);
  const uint64_t locals = small_integer(word_at(scope, (1 + types->scope_locals) * WORD));
  uint64_t at = 1 + types->scope_first;
  at += locals <= INLINED_NAMES_MOST ? locals : 1;
  at += locals;
  if (flags & HAS_SAVED_CLASS_VARIABLE) at++;
  if (flags & FUNCTION_VARIABLE_MASK) {
    if ((at + 1) * WORD > size) return 0;
    const Word name = named(space, word_at(scope, at * WORD));
    if (name) return name;
    at += 2;
  }
  if (inferred && flags & HAS_INFERRED_NAME && (at + 1) * WORD <= size) return named(space, word_at(scope, at * WORD));
  return 0;
}

/** Before a function is compiled, its inferred name is in what stands for its code. */
static Word name_of_uncompiled(Space *space, Word shared) {
  for (uint32_t at = SHARED_DATA_FIRST; at <= SHARED_DATA_FIRST + WORD; at += WORD) {
    const Word data = word_at(shared, at);
    MapInfo *info = NULL;
    if (!is_of_heap(space, data, &info) || info->type >= TYPE_COUNT || !space->types->names[info->type]) continue;
    const char *name = space->types->names[info->type];
    /* "system / Uncompiled..." */
    if (name[9] == 'U' && name[10] == 'n') return named(space, word_at(data, UNCOMPILED_INFERRED));
  }
  return 0;
}

Word name_of_shared(Space *space, Word shared, bool inferred) {
  MapInfo *info = NULL;
  if (!is_of_heap(space, shared, &info) || info->type != space->types->shared_info) return 0;
  const Word name = word_at(shared, space->types->shared_name);
  if (!is_of_heap(space, name, &info)) return inferred ? name_of_uncompiled(space, shared) : 0;
  Word found = 0;
  if (info->type < FIRST_NONSTRING_TYPE) found = named(space, name);
  else if (info->type == space->types->scope_info && !chunk_of(space, name)->is_read_only) found = name_of_scope(space, name, inferred);
  return found || !inferred ? found : name_of_uncompiled(space, shared);
}

Word name_of_function(Space *space, Word function) { return name_of_shared(space, word_at(function, space->types->function_shared), false); }

static Word value_of_field(Space *space, Word object, const MapInfo *info, uint64_t field) {
  const uint32_t first = byte_at(info->map, MAP_FIELDS), in_object = info->words > first ? info->words - first : 0;
  if (field < in_object) return word_at(object, (first + field) * WORD);
  const Word store = word_at(object, PROPERTIES);
  MapInfo *of_store = NULL;
  if (!is_of_heap(space, store, &of_store) || of_store->kind != PROPERTY_ARRAY) return 0;
  field -= in_object;
  return field < (length_of(store) & PROPERTY_ARRAY_LENGTH_MASK) ? word_at(store, FIRST_ELEMENT + field * WORD) : 0;
}

static Word value_in_dictionary(Space *space, Word object, Word key) {
  const Word store = word_at(object, PROPERTIES);
  MapInfo *info = NULL;
  if (!is_of_heap(space, store, &info) || info->type >= TYPE_COUNT || space->types->engine->tables[info->type] != NAME_DICTIONARY) return 0;
  const uint64_t length = length_of(store);
  for (uint64_t i = DICTIONARY_PREFIX; i + DICTIONARY_DETAILS < length; i += DICTIONARY_WORDS)
    if (word_at(store, FIRST_ELEMENT + i * WORD) == key) return word_at(store, FIRST_ELEMENT + (i + 1) * WORD);
  return 0;
}

/** A global is in a cell, which has its name and its value. */
static Word value_of_global(Space *space, Word object, Word key) {
  const Word store = word_at(object, PROPERTIES);
  MapInfo *info = NULL;
  if (!is_of_heap(space, store, &info) || info->kind != ARRAY) return 0;
  const uint64_t length = length_of(store);
  for (uint64_t i = 0; i < length; i++) {
    const Word cell = word_at(store, FIRST_ELEMENT + i * WORD);
    if (is_of_heap(space, cell, &info) && info->type == space->types->property_cell && word_at(cell, CELL_NAME) == key) return word_at(cell, CELL_VALUE);
  }
  return 0;
}

Word own_value(Space *space, Word object, Word key) {
  MapInfo *info = NULL;
  if (!is_of_heap(space, object, &info) || info->type < space->types->engine->first_receiver) return 0;
  if (info->type == space->types->global_object) return value_of_global(space, object, key);
  const Word map = info->map;
  if (is_dictionary_map(map)) return value_in_dictionary(space, object, key);
  const Word descriptors = word_at(map, MAP_DESCRIPTORS);
  Word entry = descriptors + space->types->descriptor_head;
  const unsigned count = own_descriptors(map);
  if (count == 0 || count > short_at(descriptors, WORD)) return 0;
  for (unsigned i = 0; i < count; i++, entry += DESCRIPTOR_SIZE) {
    if (word_at(entry, 0) != key) continue;
    const uint64_t details = small_integer(word_at(entry, DESCRIPTOR_DETAILS));
    if (details & ACCESSOR_KIND) return 0;
    return details & LOCATED_IN_DESCRIPTOR ? word_at(entry, DESCRIPTOR_VALUE) : value_of_field(space, object, info, details >> FIELD_SHIFT & FIELD_MASK);
  }
  return 0;
}

static bool is_plain_object_name(Word name) {
  /* "Object" is what everything is called that has no better name */
  static const char object[] = "Object";
  if (half_at(name, STRING_LENGTH) != sizeof object - 1 || (type_of(name) & (STRING_FORM_MASK | ONE_BYTE)) != (SEQUENTIAL | ONE_BYTE)) return false;
  for (unsigned i = 0; i < sizeof object - 1; i++)
    if (byte_at(name, STRING_DATA + i) != (uint8_t)object[i]) return false;
  return true;
}

static Word name_of_constructor(Space *space, Word constructor) {
  MapInfo *info = NULL;
  if (!is_of_heap(space, constructor, &info) || info->kind != FUNCTION || info->type < space->types->engine->first_receiver) return 0;
  const Word name = name_of_shared(space, word_at(constructor, space->types->function_shared), true);
  return name && !is_plain_object_name(name) ? name : 0;
}

/** A template of C++ holds the name of its class among its first words: the only string there. */
static Word name_of_template(Space *space, Word template) {
  for (uint32_t i = 1; i < TEMPLATE_WORDS_MOST && i < words_of(template); i++) {
    const Word name = named(space, word_at(template, i * WORD));
    if (name) return name;
  }
  return 0;
}

static Word constructor_of_map(Space *space, Word map) {
  Word constructor = word_at(map, MAP_CONSTRUCTOR);
  MapInfo *info = NULL;
  for (int left = CHAIN_MOST; left > 0 && is_of_heap(space, constructor, &info) && info->type == space->types->engine->map_type; left--)
    constructor = word_at(constructor, MAP_CONSTRUCTOR);
  return constructor;
}

static Word name_by_map(Space *space, Word map) {
  if (!(byte_at(map, MAP_BIT_FIELD_2) & NEW_TARGET_IS_BASE) || half_at(map, MAP_BIT_FIELD_3) >> IS_PROTOTYPE_BIT & 1) return 0;
  const Word constructor = constructor_of_map(space, map);
  MapInfo *info = NULL;
  if (!is_of_heap(space, constructor, &info)) return 0;
  if (info->type == space->types->template_info) return name_of_template(space, constructor);
  return name_of_constructor(space, constructor);
}

Word name_of_class(Space *space, const KnownNames *known, Word object) {
  const uint16_t proxy = space->types->engine->first_receiver - 1;
  Word current = object;
  if (type_of(object) != proxy) {
    const Word name = name_by_map(space, map_of(object));
    if (name) return name;
  }
  for (int left = CHAIN_MOST; left > 0; left--) {
    MapInfo *info = NULL;
    if (!is_of_heap(space, current, &info) || info->type < space->types->engine->first_receiver) return 0;
    const Word tag = own_value(space, current, known->to_string_tag);
    if (is_string(space, tag)) return tag;
    if (current != object) {
      const Word name = name_of_constructor(space, own_value(space, current, known->constructor));
      if (name) return name;
    }
    current = word_at(info->map, MAP_PROTOTYPE);
  }
  return 0;
}

#endif
