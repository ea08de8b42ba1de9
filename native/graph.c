#include "graph.h"

#include "text.h"

enum { AHEAD = 8 };

/** An edge to a store whose contents its owner reports. */
static Word claim(Graph *graph, Slot slot, Word store) {
  if (!is_pointer(store)) return 0;
  add_listed(graph);
  uint32_t node = node_of(graph, store);
  if (node == NO_NODE) return 0;
  graph->nodes.claimed[node] = 1;
  add_edge(graph, EDGE_INTERNAL, slot, node);
  return store;
}

/** What of an object is left out; no plan: nothing. */
typedef struct {
  const Plan *plan;
  const WordList *names;
} Skips;

static inline bool skips(const Graph *graph, Skips left_out, Word name) {
  return left_out.plan && plan_skips(left_out.plan, left_out.names, &graph->walk->reader.engine, name);
}

/** A reference that is left out; but a box is its object's own bytes. */
static void add_box(Graph *graph, uint32_t word, Word value) {
  if (is_box(&graph->walk->reader.engine, value)) add_reference(graph, EDGE_HIDDEN, word, value);
}

/** The names in a dictionary are its own. */
static void tell_dictionary(Graph *graph, Word properties, Skips left_out) {
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
    Word value = word_at(properties, FIRST_ELEMENT + (i + 1) * WORD);
    if (skips(graph, left_out, name)) add_box(graph, (uint32_t)i, value);
    else add_reference(graph, EDGE_PROPERTY, graph_name_number(graph, name), value);
  }
}

static bool skips_field(const Graph *graph, Skips left_out, const Field *field, Word key) {
  const Plan *plan = left_out.plan;
  if (!plan) return false;
  if (field->where == IN_OBJECT) return plan->in_object[field->place >> 6] >> (field->place & 63) & 1;
  if (field->where == IN_STORE) return plan->store[field->place >> 6] >> (field->place & 63) & 1;
  return skips(graph, left_out, key);
}

static void tell_named(Graph *graph, uint32_t class, Word object, const MapFacts *facts, Skips left_out) {
  Word properties = claim(graph, SLOT_PROPERTIES, word_at(object, PROPERTIES));
  if (facts->flags & IS_DICTIONARY) {
    if (properties) tell_dictionary(graph, properties, left_out);
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
    Word key = word_at(descriptors + (uint64_t)i * DESCRIPTOR_SIZE, 0);
    if (skips_field(graph, left_out, field, key)) {
      add_box(graph, field->place, value);
      continue;
    }
    if (field->name == UNNAMED) field->name = graph_name_number(graph, key);
    add_reference(graph, EDGE_PROPERTY, field->name, value);
  }
}

static void tell_elements(Graph *graph, Word object, Skips left_out) {
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
      Word value = word_at(store, FIRST_ELEMENT + (i + 1) * WORD);
      if (skips(graph, left_out, key)) add_box(graph, (uint32_t)i, value);
      else add_reference(graph, EDGE_ELEMENT, index, value);
    }
    return;
  }
  const bool skips_elements = left_out.plan && left_out.plan->skips_elements;
  for (uint64_t i = 0; i < length; i++) {
    Word value = word_at(store, FIRST_ELEMENT + i * WORD);
    if (skips_elements && skips(graph, left_out, i << 32)) add_box(graph, (uint32_t)i, value);
    else add_reference(graph, EDGE_ELEMENT, (uint32_t)i, value);
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
  if (size > UINT32_MAX) graph_add_large(graph, node, size);
}

static void tell_store(Graph *graph, Word buffer) {
  const Engine *engine = &graph->walk->reader.engine;
  Word store = word_at(buffer, engine->buffer_store);
  uint64_t length = word_at(buffer, engine->buffer_length);
  if (!store || !length || length > 1ull << 53) return;
  add_listed(graph);
  bool is_new = false;
  uint32_t node = graph_number_of(graph, &graph->store_numbers, store, graph->nodes.count, &is_new);
  if (is_new && node != NO_NODE) node = graph_add_outside(graph, NODE_NATIVE, length);
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

/** An object whose description says all that belongs to it: its own stores. */
static void tell_own(Graph *graph, Word object, const MapFacts *facts) {
  if (facts->kind == SLOTTED) return;
  tell_own_store(graph, SLOT_PROPERTIES, word_at(object, PROPERTIES));
  tell_own_store(graph, SLOT_ELEMENTS, word_at(object, ELEMENTS));
  for (unsigned i = facts->fields; i < facts->words; i++) add_box(graph, i, word_at(object, (uint64_t)i * WORD));
  for (unsigned i = FIRST_SLOT / WORD; i < facts->fields; i++) {
    Owned owned = owned_slot(&graph->walk->reader, object, facts, i);
    if (owned == OWNED_TABLE) tell_own_store(graph, SLOT_TABLE, word_at(object, (uint64_t)i * WORD));
    else if (owned == OWNED_BOX) add_reference(graph, EDGE_HIDDEN, i, word_at(object, (uint64_t)i * WORD));
  }
  if (facts->kind == BUFFER) tell_store(graph, object);
}

/** All of an object, but for what is left out. */
static void tell_all(Graph *graph, uint32_t class, Word object, const MapFacts *facts, Skips left_out) {
  if (facts->kind == SLOTTED) {
    for (unsigned i = 0; i < 32; i++)
      if (facts->slots >> i & 1) add_reference(graph, EDGE_HIDDEN, i, word_at(object, (uint64_t)i * WORD));
    return;
  }
  tell_named(graph, class, object, facts, left_out);
  tell_elements(graph, object, left_out);
  tell_internals(graph, object, facts);
  if (facts->kind == BUFFER) tell_store(graph, object);
}

/** The parts that the description of an object named. */
static void tell_parts(Graph *graph, uint64_t described) {
  const Rules *rules = &graph->rules;
  for (uint64_t part = graph->first_parts[described]; part < rules->part_count && rules->part_owners[part] == described; part++) {
    uint32_t name = rules->part_names[part];
    const double bytes = rules->part_bytes[part];
    if (bytes >= 0) add_listed(graph);
    if (bytes >= 0) add_edge(graph, EDGE_PROPERTY, name, graph_add_outside(graph, NODE_NATIVE, (uint64_t)bytes));
    else add_reference(graph, bytes == SHARED_PART ? EDGE_SHARED : EDGE_PROPERTY, name, word_at(rules->parts, FIRST_ELEMENT + part * WORD));
  }
}

/** Whether a description in JavaScript has named the object, and under which number. */
static bool find_described(Graph *graph, Word object, uint64_t *described) {
  if (graph->rules.length == 0) return false;
  const WordEntry *entry = word_map_find(&graph->described, object);
  if (!entry) return false;
  *described = entry->value;
  return true;
}

static void tell_described(Graph *graph, uint32_t class, Word object, const MapFacts *facts, uint64_t described) {
  const Rules *rules = &graph->rules;
  const uint32_t said = rules->depths[described];
  Skips left_out = {0};
  if (said == SAYS_OWN) tell_own(graph, object, facts);
  else {
    uint64_t length = 0, list = (uint64_t)said - SAYS_REST;
    Word names = said >= SAYS_REST && list < rules->list_count
                     ? elements_of(&graph->walk->reader.engine, word_at(rules->lists, FIRST_ELEMENT + list * WORD), &length)
                     : 0;
    if (names) left_out = (Skips){walk_plan_but(graph->walk, facts->map, names), &graph->walk->names};
    tell_all(graph, class, object, facts, left_out);
  }
  tell_parts(graph, described);
}

static void tell_receiver(Graph *graph, uint32_t node, Word object, const MapFacts *facts) {
  Walk *walk = graph->walk;
  Nodes *nodes = &graph->nodes;
  if (walk->options.at_descriptions && walk_is_described(walk, object, facts)) {
    walk->met_description = true;
    return;
  }
  count_unseen(&walk->totals, &walk->reader.engine, object, facts);
  uint32_t class = graph_class_number(graph, object, facts);
  if (walk->reader.rejection) return;
  nodes->types[node] = facts->kind == FUNCTION ? NODE_CLOSURE : facts->type == walk->reader.engine.regexp_type ? NODE_REGEXP : NODE_OBJECT;
  nodes->classes[node] = NODE_TYPE_COUNT + class;
  uint64_t described = 0;
  if (find_described(graph, object, &described)) tell_described(graph, class, object, facts, described);
  else tell_all(graph, class, object, facts, (Skips){0});
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
  if (facts->kind == UNKNOWN_KIND && !(facts->flags & IS_RECEIVER)) return 0;
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

/** Where each described object is in the list, and where its parts begin. */
static bool learn_described(Graph *graph) {
  const Rules *rules = &graph->rules;
  graph->first_parts = malloc((size_t)(rules->length + 1) * sizeof(uint64_t));
  bool is_new = false, whole = graph->first_parts != NULL;
  uint64_t part = 0;
  for (uint64_t i = 0; whole && i < rules->length; i++) {
    while (part < rules->part_count && rules->part_owners[part] < i) part++;
    graph->first_parts[i] = part;
    WordEntry *entry = word_map_entry(&graph->described, word_at(rules->list, FIRST_ELEMENT + i * WORD), &is_new);
    whole = entry != NULL;
    if (whole && is_new) entry->value = i;
  }
  if (!whole) graph_fail(graph);
  return whole;
}

void graph_build(Graph *graph, Word root) {
  Walk *walk = graph->walk;
  Nodes *nodes = &graph->nodes;
  if (!graph_grow_nodes(graph)) return;
  const Rules *rules = &graph->rules;
  for (uint64_t i = 0; i < rules->stop_count; i++) {
    uint32_t *entry = entry_of(graph, word_at(rules->stops, FIRST_ELEMENT + i * WORD));
    if (entry) *entry = LEFT_OUT;
  }
  if (rules->length > 0 && !learn_described(graph)) return;
  if (node_of(graph, root) == NO_NODE) graph_add_outside(graph, NODE_HIDDEN, 0);
  for (uint32_t node = 0; node < nodes->count && !walk->reader.rejection && !walk->met_description; node++) {
    if (node + AHEAD < nodes->count) __builtin_prefetch((const void *)(uintptr_t)(nodes->objects[node + AHEAD] - 1));
    nodes->first_edge[node] = (uint32_t)graph->edges.count;
    tell(graph, node);
    add_listed(graph);
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
  word_map_free(&graph->described);
  free(graph->first_parts);
  free(graph->names.items);
  free(graph->examples.items);
  /* numbers are valid for one graph alone */
  pages_free(&graph->walk->reader.pages);
}
