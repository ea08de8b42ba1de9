/* The nodes and edges of a graph that is being built: numbers for objects, names and classes. */
#ifndef MEMSIZE_GRAPH_NODES_H
#define MEMSIZE_GRAPH_NODES_H

#include <stdlib.h>

#include "graph.h"

/** The number of an object that does not belong to the value. */
#define LEFT_OUT UINT32_MAX

#define UNNAMED UINT32_MAX

/** There is no memory. */
void graph_fail(Graph *graph);
bool graph_grow_nodes(Graph *graph);
bool graph_grow_edges(Graph *graph);
/** The number of a word, given to it now if it has none; NO_NODE where there is no memory. */
uint32_t graph_number_of(Graph *graph, WordMap *map, Word key, uint32_t next, bool *is_new);
/** The number of a property's name. JavaScript is given each: what is none must not come that far. */
uint32_t graph_name_number(Graph *graph, Word name);
/** The number of an object's class, which is that of its map. */
uint32_t graph_class_number(Graph *graph, Word object, const MapFacts *facts);
/** A node of more bytes than 32 bits say. */
void graph_add_large(Graph *graph, uint32_t node, uint64_t size);
/** A node for what is no object of the heap. */
uint32_t graph_add_outside(Graph *graph, NodeType type, uint64_t size);

/** The entry of an object among the numbers of its page: 0 is none. NULL where it is read-only, or there is no memory. */
static inline uint32_t *entry_of(Graph *graph, Word object) {
  Walk *walk = graph->walk;
  if (object >> PAGE_BITS == walk->reader.pages.read_only_number) return NULL;
  Page *page = page_of(&walk->reader.pages, &walk->reader.engine, object);
  if (!page) {
    graph_fail(graph);
    return NULL;
  }
  if (page->read_only) {
    walk->reader.pages.read_only_number = object >> PAGE_BITS;
    return NULL;
  }
  if ((object & 7) != 1) {
    reject(&walk->reader, "a reference is not where objects begin");
    return NULL;
  }
  if (!page->numbers && !(page->numbers = calloc(PAGE_SIZE / OBJECT_LEAST, sizeof(uint32_t)))) {
    graph_fail(graph);
    return NULL;
  }
  return &page->numbers[(object & PAGE_MASK) / OBJECT_LEAST];
}

static inline uint32_t add_node(Graph *graph, Word object) {
  Nodes *nodes = &graph->nodes;
  if (nodes->count == nodes->capacity && !graph_grow_nodes(graph)) return NO_NODE;
  uint32_t node = nodes->count++;
  nodes->objects[node] = object;
  nodes->claimed[node] = 0;
  return node;
}

/** The node of what a slot holds, made where there is none; NO_NODE where it holds nothing that counts. */
static inline uint32_t node_of(Graph *graph, Word word) {
  if (!is_pointer(word)) return NO_NODE;
  uint32_t *entry = entry_of(graph, word);
  if (!entry) return NO_NODE;
  if (*entry) return *entry == LEFT_OUT ? NO_NODE : *entry - 1;
  const MapFacts *facts = facts_for(&graph->walk->reader, word);
  if (!facts) return NO_NODE;
  if (facts->flags & IS_EXCLUDED || facts->kind == STOPPED || (facts->kind == CONTEXT && !walk_follows_context(graph->walk, facts))) return NO_NODE;
  uint32_t node = add_node(graph, word);
  if (node != NO_NODE) *entry = node + 1;
  return node;
}

static inline void add_edge(Graph *graph, EdgeType type, uint32_t name, uint32_t target) {
  Edges *edges = &graph->edges;
  if (target == NO_NODE || (edges->count == edges->capacity && !graph_grow_edges(graph))) return;
  edges->types[edges->count] = (uint8_t)type;
  edges->names[edges->count] = name;
  edges->targets[edges->count++] = target;
}

static inline void add_reference(Graph *graph, EdgeType type, uint32_t name, Word word) {
  if (is_pointer(word)) add_edge(graph, type, name, node_of(graph, word));
}

#endif
