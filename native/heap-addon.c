#include "heap-addon.h"

#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "guard.h"
#include "heap-fork.h"
#include "learn.h"

enum { CHILDREN_MOST = 16, PATH_MOST = 4096 };

/** A child that writes, and the file that goes with it if nobody waits for it any more. */
typedef struct {
  int child; /* 0: free */
  char file[PATH_MOST];
} Child;

/** What the functions have for each environment. */
typedef struct {
  const Engine *engine;
  HeapTypes types;
  Child children[CHILDREN_MOST];
} HeapState;

/** Where in the array of figures each one is: src/isolate/binding.ts. */
enum {
  CENSUS_BYTES, CENSUS_COUNT, CENSUS_EXTERNAL, CENSUS_COMMITTED, CENSUS_FREE, CENSUS_OPEN, CENSUS_CODE, CENSUS_READ_ONLY, CENSUS_HEADS, CENSUS_STARTS,
  CENSUS_LOST, CENSUS_GUESSED, CENSUS_MEMORY, CENSUS_CODE_REACHED, CENSUS_FIRST_ROOT, CENSUS_FIGURES = CENSUS_FIRST_ROOT + 4
};

static HeapState *state_of(napi_env env, napi_callback_info info, napi_value *values, size_t *count) {
  void *state = NULL;
  napi_get_cb_info(env, info, count, values, NULL, &state);
  return state;
}

/** heapLearn(version, registered): undefined, or why the whole heap cannot be read here. */
static napi_value js_learn(napi_env env, napi_callback_info info) {
  napi_value values[2];
  size_t count = 2;
  HeapState *state = state_of(env, info, values, &count);
  int32_t version = 0;
  napi_get_value_int32(env, values[0], &version);
  const char *problem = state->engine->learned ? heap_types_learn(&state->types, state->engine, (uint32_t)version) : "nothing was learned";
  if (!problem) {
    const Word symbol = word_behind(values[1]);
    const uint32_t flags = is_pointer(symbol) && type_of(symbol) == SYMBOL_TYPE ? half_at(symbol, SYMBOL_FLAGS) : 0;
    state->types.private_flags = (flags >> 1) - 1;
    if (flags < 4 || flags & (flags - 1)) problem = "a registered symbol does not say so in one flag";
    state->types.ready = !problem;
  }
  return problem ? text(env, problem) : NULL;
}

#ifdef __linux__

static napi_value typed_array(napi_env env, napi_typedarray_type type, size_t size, const void *from, size_t count) {
  napi_value buffer = NULL, result = NULL;
  void *data = NULL;
  if (napi_create_arraybuffer(env, count * size, &data, &buffer) != napi_ok) return NULL;
  if (count) memcpy(data, from, count * size);
  napi_create_typedarray(env, type, count, buffer, 0, &result);
  return result;
}

/** survey(young, large, constructorKey, toStringTag): what a look at the heap begins with. */
static SurveyInput input_of(napi_env env, const HeapState *state, const napi_value *values) {
  napi_value global = NULL;
  napi_get_global(env, &global);
  return (SurveyInput){
      .types = &state->types,
      .young = word_behind(values[0]),
      .large = word_at(word_behind(values[1]), ELEMENTS),
      .large_array = word_behind(values[1]),
      /* node_api's napi_env__ begins with its virtual table, then the isolate: the pages' own heap has to be in it */
      .isolate = *(const Word *)((const char *)env + WORD),
      .global = word_behind(global),
      .known = {.constructor = word_behind(values[2]), .to_string_tag = word_behind(values[3])},
  };
}

static void fill_figures(const Survey *survey, double *figures) {
  const Space *space = &survey->space;
  const double values[] = {
      (double)survey->mark.bytes, (double)survey->mark.count, (double)survey->mark.external, (double)space->committed, (double)space->free_bytes,
      (double)space->open_bytes, (double)space->code_bytes, (double)space->read_only_bytes, (double)space->page_head_bytes, (double)space->starts,
      (double)space->lost, (double)space->guessed, (double)survey_memory(survey), (double)survey->mark.code_bytes,
  };
  memcpy(figures, values, sizeof values);
  for (int i = 0; i < ROOT_KIND_COUNT; i++) figures[CENSUS_FIRST_ROOT + i] = (double)survey->roots.counts[i];
}

static napi_value census_of(napi_env env, const Survey *survey) {
  const Classes *classes = &survey->classes;
  const uint32_t count = classes->count;
  double *columns = malloc((size_t)count * 3 * sizeof(double));
  if (!columns) return text(env, "out of memory");
  double *starts = columns + 2 * count;
  for (uint32_t i = 0; i < count; i++) {
    const HeapClass *item = &class_items(classes)[i];
    columns[i] = (double)item->count;
    columns[count + i] = (double)item->bytes;
    starts[i] = i < NODE_TYPE_COUNT ? 0 : item->text;
  }
  double figures[CENSUS_FIGURES];
  fill_figures(survey, figures);
  napi_value result = NULL;
  napi_create_object(env, &result);
  napi_set_named_property(env, result, "counts", typed_array(env, napi_float64_array, sizeof(double), columns, count));
  napi_set_named_property(env, result, "bytes", typed_array(env, napi_float64_array, sizeof(double), columns + count, count));
  napi_set_named_property(env, result, "starts", typed_array(env, napi_float64_array, sizeof(double), starts, count));
  napi_set_named_property(env, result, "texts", typed_array(env, napi_uint8_array, 1, classes->texts.start, classes->texts.used));
  napi_set_named_property(env, result, "figures", typed_array(env, napi_float64_array, sizeof(double), figures, CENSUS_FIGURES));
  free(columns);
  return result;
}

static void census_guarded(void *argument) {
  Survey *survey = argument;
  survey_find(survey);
  survey_iterate(survey);
  survey_mark(survey, false);
}

static const char faulted[] = "a read of the heap touched memory that is not there";

/** heapCensus(young, large, constructorKey, toStringTag): what is alive, by class; or a text, why there is no answer. */
static napi_value js_census(napi_env env, napi_callback_info info) {
  napi_value values[4];
  size_t count = 4;
  HeapState *state = state_of(env, info, values, &count);
  if (!state->types.ready) return text(env, "nothing was learned");
  Survey *survey = calloc(1, sizeof *survey);
  if (!survey) return text(env, "out of memory");
  survey->input = input_of(env, state, values);
  const bool whole = guard_run(census_guarded, survey);
  napi_value result = NULL;
  if (!whole) result = text(env, faulted);
  else if (survey->space.problem) result = text(env, survey->space.problem);
  else result = census_of(env, survey);
  survey_free(survey);
  free(survey);
  return result;
}

typedef struct {
  Survey survey;
  HeapGraph graph;
  Room text_bytes, text_starts; /* double */
  int file; /* below 0: none */
  double figures[CENSUS_FIGURES];
} Live;

static void live_free(Live *live) {
  heap_graph_free(&live->graph);
  room_free(&live->text_bytes);
  room_free(&live->text_starts);
  survey_free(&live->survey);
  free(live);
}

static void live_guarded(void *argument) {
  Live *live = argument;
  HeapGraph *graph = &live->graph;
  Space *space = &live->survey.space;
  survey_find(&live->survey);
  survey_iterate(&live->survey);
  survey_mark(&live->survey, true);
  graph_count(graph);
  graph_fill(graph);
  if (space->problem) return;
  const uint32_t count = graph_text_count(graph);
  if (!room_map(&live->text_starts, ((size_t)count + 1) * sizeof(double)) || !room_map(&live->text_bytes, 1 << 16)) space->problem = "out of memory";
  double *starts = live->text_starts.start;
  for (uint32_t i = 0; i < count && !space->problem; i++) {
    starts[i] = (double)live->text_bytes.used;
    if (!graph_text(graph, i, &live->text_bytes)) space->problem = "out of memory";
  }
  if (!space->problem) starts[count] = (double)live->text_bytes.used;
  if (live->file < 0) return;
  Writer writer = {0};
  write_snapshot(&writer, graph, live->file);
  writer_free(&writer);
}

static void unmap(napi_env env, void *data, void *hint) {
  (void)env;
  (void)data;
  room_free(hint);
  free(hint);
}

/** A typed array whose memory is the room's, which is given away; a copy where that is not allowed. */
static napi_value array_of_room(napi_env env, napi_typedarray_type type, size_t size, Room *room, size_t count) {
  Room *given = malloc(sizeof *given);
  napi_value buffer = NULL, result = NULL;
  if (!given || count == 0) {
    free(given);
    return typed_array(env, type, size, room->start, count);
  }
  *given = *room;
  if (napi_create_external_arraybuffer(env, room->start, count * size, unmap, given, &buffer) != napi_ok) {
    free(given);
    return typed_array(env, type, size, room->start, count);
  }
  *room = (Room){0};
  napi_create_typedarray(env, type, count, buffer, 0, &result);
  return result;
}

static napi_value sizes_of(napi_env env, Live *live) {
  HeapGraph *graph = &live->graph;
  if (!graph->has_wide_sizes) return array_of_room(env, napi_uint32_array, 4, &graph->sizes, graph->node_count);
  Room wide = {0};
  if (!room_map(&wide, (size_t)graph->node_count * sizeof(double))) return NULL;
  double *sizes = wide.start;
  const uint32_t stores = FIRST_OBJECT + graph->object_count;
  for (uint32_t node = 0; node < graph->node_count; node++)
    sizes[node] = node < stores ? ((uint32_t *)graph->sizes.start)[node] : ((double *)graph->store_sizes.start)[node - stores];
  napi_value result = array_of_room(env, napi_float64_array, sizeof(double), &wide, graph->node_count);
  room_free(&wide);
  return result;
}

static napi_value columns_of(napi_env env, Live *live) {
  HeapGraph *graph = &live->graph;
  const size_t nodes = graph->node_count, edges = (size_t)graph->edge_count;
  napi_value result = NULL;
  napi_create_object(env, &result);
  const struct {
    const char *name;
    napi_value value;
  } columns[] = {
      {"nodeType", array_of_room(env, napi_uint8_array, 1, &graph->types, nodes)},
      {"nodeName", array_of_room(env, napi_uint32_array, 4, &graph->names, nodes)},
      {"selfSize", sizes_of(env, live)},
      {"firstEdge", array_of_room(env, napi_uint32_array, 4, &graph->first_edges, nodes + 1)},
      {"edgeType", array_of_room(env, napi_uint8_array, 1, &graph->edge_types, edges)},
      {"edgeName", array_of_room(env, napi_uint32_array, 4, &graph->edge_names, edges)},
      {"edgeTo", array_of_room(env, napi_uint32_array, 4, &graph->edge_targets, edges)},
      {"textStarts", array_of_room(env, napi_float64_array, sizeof(double), &live->text_starts, (size_t)graph_text_count(graph) + 1)},
      {"texts", array_of_room(env, napi_uint8_array, 1, &live->text_bytes, live->text_bytes.used)},
      {"figures", typed_array(env, napi_float64_array, sizeof(double), live->figures, CENSUS_FIGURES)},
  };
  for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) napi_set_named_property(env, result, columns[i].name, columns[i].value);
  return result;
}

/**
 * heapGraph(young, large, constructorKey, toStringTag, file): all that is alive, in columns; or a text, why there is no answer. With a file
 * descriptor the same is also written as a snapshot: for tests, as the next look may find something else.
 */
static napi_value js_graph(napi_env env, napi_callback_info info) {
  napi_value values[5];
  size_t count = 5;
  HeapState *state = state_of(env, info, values, &count);
  if (!state->types.ready) return text(env, "nothing was learned");
  Live *live = calloc(1, sizeof *live);
  if (!live) return text(env, "out of memory");
  live->file = -1;
  napi_get_value_int32(env, values[4], &live->file);
  live->graph.survey = &live->survey;
  live->survey.input = input_of(env, state, values);
  const bool whole = guard_run(live_guarded, live);
  napi_value result = NULL;
  if (!whole) result = text(env, faulted);
  else if (live->survey.space.problem) result = text(env, live->survey.space.problem);
  else {
    fill_figures(&live->survey, live->figures);
    result = columns_of(env, live);
  }
  live_free(live);
  return result;
}

static Child *child_of(HeapState *state, int child) {
  for (int i = 0; i < CHILDREN_MOST; i++)
    if (state->children[i].child == child) return &state->children[i];
  return NULL;
}

/** The thread ends, or the program: what was not waited for ends with it, and leaves neither a zombie nor half a file. */
static void end_children(void *data) {
  HeapState *state = data;
  for (int i = 0; i < CHILDREN_MOST; i++) {
    Child *child = &state->children[i];
    if (child->child == 0) continue;
    fork_end(child->child, child->file);
    child->child = 0;
  }
}

static void find_guarded(void *argument) { survey_find(argument); }

/** What a snapshot in this process came to: as heapTold() gives it. */
static napi_value outcome_of(napi_env env, const Outcome *outcome) {
  napi_value result = NULL;
  napi_create_object(env, &result);
  napi_set_named_property(env, result, "error", number(env, outcome->error));
  napi_set_named_property(env, result, "problem", text(env, outcome->problem));
  napi_set_named_property(env, result, "nodes", number(env, outcome->nodes));
  napi_set_named_property(env, result, "edges", number(env, outcome->edges));
  napi_set_named_property(env, result, "written", number(env, outcome->written));
  return result;
}

/**
 * heapSnapshot(young, large, constructorKey, toStringTag, file, path): writes a snapshot to a file descriptor. In this process what it came to; with
 * the file's path a forked child does: { child, told }, or { error }, a number of errno. A text: why there is no answer.
 */
static napi_value js_snapshot(napi_env env, napi_callback_info info) {
  napi_value values[6];
  size_t count = 6;
  HeapState *state = state_of(env, info, values, &count);
  int32_t file = -1;
  napi_valuetype type = napi_undefined;
  napi_get_value_int32(env, values[4], &file);
  napi_typeof(env, values[5], &type);
  const bool is_forked = type == napi_string;
  Child *place = child_of(state, 0);
  if (!state->types.ready) return text(env, "nothing was learned");
  if (is_forked && (!place || napi_get_value_string_utf8(env, values[5], place->file, PATH_MOST, NULL) != napi_ok)) return text(env, "too many snapshots are being written");
  Survey *survey = calloc(1, sizeof *survey);
  if (!survey) return text(env, "out of memory");
  survey->input = input_of(env, state, values);
  const bool whole = guard_run(find_guarded, survey);
  napi_value result = NULL;
  if (!whole) result = text(env, faulted);
  else if (survey->space.problem) result = text(env, survey->space.problem);
  else if (is_forked) {
    const Fork forked = fork_snapshot(survey, file);
    if (forked.child > 0) place->child = forked.child;
    napi_create_object(env, &result);
    napi_set_named_property(env, result, "child", number(env, forked.child));
    napi_set_named_property(env, result, "told", number(env, forked.told));
    napi_set_named_property(env, result, "error", number(env, forked.error));
  } else {
    Outcome outcome;
    snapshot_whole(survey, file, &outcome);
    result = outcome_of(env, &outcome);
  }
  survey_free(survey);
  free(survey);
  return result;
}

/** heapReap(child): the exit code of a child that has ended, or 256 and the signal that ended it. */
static napi_value js_reap(napi_env env, napi_callback_info info) {
  napi_value values[1];
  size_t count = 1;
  HeapState *state = state_of(env, info, values, &count);
  int32_t child = 0;
  napi_get_value_int32(env, values[0], &child);
  Child *place = child > 0 ? child_of(state, child) : NULL;
  if (!place) return number(env, -1);
  place->child = 0;
  return number(env, reap(child));
}

/** heapTold(bytes): what a child told, in words of JavaScript. */
static napi_value js_told(napi_env env, napi_callback_info info) {
  napi_value values[1];
  size_t count = 1, length = 0;
  state_of(env, info, values, &count);
  void *data = NULL;
  Outcome outcome;
  napi_get_typedarray_info(env, values[0], NULL, &length, &data, NULL, NULL);
  if (!data || length != sizeof outcome) return NULL;
  memcpy(&outcome, data, sizeof outcome);
  outcome.problem[OUTCOME_TEXT - 1] = 0;
  return outcome_of(env, &outcome);
}

#endif

static void finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  free(data);
}

void heap_register(napi_env env, napi_value exports, const Engine *engine) {
  HeapState *state = calloc(1, sizeof *state);
  if (!state) return;
  state->engine = engine;
  napi_add_finalizer(env, exports, state, finalize, NULL, NULL);
#ifdef __linux__
  napi_add_env_cleanup_hook(env, end_children, state);
#endif
  const Function functions[] = {
      {"heapLearn", js_learn},
#ifdef __linux__
      {"heapCensus", js_census}, {"heapGraph", js_graph}, {"heapSnapshot", js_snapshot}, {"heapReap", js_reap}, {"heapTold", js_told},
#endif
  };
  add_functions(env, exports, functions, sizeof functions / sizeof *functions, state);
}
