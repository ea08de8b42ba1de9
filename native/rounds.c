/*
 * Measures where JavaScript decides: descriptions by hand, and whoever is asked of each object. The walk lists what JavaScript has to look at
 * and goes on beside it; JavaScript says how far each belongs to the value, and what else does; the next round goes on from there. What was met
 * is remembered between two rounds by bits and sums alone. A collection would move it: then a sentinel is gone, and the round starts from scratch
 * with what JavaScript has said so far. So it does where another measurement came between.
 */
#include "faces.h"
#include "guard.h"

enum { CHUNK_BITS = 10, CHUNK_LENGTH = 1 << CHUNK_BITS, AHEAD = 4, PARTS_AT_ONCE = 16 };

typedef struct {
  Walk *walk;
  Word root, beside, objects, parts, lists; /* objects and parts are stores of lists of lists, the lists' full but for the last of the parts */
  uint64_t chunk, chunk_count, depth, part, part_count, list_count;
  const uint32_t *depths;
  uint64_t depth_count;
  uint32_t *ends;
  uint64_t end_count;
  bool restart;
} Round;

static Word list_at(const Round *round, Word store, uint64_t index, uint64_t *length) {
  return elements_of(&round->walk->reader.engine, word_at(store, FIRST_ELEMENT + index * WORD), length);
}

static void visit_said(const Round *round, Word object, uint32_t said) {
  Walk *walk = round->walk;
  if (said == SAYS_LEFT_OUT || !is_pointer(object)) return;
  if (said < SAYS_LEFT_OUT) walk_visit(walk, object, said == SAYS_OWN ? OWN : WHOLE);
  else {
    uint64_t length = 0;
    Word names = said - SAYS_REST < round->list_count ? list_at(round, round->lists, said - SAYS_REST, &length) : 0;
    /* a list without names has no store of tagged words */
    if (names) walk_visit_but(walk, object, names);
    else walk_visit(walk, object, WHOLE);
  }
  walk_drain(walk);
}

static void round_guarded(void *argument) {
  Round *round = argument;
  Walk *walk = round->walk;
  uint64_t length;
  if (round->restart) {
    for (uint64_t c = 0; c < round->chunk_count; c++) {
      Word list = list_at(round, round->objects, c, &length);
      for (uint64_t i = 0; i < length; i++) reader_mark(&walk->reader, word_at(list, FIRST_ELEMENT + i * WORD));
    }
    walk_push(walk, round->root);
    walk_push(walk, round->beside);
    walk_drain(walk);
    /* what the root itself leads to is nobody's of the list */
    round->chunk = round->depth = round->part = 0;
  }
  uint64_t at = round->depth, end = 0;
  for (uint64_t c = round->chunk; c < round->chunk_count; c++) {
    Word list = list_at(round, round->objects, c, &length);
    for (uint64_t i = 0; i < length && !walk->reader.rejection && !walk->passed_limit; i++) {
      if (i + AHEAD < length) __builtin_prefetch((const void *)(uintptr_t)(word_at(list, FIRST_ELEMENT + (i + AHEAD) * WORD) - 1));
      visit_said(round, word_at(list, FIRST_ELEMENT + i * WORD), at < round->depth_count ? round->depths[at] : SAYS_OWN);
      at++;
      if (end < round->end_count) round->ends[end++] = (uint32_t)walk->met.length;
    }
  }
  for (uint64_t i = round->part; i < round->part_count && !walk->reader.rejection && !walk->passed_limit;) {
    Word list = list_at(round, round->parts, i >> CHUNK_BITS, &length);
    for (uint64_t j = i & (CHUNK_LENGTH - 1); j < CHUNK_LENGTH && i < round->part_count && !walk->passed_limit; j++, i++) {
      if (j < length) walk_push(walk, word_at(list, FIRST_ELEMENT + j * WORD));
      if (j % PARTS_AT_ONCE == 0 || round->ends) walk_drain(walk);
      if (end < round->end_count) round->ends[end++] = (uint32_t)walk->met.length;
    }
  }
  walk_drain(walk);
  if (walk->met.length == 0) walk_finish(walk);
}

/**
 * round(root, keys, objects, depths, parts, lists, take, call, firsts, ends, beside, told): goes on from objects that JavaScript has looked at, and the parts it
 * named: what it comes to, or -1 - n where `take` was given n new objects. `call` gets objects of whose rules functions have to be called, at the end.
 */
static napi_value js_round(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  Instance *instance = call.instance;
  Walk *walk = call.walk;
  double *desk = instance->desk;
  if (!walk->reader.engine.learned) return number(env, VOID);
  size_t depths = 0, ends = 0;
  Round round = {.walk = walk, .depths = data_of(env, call.values[3], &depths), .ends = data_of(env, call.values[9], &ends)};
  round.depth_count = depths;
  round.end_count = ends;
  round.chunk = (uint64_t)desk[FIRST_CHUNK_GIVEN];
  round.depth = (uint64_t)desk[FIRST_DEPTH_GIVEN];
  round.part = (uint64_t)desk[FIRST_PART_GIVEN];
  round.part_count = (uint64_t)desk[PARTS_GIVEN];
  const bool is_same = sentinel_lives(env, instance);
  round.restart = desk[GENERATION_GIVEN] != walk->generation || !is_same;
  if (round.restart) {
    if (!is_same) set_sentinel(env, instance);
    begin(walk, (uint32_t)desk[FLAGS_GIVEN], desk[LIMIT_GIVEN], desk[BUDGET_GIVEN]);
  } else {
    /* nothing moved; but JavaScript may have changed hidden classes in place, and who is described */
    list_reset(&walk->met);
    list_reset(&walk->told);
    set_options(walk, (uint32_t)desk[FLAGS_GIVEN], desk[LIMIT_GIVEN], desk[BUDGET_GIVEN]);
    maps_reset(&walk->reader.maps);
  }
  /* a buffer that is kept for the end, to see who else holds it, would have no object that it was reached from */
  walk->options.names_all = round.ends != NULL;
  set_descriptions(walk, call.values[1]);
  uint64_t part_lists = 0;
  round.root = word_behind(call.values[0]);
  round.beside = word_behind(call.values[10]);
  round.objects = store_of(walk, call.values[2], &round.chunk_count);
  round.parts = store_of(walk, call.values[4], &part_lists);
  round.lists = store_of(walk, call.values[5], &round.list_count);
  if (round.part_count > part_lists << CHUNK_BITS) reject(&walk->reader, "a list is longer than what is said of it");
  bool whole = guard_run(round_guarded, &round);
  const uint64_t found = walk->met.length;
  const bool is_last = found == 0 || walk->passed_limit;
  /* all handles before anything allocates */
  if (whole && !walk->reader.rejection) handles_for(env, is_last ? &walk->calls : &walk->met);
  int outcome = finish(env, instance, whole, is_last ? call.values[8] : NULL);
  desk[RESTARTED_FIGURE] = round.restart;
  size_t told_room = 0;
  uint32_t *told = data_of(env, call.values[11], &told_room);
  desk[TOLD_FIGURE] = walk->told.length <= told_room ? (double)walk->told.length : -1;
  for (uint64_t i = 0; i < walk->told.length && i < told_room; i++) told[i] = (uint32_t)walk->told.items[i];
  if (outcome == VOID) return number(env, VOID);
  if (!is_last) {
    instance->expects_descriptions = EXPECTED_FOR;
    return give(env, &walk->met, call.values[6]) ? number(env, -1 - (double)found) : NULL;
  }
  /* no round goes on from here: the addresses have become handles */
  walk->generation++;
  return give(env, &walk->calls, call.values[7]) ? number(env, outcome) : NULL;
}

/** texts(): of the strings that the last measurement with texts met, fingerprint, bytes and count in turn. */
static napi_value js_texts(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  TextList *texts = &call.walk->texts;
  napi_value buffer = NULL, result = NULL;
  void *data = NULL;
  if (napi_create_arraybuffer(env, (size_t)texts->length * sizeof(Text), &data, &buffer) != napi_ok) return NULL;
  for (uint64_t i = 0; i < texts->length; i++) ((Text *)data)[i] = texts->items[i];
  napi_create_typedarray(env, napi_float64_array, (size_t)texts->length * 3, buffer, 0, &result);
  return result;
}

void add_rounds(napi_env env, napi_value exports) {
  const Function functions[] = {{"round", js_round}, {"texts", js_texts}};
  add_functions(env, exports, functions, sizeof functions / sizeof *functions, NULL);
}
