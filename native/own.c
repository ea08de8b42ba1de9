#include "own.h"

#include "text.h"

enum { BOX_SIZE = 16 };

/** Unused words of a dictionary or hash table. */
static uint64_t table_slack(Word table, Table kind, uint64_t length) {
  if (length < 3) return 0;
  uint64_t first = small_integer(word_at(table, FIRST_ELEMENT));
  uint64_t third = small_integer(word_at(table, FIRST_ELEMENT + 2 * WORD));
  uint64_t entry = kind == ORDERED_SET ? 2 : 3;
  /* a dictionary's third word is its capacity; an ordered table's the number of buckets, for two entries each. Its keys stand beside a link. */
  uint64_t capacity = kind == NAME_DICTIONARY || kind == NUMBER_DICTIONARY ? third : third * 2;
  if (capacity < first || capacity * entry > length) return 0;
  return (capacity - first) * entry * WORD;
}

static uint64_t receiver_slack(const Reader *reader, Word object, const MapFacts *facts) {
  uint64_t words = 0;
  if (!(facts->flags & IS_DICTIONARY)) words = facts->used >= 3 ? facts->words - facts->used : facts->used;
  if (facts->type == reader->engine.array_type) {
    Word store = word_at(object, ELEMENTS);
    Word length = word_at(object, FIRST_SLOT);
    bool is_sparse = table_of(&reader->engine, store) != NO_TABLE;
    if (!is_sparse && is_small_integer(length) && length_of(store) > small_integer(length)) words += length_of(store) - small_integer(length);
  }
  return words * WORD;
}

uint64_t slack_of(const Reader *reader, Word object, const MapFacts *facts) {
  if (facts->flags & IS_RECEIVER) return facts->kind == SLOTTED ? 0 : receiver_slack(reader, object, facts);
  return facts->kind == ARRAY && facts->table ? table_slack(object, (Table)facts->table, length_of(object)) : 0;
}

/** Whether it is a table that one object alone owns, as a Map's. */
static bool is_owned_table(const Engine *engine, Word word) {
  if (!is_pointer(word)) return false;
  Kind kind = kind_of(engine, word);
  return kind == WEAK_TABLE || (kind == ARRAY && table_of(engine, word) != NO_TABLE);
}

Owned owned_slot(const Reader *reader, Word object, const MapFacts *facts, unsigned word) {
  const Engine *engine = &reader->engine;
  const uint8_t owned = facts->type < TYPE_COUNT ? engine->owned[facts->type] : 0;
  bool is_slot = facts->kind == TAGGED || (facts->kind == RECEIVER && word < 32 && facts->slots >> word & 1);
  if (!owned || !is_slot) return NOT_OWNED;
  Word value = word_at(object, (uint64_t)word * WORD);
  if (owned & OWNS_TABLE && is_owned_table(engine, value)) return OWNED_TABLE;
  return owned & OWNS_BOX && is_box(engine, value) ? OWNED_BOX : NOT_OWNED;
}

static uint64_t size_of(Reader *reader, Word object, WordList *pieces) {
  const MapFacts *facts = facts_for(reader, object);
  if (!facts) return 0;
  if (facts->kind == STRING) {
    uint64_t external = 0;
    pieces->length = 0;
    return text_bytes(reader, object, pieces, &external);
  }
  return sized(reader, object, kind_size((Kind)facts->kind, object, facts));
}

static uint64_t store_size(Reader *reader, Word store) {
  if (!is_pointer(store)) return 0;
  Page *page = page_of(&reader->pages, &reader->engine, store);
  return page && !page->read_only ? size_of(reader, store, NULL) : 0;
}

/** Boxes of fields whose every value is a double: each is the field's own, and shared with nothing. */
static uint64_t boxes_size(const Reader *reader, Word object, const MapFacts *facts) {
  uint64_t bytes = 0;
  Word entry = word_at(facts->map, MAP_DESCRIPTORS) + reader->engine.descriptor_key, value;
  for (unsigned left = facts->descriptors; left > 0; left--, entry += DESCRIPTOR_SIZE) {
    uint64_t details = small_integer(word_at(entry, DESCRIPTOR_DETAILS));
    if (details & LOCATED_IN_DESCRIPTOR || (details >> REPRESENTATION_SHIFT & REPRESENTATION_MASK) != DOUBLE_REPRESENTATION) continue;
    if (place_value(object, place_of(facts->map, details), &value) && is_box(&reader->engine, value)) bytes += BOX_SIZE;
  }
  return bytes;
}

uint64_t shallow_of(Reader *reader, Word object, WordList *pieces) {
  if (!is_pointer(object)) return 0;
  Page *page = page_of(&reader->pages, &reader->engine, object);
  if (!page || page->read_only) return 0;
  const MapFacts *known = facts_for(reader, object);
  if (!known) return 0;
  /* a copy: the facts of the object's stores may take their place in the cache meanwhile */
  const MapFacts copy = *known, *facts = &copy;
  if (!(facts->flags & IS_RECEIVER)) return size_of(reader, object, pieces);
  uint64_t bytes = (uint64_t)facts->words * WORD;
  if (facts->kind == SLOTTED) return bytes;
  bytes += store_size(reader, word_at(object, PROPERTIES)) + store_size(reader, word_at(object, ELEMENTS));
  if (facts->kind == BUFFER && word_at(object, reader->engine.buffer_store)) bytes += word_at(object, reader->engine.buffer_length);
  for (unsigned i = FIRST_SLOT / WORD; i < facts->fields; i++)
    if (owned_slot(reader, object, facts, i)) bytes += store_size(reader, word_at(object, (uint64_t)i * WORD));
  if (!(facts->flags & IS_DICTIONARY)) bytes += boxes_size(reader, object, facts);
  return bytes;
}
