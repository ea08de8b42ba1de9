/*
 * What the census of the whole heap has to know of each instance type: how large its objects are, which of their words the collector follows, and
 * what a heap snapshot calls them. Layouts are not needed: every tagged word is followed, and what it must lead to is known from the pages.
 */
#ifndef MEMSIZE_HEAP_TYPES_H
#define MEMSIZE_HEAP_TYPES_H

#include "engine.h"

/** Types of nodes, numbered as V8 numbers them in a heap snapshot (HeapGraphNode::Type); src/isolate/node-types.ts has their names. */
typedef enum {
  NODE_TYPE_HIDDEN, NODE_TYPE_ARRAY, NODE_TYPE_STRING, NODE_TYPE_OBJECT, NODE_TYPE_CODE, NODE_TYPE_CLOSURE, NODE_TYPE_REGEXP, NODE_TYPE_NUMBER,
  NODE_TYPE_NATIVE, NODE_TYPE_SYNTHETIC, NODE_TYPE_CONS, NODE_TYPE_SLICED, NODE_TYPE_SYMBOL, NODE_TYPE_BIGINT, NODE_TYPE_SHAPE, NODE_TYPE_COUNT
} NodeType;

/** How the size of an object follows from its head, where its map does not say it. */
typedef enum {
  BY_LENGTH,         /* a length, and so many words: arrays, contexts, hash tables, and whatever is not named here */
  BY_STRING,
  BY_DIGITS,         /* a bigint */
  BY_PROPERTIES,     /* a property array: its length is in the low 10 bits */
  BY_BYTES,          /* a length, and as many bytes */
  BY_BYTECODES,
  BY_DESCRIPTORS,
  BY_FEEDBACK_SLOTS, /* FeedbackMetadata */
  BY_FEEDBACK,       /* FeedbackVector */
  BY_FREE_SPACE,
  BY_PREPARSED,
  BY_CAPACITY,       /* a capacity and a length, and so many words as the capacity says */
  BY_LATER_LENGTH,   /* a length, two more words, and so many words */
  BY_REALM,          /* a length, so many words, and a raw one: a native context */
  BY_NEXT_MAP,       /* up to the next object of the page: holds no map itself */
} SizeRule;

/** Which words of an object keep others alive. */
typedef enum { FOLLOW_ALL, FOLLOW_NONE, FOLLOW_PAIR, FOLLOW_ONE, FOLLOW_HEAD, FOLLOW_TAIL, FOLLOW_SLOTS, FOLLOW_WEAK_TARGET, FOLLOW_KEYED } Follow;

/** A PropertyCell's words. */
enum { CELL_NAME = 8, CELL_VALUE = 24 };

typedef struct {
  const Engine *engine;
  bool ready;
  uint32_t version; /* of V8: the number before the first dot */
  uint8_t rules[TYPE_COUNT], nodes[TYPE_COUNT];
  uint8_t follows[TYPE_COUNT];
  const char *names[TYPE_COUNT]; /* NULL: none is known */
  uint16_t free_space, scope_info, shared_info, bound_function, code_body, realm, template_info, script, weak_cell, global_object, feedback_cell, property_cell;
  uint16_t bytecodes, boilerplate, enum_cache, code; /* what V8 counts their arrays with */
  uint32_t bytecode_head, feedback_head, descriptor_head;
  uint32_t function_shared, function_feedback;
  uint32_t shared_name, shared_script, script_name, script_source, script_line_ends;
  uint32_t private_flags; /* of a symbol */
  uint32_t scope_locals, scope_first; /* words of a ScopeInfo after its map: the count of context locals, and where their names begin */
} HeapTypes;

/** Asks the program for what V8 says of itself to debuggers. NULL, or what is missing. */
const char *heap_types_learn(HeapTypes *types, const Engine *engine, uint32_t version);

/** In bytes; 0 where only the next map tells. `map` was checked. */
HEAP_READ uint64_t heap_variable_size(const HeapTypes *types, Word object, uint8_t rule, uint16_t type) {
  const uint32_t low = half_at(object, LENGTH), high = half_at(object, LENGTH + 4);
  switch ((SizeRule)rule) {
    case BY_LENGTH: return FIRST_ELEMENT + (uint64_t)high * WORD;
    case BY_STRING: {
      if ((type & STRING_FORM_MASK) != SEQUENTIAL) return 4 * WORD;
      return align_word(STRING_DATA + (type & ONE_BYTE ? (uint64_t)high : 2 * (uint64_t)high));
    }
    case BY_DIGITS: return 2 * WORD + (uint64_t)(low >> 1 & 0x3fffffff) * WORD;
    case BY_PROPERTIES: return FIRST_ELEMENT + (uint64_t)(high & PROPERTY_ARRAY_LENGTH_MASK) * WORD;
    case BY_BYTES: return align_word(FIRST_ELEMENT + (uint64_t)high);
    case BY_BYTECODES: return align_word(types->bytecode_head + (uint64_t)high);
    case BY_DESCRIPTORS: return types->descriptor_head + (uint64_t)DESCRIPTOR_SIZE * short_at(object, WORD);
    case BY_FEEDBACK_SLOTS: return align_word(FIRST_ELEMENT + 4 * (((uint64_t)low + 5) / 6) + (types->version >= 13 ? 2 * (uint64_t)high : 0));
    case BY_FEEDBACK: return types->feedback_head + (uint64_t)low * WORD;
    case BY_FREE_SPACE: return types->version >= 13 ? (uint64_t)high * WORD : high;
    case BY_PREPARSED: return FIRST_ELEMENT + align_word(low) + (uint64_t)high * WORD;
    case BY_CAPACITY: return 3 * WORD + (uint64_t)high * WORD;
    case BY_LATER_LENGTH: return 4 * WORD + (uint64_t)high * WORD;
    case BY_REALM: return FIRST_ELEMENT + (uint64_t)high * WORD + WORD;
    case BY_NEXT_MAP: return 0;
  }
  return 0;
}

#endif
