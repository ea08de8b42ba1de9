/*
 * What closures of an entry hold through their variables. Contexts have no name in JavaScript: each is known by a closure that leads to it, and
 * how many contexts are between. Addresses are found from that again in each call.
 */
#include "faces.h"
#include "guard.h"

/** Contexts of a closure that are looked at, from the innermost on. A known context's number: its closure's place in the list, times this, and how far out. */
enum { OUTWARDS_MOST = 8 };

typedef struct {
  Walk *walk;
  Word key, value, stops, references, depths;
  Word closures, outwards; /* instead of a key and a value: contexts, by closures and how far out of them they are */
  uint64_t stop_count, reference_count, depth_count, closure_count, outward_count;
  double *of_each;
  double bytes;
} Variables;

static Word context_of(const Engine *engine, Word closure) {
  if (!is_pointer(closure) || kind_of(engine, closure) != FUNCTION) return 0;
  Word context = word_at(closure, engine->function_context);
  return has_variables(engine, context) ? context : 0;
}

static Word around(const Engine *engine, Word context) {
  Word outer = word_at(context, FIRST_ELEMENT + OUTER_SCOPE * WORD);
  return has_variables(engine, outer) ? outer : 0;
}

/** The contexts of listed closures; below 0 as their depth: all of a closure's that were not listed before. */
static void know(Variables *variables) {
  Walk *walk = variables->walk;
  const Engine *engine = &walk->reader.engine;
  for (uint64_t i = 0; i < variables->reference_count && i < variables->depth_count; i++) {
    Word reference = word_at(variables->references, FIRST_ELEMENT + i * WORD), depth = word_at(variables->depths, FIRST_ELEMENT + i * WORD);
    if (!is_pointer(reference) || words_of(reference) <= FIRST_SLOT / WORD || !is_small_integer(depth)) continue;
    const int32_t only = (int32_t)small_integer(depth);
    Word context = context_of(engine, word_at(reference, FIRST_SLOT));
    for (int out = 0; context && out < OUTWARDS_MOST; out++, context = around(engine, context)) {
      if (only >= 0 && only != out) continue;
      bool is_new;
      WordEntry *entry = word_map_entry(&walk->known, context, &is_new);
      if (!entry) reject(&walk->reader, "out of memory");
      else if (is_new) entry->value = i * OUTWARDS_MOST + (uint64_t)out + 1;
    }
  }
}

static void variables_guarded(void *argument) {
  Variables *variables = argument;
  Walk *walk = variables->walk;
  const Engine *engine = &walk->reader.engine;
  know(variables);
  for (uint64_t i = 0; i < variables->stop_count; i++) {
    Word stop = word_at(variables->stops, FIRST_ELEMENT + i * WORD);
    if (is_pointer(stop)) reader_mark(&walk->reader, stop);
  }
  if (!variables->of_each) {
    walk->options.defers = true;
    walk_push(walk, variables->key);
    walk_push(walk, variables->value);
    walk_finish(walk);
    walk->options.defers = false;
    const uint64_t own = walk->totals.bytes;
    for (uint64_t i = 0; i < walk->deferred.length; i++) walk_visit(walk, walk->deferred.items[i], WHOLE);
    walk_finish(walk);
    variables->bytes = (double)(walk->totals.bytes - own);
    return;
  }
  for (uint64_t i = 0; i < variables->closure_count && i < variables->outward_count; i++) {
    const uint64_t before = walk->totals.bytes;
    Word context = context_of(engine, word_at(variables->closures, FIRST_ELEMENT + i * WORD));
    for (uint64_t out = small_integer(word_at(variables->outwards, FIRST_ELEMENT + i * WORD)); context && out > 0; out--) context = around(engine, context);
    if (context) walk_push(walk, context);
    walk_finish(walk);
    variables->of_each[i] = (double)(walk->totals.bytes - before);
  }
  variables->bytes = (double)walk->totals.bytes;
}

/**
 * variables(value, key, stops, references, depths, hits, take, closures, outwards, ofEach): the bytes of what the closures of a key and a value hold through
 * their variables, and nothing else of them does. With `ofEach` instead of what contexts hold, each so far out of a closure: of each what those before it
 * do not hold. Known contexts do not count: `hits` gets their numbers, and the desk how many. `take` gets the closures.
 */
static napi_value js_variables(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  Walk *walk = call.walk;
  begin(walk, WITH_CONTEXTS, -1, -1);
  if (!walk->reader.engine.learned) return number(env, VOID);
  walk->options.lists_variables = true;
  size_t room = 0, each_room = 0;
  uint32_t *hits = integers_of(env, call.values[5], &room);
  Variables variables = {.walk = walk, .value = word_behind(call.values[0]), .key = word_behind(call.values[1])};
  variables.of_each = doubles_of(env, call.values[9], &each_room);
  variables.stops = store_of(walk, call.values[2], &variables.stop_count);
  variables.references = store_of(walk, call.values[3], &variables.reference_count);
  variables.depths = store_of(walk, call.values[4], &variables.depth_count);
  variables.closures = store_of(walk, call.values[7], &variables.closure_count);
  variables.outwards = store_of(walk, call.values[8], &variables.outward_count);
  if (variables.closure_count > each_room) variables.closure_count = each_room;
  bool whole = guard_run(variables_guarded, &variables);
  if (walk->hits.length > room) reject(&walk->reader, "more contexts than were listed");
  if (!whole || walk->reader.rejection) return number(env, finish(env, call.instance, whole, NULL));
  for (uint64_t i = 0; i < walk->hits.length; i++) hits[i] = (uint32_t)walk->hits.items[i];
  call.instance->desk[HITS_FIGURE] = (double)walk->hits.length;
  if (variables.of_each) return number(env, variables.bytes);
  handles_for(env, &walk->closures);
  return give(env, &walk->closures, call.values[6]) ? number(env, variables.bytes) : NULL;
}

void add_variables(napi_env env, napi_value exports) {
  const Function functions[] = {{"variables", js_variables}};
  add_functions(env, exports, functions, sizeof functions / sizeof *functions, NULL);
}
