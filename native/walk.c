#include "walk.h"

#ifdef EXPLORE
#include <stdio.h>
#endif
#include <stdlib.h>
#include <string.h>

#include "text.h"

enum {
  /*
   * Objects whose memory is asked for before they are looked at. Far ahead hides cache misses (objects shuffled in memory: 33 ns and not 63), and
   * costs where there are none, as objects then come in an order no branch can be predicted by (a small document: 520 us and not 374). So the
   * first objects of a walk are looked at in order: a value that large fits into a cache.
   */
  AHEAD_FIRST = 2,
  AHEAD = 8,
  IN_ORDER = 1 << 16,
  /* Slots of an array that are looked at in one go; the rest waits as one entry, or the worklist would be as long as the array. */
  CHUNK = 128,
  WAITING = 2, /* added to a pointer on the worklist: the array's next slot is the entry below it */
  FIRST_LIST = 1 << 10,
  BOX_SIZE = 16,
};

void reject(Walk *walk, const char *why) {
  if (!walk->rejection) walk->rejection = why;
}

static void lent_reset(LentTable *lent) {
  free(lent->table);
  *lent = (LentTable){0};
}

/** Remembers that a view reads so many bytes of a buffer: whether others hold the buffer too is known only at the end. */
static void lend(Walk *walk, Word buffer, uint64_t used) {
  LentTable *lent = &walk->lent;
  if (lent->count * 2 >= lent->capacity) {
    LentTable grown = {.capacity = lent->capacity ? lent->capacity * 2 : 64, .count = lent->count};
    if (!(grown.table = calloc(grown.capacity, sizeof(Lent)))) {
      reject(walk, "out of memory");
      return;
    }
    for (uint64_t i = 0; i < lent->capacity; i++) {
      if (!lent->table[i].buffer) continue;
      uint64_t at = hash_of(lent->table[i].buffer, grown.capacity);
      while (grown.table[at].buffer) at = (at + 1) & (grown.capacity - 1);
      grown.table[at] = lent->table[i];
    }
    free(lent->table);
    *lent = grown;
  }
  uint64_t at = hash_of(buffer, lent->capacity);
  while (lent->table[at].buffer && lent->table[at].buffer != buffer) at = (at + 1) & (lent->capacity - 1);
  if (!lent->table[at].buffer) lent->count++;
  lent->table[at].buffer = buffer;
  lent->table[at].used += used;
}

void walk_begin(Walk *walk, WalkOptions options) {
  maps_reset(&walk->maps);
  pages_reset(&walk->pages);
  list_reset(&walk->work);
  list_reset(&walk->met);
  list_reset(&walk->pieces);
  list_reset(&walk->spine);
  set_reset(&walk->stores);
  if (walk->lent.capacity) lent_reset(&walk->lent);
  free(walk->texts.items);
  walk->texts = (TextList){0};
  walk->options = options;
  walk->totals = (Totals){0};
  walk->owner = 0;
  walk->met_description = walk->passed_limit = false;
  walk->looked_at = 0;
  walk->rejection = NULL;
}

void walk_free(Walk *walk) {
  pages_free(&walk->pages);
  free(walk->work.items);
  free(walk->met.items);
  free(walk->pieces.items);
  free(walk->spine.items);
  free(walk->stores.table);
  free(walk->lent.table);
  free(walk->texts.items);
}

uint64_t walk_memory(const Walk *walk) {
  return pages_memory(&walk->pages) + (walk->work.capacity + walk->met.capacity + walk->pieces.capacity + walk->spine.capacity + walk->stores.capacity) * sizeof(Word) +
         walk->lent.capacity * sizeof(Lent) + walk->texts.capacity * sizeof(Text);
}

static inline bool mark(Walk *walk, Word object) {
  Pages *pages = &walk->pages;
  if (object >> PAGE_BITS == pages->read_only_number) return false;
  Page *page = page_of(pages, &walk->engine, object);
  if (!page) {
    reject(walk, "out of memory");
    return false;
  }
  if (page->read_only) {
    pages->read_only_number = object >> PAGE_BITS;
    return false;
  }
  if ((object & 7) != 1) {
    reject(walk, "a reference is not where objects begin");
    return false;
  }
  return page_mark(pages, page, object);
}

bool walk_mark(Walk *walk, Word object) { return mark(walk, object); }

static inline void push(Walk *walk, Word word) {
  if (is_pointer(word) && mark(walk, word)) walk_list(walk, &walk->work, word);
}

void walk_push(Walk *walk, Word word) { push(walk, word); }

/** Whether so many bytes from the object on are its page's, or it is the one object of a chunk made for it. */
static inline bool fits(const Walk *walk, Word object, uint64_t size) {
  uint64_t offset = (object & PAGE_MASK) - 1;
  return offset + size <= PAGE_SIZE || (offset == walk->engine.page_header && size < 1ull << 40);
}

/** Bytes of something laid out as an array; rejects one that ends beyond its page. */
static inline uint64_t sized(Walk *walk, Word object, uint64_t size) {
  if (fits(walk, object, size)) return size;
  reject(walk, "an object ends beyond its page");
  return 0;
}

static void push_elements(Walk *walk, Word array, uint64_t from, uint64_t length) {
  uint64_t end = length;
  if (length - from > CHUNK) {
    end = from + CHUNK;
    walk_list(walk, &walk->work, end);
    walk_list(walk, &walk->work, array + WAITING);
  }
  for (uint64_t i = from; i < end; i++) push(walk, word_at(array, FIRST_ELEMENT + i * WORD));
}

/** The length of an array that may be on the worklist in parts. */
static uint64_t waiting_length(const Walk *walk, Word array) {
  const uint64_t length = length_of(array);
  return kind_of(&walk->engine, array) == PROPERTY_ARRAY ? length & PROPERTY_ARRAY_LENGTH_MASK : length;
}

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

static uint64_t receiver_slack(const Walk *walk, Word object, const MapFacts *facts) {
  uint64_t words = 0;
  if (!(facts->flags & IS_DICTIONARY)) words = facts->used >= 3 ? facts->words - facts->used : facts->used;
  if (facts->type == walk->engine.array_type) {
    Word store = word_at(object, ELEMENTS);
    Word length = word_at(object, FIRST_SLOT);
    uint16_t type = type_of(store);
    bool is_sparse = type < TYPE_COUNT && walk->engine.tables[type] != NO_TABLE;
    if (!is_sparse && is_small_integer(length) && length_of(store) > small_integer(length)) words += length_of(store) - small_integer(length);
  }
  return words * WORD;
}

/** Values that stand in the map: accessors, and what a class has by its definition. */
static void push_constants(Walk *walk, const MapFacts *facts) {
  Word entry = word_at(facts->map, MAP_DESCRIPTORS) + walk->engine.descriptor_key;
  for (unsigned left = facts->descriptors; left > 0; left--, entry += DESCRIPTOR_SIZE)
    if (small_integer(word_at(entry, DESCRIPTOR_DETAILS)) & LOCATED_IN_DESCRIPTOR) push(walk, word_at(entry, DESCRIPTOR_VALUE));
}

static void push_words(Walk *walk, Word object, unsigned from, unsigned to) {
  for (unsigned i = from; i < to; i++) push(walk, word_at(object, i * WORD));
}

static void push_slots(Walk *walk, Word object, uint32_t slots) {
  for (; slots; slots &= slots - 1) push(walk, word_at(object, (uint64_t)__builtin_ctz(slots) * WORD));
}

static void count_buffer(Walk *walk, Word object) {
  const Engine *engine = &walk->engine;
  uint64_t length = word_at(object, engine->buffer_length);
  Word store = word_at(object, engine->buffer_store);
  if (length > 1ull << 53) {
    reject(walk, "a buffer of more bytes than there are");
    return;
  }
  if (!store || !length) return;
  Addition addition = set_add(&walk->stores, store);
  if (addition == NO_MEMORY) reject(walk, "out of memory");
  if (addition != ADDED) return;
  walk->totals.bytes += length;
  walk->totals.external += length;
  uint64_t most = word_at(object, engine->buffer_max_length);
  if (most > length && most < 1ull << 53) walk->totals.slack += most - length;
}

/** The internal slots of a receiver: what is neither its properties nor its elements. */
static void push_internals(Walk *walk, Word object, const MapFacts *facts) {
  const Engine *engine = &walk->engine;
  switch (facts->kind) {
    case TAGGED:
      push_words(walk, object, FIRST_SLOT / WORD, facts->fields);
      break;
    case FUNCTION:
      if (walk->options.contexts) push(walk, word_at(object, engine->function_context));
      break;
    case BUFFER:
      push_slots(walk, object, facts->slots);
      count_buffer(walk, object);
      break;
    case VIEW: {
      push_slots(walk, object, facts->slots);
      Word buffer = word_at(object, engine->view_buffer);
      if (walk->options.slack && is_pointer(buffer)) lend(walk, buffer, word_at(object, engine->view_length));
      else push(walk, buffer);
      break;
    }
    default:
      push_slots(walk, object, facts->slots);
  }
}

static void count_receiver(Walk *walk, Word object, const MapFacts *facts) {
  Totals *totals = &walk->totals;
  totals->bytes += (uint64_t)facts->words * WORD;
  totals->count++;
  walk->owner = object;
  if (facts->flags & (IS_NATIVE | IS_UNKNOWN)) {
    Unseen *unseen = facts->flags & IS_NATIVE ? &totals->native : &totals->unknown;
    if (unseen->count++ == 0) unseen->first = object;
  }
  if (walk->options.slack) totals->slack += receiver_slack(walk, object, facts);
}

static void visit_receiver(Walk *walk, Word object, const MapFacts *facts) {
  count_receiver(walk, object, facts);
  if (facts->kind == SLOTTED) {
    push_slots(walk, object, facts->slots);
    return;
  }
  push(walk, word_at(object, PROPERTIES));
  push(walk, word_at(object, ELEMENTS));
  if (facts->kind == TAGGED) {
    push_words(walk, object, FIRST_SLOT / WORD, facts->words);
  } else {
    push_internals(walk, object, facts);
    push_words(walk, object, facts->fields, facts->words);
  }
  if (facts->flags & HAS_CONSTANTS) push_constants(walk, facts);
}

static void count_unknown(Walk *walk, const MapFacts *facts) {
#ifdef EXPLORE
  fprintf(stderr, "U type %d vis %d words %d\n", facts->type, byte_at(facts->map, MAP_VISITOR), facts->words);
#endif
  if (walk->totals.unknown.count++ == 0) walk->totals.unknown.first = walk->owner;
  walk->totals.bytes += (uint64_t)facts->words * WORD;
}

static void add_text(Walk *walk, Word string, uint64_t bytes, uint64_t count) {
  TextList *texts = &walk->texts;
  if (texts->length == texts->capacity) {
    uint64_t capacity = texts->capacity ? texts->capacity * 2 : FIRST_LIST;
    Text *items = realloc(texts->items, capacity * sizeof(Text));
    if (!items) {
      reject(walk, "out of memory");
      return;
    }
    texts->items = items;
    texts->capacity = capacity;
  }
  texts->items[texts->length++] = (Text){.fingerprint = text_fingerprint(walk, string), .bytes = (double)bytes, .count = (double)count};
}

/** Lists a string, and by themselves the texts it is made of: ropes share those. */
static void add_texts(Walk *walk, Word string) {
  uint64_t bytes = 0, external = 0, count = 0;
  walk->pieces.length = 0;
  walk_list(walk, &walk->pieces, string);
  while (walk->pieces.length > 0 && !walk->rejection) {
    Word piece = walk->pieces.items[--walk->pieces.length];
    uint64_t size = text_bytes(walk, piece, &walk->pieces, &external);
    uint16_t form = type_of(piece) & STRING_FORM_MASK;
    if (piece != string && (form == SEQUENTIAL || form == EXTERNAL)) {
      add_text(walk, piece, size, 1);
    } else {
      bytes += size;
      count++;
    }
  }
  add_text(walk, string, bytes, count);
}

static inline void visit(Walk *walk, Word object, const MapFacts *facts) {
  Totals *totals = &walk->totals;
  const uint64_t own = (uint64_t)facts->words * WORD;
  if (!fits(walk, object, own < FIRST_ELEMENT ? FIRST_ELEMENT : own)) {
    reject(walk, "an object ends beyond its page");
    return;
  }
  if (facts->flags & IS_RECEIVER) {
    visit_receiver(walk, object, facts);
    return;
  }
  switch (facts->kind) {
    case STOPPED:
      break;
    case TAGGED:
      totals->bytes += own;
      push_words(walk, object, 1, facts->words);
      break;
    case SLOTTED:
      totals->bytes += own;
      push_slots(walk, object, facts->slots);
      break;
    case ARRAY: {
      uint64_t length = length_of(object);
      uint64_t size = sized(walk, object, FIRST_ELEMENT + length * WORD);
      if (!size) break;
      totals->bytes += size;
      if (facts->table && walk->options.slack) totals->slack += table_slack(object, (Table)facts->table, length);
      push_elements(walk, object, 0, length);
      break;
    }
    case PROPERTY_ARRAY: {
      uint64_t length = length_of(object) & PROPERTY_ARRAY_LENGTH_MASK;
      uint64_t size = sized(walk, object, FIRST_ELEMENT + length * WORD);
      if (!size) break;
      totals->bytes += size;
      push_elements(walk, object, 0, length);
      break;
    }
    case WEAK_TABLE:
    case DOUBLES:
      totals->bytes += sized(walk, object, FIRST_ELEMENT + length_of(object) * WORD);
      break;
    case WEAK_LIST:
      totals->bytes += sized(walk, object, FIRST_ELEMENT + (1 + length_of(object)) * WORD);
      break;
    case BYTES:
      totals->bytes += sized(walk, object, align_word(FIRST_ELEMENT + length_of(object)));
      break;
    case DATA:
      totals->bytes += own;
      break;
    case BIGINT:
      totals->bytes += sized(walk, object, FIRST_ELEMENT + (uint64_t)(half_at(object, BIGINT_BITFIELD) >> 1 & 0x3fffffff) * WORD);
      totals->count++;
      break;
    case STRING:
      if (walk->options.texts) {
        add_texts(walk, object);
        break;
      }
      totals->count++;
      totals->bytes += text_bytes(walk, object, &walk->work, &totals->external);
      break;
    case SYMBOL:
      totals->bytes += own;
      totals->count++;
      push(walk, word_at(object, walk->engine.symbol_description));
      break;
    case CONTEXT: {
      if (!walk_follows_context(walk, facts)) break;
      uint64_t length = length_of(object);
      uint64_t size = sized(walk, object, FIRST_ELEMENT + length * WORD);
      if (!size) break;
      totals->bytes += size;
      push_elements(walk, object, 0, length);
      break;
    }
    case SLOPPY_ARGUMENTS: {
      /* length, context, arguments, and an index for each that is shared with the context */
      totals->bytes += sized(walk, object, FIRST_ELEMENT + (2 + length_of(object)) * WORD);
      push(walk, word_at(object, FIRST_ELEMENT));
      push(walk, word_at(object, FIRST_ELEMENT + WORD));
      break;
    }
    default:
      count_unknown(walk, facts);
  }
}

uint64_t walk_slack(const Walk *walk, Word object, const MapFacts *facts) {
  if (facts->flags & IS_RECEIVER) return facts->kind == SLOTTED ? 0 : receiver_slack(walk, object, facts);
  return facts->kind == ARRAY && facts->table ? table_slack(object, (Table)facts->table, length_of(object)) : 0;
}

bool walk_fits(const Walk *walk, Word object, uint64_t size) { return fits(walk, object, size); }

bool walk_follows_context(const Walk *walk, const MapFacts *facts) {
  return walk->options.contexts && facts->type != walk->engine.script_context_type && facts->type != walk->engine.module_context_type;
}

bool walk_is_described(Walk *walk, Word object, const MapFacts *facts) {
  if (facts->flags & IS_DESCRIBED) return true;
  return facts->flags & IS_DICTIONARY && walk->maps.description_key && has_own_key(&walk->engine, object, walk->maps.description_key);
}

static inline void visit_met(Walk *walk, Word object) {
  const MapFacts *facts = facts_of(&walk->maps, &walk->engine, object);
  if (!facts) {
    reject(walk, "a reference leads to no object");
    return;
  }
  if (facts->flags & IS_RECEIVER) {
    if (walk->options.receivers) {
      walk_list(walk, &walk->met, object);
      return;
    }
    if (walk->options.stop_at_descriptions && walk_is_described(walk, object, facts)) {
      walk->met_description = true;
      return;
    }
  }
  visit(walk, object, facts);
}

/** Buffers that only views hold: what no view reads of them is slack. Whether there were any. */
static bool visit_lent(Walk *walk) {
  LentTable lent = walk->lent;
  walk->lent = (LentTable){0};
  bool found = false;
  for (uint64_t i = 0; i < lent.capacity; i++) {
    Word buffer = lent.table[i].buffer;
    if (!buffer || !mark(walk, buffer)) continue;
    found = true;
    uint64_t length = word_at(buffer, walk->engine.buffer_length);
    if (length > lent.table[i].used) walk->totals.slack += length - lent.table[i].used;
    visit_met(walk, buffer);
  }
  free(lent.table);
  return found;
}

void walk_drain(Walk *walk) {
  Word ahead[AHEAD];
  unsigned first = 0, count = 0;
  WordList *work = &walk->work;
  while (!walk->rejection && !walk->met_description) {
    const unsigned most = walk->looked_at < IN_ORDER ? AHEAD_FIRST : AHEAD;
    while (count < most && work->length > 0) {
      Word next = work->items[--work->length];
      if (is_pointer(next)) {
        __builtin_prefetch((const void *)(uintptr_t)(next - 1));
        ahead[(first + count++) % AHEAD] = next;
      } else {
        uint64_t from = work->items[--work->length];
        push_elements(walk, next - WAITING, from, waiting_length(walk, next - WAITING));
      }
    }
    if (count == 0) {
      if (walk->lent.count > 0 && visit_lent(walk)) continue;
      return;
    }
    if (walk->totals.bytes > walk->options.limit || walk->looked_at++ >= walk->options.budget) {
      walk->passed_limit = true;
      return;
    }
    Word object = ahead[first];
    first = (first + 1) % AHEAD;
    count--;
    visit_met(walk, object);
  }
}

/** What an object's stores refer to is said by a description; the stores themselves, boxes, and the names in a dictionary are its own. */
static void count_store(Walk *walk, Word store) {
  if (!is_pointer(store) || !mark(walk, store)) return;
  const MapFacts *facts = facts_of(&walk->maps, &walk->engine, store);
  if (!facts) {
    reject(walk, "a reference leads to no object");
    return;
  }
  uint64_t length = length_of(store);
  switch (facts->kind) {
    case PROPERTY_ARRAY:
      length &= PROPERTY_ARRAY_LENGTH_MASK;
      break;
    case ARRAY:
    case DOUBLES:
    case WEAK_TABLE:
      break;
    case BYTES:
    case SLOPPY_ARGUMENTS:
      visit(walk, store, facts);
      return;
    default:
      return;
  }
  if (!sized(walk, store, FIRST_ELEMENT + length * WORD)) return;
  walk->totals.bytes += FIRST_ELEMENT + length * WORD;
  if (facts->table && walk->options.slack) walk->totals.slack += table_slack(store, (Table)facts->table, length);
  if (facts->kind != PROPERTY_ARRAY && facts->kind != ARRAY) return;
  for (uint64_t i = 0; i < length; i++) {
    Word value = word_at(store, FIRST_ELEMENT + i * WORD);
    if (!is_pointer(value)) continue;
    /* names first in each entry of a dictionary: told by what they are */
    uint16_t type = type_of(value);
    bool is_box = kind_of(&walk->engine, value) == DATA;
    bool is_key = facts->table == NAME_DICTIONARY && i >= DICTIONARY_PREFIX && (i - DICTIONARY_PREFIX) % 3 == 0;
    bool may_be_name = is_key && (type < FIRST_NONSTRING_TYPE || kind_of(&walk->engine, value) == SYMBOL);
    if (is_box || may_be_name) push(walk, value);
  }
}

bool walk_is_store(const Walk *walk, Word word) {
  if (!is_pointer(word)) return false;
  Kind kind = kind_of(&walk->engine, word);
  uint16_t type = type_of(word);
  return kind == WEAK_TABLE || (kind == ARRAY && type < TYPE_COUNT && walk->engine.tables[type] != NO_TABLE);
}

/** The facts are a copy: those of the object's stores may take their place in the cache meanwhile. */
static void visit_own(Walk *walk, Word object, const MapFacts copy, Depth depth) {
  const MapFacts *facts = &copy;
  bool internals = depth != OWN;
  count_receiver(walk, object, facts);
  if (facts->kind == SLOTTED) {
    if (internals) push_slots(walk, object, facts->slots);
    return;
  }
  count_store(walk, word_at(object, PROPERTIES));
  if (depth == INTERNALS) push(walk, word_at(object, ELEMENTS));
  else count_store(walk, word_at(object, ELEMENTS));
  if (internals) push_internals(walk, object, facts);
  else if (facts->kind == BUFFER) count_buffer(walk, object);
  else if (facts->kind == TAGGED || facts->kind == RECEIVER) {
    const uint8_t owned = facts->type < TYPE_COUNT ? walk->engine.owned[facts->type] : 0;
    for (unsigned i = FIRST_SLOT / WORD; i < facts->fields; i++) {
      bool is_slot = facts->kind == TAGGED || (i < 32 && facts->slots >> i & 1);
      Word value = word_at(object, i * WORD);
      if (is_slot && owned & OWNS_TABLE && walk_is_store(walk, value)) count_store(walk, value);
      if (is_slot && owned & OWNS_BOX && is_pointer(value) && kind_of(&walk->engine, value) == DATA) push(walk, value);
    }
  }
  for (unsigned i = facts->fields; i < facts->words; i++) {
    Word value = word_at(object, i * WORD);
    if (is_pointer(value) && kind_of(&walk->engine, value) == DATA) push(walk, value);
  }
  if (internals && facts->flags & HAS_CONSTANTS) push_constants(walk, facts);
}

void walk_visit(Walk *walk, Word object, Depth depth) {
  const MapFacts *facts = facts_of(&walk->maps, &walk->engine, object);
  if (!facts) reject(walk, "a reference leads to no object");
  else if (depth == WHOLE || !(facts->flags & IS_RECEIVER)) visit(walk, object, facts);
  else visit_own(walk, object, *facts, depth);
}

uint64_t walk_size(Walk *walk, Word object, const MapFacts *facts) {
  switch (facts->kind) {
    case ARRAY:
    case WEAK_TABLE:
    case DOUBLES:
      return sized(walk, object, FIRST_ELEMENT + length_of(object) * WORD);
    case PROPERTY_ARRAY:
      return FIRST_ELEMENT + (length_of(object) & PROPERTY_ARRAY_LENGTH_MASK) * WORD;
    case SLOPPY_ARGUMENTS:
      return sized(walk, object, FIRST_ELEMENT + (2 + length_of(object)) * WORD);
    case BYTES:
      return sized(walk, object, align_word(FIRST_ELEMENT + length_of(object)));
    case BIGINT:
      return FIRST_ELEMENT + (uint64_t)(half_at(object, BIGINT_BITFIELD) >> 1 & 0x3fffffff) * WORD;
    case STRING: {
      uint64_t external = 0;
      walk->pieces.length = 0;
      return text_bytes(walk, object, &walk->pieces, &external);
    }
    case WEAK_LIST:
      return sized(walk, object, FIRST_ELEMENT + (1 + length_of(object)) * WORD);
    case CONTEXT:
      return sized(walk, object, FIRST_ELEMENT + length_of(object) * WORD);
    case STOPPED:
      return 0;
    default:
      return (uint64_t)facts->words * WORD;
  }
}

static uint64_t size_of(Walk *walk, Word object) {
  const MapFacts *facts = facts_of(&walk->maps, &walk->engine, object);
  if (facts) return walk_size(walk, object, facts);
  reject(walk, "a reference leads to no object");
  return 0;
}

static uint64_t store_size(Walk *walk, Word store) {
  if (!is_pointer(store)) return 0;
  Page *page = page_of(&walk->pages, &walk->engine, store);
  return page && !page->read_only ? size_of(walk, store) : 0;
}

enum { REPRESENTATION_SHIFT = 6, REPRESENTATION_MASK = 7, DOUBLE_REPRESENTATION = 2, FIELD_SHIFT = 19, FIELD_MASK = 1023 };

/** Boxes of fields whose every value is a double: each is the field's own, and shared with nothing. */
static uint64_t boxes_size(const Walk *walk, Word object, const MapFacts *facts) {
  uint64_t bytes = 0;
  unsigned in_object = facts->words - facts->fields;
  Word entry = word_at(facts->map, MAP_DESCRIPTORS) + walk->engine.descriptor_key;
  for (unsigned left = facts->descriptors; left > 0; left--, entry += DESCRIPTOR_SIZE) {
    uint64_t details = small_integer(word_at(entry, DESCRIPTOR_DETAILS));
    if (details & LOCATED_IN_DESCRIPTOR || (details >> REPRESENTATION_SHIFT & REPRESENTATION_MASK) != DOUBLE_REPRESENTATION) continue;
    unsigned field = details >> FIELD_SHIFT & FIELD_MASK;
    Word value = 0;
    if (field < in_object) {
      value = word_at(object, (uint64_t)(facts->fields + field) * WORD);
    } else {
      Word store = word_at(object, PROPERTIES);
      if (is_pointer(store) && field - in_object < (length_of(store) & PROPERTY_ARRAY_LENGTH_MASK))
        value = word_at(store, FIRST_ELEMENT + (uint64_t)(field - in_object) * WORD);
    }
    if (is_pointer(value) && kind_of(&walk->engine, value) == DATA) bytes += BOX_SIZE;
  }
  return bytes;
}

uint64_t walk_shallow(Walk *walk, Word object) {
  if (!is_pointer(object)) return 0;
  Page *page = page_of(&walk->pages, &walk->engine, object);
  if (!page || page->read_only) return 0;
  const MapFacts *known = facts_of(&walk->maps, &walk->engine, object);
  if (!known) {
    reject(walk, "a reference leads to no object");
    return 0;
  }
  /* a copy: the facts of the object's stores may take their place in the cache meanwhile */
  const MapFacts copy = *known, *facts = &copy;
  if (!(facts->flags & IS_RECEIVER)) return size_of(walk, object);
  uint64_t bytes = (uint64_t)facts->words * WORD;
  if (facts->kind == SLOTTED) return bytes;
  bytes += store_size(walk, word_at(object, PROPERTIES)) + store_size(walk, word_at(object, ELEMENTS));
  if (facts->kind == BUFFER && word_at(object, walk->engine.buffer_store)) bytes += word_at(object, walk->engine.buffer_length);
  if (facts->kind == TAGGED || facts->kind == RECEIVER) {
    const uint8_t owned = facts->type < TYPE_COUNT ? walk->engine.owned[facts->type] : 0;
    for (unsigned i = FIRST_SLOT / WORD; i < facts->fields; i++) {
      bool is_slot = facts->kind == TAGGED || (i < 32 && facts->slots >> i & 1);
      Word value = word_at(object, i * WORD);
      if (is_slot && owned & OWNS_TABLE && walk_is_store(walk, value)) bytes += store_size(walk, value);
      if (is_slot && owned & OWNS_BOX && is_pointer(value) && kind_of(&walk->engine, value) == DATA) bytes += store_size(walk, value);
    }
  }
  if (!(facts->flags & IS_DICTIONARY)) bytes += boxes_size(walk, object, facts);
  return bytes;
}
