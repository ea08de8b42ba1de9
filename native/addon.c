/* The face to JavaScript: one object of functions, whose types are in src/probe/binding.ts. All of them are for the library alone. */
#include <node_api.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "guard.h"
#ifdef MEMSIZE_INJECT
#include "inject.h"
#endif
#include "learn.h"
#include "process.h"
#include "walk.h"

/** Goes up with every change of this face: a library and a probe of different numbers do not work together. */
enum { FACE = 3 };

/** What a measurement comes to. */
enum { COMPLETE = 0, LIMITED = 1, DESCRIBED = 2, VOID = -1 };

/** Where in the array of figures each one is. */
enum { BYTES_FIGURE, EXTERNAL_FIGURE, SLACK_FIGURE, COUNT_FIGURE, UNKNOWN_FIGURE, NATIVE_FIGURE, MEMORY_FIGURE, FIGURE_COUNT };

enum { WITH_SLACK = 1, WITH_CONTEXTS = 2, AT_DESCRIPTIONS = 4, WITH_TEXTS = 8, LISTED_ONLY = 16 };

enum { ARGUMENTS_MOST = 12 };

/** What the probe has for each environment: the walk, and where figures go. */
typedef struct {
  Walk walk;
  double figures[FIGURE_COUNT];
} Instance;

static double *figures_of(napi_env env) {
  void *instance = NULL;
  napi_get_instance_data(env, &instance);
  return ((Instance *)instance)->figures;
}

typedef struct {
  napi_value values[ARGUMENTS_MOST];
  size_t count;
  Walk *walk;
} Call;

static Call call_of(napi_env env, napi_callback_info info) {
  Call call = {.count = ARGUMENTS_MOST};
  void *walk = NULL;
  napi_get_cb_info(env, info, &call.count, call.values, NULL, NULL);
  napi_get_instance_data(env, &walk);
  call.walk = walk;
  return call;
}

static napi_value number(napi_env env, double value) {
  napi_value result = NULL;
  napi_create_double(env, value, &result);
  return result;
}

static double number_of(napi_env env, napi_value value) {
  double result = 0;
  napi_get_value_double(env, value, &result);
  return result;
}

/** The data of a typed array, or NULL. Its memory is outside the heap, or large enough to have been moved there. */
static void *data_of(napi_env env, napi_value view, size_t *length) {
  void *data = NULL;
  napi_typedarray_type type;
  bool is_view = false;
  *length = 0;
  if (napi_is_typedarray(env, view, &is_view) != napi_ok || !is_view) return NULL;
  napi_get_typedarray_info(env, view, &type, length, &data, NULL, NULL);
  return data;
}

/** The store of an array's elements; 0 where it is empty, or none of tagged words. */
static Word store_of(const Walk *walk, napi_value array, uint64_t *length) {
  *length = 0;
  Word object = word_behind(array);
  if (!is_pointer(object) || type_of(object) != walk->engine.array_type) return 0;
  Word store = word_at(object, ELEMENTS);
  if (kind_of(&walk->engine, store) != ARRAY) return 0;
  uint64_t used = small_integer(word_at(object, FIRST_SLOT)), room = length_of(store);
  *length = used < room ? used : room;
  return store;
}

/** What decides which objects describe themselves: the symbol, and the list of classes described from outside. */
static void set_descriptions(Walk *walk, napi_value symbol, napi_value classes) {
  uint64_t length;
  Word key = word_behind(symbol);
  /* left out, it would be undefined, which dictionaries have in their empty places */
  walk->maps.description_key = is_pointer(key) && kind_of(&walk->engine, key) == SYMBOL ? key : 0;
  walk->maps.described_classes = store_of(walk, classes, &length);
}

/**
 * A handle for an object that the walk found: it lives until the call returns, wherever the collector moves it. Node-API has no call for it: a
 * handle is made for something else, and its slot, which is no part of the heap, given the object's address.
 */
static napi_value handle_for(napi_env env, Word object) {
  napi_value handle = NULL;
  napi_get_global(env, &handle);
  if ((Word)(uintptr_t)handle & 1) return (napi_value)(uintptr_t)object;
  *(Word *)(uintptr_t)handle = object;
  return handle;
}

static int finish(napi_env env, Walk *walk, bool whole, double *figures, napi_value firsts) {
  if (!whole) reject(walk, "a read of the heap touched memory that is not there");
  if (walk->rejection) return VOID;
  const Totals *totals = &walk->totals;
  if (figures) {
    figures[BYTES_FIGURE] = (double)totals->bytes;
    figures[EXTERNAL_FIGURE] = (double)totals->external;
    figures[SLACK_FIGURE] = (double)totals->slack;
    figures[COUNT_FIGURE] = (double)totals->count;
    figures[UNKNOWN_FIGURE] = (double)totals->unknown.count;
    figures[NATIVE_FIGURE] = (double)totals->native.count;
    figures[MEMORY_FIGURE] = (double)walk_memory(walk);
  }
  Word unknown = totals->unknown.first, native = totals->native.first;
  if ((unknown || native) && firsts) {
    /* both handles before anything allocates */
    napi_value of_unknown = unknown ? handle_for(env, unknown) : NULL;
    napi_value of_native = native ? handle_for(env, native) : NULL;
    if (of_unknown) napi_set_element(env, firsts, 0, of_unknown);
    if (of_native) napi_set_element(env, firsts, 1, of_native);
  }
  if (walk->met_description) return DESCRIBED;
  return walk->passed_limit ? LIMITED : COMPLETE;
}

static uint64_t most(double number) { return number >= 0 && number < 9e15 ? (uint64_t)number : UINT64_MAX; }

static WalkOptions options_of(uint32_t flags, double limit, double budget) {
  return (WalkOptions){
      .slack = flags & WITH_SLACK,
      .contexts = flags & WITH_CONTEXTS,
      .stop_at_descriptions = flags & AT_DESCRIPTIONS,
      .texts = flags & WITH_TEXTS,
      .receivers = flags & LISTED_ONLY,
      .limit = most(limit),
      .budget = most(budget),
  };
}

/** learn(exemplars): undefined, or what was not as expected. */
static napi_value js_learn(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  const char *problem = NULL;
  napi_value one = NULL, other = NULL;
  napi_get_global(env, &one);
  napi_get_global(env, &other);
  if (!guard_install()) problem = "faults cannot be caught";
  else if (!((Word)(uintptr_t)one & 1) && one == other) problem = "handles have no slots of their own";
  else problem = learn(env, call.values[0], &call.walk->engine);
  if (!problem) return NULL;
  napi_value text = NULL;
  napi_create_string_utf8(env, problem, NAPI_AUTO_LENGTH, &text);
  return text;
}

typedef struct {
  Walk *walk;
  Word root;
} Deep;

static void deep_guarded(void *argument) {
  Deep *deep = argument;
  walk_push(deep->walk, deep->root);
  walk_drain(deep->walk);
}

/** deep(value, flags, limit, budget, symbol, classes, firsts): what it came to; figures() tells the numbers. */
static napi_value js_deep(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  Walk *walk = call.walk;
  uint32_t flags = 0;
  napi_get_value_uint32(env, call.values[1], &flags);
  walk_begin(walk, options_of(flags, number_of(env, call.values[2]), number_of(env, call.values[3])));
  double *figures = figures_of(env);
  bool whole = false;
  if (walk->engine.learned) {
    set_descriptions(walk, call.values[4], call.values[5]);
    Deep deep = {walk, word_behind(call.values[0])};
    whole = guard_run(deep_guarded, &deep);
  }
  return number(env, finish(env, walk, whole, figures, call.count > 6 ? call.values[6] : NULL));
}

/** bytes(value, symbol, classes): of everything it holds; below 0 where deep() has more to say than a number. */
static napi_value js_bytes(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  Walk *walk = call.walk;
  if (!walk->engine.learned) return number(env, VOID);
  walk_begin(walk, options_of(AT_DESCRIPTIONS, -1, -1));
  set_descriptions(walk, call.values[1], call.values[2]);
  Deep deep = {walk, word_behind(call.values[0])};
  bool whole = guard_run(deep_guarded, &deep);
  bool is_plain = whole && !walk->rejection && !walk->met_description;
  return number(env, is_plain ? (double)walk->totals.bytes : VOID);
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
    shallow->out[i] = (double)walk_shallow(shallow->walk, word_at(shallow->store, FIRST_ELEMENT + i * WORD));
  }
}

/** shallow(list, out): the own bytes of each. */
static napi_value js_shallow(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  Walk *walk = call.walk;
  size_t room = 0;
  walk_begin(walk, options_of(0, -1, -1));
  double *out = data_of(env, call.values[1], &room);
  bool whole = false;
  if (walk->engine.learned && out) {
    Shallow shallow = {.walk = walk, .out = out};
    shallow.store = store_of(walk, call.values[0], &shallow.length);
    if (shallow.length > room) shallow.length = room;
    whole = guard_run(shallow_guarded, &shallow);
  }
  return number(env, finish(env, walk, whole, NULL, NULL));
}

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
  for (uint64_t i = 0; i < children->length && !walk->rejection; i++) {
    Word object = word_at(children->store, FIRST_ELEMENT + i * WORD);
    uint32_t described = 0;
    if (is_pointer(object)) {
      const MapFacts *facts = facts_of(&walk->maps, &walk->engine, object);
      if (!facts) reject(walk, "a reference leads to no object");
      else if (!children->depths && facts->flags & IS_RECEIVER && walk_is_described(walk, object, facts)) described = DESCRIBED_END;
      else {
        walk_visit(walk, object, children->depths ? (Depth)children->depths[i] : WHOLE);
        walk_drain(walk);
      }
    }
    if (walk->met.length >= DESCRIBED_END) reject(walk, "more children than can be counted");
    children->ends[i] = (uint32_t)walk->met.length | described;
  }
}

/** Objects given in one call of a function of JavaScript: its arguments are on the stack. */
enum { ARGUMENTS_AT_ONCE = 512 };

/*
 * Gives objects to a function of JavaScript, as arguments and not in an array: setting an element would call an accessor that a
 * prototype has for its index. Their words are handles by now. */
static bool give(napi_env env, WordList *objects, napi_value take) {
  napi_value nobody = NULL;
  napi_get_undefined(env, &nobody);
  for (uint64_t from = 0; from < objects->length; from += ARGUMENTS_AT_ONCE) {
    uint64_t left = objects->length - from;
    size_t count = left < ARGUMENTS_AT_ONCE ? (size_t)left : ARGUMENTS_AT_ONCE;
    if (napi_call_function(env, nobody, take, count, (const napi_value *)(objects->items + from), NULL) != napi_ok) return false;
  }
  return true;
}

/** children(list, depths, ends, flags, symbol, classes, take): gives `take` the receivers that each leads to, none twice. */
static napi_value js_children(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  Walk *walk = call.walk;
  uint32_t flags = 0;
  size_t depth_count = 0, end_count = 0;
  napi_get_value_uint32(env, call.values[3], &flags);
  WalkOptions options = options_of(flags & WITH_CONTEXTS, -1, -1);
  options.receivers = true;
  walk_begin(walk, options);
  Children children = {.walk = walk, .depths = data_of(env, call.values[1], &depth_count), .ends = data_of(env, call.values[2], &end_count)};
  if (!walk->engine.learned || !children.ends) return number(env, VOID);
  set_descriptions(walk, call.values[4], call.values[5]);
  children.store = store_of(walk, call.values[0], &children.length);
  if (children.length > end_count) children.length = end_count;
  if (children.depths && children.length > depth_count) children.length = depth_count;
  int outcome = finish(env, walk, guard_run(children_guarded, &children), NULL, NULL);
  if (outcome == VOID) return number(env, VOID);
  /* all handles before anything allocates */
  WordList *met = &walk->met;
  for (uint64_t i = 0; i < met->length; i++) met->items[i] = (Word)(uintptr_t)handle_for(env, met->items[i]);
  return give(env, met, call.values[6]) ? number(env, outcome) : NULL;
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
    bool is_new = is_pointer(object) && walk_mark(walk, object);
    if (fresh) fresh[i] = is_new;
  }
}

static void weigh_guarded(void *argument) {
  Weigh *weigh = argument;
  Walk *walk = weigh->walk;
  mark_all(walk, weigh->stops, weigh->stop_count, NULL);
  mark_all(walk, weigh->store, weigh->length, weigh->fresh);
  for (uint64_t i = 0; i < weigh->length && !walk->rejection; i++) {
    Totals before = walk->totals;
    if (weigh->fresh[i]) {
      walk_visit(walk, word_at(weigh->store, FIRST_ELEMENT + i * WORD), weigh->depths ? (Depth)weigh->depths[i] : WHOLE);
      walk_drain(walk);
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
  uint32_t flags = 0;
  size_t depth_count = 0, room = 0;
  napi_get_value_uint32(env, call.values[3], &flags);
  walk_begin(walk, options_of(flags, -1, -1));
  double *figures = figures_of(env);
  bool whole = false;
  if (walk->engine.learned) {
    Weigh weigh = {.walk = walk, .depths = data_of(env, call.values[1], &depth_count), .out = data_of(env, call.values[4], &room)};
    walk->maps.description_key = walk->maps.described_classes = 0;
    weigh.stops = store_of(walk, call.values[2], &weigh.stop_count);
    weigh.store = store_of(walk, call.values[0], &weigh.length);
    if ((weigh.depths && weigh.length > depth_count) || (weigh.out && weigh.length * 2 > room)) reject(walk, "a list is longer than what is said of it");
    weigh.fresh = calloc(weigh.length + 1, 1);
    if (!weigh.fresh) reject(walk, "out of memory");
    else whole = guard_run(weigh_guarded, &weigh);
    free(weigh.fresh);
  }
  return number(env, finish(env, walk, whole, figures, call.count > 5 ? call.values[5] : NULL));
}

typedef struct {
  Graph graph;
  Word root;
} Build;

static void graph_guarded(void *argument) {
  Build *build = argument;
  graph_build(&build->graph, build->root);
}

/** Where a column begins in the one buffer that they all share: its elements' size decides. */
typedef struct {
  const char *name;
  napi_typedarray_type type;
  size_t size;
  const void *data; /* NULL: there is no such column */
  uint64_t count;
} Column;

static double *wide_sizes(const Graph *graph) {
  const Nodes *nodes = &graph->nodes;
  double *sizes = malloc((size_t)nodes->count * sizeof(double));
  if (!sizes) return NULL;
  for (uint32_t node = 0; node < nodes->count; node++) sizes[node] = nodes->sizes[node];
  for (uint32_t i = 0; i < graph->large.count; i++) sizes[graph->large.items[i].node] = (double)graph->large.items[i].size;
  return sizes;
}

/** The columns of a graph, those of wide elements first; NULL where there is no memory. */
static napi_value columns_of(napi_env env, const Graph *graph) {
  const Nodes *nodes = &graph->nodes;
  const Edges *edges = &graph->edges;
  double *wide = graph->large.count > 0 ? wide_sizes(graph) : NULL;
  if (graph->large.count > 0 && !wide) return NULL;
  const Column columns[] = {
      {"selfSize", napi_float64_array, 8, wide, nodes->count},
      {"selfSize", napi_uint32_array, 4, wide ? NULL : nodes->sizes, nodes->count},
      {"slack", napi_uint32_array, 4, nodes->slack, nodes->count},
      {"nodeClass", napi_uint32_array, 4, nodes->classes, nodes->count},
      {"firstEdge", napi_uint32_array, 4, nodes->first_edge, (uint64_t)nodes->count + 1},
      {"edgeName", napi_uint32_array, 4, edges->names, edges->count},
      {"edgeTo", napi_uint32_array, 4, edges->targets, edges->count},
      {"nodeType", napi_uint8_array, 1, nodes->types, nodes->count},
      {"edgeType", napi_uint8_array, 1, edges->types, edges->count},
  };
  enum { COLUMN_COUNT = sizeof columns / sizeof *columns };
  size_t bytes = 0, at = 0;
  for (int i = 0; i < COLUMN_COUNT; i++)
    if (columns[i].data) bytes += (size_t)columns[i].count * columns[i].size;
  napi_value result = NULL, buffer = NULL;
  void *data = NULL;
  if (napi_create_object(env, &result) != napi_ok || napi_create_arraybuffer(env, bytes, &data, &buffer) != napi_ok) result = NULL;
  for (int i = 0; result && i < COLUMN_COUNT; i++) {
    const Column *column = &columns[i];
    if (!column->data && column->count > 0) continue;
    napi_value array = NULL;
    const size_t size = (size_t)column->count * column->size;
    if (size > 0) memcpy((char *)data + at, column->data, size);
    napi_create_typedarray(env, column->type, (size_t)column->count, buffer, at, &array);
    napi_set_named_property(env, result, column->name, array);
    at += size;
  }
  free(wide);
  return result;
}

/** A property of an object given by the library; the data of a typed array where it is one. */
static napi_value property(napi_env env, napi_value object, const char *name) {
  napi_value value = NULL;
  napi_get_named_property(env, object, name, &value);
  return value;
}

/** What user rules say; false where its parts do not fit each other. Nothing may allocate after the stores are looked up. */
static bool read_rules(napi_env env, const Walk *walk, napi_value given, Rules *rules) {
  napi_valuetype type = napi_undefined;
  napi_typeof(env, given, &type);
  if (type != napi_object) return true;
  napi_value list = property(env, given, "list"), stops = property(env, given, "stops"), parts = property(env, given, "parts");
  size_t depths = 0, owners = 0, names = 0, bytes = 0;
  rules->depths = data_of(env, property(env, given, "depths"), &depths);
  rules->part_owners = data_of(env, property(env, given, "owners"), &owners);
  rules->part_names = data_of(env, property(env, given, "names"), &names);
  rules->part_bytes = data_of(env, property(env, given, "bytes"), &bytes);
  rules->list = store_of(walk, list, &rules->length);
  rules->stops = store_of(walk, stops, &rules->stop_count);
  rules->parts = store_of(walk, parts, &rules->part_count);
  return depths >= rules->length && owners >= rules->part_count && names >= rules->part_count && bytes >= rules->part_count;
}

/** The values among the nodes, in their order: objects, functions, strings, symbols and bigints. */
static void list_values(Graph *graph, WordList *values) {
  for (uint32_t node = 0; node < graph->nodes.count; node++)
    if (graph->nodes.types[node] <= NODE_BIGINT && !list_add(values, graph->nodes.objects[node])) reject(graph->walk, "out of memory");
}

/**
 * graph(value, flags, targets, nodes, rules, firstName, symbol, classes, takeNames, takeExamples, firsts, takeValues): the columns of the graph,
 * or what else it came to; `nodes` gets the number of each target, and `takeValues`, where it is given, the value of every node that has one.
 */
static napi_value js_graph(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  Walk *walk = call.walk;
  uint32_t flags = 0;
  napi_get_value_uint32(env, call.values[1], &flags);
  walk_begin(walk, options_of(flags, -1, -1));
  if (!walk->engine.learned) return number(env, VOID);
  size_t room = 0;
  double *found = data_of(env, call.values[3], &room);
  Build build = {.graph = {.walk = walk}};
  Graph *graph = &build.graph;
  napi_get_value_uint32(env, call.values[5], &graph->first_name);
  if (!read_rules(env, walk, call.values[4], &graph->rules)) reject(walk, "a list is longer than what is said of it");
  set_descriptions(walk, call.values[6], call.values[7]);
  build.root = word_behind(call.values[0]);
  bool whole = guard_run(graph_guarded, &build);
  bool is_built = whole && !walk->rejection && !walk->met_description;
  uint64_t target_count = 0;
  Word targets = is_built ? store_of(walk, call.values[2], &target_count) : 0;
  for (uint64_t i = 0; i < target_count && i < room; i++) {
    uint32_t node = graph_node(graph, word_at(targets, FIRST_ELEMENT + i * WORD));
    found[i] = node == NO_NODE ? -1 : (double)node;
  }
  napi_valuetype taker = napi_undefined;
  napi_typeof(env, call.values[11], &taker);
  WordList values = {0};
  if (is_built && taker == napi_function) list_values(graph, &values);
  /* all handles before anything allocates, and none of what may be no object */
  if (is_built && !walk->rejection) {
    WordList *lists[] = {&graph->names, &graph->examples, &values};
    for (unsigned l = 0; l < sizeof lists / sizeof *lists; l++)
      for (uint64_t i = 0; i < lists[l]->length; i++) lists[l]->items[i] = (Word)(uintptr_t)handle_for(env, lists[l]->items[i]);
  }
  is_built = is_built && !walk->rejection;
  int outcome = finish(env, walk, whole, figures_of(env), is_built ? call.values[10] : NULL);
  napi_value result = NULL;
  if (!is_built) result = number(env, outcome);
  else if (give(env, &graph->names, call.values[8]) && give(env, &graph->examples, call.values[9]) && give(env, &values, call.values[11]))
    result = columns_of(env, graph);
  free(values.items);
  graph_free(graph);
  return result;
}

/** texts(): of the strings that the last weigh() with texts met, fingerprint, bytes and count in turn. */
static napi_value js_texts(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  TextList *texts = &call.walk->texts;
  napi_value buffer = NULL, result = NULL;
  void *data = NULL;
  if (napi_create_arraybuffer(env, (size_t)texts->length * sizeof(Text), &data, &buffer) != napi_ok) return NULL;
  if (texts->length) memcpy(data, texts->items, texts->length * sizeof(Text));
  napi_create_typedarray(env, napi_float64_array, (size_t)texts->length * 3, buffer, 0, &result);
  return result;
}

/** reason(): why the last result is void. */
static napi_value js_reason(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  napi_value text = NULL;
  const char *why = call.walk->rejection ? call.walk->rejection : call.walk->engine.learned ? "" : "nothing was learned";
  napi_create_string_utf8(env, why, NAPI_AUTO_LENGTH, &text);
  return text;
}

/** figures(): one after the other, of the last measurement. */
static napi_value js_figures(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  size_t room = 0;
  double *out = data_of(env, call.values[0], &room);
  if (out && room >= FIGURE_COUNT) memcpy(out, figures_of(env), sizeof(double) * FIGURE_COUNT);
  return NULL;
}

/** An exemplar of objects that stand for some of C++: an instance of a class made from a template, with an accessor. */
static napi_value js_native(napi_env env, napi_callback_info info) {
  napi_value self = NULL;
  size_t count = 0;
  napi_get_cb_info(env, info, &count, NULL, &self, NULL);
  return self;
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  Instance *instance = data;
  walk_free(&instance->walk);
  free(instance);
}

NAPI_MODULE_INIT() {
  Instance *instance = calloc(1, sizeof *instance);
  if (!instance || napi_set_instance_data(env, instance, finalize, NULL) != napi_ok) return NULL;
  const struct {
    const char *name;
    napi_callback function;
  } functions[] = {
      {"learn", js_learn},       {"deep", js_deep},   {"bytes", js_bytes}, {"shallow", js_shallow}, {"children", js_children}, {"weigh", js_weigh},
      {"graph", js_graph}, {"texts", js_texts}, {"reason", js_reason}, {"figures", js_figures},
  };
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    napi_value function = NULL;
    napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].function, NULL, &function);
    napi_set_named_property(env, exports, functions[i].name, function);
  }
  napi_value class = NULL;
  napi_property_descriptor accessor = {.utf8name = "part", .getter = js_native};
  napi_define_class(env, "Native", NAPI_AUTO_LENGTH, js_native, NULL, 1, &accessor, &class);
  napi_set_named_property(env, exports, "Native", class);
  napi_set_named_property(env, exports, "face", number(env, FACE));
  process_register(env, exports);
#ifdef MEMSIZE_INJECT
  inject_register(env, exports, &instance->walk.engine);
#endif
  return exports;
}
