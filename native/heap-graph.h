/* Everything alive as a graph: objects numbered by address, every reference with a name, roots labelled. The nodes are those of the census. */
#ifndef MEMSIZE_HEAP_GRAPH_H
#define MEMSIZE_HEAP_GRAPH_H

#include "heap-survey.h"

/** Types of edges, numbered as V8 does (HeapGraphEdge::Type). */
typedef enum { EDGE_CONTEXT, EDGE_ELEMENT, EDGE_PROPERTY, EDGE_INTERNAL, EDGE_HIDDEN, EDGE_SHORTCUT, EDGE_WEAK, EDGE_TYPE_COUNT } EdgeType;

/** Texts that every graph has, in this order, before those of its own. */
#define FIXED_TEXTS(X)                                                                                                                     \
  X(EMPTY, "") X(MAP, "map") X(PROPERTIES, "properties") X(ELEMENTS, "elements") X(TABLE, "table") X(BUFFER, "buffer")                         \
  X(BACKING_STORE, "backing_store") X(CONTEXT, "context") X(SHARED, "shared") X(FEEDBACK_CELL, "feedback_cell") X(FIRST, "first")             \
  X(SECOND, "second") X(PARENT, "parent") X(ACTUAL, "actual") X(SCOPE_INFO, "scope_info") X(PREVIOUS, "previous")                             \
  X(EXTENSION, "extension") X(PROTOTYPE, "prototype") X(CONSTRUCTOR, "constructor") X(DESCRIPTORS, "descriptors")                             \
  X(TRANSITIONS, "transitions") X(NAME, "name") X(SCRIPT, "script") X(SOURCE, "source") X(ENTRY, "1 / part of key (of a WeakMap) -> value")   \
  X(ROOT_GLOBAL, "(Global object)") X(ROOT_ENGINE, "(Engine's own memory)") X(ROOT_STACK, "(Stack)") X(ROOT_NATIVE, "(Held from C++)")         \
  X(STORE, "system / JSArrayBufferData") X(BOUND, "native_bind") X(NUMBER, "heap number") X(SYMBOL, "symbol") X(PRIVATE, "private symbol")     \
  X(BIGINT, "bigint") X(OTHER, "system / other")
#define TEXT_NUMBERED(name, text) TEXT_##name,
enum { FIXED_TEXTS(TEXT_NUMBERED) FIXED_TEXT_COUNT };

enum { ROOT_NODE, FIRST_ROOT_KIND, FIRST_OBJECT = FIRST_ROOT_KIND + ROOT_KIND_COUNT };

enum { TEXTS_NEAR = 1024 };

/** Texts of the program: by the address of the string. */
typedef struct {
  Room keys, numbers, list; /* an open hash; the strings in the order of their numbers */
  uint32_t mask, count;
  Word near_keys[TEXTS_NEAR]; /* names of properties come in rows of the same */
  uint32_t near_numbers[TEXTS_NEAR];
} TextTable;

/** A value that a WeakMap holds for a key. */
typedef struct {
  uint32_t key, value;
} Entry;

typedef struct HeapGraph HeapGraph;
typedef void (*TakeEdge)(HeapGraph *graph, EdgeType type, uint32_t name, uint32_t target);

struct HeapGraph {
  Survey *survey;
  uint32_t node_count, object_count, store_count;
  uint64_t edge_count, edge_limit; /* no more than were counted: what was swept since may look different */
  TakeEdge take; /* what becomes of each edge, in the order of their owners */
  void *taker;
  uint32_t store_at; /* ArrayBuffers met in this pass */
  Room ranks, types, names, sizes, first_edges; /* by node: uint8_t, uint32_t, uint32_t, uint32_t */
  Room store_sizes;                             /* double */
  Room edge_types, edge_names, edge_targets;    /* only where they are kept */
  Room entries;                                 /* sorted by key */
  uint64_t entry_at;
  TextTable texts;
  uint32_t index_count; /* words of arrays are named by numbers from 0 up to this */
  bool is_counting;     /* references have no names yet: numbers of texts come to be while they are counted */
  bool has_wide_sizes;
};

/** Numbers all nodes, and finds their types, names and sizes and how many edges each has. Under a guard, after survey_mark(). */
void graph_count(HeapGraph *graph);
/** Goes through all edges again, in order. Under a guard. */
void graph_edges(HeapGraph *graph, TakeEdge take, void *taker);
/** Keeps them as columns. Under a guard. */
void graph_fill(HeapGraph *graph);
/** The text of a number: appends it to `out`. False where there is no memory. */
bool graph_text(const HeapGraph *graph, uint32_t number, Room *out);
uint32_t graph_text_count(const HeapGraph *graph);
void heap_graph_free(HeapGraph *graph);

/** The number of an object's node; 0 where it has none. */
uint32_t node_number(const HeapGraph *graph, Word object);
/** The number of a string of the program among the texts; TEXT_EMPTY where it is none. */
uint32_t text_number(HeapGraph *graph, Word string);

/** The number of the text of an index. */
uint32_t text_of_index(HeapGraph *graph, uint32_t index);

static inline void tell_edge(HeapGraph *graph, EdgeType type, uint32_t name, uint32_t target) {
  if (graph->is_counting || graph->edge_count < graph->edge_limit) graph->take(graph, type, name, target);
}

/** heap-edges.c: all references of an object, in an order that is the same each time. */
void tell_edges(HeapGraph *graph, Word object, uint32_t node, MapInfo *map, uint64_t size);

#endif
