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
};

/** Remembers how many bytes of a buffer a view reads: whether others hold the buffer too is known only at the end. */
static void lend(Walk *walk, Word buffer, uint64_t used) {
  bool is_new;
  WordEntry *entry = word_map_entry(&walk->lent, buffer, &is_new);
  if (entry) entry->value += used;
  else reject(&walk->reader, "out of memory");
}

/** Numbers begin at FIRST_CLASS again; without classes nothing is kept. */
static void classes_begin(Walk *walk, bool are_counted) {
  ClassSums *classes = &walk->classes;
  if (!are_counted && classes->sums.capacity == 0) return;
  list_reset(&classes->examples);
  list_reset(&classes->sums);
  word_map_reset(&classes->numbers);
  classes->is_full = false;
  for (unsigned i = 0; are_counted && i < 2 * FIRST_CLASS; i++) walk_list(walk, &classes->sums, 0);
}

void walk_begin(Walk *walk) {
  maps_reset(&walk->reader.maps);
  pages_reset(&walk->reader.pages);
  list_reset(&walk->work);
  list_reset(&walk->met);
  list_reset(&walk->calls);
  list_reset(&walk->told);
  list_reset(&walk->keys);
  word_map_reset(&walk->key_numbers);
  list_reset(&walk->pieces);
  list_reset(&walk->spine);
  list_reset(&walk->closures);
  list_reset(&walk->deferred);
  list_reset(&walk->hits);
  word_map_reset(&walk->known);
  walk->names.length = 0;
  walk->tag = 0;
  classes_begin(walk, walk->options.classes);
  word_map_reset(&walk->stores);
  word_map_reset(&walk->lent);
  free(walk->texts.items);
  walk->texts = (TextList){0};
  walk->totals = (Totals){0};
  walk->owner = 0;
  walk->met_description = walk->passed_limit = walk->met_variables = walk->paused = false;
  walk->progress = (Progress){.phase = AT_LISTS};
  walk->looked_at = 0;
  walk->generation++;
  walk->reader.rejection = NULL;
}

void walk_forget(Walk *walk) {
  pages_reset(&walk->reader.pages);
  word_map_reset(&walk->stores);
  word_map_reset(&walk->lent);
}

#define LISTS_OF(walk)                                                                                                                  \
  {&(walk)->work,     &(walk)->met,  &(walk)->told,   &(walk)->calls, &(walk)->keys, &(walk)->closures,                                 \
   &(walk)->deferred, &(walk)->hits, &(walk)->pieces, &(walk)->spine, &(walk)->names}

void walk_free(Walk *walk) {
  pages_free(&walk->reader.pages);
  maps_free(&walk->reader.maps);
  word_map_free(&walk->stores);
  word_map_free(&walk->lent);
  word_map_free(&walk->known);
  word_map_free(&walk->key_numbers);
  word_map_free(&walk->classes.numbers);
  free(walk->classes.examples.items);
  free(walk->classes.sums.items);
  WordList *lists[] = LISTS_OF(walk);
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) free(lists[i]->items);
  free(walk->rests);
  free(walk->texts.items);
}

uint64_t walk_memory(const Walk *walk) {
  const WordList *lists[] = LISTS_OF(walk);
  uint64_t words = 2 * (walk->stores.capacity + walk->lent.capacity + walk->key_numbers.capacity);
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) words += lists[i]->capacity;
  return pages_memory(&walk->reader.pages) + words * WORD + walk->texts.capacity * sizeof(Text);
}

static void push_elements(Walk *walk, Word array, uint64_t from, uint64_t length) {
  uint64_t end = length;
  if (length - from > CHUNK) {
    end = from + CHUNK;
    walk_list(walk, &walk->work, end);
    walk_list(walk, &walk->work, (array + WAITING) | walk->tag);
  }
  for (uint64_t i = from; i < end; i++) walk_push(walk, word_at(array, FIRST_ELEMENT + i * WORD));
}

void walk_constants(Walk *walk, const MapFacts *facts) {
  Word entry = word_at(facts->map, MAP_DESCRIPTORS) + walk->reader.engine.descriptor_key;
  for (unsigned left = facts->descriptors; left > 0; left--, entry += DESCRIPTOR_SIZE)
    if (small_integer(word_at(entry, DESCRIPTOR_DETAILS)) & LOCATED_IN_DESCRIPTOR) walk_push(walk, word_at(entry, DESCRIPTOR_VALUE));
}

void walk_buffer(Walk *walk, Word object) {
  const Engine *engine = &walk->reader.engine;
  uint64_t length = word_at(object, engine->buffer_length);
  Word store = word_at(object, engine->buffer_store);
  if (length > 1ull << 53) {
    reject(&walk->reader, "a buffer of more bytes than there are");
    return;
  }
  if (!store || !length) return;
  bool is_new = false;
  WordEntry *counted = word_map_entry(&walk->stores, store, &is_new);
  if (!counted) reject(&walk->reader, "out of memory");
  /* buffers of shared memory that grew meanwhile have different lengths: the longest is what there is */
  if (!counted || counted->value >= length) return;
  const uint64_t more = length - counted->value;
  counted->value = length;
  walk->totals.bytes += more;
  walk->totals.external += more;
  if (!is_new) return;
  uint64_t most = word_at(object, engine->buffer_max_length);
  if (most > length && most < 1ull << 53) walk->totals.slack += most - length;
}

void walk_internals(Walk *walk, Word object, const MapFacts *facts) {
  const Engine *engine = &walk->reader.engine;
  switch (facts->kind) {
    case TAGGED:
      walk_words(walk, object, FIRST_SLOT / WORD, facts->fields);
      break;
    case FUNCTION: {
      const Word context = word_at(object, engine->function_context);
      if (walk->options.lists_variables && has_variables(engine, context)) walk_list(walk, &walk->closures, object);
      if (walk->options.contexts) walk_push(walk, context);
      else walk->met_variables |= has_variables(engine, context);
      break;
    }
    case BUFFER:
      walk_slots(walk, object, facts->slots);
      walk_buffer(walk, object);
      break;
    case VIEW: {
      walk_slots(walk, object, facts->slots);
      Word buffer = word_at(object, engine->view_buffer);
      if (walk->options.slack && !walk->options.names_all && is_pointer(buffer)) lend(walk, buffer, word_at(object, engine->view_length));
      else walk_push(walk, buffer);
      break;
    }
    default:
      walk_slots(walk, object, facts->slots);
  }
}

void walk_count(Walk *walk, Word object, const MapFacts *facts) {
  Totals *totals = &walk->totals;
  totals->bytes += (uint64_t)facts->words * WORD;
  totals->count++;
  walk->owner = object;
  count_unseen(totals, &walk->reader.engine, object, facts);
  if (walk->options.slack) totals->slack += slack_of(&walk->reader, object, facts);
}

static uint32_t class_number(Walk *walk, Word object, const MapFacts *facts) {
  if (facts->class) return facts->class;
  ClassSums *classes = &walk->classes;
  bool is_new = false;
  WordEntry *entry = word_map_entry(&classes->numbers, facts->map, &is_new);
  if (!entry) {
    reject(&walk->reader, "out of memory");
    return NO_CLASS;
  }
  if (is_new) {
    entry->value = FIRST_CLASS + classes->examples.length;
    if (entry->value >= CLASSES_MOST) {
      entry->value = NO_CLASS;
      classes->is_full = true;
      return NO_CLASS;
    }
    walk_list(walk, &classes->examples, object);
    for (int i = 0; i < 2; i++) walk_list(walk, &classes->sums, 0);
  }
  maps_facts_of(&walk->reader.maps, facts->map)->class = (uint16_t)entry->value;
  return (uint32_t)entry->value;
}

Tally walk_tally(Walk *walk, Word object, Word owner) {
  Tally tally = {.bytes = walk->totals.bytes, .count = walk->totals.count, .class = (uint32_t)(owner >> OWNER_SHIFT)};
  const MapFacts *facts = facts_for(&walk->reader, object);
  if (!facts) return tally;
  if (facts->flags & IS_RECEIVER) tally.class = class_number(walk, object, facts);
  else if (facts->kind == STRING) {
    /* what a string is made of has no owner */
    tally.is_piece = tally.class == NO_CLASS;
    tally.class = STRING_CLASS;
  } else if (facts->kind == SYMBOL) tally.class = SYMBOL_CLASS;
  else if (facts->kind == BIGINT) tally.class = BIGINT_CLASS;
  walk->tag = (Word)tally.class << OWNER_SHIFT;
  return tally;
}

void walk_tallied(Walk *walk, Tally tally) {
  walk->tag = 0;
  if (walk->reader.rejection) return;
  Word *sums = walk->classes.sums.items + 2 * (uint64_t)tally.class;
  if (!tally.is_piece) sums[0] += walk->totals.count - tally.count;
  sums[1] += walk->totals.bytes - tally.bytes;
}

void walk_note_key(Walk *walk, Word object, const MapFacts *facts) {
  if (!has_identity_hash(&walk->reader.engine, object)) return;
  bool is_new = false;
  WordEntry *entry = word_map_entry(&walk->key_numbers, facts->map, &is_new);
  if (!entry) {
    reject(&walk->reader, "out of memory");
    return;
  }
  if (is_new) {
    entry->value = walk->keys.length + 1;
    walk_list(walk, &walk->keys, object);
    walk_list(walk, &walk->keys, 0);
  }
  if (!walk->reader.rejection) walk->keys.items[entry->value]++;
}

static void visit_receiver(Walk *walk, Word object, const MapFacts *facts) {
  walk_count(walk, object, facts);
  if (walk->options.slack && facts->kind != SLOTTED) walk_note_key(walk, object, facts);
  if (__builtin_expect(facts->flags & HAS_PLAN, 0)) {
    const Plans *plans = &walk->reader.maps.plans;
    walk_planned(walk, object, facts, &plans->items[facts->plan], &plans->names);
    return;
  }
  if (facts->kind == SLOTTED) {
    walk_slots(walk, object, facts->slots);
    return;
  }
  walk_push(walk, word_at(object, PROPERTIES));
  walk_push(walk, word_at(object, ELEMENTS));
  if (facts->kind == TAGGED) {
    walk_words(walk, object, FIRST_SLOT / WORD, facts->words);
  } else {
    walk_internals(walk, object, facts);
    walk_words(walk, object, facts->fields, facts->words);
  }
  if (facts->flags & HAS_CONSTANTS) walk_constants(walk, facts);
}

/** Counts an object of a kind never learned, and no receiver: it may be the value's, or code and others that no figure has, so that no byte of it is certain. */
static void count_unknown(Walk *walk, const MapFacts *facts) {
#ifdef EXPLORE
  fprintf(stderr, "U type %d vis %d words %d\n", facts->type, byte_at(facts->map, MAP_VISITOR), facts->words);
#endif
  (void)facts;
  if (walk->totals.unknown.count++ == 0) walk->totals.unknown.first = walk->owner;
}

static void add_text(Walk *walk, Word string, uint64_t bytes, uint64_t count) {
  TextList *texts = &walk->texts;
  if (texts->length == texts->capacity) {
    uint64_t capacity = texts->capacity ? texts->capacity * 2 : FIRST_LIST;
    Text *items = realloc(texts->items, capacity * sizeof(Text));
    if (!items) {
      reject(&walk->reader, "out of memory");
      return;
    }
    texts->items = items;
    texts->capacity = capacity;
  }
  texts->items[texts->length++] = (Text){.fingerprint = text_fingerprint(&walk->reader, string, &walk->spine), .bytes = (double)bytes, .count = (double)count};
}

/** Lists a string, and by themselves the texts it is made of: ropes share those. */
static void add_texts(Walk *walk, Word string) {
  uint64_t bytes = 0, external = 0, count = 0;
  walk->pieces.length = 0;
  walk_list(walk, &walk->pieces, string);
  while (walk->pieces.length > 0 && !walk->reader.rejection) {
    Word piece = walk->pieces.items[--walk->pieces.length];
    uint64_t size = text_bytes(&walk->reader, piece, &walk->pieces, &external);
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

/** Whether a context is known, or followed later. */
static bool is_put_off(Walk *walk, Word context) {
  const WordEntry *known = word_map_find(&walk->known, context);
  if (known) walk_list(walk, &walk->hits, known->value - 1);
  else if (walk->options.defers) walk_list(walk, &walk->deferred, context);
  return known || walk->options.defers;
}

static inline void visit(Walk *walk, Word object, const MapFacts *facts) {
  Totals *totals = &walk->totals;
  const uint64_t own = (uint64_t)facts->words * WORD;
  if (!fits(&walk->reader, object, own < FIRST_ELEMENT ? FIRST_ELEMENT : own)) {
    reject(&walk->reader, "an object ends beyond its page");
    return;
  }
  if (facts->flags & IS_RECEIVER) {
    visit_receiver(walk, object, facts);
    return;
  }
  uint64_t size = 0;
/* with a kind that is a constant the compiler leaves nothing of the switch in it */
#define size_as(kind) sized(&walk->reader, object, kind_size(kind, object, facts))
  switch (facts->kind) {
    case STOPPED:
      break;
    case TAGGED:
      totals->bytes += own;
      walk_words(walk, object, 1, facts->words);
      break;
    case SLOTTED:
      totals->bytes += own;
      walk_slots(walk, object, facts->slots);
      break;
    case ARRAY:
    case PROPERTY_ARRAY:
      if (!(size = size_as((Kind)facts->kind))) break;
      totals->bytes += size;
      if (facts->table && walk->options.slack) totals->slack += slack_of(&walk->reader, object, facts);
      push_elements(walk, object, 0, slot_count((Kind)facts->kind, object));
      break;
    case WEAK_TABLE:
    case DOUBLES:
      totals->bytes += size_as(DOUBLES);
      break;
    case WEAK_LIST:
      totals->bytes += size_as(WEAK_LIST);
      break;
    case BYTES:
      totals->bytes += size_as(BYTES);
      break;
    case DATA:
      totals->bytes += own;
      break;
    case BIGINT:
      totals->bytes += size_as(BIGINT);
      totals->count++;
      break;
    case STRING:
      if (walk->options.texts) {
        add_texts(walk, object);
        break;
      }
      totals->count++;
      totals->bytes += text_bytes(&walk->reader, object, &walk->work, &totals->external);
      break;
    case SYMBOL:
      totals->bytes += own;
      totals->count++;
      walk_push(walk, word_at(object, walk->reader.engine.symbol_description));
      break;
    case CONTEXT:
      if (!walk_follows_context(walk, facts) || (walk->options.lists_variables && is_put_off(walk, object)) || !(size = size_as(CONTEXT))) break;
      totals->bytes += size;
      push_elements(walk, object, 0, slot_count(CONTEXT, object));
      break;
    case SLOPPY_ARGUMENTS:
      /* what it shares with a context, and the rest */
      totals->bytes += size_as(SLOPPY_ARGUMENTS);
      walk_push(walk, word_at(object, FIRST_ELEMENT));
      walk_push(walk, word_at(object, FIRST_ELEMENT + WORD));
      for (uint64_t i = 0; i < length_of(object); i++) walk_push(walk, shared_argument(&walk->reader, object, i));
      break;
    default:
      count_unknown(walk, facts);
  }
#undef size_as
}

bool walk_follows_context(const Walk *walk, const MapFacts *facts) {
  return walk->options.contexts && !is_outermost(&walk->reader.engine, facts->type);
}

bool walk_is_described(Walk *walk, Word object, const MapFacts *facts) {
  if (facts->flags & IS_DESCRIBED) return true;
  const Word key = walk->reader.maps.descriptions.key;
  return facts->flags & IS_DICTIONARY && key && has_own_key(&walk->reader.engine, object, key);
}

static inline void visit_met(Walk *walk, Word object) {
  const MapFacts *facts = facts_for(&walk->reader, object);
  if (!facts) return;
  if (facts->flags & IS_RECEIVER) {
    if (__builtin_expect(facts->flags & IS_EXCLUDED, 0)) return;
    if (walk->options.receivers) {
      if (facts->flags & HAS_PLAN || walk_is_described(walk, object, facts)) walk_list(walk, &walk->told, walk->met.length);
      walk_list(walk, &walk->met, object);
      return;
    }
    if (walk->options.at_descriptions && walk_is_described(walk, object, facts)) {
      if (walk->options.at_descriptions == AT_DESCRIPTIONS_LIST) walk_list(walk, &walk->met, object);
      else walk->met_description = true;
      return;
    }
  }
  visit(walk, object, facts);
}

/** Buffers that only views hold: what no view reads of them is slack. Whether there were any. */
static bool visit_lent(Walk *walk) {
  WordMap lent = walk->lent;
  walk->lent = (WordMap){0};
  bool found = false;
  for (uint64_t i = 0; i < lent.capacity; i++) {
    Word buffer = lent.entries[i].key;
    if (!buffer || !reader_mark(&walk->reader, buffer)) continue;
    found = true;
    uint64_t length = word_at(buffer, walk->reader.engine.buffer_length);
    if (length > lent.entries[i].value) walk->totals.slack += length - lent.entries[i].value;
    visit_met(walk, buffer);
  }
  word_map_free(&lent);
  return found;
}

void walk_finish(Walk *walk) {
  do walk_drain(walk);
  while (walk->lent.count > 0 && !walk->passed_limit && !walk->paused && !walk->reader.rejection && !walk->met_description && visit_lent(walk));
}

void walk_drain(Walk *walk) {
  Word ahead[AHEAD];
  unsigned first = 0, count = 0;
  WordList *work = &walk->work;
  while (!walk->reader.rejection && !walk->met_description && !walk->paused) {
    const unsigned most = walk->looked_at < IN_ORDER ? AHEAD_FIRST : AHEAD;
    while (count < most && work->length > 0) {
      const Word entry = work->items[--work->length], next = entry & ADDRESS_MASK;
      if (is_pointer(next)) {
        __builtin_prefetch((const void *)(uintptr_t)(next - 1));
        ahead[(first + count++) % AHEAD] = entry;
      } else {
        const Kind kind = kind_of(&walk->reader.engine, next - WAITING);
        uint64_t from = work->items[--work->length];
        walk->tag = entry & ~ADDRESS_MASK;
        /* while the walk paused, Array.prototype.shift may have moved its beginning */
        if (kind != ARRAY && kind != PROPERTY_ARRAY && kind != CONTEXT) reject(&walk->reader, "an array is none any more");
        else push_elements(walk, next - WAITING, from, slot_count(kind, next - WAITING));
      }
    }
    if (count == 0) return;
    if (walk->totals.bytes > walk->options.limit || walk->looked_at++ >= walk->options.budget) {
      if (walk->options.pauses && walk->totals.bytes <= walk->options.limit) {
        walk->paused = true;
        while (count > 0) walk_list(walk, work, ahead[(first + --count) % AHEAD]);
      } else walk->passed_limit = true;
      return;
    }
    const Word entry = ahead[first], object = entry & ADDRESS_MASK;
    first = (first + 1) % AHEAD;
    count--;
    if (__builtin_expect(!walk->options.classes, 1)) visit_met(walk, object);
    else {
      const Tally tally = walk_tally(walk, object, entry & ~ADDRESS_MASK);
      visit_met(walk, object);
      walk_tallied(walk, tally);
    }
  }
}

void walk_visit(Walk *walk, Word object, Depth depth) {
  const MapFacts *facts = facts_for(&walk->reader, object);
  if (!facts) return;
  if (depth == WHOLE || !(facts->flags & IS_RECEIVER)) visit(walk, object, facts);
  else walk_own(walk, object, *facts);
}

void walk_store(Walk *walk, Word store, const MapFacts *facts) { visit(walk, store, facts); }
