#include "graph-nodes.h"

enum { FIRST_NODES = 1 << 10, FIRST_EDGES = 1 << 12, FIRST_WORDS = 1 << 8, FIRST_LARGE = 8 };

void graph_fail(Graph *graph) { reject(&graph->walk->reader, "out of memory"); }

static bool resize(void *pointer, uint64_t count, size_t size) {
  void **array = pointer;
  void *grown = realloc(*array, (size_t)count * size);
  if (!grown) return false;
  *array = grown;
  return true;
}

bool graph_grow_nodes(Graph *graph) {
  Nodes *nodes = &graph->nodes;
  uint32_t capacity = nodes->capacity ? nodes->capacity * 2 : FIRST_NODES;
  bool grown = resize(&nodes->objects, capacity, sizeof(Word)) && resize(&nodes->sizes, capacity, sizeof(uint32_t)) &&
               resize(&nodes->types, capacity, 1) && resize(&nodes->classes, capacity, sizeof(uint32_t)) &&
               resize(&nodes->first_edge, (uint64_t)capacity + 1, sizeof(uint32_t)) && resize(&nodes->claimed, capacity, 1) &&
               (!graph->walk->options.slack || resize(&nodes->slack, capacity, sizeof(uint32_t)));
  if (grown) nodes->capacity = capacity;
  else graph_fail(graph);
  return grown;
}

/** The number of a word, given to it now if it has none; NO_NODE where there is no memory. */
uint32_t graph_number_of(Graph *graph, WordMap *map, Word key, uint32_t next, bool *is_new) {
  WordEntry *entry = word_map_entry(map, key, is_new);
  if (!entry) {
    graph_fail(graph);
    return NO_NODE;
  }
  if (*is_new) entry->value = next;
  return (uint32_t)entry->value;
}

/** The number of a property's name. JavaScript is given each: what is none must not come that far. */
uint32_t graph_name_number(Graph *graph, Word name) {
  bool is_new = false;
  uint32_t number = graph_number_of(graph, &graph->name_numbers, name, (uint32_t)graph->names.length, &is_new);
  if (is_new) {
    const MapFacts *facts = is_pointer(name) ? facts_of(&graph->walk->reader.maps, &graph->walk->reader.engine, name) : NULL;
    if (!facts || facts->type > SYMBOL_TYPE) reject(&graph->walk->reader, "a property has a name that is none");
    else if (!list_add(&graph->names, name)) graph_fail(graph);
  }
  return graph->first_name + number;
}

/** Where objects of a map that is no dictionary's hold their named properties. */
static void learn_shape(Graph *graph, uint32_t class, const MapFacts *facts) {
  Shapes *shapes = &graph->shapes;
  if (class == shapes->shape_capacity) {
    uint64_t capacity = shapes->shape_capacity ? shapes->shape_capacity * 2 : FIRST_WORDS;
    if (!resize(&shapes->shapes, capacity, sizeof(Shape))) {
      graph_fail(graph);
      return;
    }
    shapes->shape_capacity = capacity;
  }
  Shape shape = {.first = shapes->field_count, .count = facts->flags & IS_DICTIONARY ? 0 : facts->descriptors};
  shapes->shapes[class] = shape;
  if (shape.first + shape.count > shapes->field_capacity) {
    uint64_t capacity = shapes->field_capacity * 2 + shape.count + FIRST_WORDS;
    if (!resize(&shapes->fields, capacity, sizeof(Field))) {
      graph_fail(graph);
      return;
    }
    shapes->field_capacity = capacity;
  }
  Word entry = word_at(facts->map, MAP_DESCRIPTORS) + graph->walk->reader.engine.descriptor_key;
  for (unsigned i = 0; i < shape.count; i++, entry += DESCRIPTOR_SIZE) {
    uint64_t details = small_integer(word_at(entry, DESCRIPTOR_DETAILS));
    Place place = place_of(facts->map, details);
    shapes->fields[shapes->field_count++] =
        details & LOCATED_IN_DESCRIPTOR
            ? (Field){.name = UNNAMED, .where = IN_MAP}
            : (Field){.name = UNNAMED, .where = place.is_stored ? IN_STORE : IN_OBJECT, .place = (uint16_t)place.index};
  }
}

/** The number of an object's class, which is that of its map. */
uint32_t graph_class_number(Graph *graph, Word object, const MapFacts *facts) {
  if (facts->class) return facts->class - 1u;
  bool is_new = false;
  uint32_t number = graph_number_of(graph, &graph->class_numbers, facts->map, (uint32_t)graph->examples.length, &is_new);
  if (number == NO_NODE) return number;
  MapFacts *kept = maps_facts_of(&graph->walk->reader.maps, facts->map);
  if (kept->map == facts->map && number < UINT16_MAX) kept->class = (uint16_t)(number + 1);
  if (!is_new) return number;
  if (!list_add(&graph->examples, object)) graph_fail(graph);
  else learn_shape(graph, number, facts);
  return number;
}

void graph_add_large(Graph *graph, uint32_t node, uint64_t size) {
  LargeList *large = &graph->large;
  if (large->count == large->capacity) {
    uint32_t capacity = large->capacity ? large->capacity * 2 : FIRST_LARGE;
    if (!resize(&large->items, capacity, sizeof(Large))) {
      graph_fail(graph);
      return;
    }
    large->capacity = capacity;
  }
  graph->nodes.sizes[node] = 0;
  large->items[large->count++] = (Large){.node = node, .size = size};
}

uint32_t graph_add_outside(Graph *graph, NodeType type, uint64_t size) {
  Nodes *nodes = &graph->nodes;
  uint32_t node = add_node(graph, 0);
  if (node == NO_NODE) return NO_NODE;
  nodes->types[node] = (uint8_t)type;
  nodes->classes[node] = type;
  nodes->sizes[node] = (uint32_t)size;
  if (nodes->slack) nodes->slack[node] = 0;
  if (size > UINT32_MAX) graph_add_large(graph, node, size);
  return node;
}

uint32_t graph_node(Graph *graph, Word object) {
  uint32_t *entry = is_pointer(object) ? entry_of(graph, object) : NULL;
  return entry && *entry && *entry != LEFT_OUT ? *entry - 1 : UINT32_MAX;
}

bool graph_grow_edges(Graph *graph) {
  Edges *edges = &graph->edges;
  uint64_t capacity = edges->capacity ? edges->capacity * 2 : FIRST_EDGES;
  bool grown = capacity <= UINT32_MAX && resize(&edges->types, capacity, 1) && resize(&edges->names, capacity, sizeof(uint32_t)) &&
               resize(&edges->targets, capacity, sizeof(uint32_t));
  if (grown) edges->capacity = capacity;
  else graph_fail(graph);
  return grown;
}
