#include "faces.h"
#include "guard.h"

typedef struct {
  Walk *walk;
  Word root, beside;
} Deep;

static void deep_guarded(void *argument) {
  Deep *deep = argument;
  walk_push(deep->walk, deep->root);
  if (deep->beside) walk_push(deep->walk, deep->beside);
  walk_finish(deep->walk);
}

/** deep(value, flags, limit, budget, keys, firsts, takeKeys): what it came to; the desk has the figures. */
static napi_value js_deep(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  Walk *walk = call.walk;
  begin(walk, flags_of(env, call.values[1]), number_of(env, call.values[2]), number_of(env, call.values[3]));
  bool whole = false;
  if (walk->reader.engine.learned) {
    set_descriptions(walk, call.values[4]);
    Deep deep = {walk, word_behind(call.values[0]), 0};
    whole = guard_run(deep_guarded, &deep);
    walk->met_description |= walk->calls.length > 0;
  }
  /* all handles before anything allocates */
  if (whole && !walk->reader.rejection) handle_keys(env, walk);
  const int outcome = finish(env, call.instance, whole, call.values[5]);
  if (outcome == VOID) return number(env, VOID);
  return give_keys(env, walk, call.values[6]) ? number(env, outcome) : NULL;
}

/** One object is the call's result itself: a call of a function of JavaScript would cost as much as a small walk. */
static napi_value handed(napi_env env, WordList *handles, napi_value take, double otherwise) {
  if (handles->length == 1) return (napi_value)(uintptr_t)handles->items[0];
  return give(env, handles, take) ? number(env, otherwise) : NULL;
}

/**
 * Objects met that JavaScript has to look at: those that have descriptions, for `take`; those whose rules call functions, for `call`; and those that may be
 * keys of WeakMaps, which only a walk with slack lists, for `take_keys`.
 */
static napi_value total(napi_env env, const Call *call, napi_value beside, napi_value take_keys, uint32_t flags, bool figures) {
  Walk *walk = call->walk;
  Instance *instance = call->instance;
  if (!walk->reader.engine.learned) return number(env, VOID);
  if (instance->expects_descriptions && !sentinel_lives(env, instance)) set_sentinel(env, instance);
  begin(walk, flags | LIST_DESCRIBED, -1, -1);
  set_descriptions(walk, call->values[1]);
  Deep deep = {walk, word_behind(call->values[0]), beside ? word_behind(beside) : 0};
  bool whole = guard_run(deep_guarded, &deep);
  int outcome = figures || !whole || walk->reader.rejection ? finish(env, instance, whole, NULL) : COMPLETE;
  if (outcome == VOID) return number(env, VOID);
  const double bytes = (double)walk->totals.bytes;
  instance->desk[CLOSURES_FIGURE] = walk->met_variables;
  if (walk->met.length > 0) instance->expects_descriptions = EXPECTED_FOR;
  else if (instance->expects_descriptions) instance->expects_descriptions--;
  if (walk->met.length > 0) {
    instance->desk[CALLS_FIGURE] = 0;
    /* one that lives was made before the walk */
    instance->desk[GENERATION_FIGURE] = sentinel_lives(env, instance) ? (double)walk->generation : -1;
    handles_for(env, &walk->met);
    return handed(env, &walk->met, call->values[2], -DESCRIBED);
  }
  WordList *calls = &walk->calls;
  if (calls->length == 0 && walk->keys.length == 0) return number(env, bytes);
  /* all handles before anything allocates */
  handles_for(env, calls);
  handle_keys(env, walk);
  if (walk->keys.length > 0 && !give_keys(env, walk, take_keys)) return NULL;
  if (calls->length == 0) return number(env, bytes);
  instance->desk[CALLS_FIGURE] = 1;
  instance->desk[BYTES_FIGURE] = bytes;
  return handed(env, calls, call->values[3], bytes);
}

/**
 * bytes(value, keys, take, call): of everything it holds; below 0: void. Where JavaScript has to look at one object, that object; where at more,
 * `take` or `call` is given them, and the result is -DESCRIBED or the bytes.
 */
static napi_value js_bytes(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  return total(env, &call, NULL, NULL, 0, false);
}

/** measured(value, keys, take, call, takeKeys): the same, and all figures on the desk. */
static napi_value js_measured(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  return total(env, &call, NULL, call.values[4], WITH_SLACK, true);
}

/** entry(value, keys, take, call, key): bytes() of a key and a value, what both hold once. */
static napi_value js_entry(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  return total(env, &call, call.values[4], NULL, 0, false);
}

typedef struct {
  Walk *walk;
  Word object;
  double bytes;
} Own;

static void own_guarded(void *argument) {
  Own *own = argument;
  Reader *reader = &own->walk->reader;
  own->bytes = (double)shallow_of(reader, own->object, &own->walk->pieces);
  if (!is_pointer(own->object) || type_of(own->object) < reader->engine.first_receiver - 1) return;
  const MapFacts *facts = facts_for(reader, own->object);
  if (!facts) return;
  bool calls = facts->flags & HAS_PLAN && reader->maps.plans.items[facts->plan].calls;
  if (calls || walk_is_described(own->walk, own->object, facts)) own->bytes = -DESCRIBED;
}

/** own(value, keys): its own bytes; -DESCRIBED where a description may add to them. */
static napi_value js_own(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  Walk *walk = call.walk;
  if (!walk->reader.engine.learned) return number(env, VOID);
  begin(walk, 0, -1, -1);
  set_descriptions(walk, call.values[1]);
  Own own = {.walk = walk, .object = word_behind(call.values[0])};
  bool whole = guard_run(own_guarded, &own);
  if (whole && !walk->reader.rejection) return number(env, own.bytes);
  return number(env, finish(env, call.instance, whole, NULL));
}

typedef struct {
  Walk *walk;
  Word store;
  uint64_t length;
  double *out;
} Shallow;

static void shallow_guarded(void *argument) {
  Shallow *shallow = argument;
  for (uint64_t i = 0; i < shallow->length; i++) {
    if (i + 8 < shallow->length) {
      Word ahead = word_at(shallow->store, FIRST_ELEMENT + (i + 8) * WORD);
      if (is_pointer(ahead)) __builtin_prefetch((const void *)(uintptr_t)(ahead - 1));
    }
    Walk *walk = shallow->walk;
    shallow->out[i] = (double)shallow_of(&walk->reader, word_at(shallow->store, FIRST_ELEMENT + i * WORD), &walk->pieces);
  }
}

/** shallow(list, out): the own bytes of each. */
static napi_value js_shallow(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  Walk *walk = call.walk;
  size_t room = 0;
  begin(walk, 0, -1, -1);
  double *out = doubles_of(env, call.values[1], &room);
  bool whole = false;
  if (walk->reader.engine.learned && out) {
    Shallow shallow = {.walk = walk, .out = out};
    shallow.store = store_of(walk, call.values[0], &shallow.length);
    if (shallow.length > room) shallow.length = room;
    whole = guard_run(shallow_guarded, &shallow);
  }
  return number(env, finish(env, call.instance, whole, NULL));
}

static void tables_guarded(void *argument) {
  Shallow *shallow = argument;
  Walk *walk = shallow->walk;
  double sum = 0;
  for (uint64_t i = 0; i < shallow->length; i++) sum += (double)shallow_of(&walk->reader, word_at(shallow->store, FIRST_ELEMENT + i * WORD), &walk->pieces);
  *shallow->out = sum;
}

/** tables(list): the own bytes of all of them, which nobody describes. */
static napi_value js_tables(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  Walk *walk = call.walk;
  if (!walk->reader.engine.learned) return number(env, VOID);
  begin(walk, 0, -1, -1);
  double sum = 0;
  Shallow shallow = {.walk = walk, .out = &sum};
  shallow.store = store_of(walk, call.values[0], &shallow.length);
  bool whole = guard_run(tables_guarded, &shallow);
  if (whole && !walk->reader.rejection) return number(env, sum);
  return number(env, finish(env, call.instance, whole, NULL));
}

void add_totals(napi_env env, napi_value exports) {
  const Function functions[] = {{"deep", js_deep}, {"bytes", js_bytes}, {"measured", js_measured}, {"entry", js_entry}, {"own", js_own}, {"shallow", js_shallow}, {"tables", js_tables}};
  add_functions(env, exports, functions, sizeof functions / sizeof *functions, NULL);
}
