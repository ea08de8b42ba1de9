/* Objects of a list, one by one: what each leads to and weighs, and what all weigh. */
#include "faces.h"
#include "guard.h"

typedef struct {
  Walk *walk;
  Word store, stops;
  uint64_t length, stop_count;
  uint32_t *ends;
} Batch;

static void children_guarded(void *argument) {
  Batch *batch = argument;
  Walk *walk = batch->walk;
  for (uint64_t i = 0; i < batch->length && !walk->reader.rejection; i++) {
    Word object = word_at(batch->store, FIRST_ELEMENT + i * WORD);
    if (is_pointer(object)) {
      walk_visit(walk, object, WHOLE);
      walk_finish(walk);
    }
    if (walk->met.length > UINT32_MAX) reject(&walk->reader, "more children than can be counted");
    batch->ends[i] = (uint32_t)walk->met.length;
  }
}

/** children(list, ends, take): gives `take` the receivers that each leads to, none twice. */
static napi_value js_children(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  Walk *walk = call.walk;
  size_t room = 0;
  walk_begin(walk, options_of(LISTED_ONLY, -1, -1));
  Batch batch = {.walk = walk, .ends = data_of(env, call.values[1], &room)};
  if (!walk->reader.engine.learned || !batch.ends) return number(env, VOID);
  batch.store = store_of(walk, call.values[0], &batch.length);
  if (batch.length > room) batch.length = room;
  int outcome = finish(env, call.instance, guard_run(children_guarded, &batch), NULL);
  if (outcome == VOID) return number(env, VOID);
  /* all handles before anything allocates */
  handles_for(env, &walk->met);
  return give(env, &walk->met, call.values[2]) ? number(env, outcome) : NULL;
}

static void weigh_guarded(void *argument) {
  Batch *batch = argument;
  Walk *walk = batch->walk;
  for (uint64_t i = 0; i < batch->stop_count; i++) {
    Word stop = word_at(batch->stops, FIRST_ELEMENT + i * WORD);
    if (is_pointer(stop)) reader_mark(&walk->reader, stop);
  }
  for (uint64_t i = 0; i < batch->length; i++) walk_push(walk, word_at(batch->store, FIRST_ELEMENT + i * WORD));
  walk_finish(walk);
}

/** weigh(list, stops, firsts): what the objects weigh with what they lead to, but for the stops and what only those lead to. */
static napi_value js_weigh(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  Walk *walk = call.walk;
  walk_begin(walk, options_of(0, -1, -1));
  if (!walk->reader.engine.learned) return number(env, VOID);
  Batch batch = {.walk = walk};
  batch.store = store_of(walk, call.values[0], &batch.length);
  batch.stops = store_of(walk, call.values[1], &batch.stop_count);
  return number(env, finish(env, call.instance, guard_run(weigh_guarded, &batch), call.values[2]));
}

typedef struct {
  Walk *walk;
  Word store;
  uint64_t length;
  double *out;
  bool once;
} Sizes;

enum { SIZES_AHEAD = 4 };

static void sizes_guarded(void *argument) {
  Sizes *sizes = argument;
  Walk *walk = sizes->walk;
  for (uint64_t i = 0; i < sizes->length && !walk->reader.rejection; i++) {
    if (i + SIZES_AHEAD < sizes->length) __builtin_prefetch((const void *)(uintptr_t)(word_at(sizes->store, FIRST_ELEMENT + (i + SIZES_AHEAD) * WORD) - 1));
    if (!sizes->once) walk_forget(walk);
    const uint64_t before = walk->totals.bytes;
    walk_push(walk, word_at(sizes->store, FIRST_ELEMENT + i * WORD));
    walk_finish(walk);
    const bool is_described = walk->met.length + walk->calls.length > 0;
    sizes->out[i] = is_described ? -DESCRIBED : (double)(walk->totals.bytes - before);
    /* who comes first decides what the others hold: what JavaScript says would be wanting for all that follow */
    if (is_described && sizes->once) walk->met_description = true;
    if (walk->met_description) return;
    walk->met.length = walk->calls.length = 0;
  }
}

/**
 * sizes(list, out, flags, once, keys): the bytes of everything that each of a list holds, for as many as there is room; -DESCRIBED for those that
 * JavaScript has a say in. With `once`, of what those before it did not hold, and DESCRIBED in all where JavaScript has a say in any. LIMITED where
 * the list's values do not stand one by one as tagged words: it holds doubles, or is sparse, or no array.
 */
static napi_value js_sizes(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  Walk *walk = call.walk;
  size_t room = 0;
  walk_begin(walk, options_of(flags_of(env, call.values[2]) | LIST_DESCRIBED, -1, -1));
  Sizes sizes = {.walk = walk, .out = data_of(env, call.values[1], &room)};
  if (!walk->reader.engine.learned || !sizes.out) return number(env, VOID);
  napi_get_value_bool(env, call.values[3], &sizes.once);
  set_descriptions(walk, call.values[4]);
  sizes.store = store_of(walk, call.values[0], &sizes.length);
  if (sizes.length < room) return number(env, LIMITED);
  sizes.length = room;
  return number(env, finish(env, call.instance, guard_run(sizes_guarded, &sizes), NULL));
}

void add_batches(napi_env env, napi_value exports) {
  const Function functions[] = {{"children", js_children}, {"weigh", js_weigh}, {"sizes", js_sizes}};
  add_functions(env, exports, functions, sizeof functions / sizeof *functions);
}
