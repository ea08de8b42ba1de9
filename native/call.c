#include "call.h"

#include <string.h>

void call_of(napi_env env, napi_callback_info info, Call *call) {
  void *instance = NULL;
  call->count = ARGUMENTS_MOST;
  napi_get_cb_info(env, info, &call->count, call->values, NULL, NULL);
  napi_get_instance_data(env, &instance);
  call->instance = instance;
  call->walk = &call->instance->walk;
}

napi_value handle_for(napi_env env, Word object) {
  napi_value handle = NULL;
  napi_get_global(env, &handle);
  if ((Word)(uintptr_t)handle & 1) return (napi_value)(uintptr_t)object;
  *(Word *)(uintptr_t)handle = object;
  return handle;
}

void handles_for(napi_env env, WordList *objects) {
  for (uint64_t i = 0; i < objects->length; i++) objects->items[i] = (Word)(uintptr_t)handle_for(env, objects->items[i]);
}

/** Objects given in one call of a function of JavaScript: its arguments are on the stack. */
enum { ARGUMENTS_AT_ONCE = 512 };

/* As arguments and not in an array: setting an element would call an accessor that a prototype has for its index. */
bool give(napi_env env, const WordList *objects, napi_value take) {
  napi_value nobody = NULL;
  napi_get_undefined(env, &nobody);
  for (uint64_t from = 0; from < objects->length; from += ARGUMENTS_AT_ONCE) {
    uint64_t left = objects->length - from;
    size_t count = left < ARGUMENTS_AT_ONCE ? (size_t)left : ARGUMENTS_AT_ONCE;
    if (napi_call_function(env, nobody, take, count, (const napi_value *)(objects->items + from), NULL) != napi_ok) return false;
  }
  return true;
}

/** A small integer, for which nothing is allocated. */
enum { KEYS_TOLD_MOST = 1 << 30 };

void handle_keys(napi_env env, Walk *walk) {
  WordList *keys = &walk->keys;
  for (uint64_t i = 0; i + 1 < keys->length; i += 2) {
    const Word count = keys->items[i + 1];
    keys->items[i] = (Word)(uintptr_t)handle_for(env, keys->items[i]);
    keys->items[i + 1] = (Word)(uintptr_t)number(env, (double)(count < KEYS_TOLD_MOST ? count : KEYS_TOLD_MOST));
  }
}

bool give_keys(napi_env env, Walk *walk, napi_value take) {
  bool given = !is_function(env, take) || give(env, &walk->keys, take);
  walk->keys.length = 0;
  return given;
}

void set_sentinel(napi_env env, Instance *instance) {
  if (instance->sentinel) napi_delete_reference(env, instance->sentinel);
  instance->sentinel = NULL;
  napi_handle_scope scope;
  napi_value object;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return;
  if (napi_create_object(env, &object) == napi_ok) napi_create_reference(env, object, 0, &instance->sentinel);
  napi_close_handle_scope(env, scope);
}

bool sentinel_lives(napi_env env, const Instance *instance) {
  napi_value object = NULL;
  return instance->sentinel && napi_get_reference_value(env, instance->sentinel, &object) == napi_ok && object;
}

/** The order of describedBy() in src/probe/descriptions.ts. */
enum { KEY_GIVEN, CLASSES_GIVEN, RULES_GIVEN, EXCLUDED_GIVEN, SIZERS_GIVEN, BY_HAND_GIVEN, DESCRIPTIONS_GIVEN };

void set_descriptions(Walk *walk, napi_value keys) {
  const Engine *engine = &walk->reader.engine;
  Descriptions *descriptions = &walk->reader.maps.descriptions;
  uint64_t length, count;
  Word store = elements_of(engine, word_behind(keys), &length);
  *descriptions = (Descriptions){0};
  if (!store || length < DESCRIPTIONS_GIVEN) return;
  Word given[DESCRIPTIONS_GIVEN];
  for (int i = 0; i < DESCRIPTIONS_GIVEN; i++) given[i] = word_at(store, FIRST_ELEMENT + (uint64_t)i * WORD);
  for (int i = KEY_GIVEN; i <= RULES_GIVEN; i += RULES_GIVEN)
    if (!is_pointer(given[i]) || kind_of(engine, given[i]) != SYMBOL) given[i] = 0;
  descriptions->key = given[KEY_GIVEN];
  descriptions->classes = elements_of(engine, given[CLASSES_GIVEN], &count);
  if (!count) descriptions->classes = 0;
  descriptions->rules = given[RULES_GIVEN];
  descriptions->excluded = elements_of(engine, given[EXCLUDED_GIVEN], &count);
  if (!count) descriptions->excluded = 0;
  if (is_small_integer(given[BY_HAND_GIVEN])) descriptions->by_hand = (ByHand)small_integer(given[BY_HAND_GIVEN]);
  if (is_pointer(given[SIZERS_GIVEN]) && words_of(given[SIZERS_GIVEN]) > FIRST_SLOT / WORD) {
    Word table = word_at(given[SIZERS_GIVEN], FIRST_SLOT);
    if (is_pointer(table) && kind_of(engine, table) == WEAK_TABLE) descriptions->sizers = table;
  }
}

static uint64_t most(double number) { return number >= 0 && number < 9e15 ? (uint64_t)number : UINT64_MAX; }

void set_options(Walk *walk, uint32_t flags, double limit, double budget) {
  WalkOptions *options = &walk->options;
  options->slack = flags & WITH_SLACK;
  options->contexts = flags & WITH_CONTEXTS;
  options->at_descriptions =
      flags & LIST_DESCRIBED ? AT_DESCRIPTIONS_LIST : flags & STOP_AT_DESCRIPTIONS ? AT_DESCRIPTIONS_STOP : AT_DESCRIPTIONS_GO_ON;
  options->texts = flags & WITH_TEXTS;
  options->receivers = flags & LISTED_ONLY;
  options->names_all = options->lists_variables = options->defers = false;
  options->classes = flags & WITH_CLASSES;
  options->pauses = flags & PAUSING;
  options->limit = most(limit);
  options->budget = most(budget);
}

void begin(Walk *walk, uint32_t flags, double limit, double budget) {
  set_options(walk, flags, limit, budget);
  walk_begin(walk);
}

int finish(napi_env env, Instance *instance, bool whole, napi_value firsts) {
  Walk *walk = &instance->walk;
  if (!whole) reject(&walk->reader, "a read of the heap touched memory that is not there");
  if (walk->reader.rejection) return VOID;
  const Totals *totals = &walk->totals;
  double *figures = instance->desk;
  figures[BYTES_FIGURE] = (double)totals->bytes;
  figures[EXTERNAL_FIGURE] = (double)totals->external;
  figures[SLACK_FIGURE] = (double)totals->slack;
  figures[COUNT_FIGURE] = (double)totals->count;
  figures[UNKNOWN_FIGURE] = (double)totals->unknown.count;
  figures[NATIVE_FIGURE] = (double)totals->native.count;
  figures[MEMORY_FIGURE] = (double)walk_memory(walk);
  figures[GENERATION_FIGURE] = (double)walk->generation;
  Word unknown = totals->unknown.first, native = totals->native.first;
  bool is_list = false;
  if ((unknown || native) && firsts && napi_is_array(env, firsts, &is_list) == napi_ok && is_list) {
    /* both handles before anything allocates */
    napi_value of_unknown = unknown ? handle_for(env, unknown) : NULL;
    napi_value of_native = native ? handle_for(env, native) : NULL;
    if (of_unknown) napi_set_element(env, firsts, 0, of_unknown);
    if (of_native) napi_set_element(env, firsts, 1, of_native);
  }
  if (walk->met_description) return DESCRIBED;
  return walk->paused ? PAUSED : walk->passed_limit ? LIMITED : COMPLETE;
}
