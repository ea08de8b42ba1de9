/* Objects of a list, one by one: what each leads to, and what each weighs. */
#include <stdlib.h>

#include "faces.h"
#include "guard.h"

typedef struct {
  Walk *walk;
  Word store;
  uint64_t length;
  const uint8_t *depths; /* one Depth for each; NULL: all WHOLE, unless described */
  uint32_t *ends;
} Children;

/** Added to an end: the object has a description, which says what belongs to it. */
#define DESCRIBED_END 0x80000000u

static void children_guarded(void *argument) {
  Children *children = argument;
  Walk *walk = children->walk;
  for (uint64_t i = 0; i < children->length && !walk->reader.rejection; i++) {
    Word object = word_at(children->store, FIRST_ELEMENT + i * WORD);
    uint32_t described = 0;
    if (is_pointer(object)) {
      const MapFacts *facts = facts_for(&walk->reader, object);
      if (facts && !children->depths && facts->flags & IS_RECEIVER && walk_is_described(walk, object, facts)) described = DESCRIBED_END;
      else if (facts) {
        walk_visit(walk, object, children->depths ? (Depth)children->depths[i] : WHOLE);
        walk_finish(walk);
      }
    }
    if (walk->met.length >= DESCRIBED_END) reject(&walk->reader, "more children than can be counted");
    children->ends[i] = (uint32_t)walk->met.length | described;
  }
}

/** children(list, depths, ends, flags, keys, take): gives `take` the receivers that each leads to, none twice. */
static napi_value js_children(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  Walk *walk = call.walk;
  size_t depth_count = 0, end_count = 0;
  WalkOptions options = options_of(flags_of(env, call.values[3]) & WITH_CONTEXTS, -1, -1);
  options.receivers = true;
  walk_begin(walk, options);
  Children children = {.walk = walk, .depths = data_of(env, call.values[1], &depth_count), .ends = data_of(env, call.values[2], &end_count)};
  if (!walk->reader.engine.learned || !children.ends) return number(env, VOID);
  set_descriptions(walk, call.values[4]);
  children.store = store_of(walk, call.values[0], &children.length);
  if (children.length > end_count) children.length = end_count;
  if (children.depths && children.length > depth_count) children.length = depth_count;
  int outcome = finish(env, call.instance, guard_run(children_guarded, &children), NULL);
  if (outcome == VOID) return number(env, VOID);
  /* all handles before anything allocates */
  handles_for(env, &walk->met);
  return give(env, &walk->met, call.values[5]) ? number(env, outcome) : NULL;
}

typedef struct {
  Walk *walk;
  Word store, stops;
  uint64_t length, stop_count;
  const uint8_t *depths;
  uint8_t *fresh;
  double *out;
} Weigh;

/** Objects of the lists stand for themselves: none is counted as a part of another. Whether each is met for the first time goes to `fresh`. */
static void mark_all(Walk *walk, Word store, uint64_t length, uint8_t *fresh) {
  for (uint64_t i = 0; i < length; i++) {
    Word object = word_at(store, FIRST_ELEMENT + i * WORD);
    bool is_new = is_pointer(object) && reader_mark(&walk->reader, object);
    if (fresh) fresh[i] = is_new;
  }
}

static void weigh_guarded(void *argument) {
  Weigh *weigh = argument;
  Walk *walk = weigh->walk;
  mark_all(walk, weigh->stops, weigh->stop_count, NULL);
  mark_all(walk, weigh->store, weigh->length, weigh->fresh);
  for (uint64_t i = 0; i < weigh->length && !walk->reader.rejection; i++) {
    Totals before = walk->totals;
    if (weigh->fresh[i]) {
      walk_visit(walk, word_at(weigh->store, FIRST_ELEMENT + i * WORD), weigh->depths ? (Depth)weigh->depths[i] : WHOLE);
      walk_finish(walk);
    }
    if (!weigh->out) continue;
    weigh->out[2 * i] = (double)(walk->totals.bytes - before.bytes);
    weigh->out[2 * i + 1] = (double)(walk->totals.count - before.count);
  }
}

/**
 * weigh(list, depths, stops, flags, out, firsts): what each object of the list weighs with what only it leads to that is not in a list: bytes and
 * count in turn. What is in a list twice is counted where it is first.
 */
static napi_value js_weigh(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  Walk *walk = call.walk;
  size_t depth_count = 0, room = 0;
  walk_begin(walk, options_of(flags_of(env, call.values[3]), -1, -1));
  bool whole = false;
  if (walk->reader.engine.learned) {
    Weigh weigh = {.walk = walk, .depths = data_of(env, call.values[1], &depth_count), .out = data_of(env, call.values[4], &room)};
    weigh.stops = store_of(walk, call.values[2], &weigh.stop_count);
    weigh.store = store_of(walk, call.values[0], &weigh.length);
    if ((weigh.depths && weigh.length > depth_count) || (weigh.out && weigh.length * 2 > room)) reject(&walk->reader, "a list is longer than what is said of it");
    weigh.fresh = calloc(weigh.length + 1, 1);
    if (!weigh.fresh) reject(&walk->reader, "out of memory");
    else whole = guard_run(weigh_guarded, &weigh);
    free(weigh.fresh);
  }
  return number(env, finish(env, call.instance, whole, call.values[5]));
}

void add_batches(napi_env env, napi_value exports) {
  const Function functions[] = {{"children", js_children}, {"weigh", js_weigh}};
  add_functions(env, exports, functions, sizeof functions / sizeof *functions);
}
