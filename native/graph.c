#include "graph.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

/** The number of an object that does not belong to the value. */
#define LEFT_OUT UINT32_MAX

enum { FIRST_NODES = 1 << 10, FIRST_EDGES = 1 << 12, FIRST_WORDS = 1 << 8, FIRST_LARGE = 8, AHEAD = 8, ELEMENTS_AHEAD = 16 };

static bool resize(void *pointer, uint64_t count, size_t size) {
  void **array = pointer;
  void *grown = realloc(*array, (size_t)count * size);
  if (!grown) return false;
  *array = grown;
  return true;
}

static void fail(Graph *graph) { reject(&graph->walk->reader, "out of memory"); }

static bool grow_nodes(Graph *graph) {
  Nodes *nodes = &graph->nodes;
  uint32_t capacity = nodes->capacity ? nodes->capacity * 2 : FIRST_NODES;
  bool grown = resize(&nodes->objects, capacity, sizeof(Word)) && resize(&nodes->sizes, capacity, sizeof(uint32_t)) &&
               resize(&nodes->types, capacity, 1) && resize(&nodes->classes, capacity, sizeof(uint32_t)) &&
               resize(&nodes->first_edge, (uint64_t)capacity + 1, sizeof(uint32_t)) && resize(&nodes->claimed, capacity, 1) &&
               (!graph->walk->options.slack || resize(&nodes->slack, capacity, sizeof(uint32_t)));
  if (grown) nodes->capacity = capacity;
  else fail(graph);
  return grown;
}

/** The number of a word, given to it now if it has none; NO_NODE where there is no memory. */
static uint32_t number_of(Graph *graph, WordMap *map, Word key, uint32_t next, bool *is_new) {
  WordEntry *entry = word_map_entry(map, key, is_new);
  if (!entry) {
    fail(graph);
    return NO_NODE;
  }
  if (*is_new) entry->value = next;
  return (uint32_t)entry->value;
}

/** The number of a property's name. JavaScript is given each: what is none must not come that far. */
static uint32_t name_number(Graph *graph, Word name) {
  bool is_new = false;
  uint32_t number = number_of(graph, &graph->name_numbers, name, (uint32_t)graph->names.length, &is_new);
  if (is_new) {
    const MapFacts *facts = is_pointer(name) ? facts_of(&graph->walk->reader.maps, &graph->walk->reader.engine, name) : NULL;
    if (!facts || facts->type > SYMBOL_TYPE) reject(&graph->walk->reader, "a property has a name that is none");
    else if (!list_add(&graph->names, name)) fail(graph);
  }
  return graph->first_name + number;
}

#define UNNAMED UINT32_MAX

/** Where objects of a map that is no dictionary's hold their named properties. */
static void learn_shape(Graph *graph, uint32_t class, const MapFacts *facts) {
  Shapes *shapes = &graph->shapes;
  if (class == shapes->shape_capacity) {
    uint64_t capacity = shapes->shape_capacity ? shapes->shape_capacity * 2 : FIRST_WORDS;
    if (!resize(&shapes->shapes, capacity, sizeof(Shape))) {
      fail(graph);
      return;
    }
    shapes->shape_capacity = capacity;
  }
  Shape shape = {.first = shapes->field_count, .count = facts->flags & IS_DICTIONARY ? 0 : facts->descriptors};
  shapes->shapes[class] = shape;
  if (shape.first + shape.count > shapes->field_capacity) {
    uint64_t capacity = shapes->field_capacity * 2 + shape.count + FIRST_WORDS;
    if (!resize(&shapes->fields, capacity, sizeof(Field))) {
      fail(graph);
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
static uint32_t class_number(Graph *graph, Word object, const MapFacts *facts) {
  bool is_new = false;
  uint32_t number = number_of(graph, &graph->class_numbers, facts->map, (uint32_t)graph->examples.length, &is_new);
  if (!is_new || number == NO_NODE) return number;
  if (!list_add(&graph->examples, object)) fail(graph);
  else learn_shape(graph, number, facts);
  return number;
}

/** The entry of an object among the numbers of its page: 0 is none. NULL where it is read-only, or there is no memory. */
static inline uint32_t *entry_of(Graph *graph, Word object) {
  Walk *walk = graph->walk;
  if (object >> PAGE_BITS == walk->reader.pages.read_only_number) return NULL;
  Page *page = page_of(&walk->reader.pages, &walk->reader.engine, object);
  if (!page) {
    fail(graph);
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
    fail(graph);
    return NULL;
  }
  return &page->numbers[(object & PAGE_MASK) / OBJECT_LEAST];
}

static inline uint32_t add_node(Graph *graph, Word object) {
  Nodes *nodes = &graph->nodes;
  if (nodes->count == nodes->capacity && !grow_nodes(graph)) return NO_NODE;
  uint32_t node = nodes->count++;
  nodes->objects[node] = object;
  nodes->claimed[node] = 0;
  return node;
}

/** A node of more bytes than 32 bits say. */
static void add_large(Graph *graph, uint32_t node, uint64_t size) {
  LargeList *large = &graph->large;
  if (large->count == large->capacity) {
    uint32_t capacity = large->capacity ? large->capacity * 2 : FIRST_LARGE;
    if (!resize(&large->items, capacity, sizeof(Large))) {
      fail(graph);
      return;
    }
    large->capacity = capacity;
  }
  graph->nodes.sizes[node] = 0;
  large->items[large->count++] = (Large){.node = node, .size = size};
}

/** A node for what is no object of the heap. */
static uint32_t add_outside(Graph *graph, NodeType type, uint64_t size) {
  Nodes *nodes = &graph->nodes;
  uint32_t node = add_node(graph, 0);
  if (node == NO_NODE) return NO_NODE;
  nodes->types[node] = (uint8_t)type;
  nodes->classes[node] = type;
  nodes->sizes[node] = (uint32_t)size;
  if (nodes->slack) nodes->slack[node] = 0;
  if (size > UINT32_MAX) add_large(graph, node, size);
  return node;
}

uint32_t graph_node(Graph *graph, Word object) {
  uint32_t *entry = is_pointer(object) ? entry_of(graph, object) : NULL;
  return entry && *entry && *entry != LEFT_OUT ? *entry - 1 : UINT32_MAX;
}

/** The node of what a slot holds, made where there is none; NO_NODE where it holds nothing that counts. */
static inline uint32_t node_of(Graph *graph, Word word) {
  if (!is_pointer(word)) return NO_NODE;
  uint32_t *entry = entry_of(graph, word);
  if (!entry) return NO_NODE;
  if (*entry) return *entry == LEFT_OUT ? NO_NODE : *entry - 1;
  const MapFacts *facts = facts_for(&graph->walk->reader, word);
  if (!facts) return NO_NODE;
  if (facts->kind == STOPPED || (facts->kind == CONTEXT && !walk_follows_context(graph->walk, facts))) return NO_NODE;
  uint32_t node = add_node(graph, word);
  if (node != NO_NODE) *entry = node + 1;
  return node;
}

static bool grow_edges(Graph *graph) {
  Edges *edges = &graph->edges;
  uint64_t capacity = edges->capacity ? edges->capacity * 2 : FIRST_EDGES;
  bool grown = capacity <= UINT32_MAX && resize(&edges->types, capacity, 1) && resize(&edges->names, capacity, sizeof(uint32_t)) &&
               resize(&edges->targets, capacity, sizeof(uint32_t));
  if (grown) edges->capacity = capacity;
  else fail(graph);
  return grown;
}

static inline void add_edge(Graph *graph, EdgeType type, uint32_t name, uint32_t target) {
  Edges *edges = &graph->edges;
  if (target == NO_NODE || (edges->count == edges->capacity && !grow_edges(graph))) return;
  edges->types[edges->count] = (uint8_t)type;
  edges->names[edges->count] = name;
  edges->targets[edges->count++] = target;
}

static inline void add_reference(Graph *graph, EdgeType type, uint32_t name, Word word) {
  if (is_pointer(word)) add_edge(graph, type, name, node_of(graph, word));
}

/** An edge to a store whose contents its owner tells of. */
static Word claim(Graph *graph, Slot slot, Word store) {
  if (!is_pointer(store)) return 0;
  uint32_t node = node_of(graph, store);
  if (node == NO_NODE) return 0;
  graph->nodes.claimed[node] = 1;
  add_edge(graph, EDGE_INTERNAL, slot, node);
  return store;
}

/** The names in a dictionary are its own. */
static void tell_dictionary(Graph *graph, Word properties) {
  const Engine *engine = &graph->walk->reader.engine;
  uint64_t length = length_of(properties);
  if (!fits(&graph->walk->reader, properties, FIRST_ELEMENT + length * WORD)) {
    reject(&graph->walk->reader, "an object ends beyond its page");
    return;
  }
  for (uint64_t i = DICTIONARY_PREFIX; i + 2 < length; i += 3) {
    Word name = word_at(properties, FIRST_ELEMENT + i * WORD);
    if (!is_pointer(name) || (type_of(name) >= FIRST_NONSTRING_TYPE && kind_of(engine, name) != SYMBOL)) continue;
    add_reference(graph, EDGE_INTERNAL, SLOT_NAME, name);
    add_reference(graph, EDGE_PROPERTY, name_number(graph, name), word_at(properties, FIRST_ELEMENT + (i + 1) * WORD));
  }
}

static void tell_named(Graph *graph, uint32_t class, Word object, const MapFacts *facts) {
  Word properties = claim(graph, SLOT_PROPERTIES, word_at(object, PROPERTIES));
  if (facts->flags & IS_DICTIONARY) {
    if (properties) tell_dictionary(graph, properties);
    return;
  }
  const Shape shape = graph->shapes.shapes[class];
  uint64_t room = properties ? length_of(properties) & PROPERTY_ARRAY_LENGTH_MASK : 0;
  Word descriptors = word_at(facts->map, MAP_DESCRIPTORS) + graph->walk->reader.engine.descriptor_key;
  for (uint32_t i = 0; i < shape.count; i++) {
    Field *field = &graph->shapes.fields[shape.first + i];
    Word value = 0;
    if (field->where == IN_OBJECT) value = word_at(object, (uint64_t)field->place * WORD);
    else if (field->where == IN_MAP) value = word_at(descriptors + (uint64_t)i * DESCRIPTOR_SIZE, DESCRIPTOR_VALUE);
    else if (field->place < room) value = word_at(properties, FIRST_ELEMENT + (uint64_t)field->place * WORD);
    if (!is_pointer(value)) continue;
    if (field->name == UNNAMED) field->name = name_number(graph, word_at(descriptors + (uint64_t)i * DESCRIPTOR_SIZE, 0));
    add_reference(graph, EDGE_PROPERTY, field->name, value);
  }
}

static void tell_elements(Graph *graph, Word object) {
  const Engine *engine = &graph->walk->reader.engine;
  Word store = claim(graph, SLOT_ELEMENTS, word_at(object, ELEMENTS));
  if (!store) return;
  Kind kind = kind_of(engine, store);
  uint16_t type = type_of(store);
  uint64_t length = length_of(store);
  if (kind == SLOPPY_ARGUMENTS) {
    add_reference(graph, EDGE_INTERNAL, SLOT_CONTEXT, word_at(store, FIRST_ELEMENT));
    add_reference(graph, EDGE_INTERNAL, SLOT_ELEMENTS, word_at(store, FIRST_ELEMENT + WORD));
    for (uint64_t i = 0; i < length; i++) add_reference(graph, EDGE_ELEMENT, (uint32_t)i, shared_argument(&graph->walk->reader, store, i));
    return;
  }
  if (kind != ARRAY) return;
  if (!fits(&graph->walk->reader, store, FIRST_ELEMENT + length * WORD)) {
    reject(&graph->walk->reader, "an object ends beyond its page");
    return;
  }
  if (type < TYPE_COUNT && engine->tables[type] == NUMBER_DICTIONARY) {
    /* NumberDictionary: four words of counts; then index, value, details for each */
    for (uint64_t i = NUMBER_PREFIX; i + 2 < length; i += 3) {
      Word key = word_at(store, FIRST_ELEMENT + i * WORD);
      uint32_t index = is_small_integer(key) ? (uint32_t)small_integer(key) : UINT32_MAX;
      /* an index beyond small integers has a box, which the dictionary holds */
      if (is_pointer(key)) add_reference(graph, EDGE_HIDDEN, (uint32_t)i, key);
      add_reference(graph, EDGE_ELEMENT, index, word_at(store, FIRST_ELEMENT + (i + 1) * WORD));
    }
    return;
  }
  for (uint64_t i = 0; i < length; i++) {
    if (i + ELEMENTS_AHEAD < length) __builtin_prefetch((const void *)(uintptr_t)word_at(store, FIRST_ELEMENT + (i + ELEMENTS_AHEAD) * WORD));
    add_reference(graph, EDGE_ELEMENT, (uint32_t)i, word_at(store, FIRST_ELEMENT + i * WORD));
  }
}

/** OrderedHashTable: three words of counts, the buckets, then for each entry its words and a link. */
static void tell_table(Graph *graph, Word table, Table kind) {
  uint64_t length = length_of(table);
  if (length < 3 || !fits(&graph->walk->reader, table, FIRST_ELEMENT + length * WORD)) return;
  uint64_t buckets = small_integer(word_at(table, FIRST_ELEMENT + 2 * WORD));
  uint64_t entry = kind == ORDERED_MAP ? 3 : 2;
  if (3 + buckets > length) return;
  /* one that an iterator still reads refers to its successor where its count was (OrderedHashTable::Rehash) */
  add_reference(graph, EDGE_HIDDEN, 0, word_at(table, FIRST_ELEMENT));
  uint32_t number = 0;
  for (uint64_t i = 3 + buckets; i + entry - 1 < length; i += entry, number++) {
    add_reference(graph, kind == ORDERED_MAP ? EDGE_KEY : EDGE_MEMBER, number, word_at(table, FIRST_ELEMENT + i * WORD));
    if (kind == ORDERED_MAP) add_reference(graph, EDGE_VALUE, number, word_at(table, FIRST_ELEMENT + (i + 1) * WORD));
  }
}

static void tell_slot(Graph *graph, Word object, unsigned word) {
  Word value = word_at(object, (uint64_t)word * WORD);
  if (!is_pointer(value)) return;
  uint16_t type = type_of(value);
  Table table = type < TYPE_COUNT ? (Table)graph->walk->reader.engine.tables[type] : NO_TABLE;
  if ((table == ORDERED_MAP || table == ORDERED_SET) && word == FIRST_SLOT / WORD) {
    if (claim(graph, SLOT_TABLE, value)) tell_table(graph, value, table);
  } else {
    add_reference(graph, EDGE_HIDDEN, word, value);
  }
}

/** Buffers of shared memory that grew meanwhile have different lengths: the longest is what there is. */
static void enlarge(Graph *graph, uint32_t node, uint64_t size) {
  LargeList *large = &graph->large;
  for (uint32_t i = 0; i < large->count; i++) {
    if (large->items[i].node != node) continue;
    if (large->items[i].size < size) large->items[i].size = size;
    return;
  }
  if (size <= graph->nodes.sizes[node]) return;
  graph->nodes.sizes[node] = (uint32_t)size;
  if (size > UINT32_MAX) add_large(graph, node, size);
}

static void tell_store(Graph *graph, Word buffer) {
  const Engine *engine = &graph->walk->reader.engine;
  Word store = word_at(buffer, engine->buffer_store);
  uint64_t length = word_at(buffer, engine->buffer_length);
  if (!store || !length || length > 1ull << 53) return;
  bool is_new = false;
  uint32_t node = number_of(graph, &graph->store_numbers, store, graph->nodes.count, &is_new);
  if (is_new && node != NO_NODE) node = add_outside(graph, NODE_NATIVE, length);
  else if (node != NO_NODE) enlarge(graph, node, length);
  add_edge(graph, EDGE_INTERNAL, SLOT_BACKING_STORE, node);
}

/** The store of an object whose description says what belongs to it: what it holds is not told, but boxes of numbers, and names in a dictionary. */
static void tell_own_store(Graph *graph, Slot slot, Word word) {
  const Engine *engine = &graph->walk->reader.engine;
  Word store = claim(graph, slot, word);
  if (!store) return;
  Kind kind = kind_of(engine, store);
  if (kind != ARRAY && kind != PROPERTY_ARRAY) return;
  uint16_t type = type_of(store);
  bool is_dictionary = type < TYPE_COUNT && engine->tables[type] == NAME_DICTIONARY;
  uint64_t length = kind == PROPERTY_ARRAY ? length_of(store) & PROPERTY_ARRAY_LENGTH_MASK : length_of(store);
  if (!fits(&graph->walk->reader, store, FIRST_ELEMENT + length * WORD)) return;
  for (uint64_t i = 0; i < length; i++) {
    Word value = word_at(store, FIRST_ELEMENT + i * WORD);
    if (is_dictionary && begins_entry(i) && may_be_name(engine, value)) add_reference(graph, EDGE_INTERNAL, SLOT_NAME, value);
    else if (is_box(engine, value)) add_reference(graph, EDGE_HIDDEN, (uint32_t)i, value);
  }
}

static void tell_internals(Graph *graph, Word object, const MapFacts *facts) {
  for (unsigned i = FIRST_SLOT / WORD; i < facts->fields; i++)
    if (facts->kind == TAGGED || (i < 32 && facts->slots >> i & 1)) tell_slot(graph, object, i);
  if (facts->kind == FUNCTION && graph->walk->options.contexts)
    add_reference(graph, EDGE_INTERNAL, SLOT_CONTEXT, word_at(object, graph->walk->reader.engine.function_context));
  if (facts->kind == VIEW) add_reference(graph, EDGE_INTERNAL, SLOT_BUFFER, word_at(object, graph->walk->reader.engine.view_buffer));
}

/** An object with a description: its own stores, as far as `depth` says its insides, and the parts that were named. */
static void tell_described(Graph *graph, uint32_t node, Word object, const MapFacts *facts, Depth depth) {
  const Engine *engine = &graph->walk->reader.engine;
  const Rules *rules = &graph->rules;
  if (facts->kind != SLOTTED) {
    tell_own_store(graph, SLOT_PROPERTIES, word_at(object, PROPERTIES));
    if (depth == INTERNALS) tell_elements(graph, object);
    else tell_own_store(graph, SLOT_ELEMENTS, word_at(object, ELEMENTS));
    for (unsigned i = facts->fields; i < facts->words; i++)
      if (is_box(engine, word_at(object, i * WORD))) add_reference(graph, EDGE_HIDDEN, i, word_at(object, i * WORD));
  }
  if (depth != OWN) tell_internals(graph, object, facts);
  else if (facts->kind == TAGGED || facts->kind == RECEIVER) {
    for (unsigned i = FIRST_SLOT / WORD; i < facts->fields; i++) {
      Owned owned = owned_slot(&graph->walk->reader, object, facts, i);
      if (owned == OWNED_TABLE) tell_own_store(graph, SLOT_TABLE, word_at(object, (uint64_t)i * WORD));
      else if (owned == OWNED_BOX) add_reference(graph, EDGE_HIDDEN, i, word_at(object, (uint64_t)i * WORD));
    }
  }
  if (facts->kind == BUFFER) tell_store(graph, object);
  for (; graph->next_part < rules->part_count && rules->part_owners[graph->next_part] == node; graph->next_part++) {
    uint64_t part = graph->next_part;
    uint32_t name = rules->part_names[part];
    if (rules->part_bytes[part] < 0) {
      bool is_shared = rules->part_bytes[part] == SHARED_PART;
      add_reference(graph, is_shared ? EDGE_SHARED : EDGE_PROPERTY, name, word_at(rules->parts, FIRST_ELEMENT + part * WORD));
      continue;
    }
    add_edge(graph, EDGE_PROPERTY, name, add_outside(graph, NODE_NATIVE, (uint64_t)rules->part_bytes[part]));
  }
}

static void tell_receiver(Graph *graph, uint32_t node, Word object, const MapFacts *facts) {
  Walk *walk = graph->walk;
  Nodes *nodes = &graph->nodes;
  if (walk->options.at_descriptions && (facts->flags & (HAS_PLAN | IS_EXCLUDED) || walk_is_described(walk, object, facts))) {
    walk->met_description = true;
    return;
  }
  count_unseen(&walk->totals, &walk->reader.engine, object, facts);
  uint32_t class = class_number(graph, object, facts);
  if (walk->reader.rejection) return;
  nodes->types[node] = facts->kind == FUNCTION ? NODE_CLOSURE : facts->type == walk->reader.engine.regexp_type ? NODE_REGEXP : NODE_OBJECT;
  nodes->classes[node] = NODE_TYPE_COUNT + class;
  if (graph->rules.depths && node < graph->rules.length && graph->rules.depths[node] != WHOLE) {
    tell_described(graph, node, object, facts, (Depth)graph->rules.depths[node]);
    return;
  }
  if (facts->kind == SLOTTED) {
    for (unsigned i = 0; i < 32; i++)
      if (facts->slots >> i & 1) add_reference(graph, EDGE_HIDDEN, i, word_at(object, (uint64_t)i * WORD));
    return;
  }
  tell_named(graph, class, object, facts);
  tell_elements(graph, object);
  tell_internals(graph, object, facts);
  if (facts->kind == BUFFER) tell_store(graph, object);
}

static NodeType tell_string(Graph *graph, Word string, uint16_t type) {
  switch (type & STRING_FORM_MASK) {
    case CONS:
      add_reference(graph, EDGE_INTERNAL, SLOT_FIRST, word_at(string, STRING_DATA));
      add_reference(graph, EDGE_INTERNAL, SLOT_SECOND, word_at(string, STRING_SECOND));
      return NODE_CONS_STRING;
    case SLICED:
      add_reference(graph, EDGE_INTERNAL, SLOT_PARENT, word_at(string, STRING_DATA));
      return NODE_SLICED_STRING;
    case THIN:
      add_reference(graph, EDGE_INTERNAL, SLOT_ACTUAL, word_at(string, STRING_DATA));
      return NODE_STRING;
    default:
      return NODE_STRING;
  }
}

static void tell_words(Graph *graph, Word object, uint64_t from, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) add_reference(graph, EDGE_HIDDEN, (uint32_t)i, word_at(object, from + i * WORD));
}

/** What is no receiver; says its type. */
static NodeType tell_other(Graph *graph, uint32_t node, Word object, const MapFacts *facts) {
  Walk *walk = graph->walk;
  bool is_claimed = graph->nodes.claimed[node];
  switch (facts->kind) {
    case STRING:
      return tell_string(graph, object, facts->type);
    case SYMBOL:
      add_reference(graph, EDGE_INTERNAL, SLOT_DESCRIPTION, word_at(object, walk->reader.engine.symbol_description));
      return NODE_SYMBOL;
    case BIGINT:
      return NODE_BIGINT;
    case DATA:
      return facts->type == walk->reader.engine.number_type ? NODE_NUMBER : NODE_HIDDEN;
    case ARRAY:
      if (!is_claimed) tell_words(graph, object, FIRST_ELEMENT, length_of(object));
      return NODE_ARRAY;
    case PROPERTY_ARRAY:
      if (!is_claimed) tell_words(graph, object, FIRST_ELEMENT, length_of(object) & PROPERTY_ARRAY_LENGTH_MASK);
      return NODE_HIDDEN;
    case CONTEXT:
      if (!is_claimed) tell_words(graph, object, FIRST_ELEMENT, length_of(object));
      return NODE_HIDDEN;
    case SLOPPY_ARGUMENTS:
    case WEAK_TABLE:
    case WEAK_LIST:
    case DOUBLES:
    case BYTES:
      return NODE_ARRAY;
    case TAGGED:
      for (unsigned i = 1; i < facts->words; i++) add_reference(graph, EDGE_HIDDEN, i, word_at(object, (uint64_t)i * WORD));
      return NODE_HIDDEN;
    case SLOTTED:
      for (unsigned i = 0; i < 32; i++)
        if (facts->slots >> i & 1) add_reference(graph, EDGE_HIDDEN, i, word_at(object, (uint64_t)i * WORD));
      return NODE_HIDDEN;
    default:
      if (walk->totals.unknown.count++ == 0) walk->totals.unknown.first = 0;
      return NODE_HIDDEN;
  }
}

static uint64_t size_alone(Walk *walk, Word object, const MapFacts *facts) {
  if (facts->kind != STRING) return sized(&walk->reader, object, kind_size((Kind)facts->kind, object, facts));
  uint64_t external = 0;
  walk->pieces.length = 0;
  return text_bytes(&walk->reader, object, &walk->pieces, &external);
}

static void tell(Graph *graph, uint32_t node) {
  Walk *walk = graph->walk;
  Nodes *nodes = &graph->nodes;
  Word object = nodes->objects[node];
  if (!object) return;
  const MapFacts *found = facts_for(&walk->reader, object);
  if (!found) return;
  /* a copy: what is met meanwhile may take its place in the cache */
  const MapFacts facts = *found;
  uint64_t own = (uint64_t)facts.words * WORD;
  if (!fits(&walk->reader, object, own < FIRST_ELEMENT ? FIRST_ELEMENT : own)) {
    reject(&walk->reader, "an object ends beyond its page");
    return;
  }
  uint64_t size = size_alone(walk, object, &facts);
  if (size > UINT32_MAX) reject(&walk->reader, "an object larger than there can be");
  if (walk->reader.rejection) return;
  nodes->sizes[node] = (uint32_t)size;
  if (nodes->slack) nodes->slack[node] = (uint32_t)slack_of(&walk->reader, object, &facts);
  if (facts.flags & IS_RECEIVER) {
    tell_receiver(graph, node, object, &facts);
    return;
  }
  NodeType type = tell_other(graph, node, object, &facts);
  nodes->types[node] = (uint8_t)type;
  nodes->classes[node] = type;
}

/** What the nodes come to, as a walk sums it up. */
static void sum_up(Graph *graph) {
  const Nodes *nodes = &graph->nodes;
  Totals *totals = &graph->walk->totals;
  for (uint32_t node = 0; node < nodes->count; node++) {
    totals->bytes += nodes->sizes[node];
    totals->count += nodes->types[node] <= NODE_BIGINT;
    if (nodes->types[node] == NODE_NATIVE) totals->external += nodes->sizes[node];
    if (nodes->slack) totals->slack += nodes->slack[node];
  }
  for (uint32_t i = 0; i < graph->large.count; i++) {
    totals->bytes += graph->large.items[i].size;
    totals->external += graph->large.items[i].size;
  }
}

void graph_build(Graph *graph, Word root) {
  Walk *walk = graph->walk;
  Nodes *nodes = &graph->nodes;
  if (!grow_nodes(graph)) return;
  const Rules *rules = &graph->rules;
  for (uint64_t i = 0; i < rules->stop_count; i++) {
    uint32_t *entry = entry_of(graph, word_at(rules->stops, FIRST_ELEMENT + i * WORD));
    if (entry) *entry = LEFT_OUT;
  }
  /* each of the list has the number of its place, also where it is no object, or one that has a number already */
  for (uint64_t i = 0; i < rules->length && !walk->reader.rejection; i++)
    if (node_of(graph, word_at(rules->list, FIRST_ELEMENT + i * WORD)) != i) add_outside(graph, NODE_HIDDEN, 0);
  if (rules->length == 0 && node_of(graph, root) == NO_NODE) add_outside(graph, NODE_HIDDEN, 0);
  for (uint32_t node = 0; node < nodes->count && !walk->reader.rejection && !walk->met_description; node++) {
    if (node + AHEAD < nodes->count) __builtin_prefetch((const void *)(uintptr_t)(nodes->objects[node + AHEAD] - 1));
    nodes->first_edge[node] = (uint32_t)graph->edges.count;
    tell(graph, node);
  }
  if (walk->reader.rejection || walk->met_description) return;
  nodes->first_edge[nodes->count] = (uint32_t)graph->edges.count;
  sum_up(graph);
}

void graph_free(Graph *graph) {
  Nodes *nodes = &graph->nodes;
  free(nodes->objects);
  free(nodes->sizes);
  free(nodes->slack);
  free(nodes->types);
  free(nodes->classes);
  free(nodes->first_edge);
  free(nodes->claimed);
  free(graph->large.items);
  free(graph->edges.types);
  free(graph->edges.names);
  free(graph->edges.targets);
  free(graph->shapes.shapes);
  free(graph->shapes.fields);
  word_map_free(&graph->name_numbers);
  word_map_free(&graph->class_numbers);
  word_map_free(&graph->store_numbers);
  free(graph->names.items);
  free(graph->examples.items);
  /* numbers are told for one graph alone */
  pages_free(&graph->walk->reader.pages);
}
