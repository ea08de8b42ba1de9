#include "maps.h"

#include <string.h>

void maps_reset(Maps *maps) {
  if (++maps->epoch == 0) {
    memset(maps, 0, sizeof *maps);
    maps->epoch = 1;
  }
}

static bool fits_page(Word object, uint64_t size) { return (object & 7) == 1 && (object & PAGE_MASK) - 1 + size <= PAGE_SIZE; }

/** "The map of its map is the meta map, which is its own": nothing else in the heap looks like that. */
static bool is_map(const Engine *engine, Word map) {
  if (!fits_page(map, MAP_SIZE)) return false;
  Word meta = map_of(map);
  return fits_page(meta, MAP_SIZE) && map_of(meta) == meta && short_at(meta, MAP_TYPE) == engine->map_type &&
         byte_at(meta, MAP_WORDS) == MAP_SIZE / WORD;
}

static bool is_dictionary(const Engine *engine, Word store) {
  uint16_t type = type_of(store);
  return type < TYPE_COUNT && engine->tables[type] == NAME_DICTIONARY;
}

bool has_own_key(const Engine *engine, Word object, Word key) {
  Word map = map_of(object);
  if (!is_dictionary_map(map)) {
    Word entry = word_at(map, MAP_DESCRIPTORS) + engine->descriptor_key;
    for (unsigned left = own_descriptors(map); left > 0; left--, entry += DESCRIPTOR_SIZE)
      if (word_at(entry, 0) == key) return true;
    return false;
  }
  Word store = word_at(object, PROPERTIES);
  if (!is_pointer(store) || !is_dictionary(engine, store)) return false;
  for (uint64_t left = length_of(store), at = FIRST_ELEMENT; left > 0; left--, at += WORD)
    if (word_at(store, at) == key) return true;
  return false;
}

static bool is_listed(const Maps *maps, Word prototype) {
  if (!maps->described_classes) return false;
  uint64_t length = length_of(maps->described_classes);
  if (length > CLASSES_LISTED_MOST) length = CLASSES_LISTED_MOST;
  for (uint64_t i = 0; i < length; i++) {
    Word reference = word_at(maps->described_classes, FIRST_ELEMENT + i * WORD);
    /* a WeakRef's target is its first slot of its own; the list has room to spare, which holds no WeakRefs */
    if (is_pointer(reference) && words_of(reference) == 4 && word_at(reference, FIRST_SLOT) == prototype) return true;
  }
  return false;
}

static bool is_described(Maps *maps, const Engine *engine, Word prototype) {
  PrototypeFacts *known = &maps->prototypes[prototype >> 5 & (PROTOTYPES_KEPT - 1)];
  if (known->prototype == prototype && known->epoch == maps->epoch) return known->described;
  bool described = has_own_key(engine, prototype, maps->description_key) || is_listed(maps, prototype);
  *known = (PrototypeFacts){.prototype = prototype, .epoch = maps->epoch, .described = described};
  return described;
}

/** Longer prototype chains than this are not looked through: their objects pass for described, and JavaScript looks. */
enum { CHAIN_MOST = 1 << 16 };

static bool inherits_description(Maps *maps, const Engine *engine, Word map) {
  Word prototype = word_at(map, MAP_PROTOTYPE);
  for (int left = CHAIN_MOST; left > 0; left--) {
    if (!is_pointer(prototype) || type_of(prototype) < engine->first_receiver) return false;
    if (is_described(maps, engine, prototype)) return true;
    prototype = word_at(map_of(prototype), MAP_PROTOTYPE);
  }
  return true;
}

static uint8_t receiver_flags(Maps *maps, const Engine *engine, Word map, MapFacts *facts) {
  uint8_t flags = IS_RECEIVER;
  if (byte_at(map, MAP_VISITOR) == engine->api_visitor) flags |= IS_NATIVE;
  if (facts->kind == RECEIVER && (facts->type >= TYPE_COUNT || !engine->by_type[facts->type])) flags |= IS_UNKNOWN;
  if (is_dictionary_map(map)) flags |= IS_DICTIONARY;
  else if (own_descriptors(map) > 0) {
    Word descriptors = word_at(map, MAP_DESCRIPTORS);
    facts->descriptors = (uint16_t)own_descriptors(map);
    Word entry = descriptors + engine->descriptor_key;
    for (unsigned left = facts->descriptors; left > 0; left--, entry += DESCRIPTOR_SIZE) {
      if (small_integer(word_at(entry, DESCRIPTOR_DETAILS)) & LOCATED_IN_DESCRIPTOR) flags |= HAS_CONSTANTS;
      if (word_at(entry, 0) == maps->description_key) flags |= IS_DESCRIBED;
    }
  }
  if (maps->description_key && inherits_description(maps, engine, map)) flags |= IS_DESCRIBED;
  return flags;
}

bool maps_fill(Maps *maps, const Engine *engine, MapFacts *facts, Word map) {
  facts->map = 0;
  if (!is_map(engine, map)) return false;
  uint16_t type = short_at(map, MAP_TYPE);
  MapFacts found = {
      .map = map,
      .epoch = maps->epoch,
      .type = type,
      .kind = (uint8_t)kind_of_type(engine, type, byte_at(map, MAP_VISITOR)),
      .words = byte_at(map, MAP_WORDS),
      .fields = byte_at(map, MAP_FIELDS),
      .used = byte_at(map, MAP_USED),
      .slots = type < TYPE_COUNT ? engine->slots[type] : 0,
      .table = type < TYPE_COUNT ? engine->tables[type] : NO_TABLE,
  };
  /* a Proxy has no properties of its own: only its slots can be looked at, where they were learned */
  if (type == engine->first_receiver - 1) found.flags = found.kind == SLOTTED ? IS_RECEIVER : 0;
  else if (type >= engine->first_receiver && found.kind != STOPPED) {
    if (found.words < FIRST_SLOT / WORD) return false;
    if (found.fields < FIRST_SLOT / WORD || found.fields > found.words) found.fields = found.words;
    found.flags = receiver_flags(maps, engine, map, &found);
  }
  /* a slot beyond the object's end would be somebody else's */
  if (found.words < 32 && found.slots >> found.words) return false;
  if (found.kind == BUFFER && engine->buffer_store >= found.words * WORD) return false;
  if (found.kind == FUNCTION && engine->function_context >= found.words * WORD) return false;
  if (found.kind == VIEW && engine->view_length >= found.words * WORD) return false;
  *facts = found;
  return true;
}
