/* Everything a value holds as a graph in columns, which share one buffer. */
#include <stdlib.h>
#include <string.h>

#include "faces.h"
#include "graph.h"
#include "guard.h"

typedef struct {
  Graph graph;
  Word root;
} Build;

static void graph_guarded(void *argument) {
  Build *build = argument;
  graph_build(&build->graph, build->root);
}

typedef struct {
  const char *name;
  napi_typedarray_type type;
  size_t size;
  void **data; /* what it points to may become JavaScript's: then it is NULL. *data is NULL where there is no such column */
  uint64_t count;
} Column;

/** Smaller columns are copied into one buffer: each buffer has about 150 bytes of its own beside its data. */
enum { OWN_BUFFER_LEAST = 1 << 20 };

static double *wide_sizes(const Graph *graph) {
  const Nodes *nodes = &graph->nodes;
  double *sizes = malloc((size_t)nodes->count * sizeof(double));
  if (!sizes) return NULL;
  for (uint32_t node = 0; node < nodes->count; node++) sizes[node] = nodes->sizes[node];
  for (uint32_t i = 0; i < graph->large.count; i++) sizes[graph->large.items[i].node] = (double)graph->large.items[i].size;
  return sizes;
}

static void release(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  free(data);
}

/** Gives a column's memory away as it is; NULL where that is not allowed (Electron). A copy would touch as much memory again. */
static napi_value given_away(napi_env env, const Column *column) {
  const size_t bytes = (size_t)column->count * column->size;
  void *data = realloc(*column->data, bytes);
  if (!data) return NULL;
  *column->data = data;
  napi_value buffer = NULL;
  if (napi_create_external_arraybuffer(env, data, bytes, release, NULL, &buffer) != napi_ok) return NULL;
  *column->data = NULL;
  return buffer;
}

/** The columns of a graph, those of wide elements first; NULL where there is no memory. */
static napi_value columns_of(napi_env env, Graph *graph) {
  Nodes *nodes = &graph->nodes;
  Edges *edges = &graph->edges;
  double *wide = graph->large.count > 0 ? wide_sizes(graph) : NULL;
  if (graph->large.count > 0 && !wide) return NULL;
  const uint64_t node_count = nodes->count, edge_count = edges->count;
  void *none = NULL;
  const Column columns[] = {
      {"selfSize", napi_float64_array, 8, (void **)&wide, node_count},
      {"selfSize", napi_uint32_array, 4, wide ? &none : (void **)&nodes->sizes, node_count},
      {"slack", napi_uint32_array, 4, (void **)&nodes->slack, node_count},
      {"nodeClass", napi_uint32_array, 4, (void **)&nodes->classes, node_count},
      {"firstEdge", napi_uint32_array, 4, (void **)&nodes->first_edge, node_count + 1},
      {"edgeName", napi_uint32_array, 4, (void **)&edges->names, edge_count},
      {"edgeTo", napi_uint32_array, 4, (void **)&edges->targets, edge_count},
      {"nodeType", napi_uint8_array, 1, (void **)&nodes->types, node_count},
      {"edgeType", napi_uint8_array, 1, (void **)&edges->types, edge_count},
  };
  enum { COLUMN_COUNT = sizeof columns / sizeof *columns };
  size_t bytes = 0, at = 0;
  napi_value result = NULL, buffer = NULL;
  if (napi_create_object(env, &result) != napi_ok) result = NULL;
  for (int i = 0; result && i < COLUMN_COUNT; i++) {
    const Column *column = &columns[i];
    const size_t size = (size_t)column->count * column->size;
    if (!*column->data) continue;
    napi_value own = size < OWN_BUFFER_LEAST ? NULL : given_away(env, column), array = NULL;
    if (!own) {
      bytes += size;
      continue;
    }
    napi_create_typedarray(env, column->type, (size_t)column->count, own, 0, &array);
    napi_set_named_property(env, result, column->name, array);
  }
  void *data = NULL;
  if (result && napi_create_arraybuffer(env, bytes, &data, &buffer) != napi_ok) result = NULL;
  for (int i = 0; result && i < COLUMN_COUNT; i++) {
    const Column *column = &columns[i];
    /* none, or given away */
    if (!*column->data && column->count > 0) continue;
    napi_value array = NULL;
    const size_t size = (size_t)column->count * column->size;
    if (size > 0) memcpy((char *)data + at, *column->data, size);
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
  napi_value lists = property(env, given, "lists");
  size_t depths = 0, owners = 0, names = 0, bytes = 0;
  rules->depths = integers_of(env, property(env, given, "depths"), &depths);
  rules->part_owners = integers_of(env, property(env, given, "owners"), &owners);
  rules->part_names = integers_of(env, property(env, given, "names"), &names);
  rules->part_bytes = doubles_of(env, property(env, given, "bytes"), &bytes);
  rules->list = store_of(walk, list, &rules->length);
  rules->lists = store_of(walk, lists, &rules->list_count);
  rules->stops = store_of(walk, stops, &rules->stop_count);
  rules->parts = store_of(walk, parts, &rules->part_count);
  return depths >= rules->length && owners >= rules->part_count && names >= rules->part_count && bytes >= rules->part_count;
}

/** The values among the nodes, in their order: objects, functions, strings, symbols and bigints. */
static void list_values(Graph *graph, WordList *values) {
  for (uint32_t node = 0; node < graph->nodes.count; node++)
    if (graph->nodes.types[node] <= NODE_BIGINT && !list_add(values, graph->nodes.objects[node])) reject(&graph->walk->reader, "out of memory");
}

/**
 * graph(value, flags, targets, nodes, rules, firstName, keys, takeNames, takeExamples, firsts, takeValues): the columns of the graph,
 * or what else it came to; `nodes` gets the number of each target, and `takeValues`, where it is given, the value of every node that has one.
 */
static napi_value js_graph(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  Walk *walk = call.walk;
  begin(walk, flags_of(env, call.values[1]), -1, -1);
  if (!walk->reader.engine.learned) return number(env, VOID);
  size_t room = 0;
  double *found = doubles_of(env, call.values[3], &room);
  Build build = {.graph = {.walk = walk}};
  Graph *graph = &build.graph;
  napi_get_value_uint32(env, call.values[5], &graph->first_name);
  if (!read_rules(env, walk, call.values[4], &graph->rules)) reject(&walk->reader, "a list is longer than what is said of it");
  set_descriptions(walk, call.values[6]);
  build.root = word_behind(call.values[0]);
  bool whole = guard_run(graph_guarded, &build);
  bool is_built = whole && !walk->reader.rejection && !walk->met_description;
  uint64_t target_count = 0;
  Word targets = is_built ? store_of(walk, call.values[2], &target_count) : 0;
  for (uint64_t i = 0; i < target_count && i < room; i++) {
    uint32_t node = graph_node(graph, word_at(targets, FIRST_ELEMENT + i * WORD));
    found[i] = node == NO_NODE ? -1 : (double)node;
  }
  WordList values = {0};
  if (is_built && is_function(env, call.values[10])) list_values(graph, &values);
  /* all handles before anything allocates, and none of what may be no object */
  if (is_built && !walk->reader.rejection) {
    WordList *lists[] = {&graph->names, &graph->examples, &values};
    for (unsigned i = 0; i < sizeof lists / sizeof *lists; i++) handles_for(env, lists[i]);
  }
  is_built = is_built && !walk->reader.rejection;
  int outcome = finish(env, call.instance, whole, is_built ? call.values[9] : NULL);
  napi_value result = NULL;
  if (!is_built) result = number(env, outcome);
  else if (give(env, &graph->names, call.values[7]) && give(env, &graph->examples, call.values[8]) && give(env, &values, call.values[10]))
    result = columns_of(env, graph);
  free(values.items);
  graph_free(graph);
  return result;
}

void add_columns(napi_env env, napi_value exports) {
  const Function functions[] = {{"graph", js_graph}};
  add_functions(env, exports, functions, sizeof functions / sizeof *functions, NULL);
}
