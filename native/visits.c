/* Visits of described objects: to a depth that their description gives, or without what their rules leave out. */
#include <stdlib.h>

#include "walk.h"

/** What an object's stores refer to is said by a description; the stores themselves, boxes, and the names in a dictionary are its own. */
static void count_store(Walk *walk, Word store) {
  Reader *reader = &walk->reader;
  if (!is_pointer(store) || !reader_mark(reader, store)) return;
  const MapFacts *facts = facts_for(reader, store);
  if (!facts) return;
  const Kind kind = (Kind)facts->kind;
  if (kind == BYTES || kind == SLOPPY_ARGUMENTS) {
    walk_store(walk, store, facts);
    return;
  }
  if (kind != ARRAY && kind != PROPERTY_ARRAY && kind != DOUBLES && kind != WEAK_TABLE) return;
  uint64_t size = sized(reader, store, kind_size(kind, store, facts));
  if (!size) return;
  walk->totals.bytes += size;
  if (walk->options.slack) walk->totals.slack += slack_of(reader, store, facts);
  if (kind == DOUBLES || kind == WEAK_TABLE) return;
  const bool is_dictionary = facts->table == NAME_DICTIONARY;
  const uint64_t length = slot_count(kind, store);
  for (uint64_t i = 0; i < length; i++) {
    Word value = word_at(store, FIRST_ELEMENT + i * WORD);
    bool is_name = is_dictionary && begins_entry(i) && may_be_name(&reader->engine, value);
    if (is_name || is_box(&reader->engine, value)) walk_push(walk, value);
  }
}

void walk_own(Walk *walk, Word object, const MapFacts copy) {
  const MapFacts *facts = &copy;
  const Engine *engine = &walk->reader.engine;
  walk_count(walk, object, facts);
  if (facts->kind == SLOTTED) return;
  count_store(walk, word_at(object, PROPERTIES));
  count_store(walk, word_at(object, ELEMENTS));
  if (facts->kind == BUFFER) walk_buffer(walk, object);
  for (unsigned i = FIRST_SLOT / WORD; i < facts->fields; i++) {
    Owned owned = owned_slot(&walk->reader, object, facts, i);
    if (owned == OWNED_TABLE) count_store(walk, word_at(object, (uint64_t)i * WORD));
    else if (owned == OWNED_BOX) walk_push(walk, word_at(object, (uint64_t)i * WORD));
  }
  for (unsigned i = facts->fields; i < facts->words; i++) {
    Word value = word_at(object, (uint64_t)i * WORD);
    if (is_box(engine, value)) walk_push(walk, value);
  }
}

typedef struct {
  const Plan *plan;
  const WordList *names;
} Skips;

/** A store marked and counted; 0 where that was done before. */
static uint64_t counted_length(Walk *walk, Word store, const MapFacts *facts) {
  uint64_t size = sized(&walk->reader, store, kind_size((Kind)facts->kind, store, facts));
  walk->totals.bytes += size;
  if (size && walk->options.slack) walk->totals.slack += slack_of(&walk->reader, store, facts);
  return size ? slot_count((Kind)facts->kind, store) : 0;
}

/** Pushes a value, unless it is left out: a box is its object's own bytes all the same. */
static inline void push_unless(Walk *walk, Word value, bool skip) {
  if (!skip || is_box(&walk->reader.engine, value)) walk_push(walk, value);
}

/** Entries of a dictionary: a key, a value and details each. */
static void push_entries(Walk *walk, Word store, uint64_t length, uint64_t from, Skips skips) {
  for (uint64_t i = 0; i < length; i++) {
    Word value = word_at(store, FIRST_ELEMENT + i * WORD);
    bool is_value = i > from && (i - from) % 3 == 1;
    push_unless(walk, value, is_value && plan_skips(skips.plan, skips.names, &walk->reader.engine, word_at(store, FIRST_ELEMENT + (i - 1) * WORD)));
  }
}

static void push_properties(Walk *walk, Word store, Skips skips) {
  if (!is_pointer(store) || !reader_mark(&walk->reader, store)) return;
  const MapFacts *facts = facts_for(&walk->reader, store);
  if (!facts) return;
  const bool is_dictionary = facts->kind == ARRAY && facts->table == NAME_DICTIONARY;
  if (!is_dictionary && facts->kind != PROPERTY_ARRAY) {
    walk_store(walk, store, facts);
    return;
  }
  const uint64_t length = counted_length(walk, store, facts);
  if (is_dictionary) push_entries(walk, store, length, DICTIONARY_PREFIX, skips);
  else for (uint64_t i = 0; i < length; i++) push_unless(walk, word_at(store, FIRST_ELEMENT + i * WORD), skips.plan->store[i >> 6] >> (i & 63) & 1);
}

/** Elements but for those of some indices. */
static void push_elements_but(Walk *walk, Word store, Skips skips) {
  if (!is_pointer(store) || !reader_mark(&walk->reader, store)) return;
  const MapFacts *facts = facts_for(&walk->reader, store);
  if (!facts) return;
  if (facts->kind != ARRAY) {
    walk_store(walk, store, facts);
    return;
  }
  const bool is_dictionary = facts->table == NUMBER_DICTIONARY;
  const uint64_t length = counted_length(walk, store, facts);
  if (is_dictionary) {
    push_entries(walk, store, length, NUMBER_PREFIX, skips);
    return;
  }
  for (uint64_t i = 0; i < length; i++)
    push_unless(walk, word_at(store, FIRST_ELEMENT + i * WORD), plan_skips(skips.plan, skips.names, &walk->reader.engine, i << 32));
}

static void push_constants_but(Walk *walk, const MapFacts *facts, Skips skips) {
  const Engine *engine = &walk->reader.engine;
  Word entry = word_at(facts->map, MAP_DESCRIPTORS) + engine->descriptor_key;
  for (unsigned left = facts->descriptors; left > 0; left--, entry += DESCRIPTOR_SIZE) {
    if (!(small_integer(word_at(entry, DESCRIPTOR_DETAILS)) & LOCATED_IN_DESCRIPTOR)) continue;
    if (!plan_skips(skips.plan, skips.names, engine, word_at(entry, 0))) walk_push(walk, word_at(entry, DESCRIPTOR_VALUE));
  }
}

void walk_planned(Walk *walk, Word object, const MapFacts *facts, const Plan *plan, const WordList *names) {
  const Skips skips = {plan, names};
  if (plan->calls) walk_list(walk, &walk->calls, object);
  if (facts->kind == SLOTTED) {
    walk_slots(walk, object, facts->slots);
    return;
  }
  if (facts->kind == TAGGED) walk_words(walk, object, FIRST_SLOT / WORD, facts->fields);
  else walk_internals(walk, object, facts);
  if (!plan->skips_fields) walk_words(walk, object, facts->fields, facts->words);
  else
    for (unsigned i = facts->fields; i < facts->words; i++)
      push_unless(walk, word_at(object, (uint64_t)i * WORD), plan->in_object[i >> 6] >> (i & 63) & 1);
  if (facts->flags & HAS_CONSTANTS) {
    if (plan->skips_constants) push_constants_but(walk, facts, skips);
    else walk_constants(walk, facts);
  }
  /* last: the facts of the stores may take the place of the object's in the cache */
  const Word properties = word_at(object, PROPERTIES), elements = word_at(object, ELEMENTS);
  if (plan->skips_elements) push_elements_but(walk, elements, skips);
  else walk_push(walk, elements);
  if (plan->skips_stored) push_properties(walk, properties, skips);
  else walk_push(walk, properties);
}

/** Plans for what hand-written descriptions spoke of, made as they are needed: a later one may take an earlier one's place. */
enum { RESTS_KEPT = 64, NAMES_MOST = 1 << 16 };

struct Rest {
  uint32_t epoch;
  Plan plan;
};

const Plan *walk_plan_but(Walk *walk, Word map, Word rules) {
  if (!walk->rests && !(walk->rests = calloc(RESTS_KEPT, sizeof(struct Rest)))) {
    reject(&walk->reader, "out of memory");
    return NULL;
  }
  struct Rest *rest = &walk->rests[(map >> 4 ^ rules >> 3) & (RESTS_KEPT - 1)];
  const uint32_t epoch = walk->reader.maps.epoch;
  if (rest->epoch == epoch && rest->plan.map == map && rest->plan.rules == rules) return &rest->plan;
  if (walk->names.length > NAMES_MOST) {
    walk->names.length = 0;
    for (int i = 0; i < RESTS_KEPT; i++) walk->rests[i].epoch = 0;
  }
  rest->epoch = epoch;
  if (plan_make(&rest->plan, &walk->names, &walk->reader.engine, map, rules)) return &rest->plan;
  reject(&walk->reader, "out of memory");
  return NULL;
}

void walk_visit_but(Walk *walk, Word object, Word rules) {
  const MapFacts *facts = facts_for(&walk->reader, object);
  if (!facts) return;
  if (!(facts->flags & IS_RECEIVER)) {
    walk_visit(walk, object, WHOLE);
    return;
  }
  const Plan *plan = walk_plan_but(walk, facts->map, rules);
  if (!plan) return;
  walk_count(walk, object, facts);
  if (walk->options.slack && facts->kind != SLOTTED) walk_note_key(walk, object, facts);
  walk_planned(walk, object, facts, plan, &walk->names);
}
