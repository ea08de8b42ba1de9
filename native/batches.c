/* Objects of a list, one by one: what each leads to and weighs, and what all weigh. */
#include <stdlib.h>

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
  Call call;
  call_of(env, info, &call);
  Walk *walk = call.walk;
  size_t room = 0;
  begin(walk, LISTED_ONLY, -1, -1);
  Batch batch = {.walk = walk, .ends = integers_of(env, call.values[1], &room)};
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
  Call call;
  call_of(env, info, &call);
  Walk *walk = call.walk;
  begin(walk, 0, -1, -1);
  if (!walk->reader.engine.learned) return number(env, VOID);
  Batch batch = {.walk = walk};
  batch.store = store_of(walk, call.values[0], &batch.length);
  batch.stops = store_of(walk, call.values[1], &batch.stop_count);
  return number(env, finish(env, call.instance, guard_run(weigh_guarded, &batch), call.values[2]));
}

typedef struct {
  Walk *walk;
  Word store;
  uint64_t length, group_count, wide;
  const uint32_t *ends;
  double *out;
  /** By object: it belongs to its own group, as no group before holds it. */
  uint8_t *is_own;
} Turns;

static void mark_own(Turns *turns, uint64_t from) {
  for (uint64_t i = from; i < turns->length; i++) {
    Word object = word_at(turns->store, FIRST_ELEMENT + i * WORD);
    turns->is_own[i] = is_pointer(object) && reader_mark(&turns->walk->reader, object);
  }
}

static void turns_guarded(void *argument) {
  Turns *turns = argument;
  Walk *walk = turns->walk;
  uint64_t at = 0;
  for (uint64_t group = 0; group < turns->group_count && !walk->reader.rejection; group++) {
    const Totals before = walk->totals;
    if (group == turns->wide) mark_own(turns, at);
    for (; at < turns->ends[group] && at < turns->length; at++) {
      Word object = word_at(turns->store, FIRST_ELEMENT + at * WORD);
      if (group >= turns->wide ? turns->is_own[at] : is_pointer(object) && reader_mark(&walk->reader, object)) walk_visit(walk, object, WHOLE);
      walk_finish(walk);
    }
    turns->out[2 * group] = (double)(walk->totals.bytes - before.bytes);
    turns->out[2 * group + 1] = (double)(walk->totals.external - before.external);
  }
}

/**
 * inTurn(list, ends, out, wide, keys): what the objects of each group weigh with what they lead to, but for what groups before hold: bytes, and those of them outside
 * the heap. From group `wide` on, the objects of later groups are theirs too.
 */
static napi_value js_in_turn(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  Walk *walk = call.walk;
  size_t groups = 0, room = 0;
  begin(walk, 0, -1, -1);
  Turns turns = {.walk = walk, .ends = integers_of(env, call.values[1], &groups), .out = doubles_of(env, call.values[2], &room)};
  if (!walk->reader.engine.learned || !turns.ends || !turns.out || room < 2 * groups) return number(env, VOID);
  set_descriptions(walk, call.values[4]);
  turns.group_count = groups;
  turns.wide = (uint64_t)number_of(env, call.values[3]);
  turns.store = store_of(walk, call.values[0], &turns.length);
  turns.is_own = calloc(turns.length + 1, 1);
  if (!turns.is_own) return number(env, VOID);
  bool whole = guard_run(turns_guarded, &turns);
  free(turns.is_own);
  return number(env, finish(env, call.instance, whole, NULL));
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
 * sizes(list, out, flags, once, keys): the bytes of everything that each of a list holds, for as many as there is room; -DESCRIBED for those of which
 * JavaScript decides what they hold. With `once`, of what those before it did not hold, and DESCRIBED in all where JavaScript decides that of any. LIMITED where
 * the list's values do not stand one by one as tagged words: it holds doubles, or is sparse, or no array.
 */
static napi_value js_sizes(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  Walk *walk = call.walk;
  size_t room = 0;
  begin(walk, flags_of(env, call.values[2]) | LIST_DESCRIBED, -1, -1);
  Sizes sizes = {.walk = walk, .out = doubles_of(env, call.values[1], &room)};
  if (!walk->reader.engine.learned || !sizes.out) return number(env, VOID);
  napi_get_value_bool(env, call.values[3], &sizes.once);
  set_descriptions(walk, call.values[4]);
  sizes.store = store_of(walk, call.values[0], &sizes.length);
  if (sizes.length < room) return number(env, LIMITED);
  sizes.length = room;
  return number(env, finish(env, call.instance, guard_run(sizes_guarded, &sizes), NULL));
}

void add_batches(napi_env env, napi_value exports) {
  const Function functions[] = {{"children", js_children}, {"weigh", js_weigh}, {"inTurn", js_in_turn}, {"sizes", js_sizes}};
  add_functions(env, exports, functions, sizeof functions / sizeof *functions, NULL);
}
