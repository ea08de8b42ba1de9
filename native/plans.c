#include "plans.h"

#include <stdlib.h>

enum { FIRST_PLANS = 16, SCOPES_MOST = 64, VARIABLES_MOST = 4096 };

void plans_reset(Plans *plans) {
  plans->count = 0;
  plans->names.length = 0;
}

void plans_free(Plans *plans) {
  free(plans->items);
  free(plans->names.items);
  *plans = (Plans){0};
}

/** Whether it is the key of private fields of that name: each class that has one has a key of its own. */
static bool is_private_name(const Engine *engine, Word key, Word name) {
  return engine->private_flags && is_pointer(key) && type_of(key) == SYMBOL_TYPE && half_at(key, SYMBOL_FLAGS) == engine->private_flags &&
         word_at(key, engine->symbol_description) == name;
}

/** What `#name` means in a function of the class, as the language has it: the nearest such variable of the scopes around it. 0: nothing. */
static Word meaning_of(const Engine *engine, Word name, Word function) {
  if (!is_pointer(function) || kind_of(engine, function) != FUNCTION) return 0;
  Word scope = word_at(function, engine->function_context);
  for (int left = SCOPES_MOST; left > 0 && is_pointer(scope) && kind_of(engine, scope) == CONTEXT; left--) {
    uint64_t length = length_of(scope);
    if (length > VARIABLES_MOST || (scope & PAGE_MASK) + FIRST_ELEMENT + length * WORD > PAGE_SIZE) return 0;
    for (uint64_t i = FIRST_VARIABLE; i < length; i++) {
      Word value = word_at(scope, FIRST_ELEMENT + i * WORD);
      if (is_private_name(engine, value, name)) return value;
    }
    scope = word_at(scope, FIRST_ELEMENT + OUTER_SCOPE * WORD);
  }
  return 0;
}

static inline bool means(const Engine *engine, Word name, Word key) { return key == name || is_private_name(engine, key, name); }

bool plan_skips(const Plan *plan, const WordList *names, const Engine *engine, Word key) {
  for (uint32_t i = 0; i < plan->name_count; i++)
    if (means(engine, names->items[plan->first_name + i], key)) return true;
  return false;
}

/** The slots of what a name stands for, in objects that are no dictionaries. */
static void skip_slots(Plan *plan, const Engine *engine, Word map, Word name) {
  Word entry = word_at(map, MAP_DESCRIPTORS) + engine->descriptor_key;
  for (unsigned left = own_descriptors(map); left > 0; left--, entry += DESCRIPTOR_SIZE) {
    if (!means(engine, name, word_at(entry, 0))) continue;
    uint64_t details = small_integer(word_at(entry, DESCRIPTOR_DETAILS));
    Place place = place_of(map, details);
    if (details & LOCATED_IN_DESCRIPTOR) plan->skips_constants = true;
    else if (place.is_stored) {
      plan->store[place.index >> 6] |= 1ull << (place.index & 63);
      plan->skips_stored = true;
    } else {
      plan->in_object[place.index >> 6] |= 1ull << (place.index & 63);
      plan->skips_fields = true;
    }
  }
}

bool plan_make(Plan *plan, WordList *names, const Engine *engine, Word map, Word rules) {
  *plan = (Plan){.map = map, .rules = rules, .first_name = (uint32_t)names->length};
  uint64_t length = length_of(rules);
  for (uint64_t i = 0; i + RULE_LENGTH <= length; i += RULE_LENGTH) {
    Word name = word_at(rules, FIRST_ELEMENT + i * WORD), what = word_at(rules, FIRST_ELEMENT + (i + 1) * WORD);
    /* an array has unused room, which holds no rules */
    if (!is_small_integer(what) || (is_pointer(name) && type_of(name) > SYMBOL_TYPE)) continue;
    if (small_integer(what) & RULE_CALL) plan->calls = true;
    if (small_integer(what) & RULE_SHARED) plan->shares = true;
    if (small_integer(what) & RULE_NAMED) plan->names = true;
    if (!(small_integer(what) & RULE_SKIP)) continue;
    Word symbol = is_pointer(name) ? meaning_of(engine, name, word_at(rules, FIRST_ELEMENT + (i + 2) * WORD)) : 0;
    if (symbol) name = symbol;
    if (!list_add(names, name)) return false;
    plan->name_count++;
    if (is_small_integer(name)) plan->skips_elements = true;
    else if (is_dictionary_map(map)) plan->skips_stored = true;
    else skip_slots(plan, engine, map, name);
  }
  return true;
}

uint32_t plans_of(Plans *plans, const Engine *engine, Word map, Word rules) {
  /* the cache of maps may have lost it since it was made */
  for (uint32_t i = 0; i < plans->count; i++)
    if (plans->items[i].map == map && plans->items[i].rules == rules) return i;
  if (length_of(rules) == 0) return PLAN_NONE;
  if (plans->count == plans->capacity) {
    uint32_t capacity = plans->capacity ? plans->capacity * 2 : FIRST_PLANS;
    Plan *items = realloc(plans->items, capacity * sizeof(Plan));
    if (!items) return PLAN_FAILED;
    plans->items = items;
    plans->capacity = capacity;
  }
  Plan *plan = &plans->items[plans->count];
  if (!plan_make(plan, &plans->names, engine, map, rules)) return PLAN_FAILED;
  bool changes = plan->skips_fields || plan->skips_stored || plan->skips_constants || plan->skips_elements || plan->calls || plan->shares || plan->names;
  return changes ? plans->count++ : PLAN_NONE;
}
