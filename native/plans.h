/*
 * What the rules of a class say, as slots of a hidden class. Rules are data of JavaScript: an array that a description carries. A plan is made
 * from it for each map, and holds for one call: it is made of addresses, and rules may be others in the next.
 */
#ifndef MEMSIZE_PLANS_H
#define MEMSIZE_PLANS_H

#include "engine.h"
#include "lists.h"

/** For each rule the array has a name (a small integer: an index), one of these, and a function of the class in whose scope a `#name` is meant. */
enum { RULE_LENGTH = 3, RULE_SKIP = 1, RULE_CALL = 2, RULE_SHARED = 4, RULE_NAMED = 8 };

typedef struct {
  Word map, rules;
  uint64_t in_object[4]; /* bit n: word n of the object does not count */
  uint64_t store[16];    /* bit n: slot n of the property array */
  /** All names that do not count: names[first_name] up to names[first_name + name_count]. Dictionaries and elements are matched by them. */
  uint32_t first_name, name_count;
  bool skips_fields, skips_stored, skips_constants, skips_elements;
  bool calls;  /* JavaScript has to be called for each object */
  bool names;  /* some field is called otherwise than the engine calls it, which a graph shows */
  bool shares; /* some part is held by others too, which somebody may want to hear */
} Plan;

typedef struct {
  Plan *items;
  uint32_t count, capacity;
  WordList names;
} Plans;

/** Where a field is: a word of the object, or a slot of its property array. */
typedef struct {
  bool is_stored;
  unsigned index;
} Place;

static inline Place place_of(Word map, uint64_t details) {
  unsigned field = details >> FIELD_SHIFT & FIELD_MASK, first = byte_at(map, MAP_FIELDS), in_object = byte_at(map, MAP_WORDS) - first;
  return field < in_object ? (Place){.index = first + field} : (Place){.is_stored = true, .index = field - in_object};
}

/** False where the object has no such slot. */
static inline bool place_value(Word object, Place place, Word *value) {
  if (!place.is_stored) return *value = word_at(object, (uint64_t)place.index * WORD), true;
  Word store = word_at(object, PROPERTIES);
  if (!is_pointer(store) || place.index >= (length_of(store) & PROPERTY_ARRAY_LENGTH_MASK)) return false;
  return *value = word_at(store, FIRST_ELEMENT + (uint64_t)place.index * WORD), true;
}

void plans_reset(Plans *plans);
void plans_free(Plans *plans);

/** The number of the plan of a map under these rules; PLAN_NONE where they leave everything as it is, PLAN_FAILED where there is no memory. */
enum { PLAN_NONE = UINT32_MAX - 1, PLAN_FAILED = UINT32_MAX };
uint32_t plans_of(Plans *plans, const Engine *engine, Word map, Word rules);

/** Fills in one plan that stands by itself: its names are added to the list. False where there is no memory. */
bool plan_make(Plan *plan, WordList *names, const Engine *engine, Word map, Word rules);

/** Whether what a key stands for does not count. */
bool plan_skips(const Plan *plan, const WordList *names, const Engine *engine, Word key);

#endif
