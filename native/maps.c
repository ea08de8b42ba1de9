#include "maps.h"

#include <string.h>

void maps_reset(Maps *maps) {
  plans_reset(&maps->plans);
  maps->descriptions = (Descriptions){0};
  if (++maps->epoch == 0) {
    memset(maps->facts, 0, sizeof maps->facts);
    memset(maps->prototypes, 0, sizeof maps->prototypes);
    maps->epoch = 1;
  }
}

void maps_free(Maps *maps) { plans_free(&maps->plans); }

static bool fits_page(Word object, uint64_t size) { return (object & 7) == 1 && (object & PAGE_MASK) - 1 + size <= PAGE_SIZE; }

/** "The map of its map is the meta map, which is its own": nothing else in the heap looks like that. */
static bool is_map(const Engine *engine, Word map) {
  if (!fits_page(map, MAP_SIZE)) return false;
  Word meta = map_of(map);
  return fits_page(meta, MAP_SIZE) && map_of(meta) == meta && short_at(meta, MAP_TYPE) == engine->map_type &&
         byte_at(meta, MAP_WORDS) == MAP_SIZE / WORD;
}

/** Whether a receiver has a property of that key, and its value: data, or what stands for an accessor. */
static bool own_value(const Engine *engine, Word object, Word key, Word *value) {
  Word map = map_of(object);
  if (!is_dictionary_map(map)) {
    Word entry = word_at(map, MAP_DESCRIPTORS) + engine->descriptor_key;
    for (unsigned left = own_descriptors(map); left > 0; left--, entry += DESCRIPTOR_SIZE) {
      if (word_at(entry, 0) != key) continue;
      uint64_t details = small_integer(word_at(entry, DESCRIPTOR_DETAILS));
      if (details & LOCATED_IN_DESCRIPTOR) return *value = word_at(entry, DESCRIPTOR_VALUE), true;
      if (!place_value(object, place_of(map, details), value)) *value = 0;
      return true;
    }
    return false;
  }
  Word store = word_at(object, PROPERTIES);
  if (!is_pointer(store) || table_of(engine, store) != NAME_DICTIONARY) return false;
  for (uint64_t left = length_of(store), at = FIRST_ELEMENT; left > 1; left--, at += WORD)
    if (word_at(store, at) == key) return *value = word_at(store, at + WORD), true;
  return false;
}

bool has_own_key(const Engine *engine, Word object, Word key) {
  Word value;
  return own_value(engine, object, key, &value);
}

enum { HASH_SHIFT = 10, DICTIONARY_HASH = 4, WEAK_PREFIX = 3, WEAK_ENTRY = 2, WEAK_CAPACITY = 2 };

/** The identity hash of an object, which it was given when it first became a key; 0 where it never did. */
static uint64_t identity_hash(const Engine *engine, Word object) {
  Word properties = word_at(object, PROPERTIES);
  if (is_small_integer(properties)) return small_integer(properties);
  if (kind_of(engine, properties) == PROPERTY_ARRAY) return length_of(properties) >> HASH_SHIFT;
  if (table_of(engine, properties) != NAME_DICTIONARY) return 0;
  Word hash = word_at(properties, FIRST_ELEMENT + DICTIONARY_HASH * WORD);
  return is_small_integer(hash) ? small_integer(hash) : 0;
}

bool has_identity_hash(const Engine *engine, Word object) { return identity_hash(engine, object) != 0; }

bool weak_table_has(const Engine *engine, Word table, Word key) {
  uint64_t hash = identity_hash(engine, key), capacity = small_integer(word_at(table, FIRST_ELEMENT + WEAK_CAPACITY * WORD));
  if (!hash || !capacity || capacity & (capacity - 1) || WEAK_PREFIX + capacity * WEAK_ENTRY > length_of(table)) return false;
  uint64_t at = hash & (capacity - 1);
  for (uint64_t step = 1; step <= capacity; at = (at + step++) & (capacity - 1)) {
    Word found = word_at(table, FIRST_ELEMENT + (WEAK_PREFIX + at * WEAK_ENTRY) * WORD);
    if (found == key) return true;
    if (found == engine->empty_place) return false;
  }
  return false;
}

static bool is_listed(const Engine *engine, const Descriptions *descriptions, Word prototype) {
  if (descriptions->sizers && engine->empty_place) return weak_table_has(engine, descriptions->sizers, prototype);
  if (!descriptions->classes) return false;
  uint64_t length = length_of(descriptions->classes);
  if (length > CLASSES_LISTED_MOST) length = CLASSES_LISTED_MOST;
  for (uint64_t i = 0; i < length; i++) {
    Word reference = word_at(descriptions->classes, FIRST_ELEMENT + i * WORD);
    /* a WeakRef's target is its first slot of its own; the list has unused room, which holds no WeakRefs */
    if (is_pointer(reference) && words_of(reference) == 4 && word_at(reference, FIRST_SLOT) == prototype) return true;
  }
  return false;
}

/** The store of the rules that a description is made of; 0 where it is code. */
static Word rules_of(const Engine *engine, Word description, Word key) {
  Word rules = 0;
  if (!key || !is_pointer(description) || type_of(description) < engine->first_receiver) return 0;
  if (!own_value(engine, description, key, &rules) || !is_pointer(rules) || type_of(rules) != engine->array_type) return 0;
  Word store = word_at(rules, ELEMENTS);
  return is_pointer(store) && (kind_of(engine, store) == ARRAY || length_of(store) == 0) ? store : 0;
}

static const PrototypeFacts *facts_of_prototype(Maps *maps, const Engine *engine, Word prototype) {
  PrototypeFacts *known = &maps->prototypes[prototype >> 5 & (PROTOTYPES_KEPT - 1)];
  if (known->prototype == prototype && known->epoch == maps->epoch) return known;
  const Descriptions *descriptions = &maps->descriptions;
  known->prototype = prototype;
  known->epoch = maps->epoch;
  known->described = known->excluded = false;
  known->rules = 0;
  Word description = 0;
  if (is_listed(engine, descriptions, prototype)) {
    known->described = true;
  } else if (descriptions->key && own_value(engine, prototype, descriptions->key, &description)) {
    known->described = true;
    known->rules = rules_of(engine, description, descriptions->rules);
  }
  if (descriptions->excluded)
    for (uint64_t i = length_of(descriptions->excluded); i-- > 0;)
      known->excluded |= word_at(descriptions->excluded, FIRST_ELEMENT + i * WORD) == prototype;
  return known;
}

/** Longer prototype chains than this are not looked through: their objects pass for described, and JavaScript looks. */
enum { CHAIN_MOST = 1 << 16 };

/** IS_DESCRIBED, IS_EXCLUDED; and the rules of the nearest description, where it is made of them. */
static uint8_t chain_flags(Maps *maps, const Engine *engine, Word map, Word *rules) {
  Word prototype = word_at(map, MAP_PROTOTYPE);
  uint8_t flags = 0;
  bool is_found = false;
  for (int left = CHAIN_MOST; left > 0; left--) {
    if (!is_pointer(prototype) || type_of(prototype) < engine->first_receiver) return flags;
    const PrototypeFacts *facts = facts_of_prototype(maps, engine, prototype);
    if (facts->excluded) flags |= IS_EXCLUDED;
    if (facts->described && !is_found) {
      is_found = true;
      *rules = facts->rules;
      if (!facts->rules) flags |= IS_DESCRIBED;
    }
    if (is_found && !maps->descriptions.excluded) return flags;
    prototype = word_at(map_of(prototype), MAP_PROTOTYPE);
  }
  return IS_DESCRIBED;
}

/** Whether an internal slot has a handle to memory of another library: those of Intl have, a module of WebAssembly, Temporal's values. */
static bool has_handle(const Engine *engine, Word object, const MapFacts *facts) {
  /* slots of other kinds may be numbers */
  if (!engine->handle_type || facts->kind != TAGGED) return false;
  for (unsigned i = FIRST_SLOT / WORD; i < facts->fields; i++) {
    Word slot = word_at(object, (uint64_t)i * WORD);
    if (is_pointer(slot) && type_of(slot) == engine->handle_type) return true;
  }
  return false;
}

static uint8_t receiver_flags(Maps *maps, const Engine *engine, Word object, MapFacts *facts) {
  const Word map = map_of(object);
  uint8_t flags = IS_RECEIVER;
  if (byte_at(map, MAP_VISITOR) == engine->api_visitor || keeps_native_part(engine, facts->type) || has_handle(engine, object, facts)) flags |= IS_NATIVE;
  if (facts->kind == RECEIVER && (facts->type >= TYPE_COUNT || !engine->by_type[facts->type])) flags |= IS_UNKNOWN;
  if (is_dictionary_map(map)) flags |= IS_DICTIONARY;
  else if (own_descriptors(map) > 0) {
    Word descriptors = word_at(map, MAP_DESCRIPTORS);
    facts->descriptors = (uint16_t)own_descriptors(map);
    Word entry = descriptors + engine->descriptor_key;
    for (unsigned left = facts->descriptors; left > 0; left--, entry += DESCRIPTOR_SIZE) {
      if (small_integer(word_at(entry, DESCRIPTOR_DETAILS)) & LOCATED_IN_DESCRIPTOR) flags |= HAS_CONSTANTS;
      if (word_at(entry, 0) == maps->descriptions.key) flags |= IS_DESCRIBED;
    }
  }
  Word rules = 0;
  if (maps->descriptions.key || maps->descriptions.excluded) flags |= chain_flags(maps, engine, map, &rules);
  if (!rules || flags & IS_DESCRIBED) return flags;
  uint32_t plan = plans_of(&maps->plans, engine, map, rules);
  if (plan == PLAN_FAILED) return flags | IS_DESCRIBED;
  if (plan == PLAN_NONE) return flags;
  const ByHand by_hand = maps->descriptions.by_hand;
  if (by_hand == ALL_RULES || (by_hand == SHARED_RULES && maps->plans.items[plan].shares)) return flags | IS_DESCRIBED;
  facts->plan = plan;
  return flags | HAS_PLAN;
}

bool maps_fill(Maps *maps, const Engine *engine, MapFacts *facts, Word object) {
  const Word map = map_of(object);
  facts->map = 0;
  if (!is_map(engine, map)) return false;
  uint16_t type = short_at(map, MAP_TYPE);
  /* in place: a copy of what was just written in parts waits for them */
  facts->epoch = maps->epoch;
  facts->plan = 0;
  facts->class = 0;
  facts->descriptors = 0;
  facts->flags = 0;
  facts->type = type;
  facts->kind = (uint8_t)kind_of_type(engine, type, byte_at(map, MAP_VISITOR));
  facts->words = byte_at(map, MAP_WORDS);
  facts->fields = byte_at(map, MAP_FIELDS);
  facts->used = byte_at(map, MAP_USED);
  facts->slots = type < TYPE_COUNT ? engine->slots[type] : 0;
  facts->table = type < TYPE_COUNT ? engine->tables[type] : NO_TABLE;
  /* a Proxy has no properties of its own: only its slots can be looked at, where they were learned */
  if (type == engine->first_receiver - 1) facts->flags = facts->kind == SLOTTED ? IS_RECEIVER : 0;
  else if (type >= engine->first_receiver && facts->kind != STOPPED) {
    if (facts->words < FIRST_SLOT / WORD) return false;
    if (facts->fields < FIRST_SLOT / WORD || facts->fields > facts->words) facts->fields = facts->words;
    facts->flags = receiver_flags(maps, engine, object, facts);
  }
  /* a slot beyond the object's end would be somebody else's */
  if (facts->words < 32 && facts->slots >> facts->words) return false;
  if (facts->kind == BUFFER && engine->buffer_store >= facts->words * WORD) return false;
  if (facts->kind == FUNCTION && engine->function_context >= facts->words * WORD) return false;
  if (facts->kind == VIEW && engine->view_length >= facts->words * WORD) return false;
  facts->map = map;
  return true;
}
