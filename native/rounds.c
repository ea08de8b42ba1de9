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
  uint64_t chunk_count, part_count, list_count;
  const uint32_t *depths;
  uint64_t depth_count;
  uint32_t *ends;
  uint64_t end_count, end;
} Round;

static Word list_at(const Round *round, Word store, uint64_t index, uint64_t *length) {
  return elements_of(&round->walk->reader.engine, word_at(store, FIRST_ELEMENT + index * WORD), length);
}

static void visit_said(const Round *round, Word object, uint32_t said) {
  Walk *walk = round->walk;
  if (said == SAYS_LEFT_OUT || !is_pointer(object)) return;
  const Tally tally = walk->options.classes ? walk_tally(walk, object, 0) : (Tally){0};
  if (said < SAYS_LEFT_OUT) walk_visit(walk, object, said == SAYS_OWN ? OWN : WHOLE);
  else {
    uint64_t length = 0;
    Word names = said - SAYS_REST < round->list_count ? list_at(round, round->lists, said - SAYS_REST, &length) : 0;
    /* a list without names has no store of tagged words */
    if (names) walk_visit_but(walk, object, names);
    else walk_visit(walk, object, WHOLE);
  }
  if (walk->options.classes) walk_tallied(walk, tally);
  walk_drain(walk);
}

static inline bool stops(const Walk *walk) { return walk->reader.rejection || walk->passed_limit || walk->paused; }

static void note_end(Round *round) {
  if (round->end < round->end_count) round->ends[round->end++] = (uint32_t)round->walk->met.length;
}

/** What was asked about is not met again: it is visited by itself. */
static void mark_objects(const Round *round) {
  Walk *walk = round->walk;
  Progress *progress = &walk->progress;
  uint64_t length;
  for (; progress->chunk < round->chunk_count; progress->chunk++, progress->index = 0) {
    Word list = list_at(round, round->objects, progress->chunk, &length);
    while (progress->index < length) {
      if (walk->options.pauses && walk->looked_at++ >= walk->options.budget) {
        walk->paused = true;
        return;
      }
      reader_mark(&walk->reader, word_at(list, FIRST_ELEMENT + progress->index++ * WORD));
    }
  }
  *progress = (Progress){.phase = AT_ROOT};
}

static void visit_objects(Round *round) {
  Walk *walk = round->walk;
  Progress *progress = &walk->progress;
  uint64_t length;
  for (; progress->chunk < round->chunk_count; progress->chunk++, progress->index = 0) {
    Word list = list_at(round, round->objects, progress->chunk, &length);
    while (progress->index < length) {
      if (stops(walk)) return;
      const uint64_t i = progress->index++, at = progress->depth++;
      if (i + AHEAD < length) __builtin_prefetch((const void *)(uintptr_t)(word_at(list, FIRST_ELEMENT + (i + AHEAD) * WORD) - 1));
      walk->looked_at++;
      visit_said(round, word_at(list, FIRST_ELEMENT + i * WORD), at < round->depth_count ? round->depths[at] : SAYS_OWN);
      note_end(round);
    }
  }
}

static void push_parts(Round *round) {
  Walk *walk = round->walk;
  uint64_t length;
  uint64_t *part = &walk->progress.part;
  while (*part < round->part_count && !stops(walk)) {
    Word list = list_at(round, round->parts, *part >> CHUNK_BITS, &length);
    for (uint64_t j = *part & (CHUNK_LENGTH - 1); j < CHUNK_LENGTH && *part < round->part_count && !stops(walk); j++) {
      ++*part;
      if (j < length) walk_push(walk, word_at(list, FIRST_ELEMENT + j * WORD));
      if (j % PARTS_AT_ONCE == 0 || round->ends) walk_drain(walk);
      note_end(round);
    }
  }
}

static void round_guarded(void *argument) {
  Round *round = argument;
  Walk *walk = round->walk;
  Progress *progress = &walk->progress;
  if (progress->phase == AT_MARKS) mark_objects(round);
  if (stops(walk)) return;
  if (progress->phase == AT_ROOT) {
    /* what the root itself leads to is nobody's of the list */
    progress->phase = AT_LISTS;
    walk_push(walk, round->root);
    walk_push(walk, round->beside);
  }
  walk_drain(walk);
  while (!stops(walk) && (progress->chunk < round->chunk_count || progress->part < round->part_count)) {
    visit_objects(round);
    push_parts(round);
    walk_drain(walk);
  }
  if (!stops(walk) && walk->met.length == 0) walk_finish(walk);
}

/**
 * round(root, keys, objects, depths, parts, lists, take, call, firsts, ends, beside, told, takeKeys, takeExamples): goes on from objects that JavaScript
 * has looked at, and the parts it named: what it comes to, or -1 - n where `take` was given n new objects. `call` gets objects of whose rules functions
 * have to be called, at the end; `takeExamples` an object of each class, where classes are counted.
 */
static napi_value js_round(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  Instance *instance = call.instance;
  Walk *walk = call.walk;
  double *desk = instance->desk;
  if (!walk->reader.engine.learned) return number(env, VOID);
  size_t depths = 0, ends = 0;
  Round round = {.walk = walk, .depths = integers_of(env, call.values[3], &depths), .ends = integers_of(env, call.values[9], &ends)};
  round.depth_count = depths;
  round.end_count = ends;
  round.part_count = (uint64_t)desk[PARTS_GIVEN];
  const bool is_same = sentinel_lives(env, instance);
  const bool restart = desk[GENERATION_GIVEN] != walk->generation || !is_same;
  if (restart) {
    if (!is_same) set_sentinel(env, instance);
    begin(walk, (uint32_t)desk[FLAGS_GIVEN], desk[LIMIT_GIVEN], desk[BUDGET_GIVEN]);
    walk->progress.phase = AT_MARKS;
  } else {
    /* nothing moved; but JavaScript may have changed hidden classes in place, and who is described */
    list_reset(&walk->met);
    list_reset(&walk->told);
    set_options(walk, (uint32_t)desk[FLAGS_GIVEN], desk[LIMIT_GIVEN], desk[BUDGET_GIVEN]);
    walk->paused = false;
    maps_reset(&walk->reader.maps);
  }
  if (walk->options.pauses) walk->options.budget += walk->looked_at;
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
  const bool is_last = (found == 0 || walk->passed_limit) && !walk->paused;
  /* what changed meanwhile may be no more what it was: it is no fault of the engine */
  if (!restart && (!whole || walk->reader.rejection)) {
    walk->generation++;
    return number(env, AGAIN);
  }
  /* all handles before anything allocates */
  if (whole && !walk->reader.rejection) {
    handles_for(env, is_last ? &walk->calls : &walk->met);
    if (is_last) handle_keys(env, walk);
    if (is_last) handles_for(env, &walk->classes.examples);
  }
  int outcome = finish(env, instance, whole, is_last ? call.values[8] : NULL);
  desk[RESTARTED_FIGURE] = restart;
  size_t told_room = 0;
  uint32_t *told = integers_of(env, call.values[11], &told_room);
  desk[TOLD_FIGURE] = walk->told.length <= told_room ? (double)walk->told.length : -1;
  for (uint64_t i = 0; i < walk->told.length && i < told_room; i++) told[i] = (uint32_t)walk->told.items[i];
  if (outcome == VOID) return number(env, VOID);
  if (walk->paused && found == 0) return number(env, outcome);
  if (!is_last) {
    instance->expects_descriptions = EXPECTED_FOR;
    return give(env, &walk->met, call.values[6]) ? number(env, -1 - (double)found) : NULL;
  }
  /* no round goes on from here: the addresses have become handles */
  walk->generation++;
  if (!give_keys(env, walk, call.values[12])) return NULL;
  if (walk->options.classes && !give(env, &walk->classes.examples, call.values[13])) return NULL;
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

/** sums(): by number of the class that the last measurement with classes counted, values and bytes in turn; undefined where there were too many. */
static napi_value js_sums(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  const ClassSums *classes = &call.walk->classes;
  napi_value buffer = NULL, result = NULL;
  void *data = NULL;
  if (classes->is_full) return NULL;
  const size_t length = (size_t)classes->sums.length;
  if (napi_create_arraybuffer(env, length * sizeof(double), &data, &buffer) != napi_ok) return NULL;
  for (size_t i = 0; i < length; i++) ((double *)data)[i] = (double)classes->sums.items[i];
  napi_create_typedarray(env, napi_float64_array, length, buffer, 0, &result);
  return result;
}

void add_rounds(napi_env env, napi_value exports) {
  const Function functions[] = {{"round", js_round}, {"texts", js_texts}, {"sums", js_sums}};
  add_functions(env, exports, functions, sizeof functions / sizeof *functions, NULL);
}
