/* The nodes and edges of a graph that is being built: numbers for objects, names and classes. */
#ifndef MEMSIZE_GRAPH_NODES_H
#define MEMSIZE_GRAPH_NODES_H

#include <stdlib.h>

#include "walk.h"

/** Types of nodes: the order of nodeTypes in src/graph/live-graph.ts. */
typedef enum {
  NODE_OBJECT,
  NODE_CLOSURE,
  NODE_REGEXP,
  NODE_STRING,
  NODE_CONS_STRING,
  NODE_SLICED_STRING,
  NODE_SYMBOL,
  NODE_BIGINT,
  NODE_NUMBER,
  NODE_ARRAY,
  NODE_HIDDEN,
  NODE_NATIVE,
  NODE_TYPE_COUNT
} NodeType;

/** Types of edges, the order of edgeTypes there; the name of each is what stands beside it. */
typedef enum {
  EDGE_PROPERTY, /* a name: `first_name` and an index into the names */
  EDGE_ELEMENT,  /* an index */
  EDGE_INTERNAL, /* a Slot */
  EDGE_HIDDEN,   /* the number of the word */
  EDGE_KEY,      /* of a Map: the number of the entry */
  EDGE_VALUE,
  EDGE_MEMBER, /* of a Set */
  EDGE_SHARED, /* a name: a part that a description calls shared */
} EdgeType;

/** Names of internal references: the order of slotNames there. */
typedef enum {
  SLOT_PROPERTIES,
  SLOT_ELEMENTS,
  SLOT_TABLE,
  SLOT_BUFFER,
  SLOT_BACKING_STORE,
  SLOT_CONTEXT,
  SLOT_FIRST,
  SLOT_SECOND,
  SLOT_PARENT,
  SLOT_ACTUAL,
  SLOT_DESCRIPTION,
  SLOT_NAME, /* a dictionary's */
} Slot;

typedef struct {
  uint32_t count, capacity;
  Word *objects; /* by number; 0 for what is not an object of the heap */
  uint32_t *sizes;
  uint32_t *slack; /* of `sizes`, reserved and not used; NULL where nobody asks */
  uint8_t *types;
  uint32_t *classes; /* the type, or for what has a class of its own NODE_TYPE_COUNT and an index into `examples` */
  uint32_t *first_edge;
  /** What an object's owner has reported already: its references are not reported again. */
  uint8_t *claimed;
} Nodes;

/** Memory outside the heap of more bytes than a column of 32 bits can say. */
typedef struct {
  uint32_t node;
  uint64_t size;
} Large;

typedef struct {
  Large *items;
  uint32_t count, capacity;
} LargeList;

typedef struct {
  uint64_t count, capacity;
  uint8_t *types;
  uint32_t *names;
  uint32_t *targets;
} Edges;

/** Where objects of one hidden class hold a property. */
typedef struct {
  uint32_t name;
  uint16_t place;
  uint16_t where; /* a Where */
} Field;

typedef enum {
  IN_OBJECT, /* `place` is a word of the object */
  IN_STORE,  /* an index into the property array */
  IN_MAP,    /* the number of a descriptor */
} Where;

/** The named properties of all objects of a hidden class: fields[first] up to fields[first + count]. */
typedef struct {
  uint64_t first;
  uint32_t count;
} Shape;

typedef struct {
  Shape *shapes; /* by class */
  Field *fields;
  uint64_t shape_capacity, field_count, field_capacity;
} Shapes;

#define NO_NODE UINT32_MAX

/** What descriptions in JavaScript say of the graph. All of it may be missing. */
typedef struct {
  /** Described objects, how far each belongs to the value (SAYS_...), and lists of names for those of which only a rest does. */
  Word list, lists;
  uint64_t length, list_count;
  const uint32_t *depths;
  /** What was reached and does not belong to the value. */
  Word stops;
  uint64_t stop_count;
  /** What descriptions named, in the order of their objects in the list: whose, under which name, and the part, or bytes outside the heap. */
  Word parts;
  uint64_t part_count;
  const uint32_t *part_owners, *part_names;
  const double *part_bytes; /* PART, SHARED_PART: the part itself */
} Rules;

enum { PART = -1, SHARED_PART = -2 };

/** A reference whose target was asked for, and not looked at. */
typedef struct {
  Word word;
  uint32_t *entry;
  uint32_t name;
  uint8_t type;
} Reference;

enum { REFERENCES_AHEAD = 32 };

typedef struct {
  Walk *walk;
  Rules rules;
  uint32_t first_name;
  uint64_t *first_parts; /* by number in the list of the rules */
  WordMap described;     /* the numbers of objects in that list */
  Nodes nodes;
  LargeList large;
  Edges edges;
  /* of one object at a time: their targets' memory comes while others are listed */
  Reference references[REFERENCES_AHEAD];
  unsigned reference_count;
  Shapes shapes;
  WordMap name_numbers, class_numbers, store_numbers;
  WordList names;    /* property names, by number */
  WordList examples; /* an object of each class, by number of the class */
} Graph;

/** The number of an object that does not belong to the value. */
#define LEFT_OUT UINT32_MAX

#define UNNAMED UINT32_MAX

/** The number of an object in the graph; UINT32_MAX where it is not there. */
uint32_t graph_node(Graph *graph, Word object);

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
/** A node for what is not an object of the heap. */
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

/** The node of an object that has that entry, made where there is none; NO_NODE where it does not count. */
static inline uint32_t node_at(Graph *graph, Word word, uint32_t *entry) {
  if (*entry) return *entry == LEFT_OUT ? NO_NODE : *entry - 1;
  const MapFacts *facts = facts_for(&graph->walk->reader, word);
  if (!facts) return NO_NODE;
  if (facts->flags & IS_EXCLUDED || facts->kind == STOPPED || (facts->kind == CONTEXT && !walk_follows_context(graph->walk, facts))) return NO_NODE;
  uint32_t node = add_node(graph, word);
  if (node != NO_NODE) *entry = node + 1;
  return node;
}

/** The node of what a slot holds; NO_NODE where it holds nothing that counts. */
static inline uint32_t node_of(Graph *graph, Word word) {
  uint32_t *entry = is_pointer(word) ? entry_of(graph, word) : NULL;
  return entry ? node_at(graph, word, entry) : NO_NODE;
}

static inline void add_edge(Graph *graph, EdgeType type, uint32_t name, uint32_t target) {
  Edges *edges = &graph->edges;
  if (target == NO_NODE || (edges->count == edges->capacity && !graph_grow_edges(graph))) return;
  edges->types[edges->count] = (uint8_t)type;
  edges->names[edges->count] = name;
  edges->targets[edges->count++] = target;
}

/** Edges for all references that were listed. */
static inline void add_listed(Graph *graph) {
  const unsigned count = graph->reference_count;
  graph->reference_count = 0;
  for (unsigned i = 0; i < count && !graph->walk->reader.rejection; i++) {
    const Reference *reference = &graph->references[i];
    add_edge(graph, (EdgeType)reference->type, reference->name, node_at(graph, reference->word, reference->entry));
  }
}

static inline void add_reference(Graph *graph, EdgeType type, uint32_t name, Word word) {
  if (!is_pointer(word)) return;
  uint32_t *entry = entry_of(graph, word);
  if (!entry) return;
  __builtin_prefetch(entry, 1);
  __builtin_prefetch((const void *)(uintptr_t)(word - 1));
  if (graph->reference_count == REFERENCES_AHEAD) add_listed(graph);
  graph->references[graph->reference_count++] = (Reference){.word = word, .entry = entry, .name = name, .type = (uint8_t)type};
}

#endif
