/*
 * Everything a value holds as a graph: every heap object with its own bytes, every reference with its name. The same nodes as a heap snapshot has
 * under the value policy; the references to what an object's own stores hold go out of the object itself.
 */
#ifndef MEMSIZE_GRAPH_H
#define MEMSIZE_GRAPH_H

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
  Word *objects; /* by number; 0 for what is no object of the heap */
  uint32_t *sizes;
  uint32_t *slack; /* of `sizes`, reserved and not used; NULL where nobody asks */
  uint8_t *types;
  uint32_t *classes; /* the type, or for what has a class of its own NODE_TYPE_COUNT and an index into `examples` */
  uint32_t *first_edge;
  /** What an object's owner has told of already: its references are not told again. */
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

typedef struct {
  Walk *walk;
  Rules rules;
  uint32_t first_name;
  uint64_t *first_parts; /* by number in the list of the rules */
  WordMap described;     /* the numbers of objects in that list */
  Nodes nodes;
  LargeList large;
  Edges edges;
  Shapes shapes;
  WordMap name_numbers, class_numbers, store_numbers;
  WordList names;    /* property names, by number */
  WordList examples; /* an object of each class, by number of the class */
} Graph;

/**
 * Builds the graph of a root, which has the number 0. All others are numbered as they are met, so that each has a reference from one before it. Without
 * rules it ends at an object with a description of its own.
 */
void graph_build(Graph *graph, Word root);
void graph_free(Graph *graph);
/** The number of an object in the graph; UINT32_MAX where it is not there. */
uint32_t graph_node(Graph *graph, Word object);

#endif
