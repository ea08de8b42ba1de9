/* What is known of the engine that runs: kinds of heap objects, and the offsets that differ between versions. learn.c fills it. */
#ifndef MEMSIZE_ENGINE_H
#define MEMSIZE_ENGINE_H

#include "heap.h"

/** How a heap object is laid out, and so how its size is read and its references are found. */
typedef enum {
  UNKNOWN_KIND, /* never shown an exemplar: its instance size is counted, its insides are not looked at */
  STOPPED,      /* belongs to the engine and to no value: maps, code, realms, oddballs */
  TAGGED,       /* a fixed number of words, each a tagged one */
  RECEIVER,     /* properties, elements, learned slots, in-object properties */
  FUNCTION,     /* a receiver whose slots are its code and context, and no part of the value */
  BUFFER,       /* a receiver that holds memory outside the heap */
  VIEW,         /* a receiver that reads a buffer */
  ARRAY,        /* a length, and so many tagged words: elements, dictionaries, hash tables */
  PROPERTY_ARRAY,
  WEAK_TABLE, /* a length, and words that are held weakly */
  WEAK_LIST,  /* a capacity, a length, and words that are held weakly */
  DOUBLES,    /* a length, and so many raw words */
  BYTES,      /* a length, and so many raw bytes */
  DATA,       /* a fixed number of raw words */
  BIGINT,
  STRING,
  SYMBOL,
  CONTEXT,            /* the variables of a closure: followed only on request */
  SLOPPY_ARGUMENTS,   /* elements of an arguments object that shares its variables with a context */
  SLOTTED,            /* a fixed number of words, of which only the learned slots are followed: a Proxy, a WeakCell */
  KIND_COUNT
} Kind;

/** What the words in use of a table are counted from: where its counts stand, in elements, and how many words an entry has. */
typedef enum { NO_TABLE, NAME_DICTIONARY, NUMBER_DICTIONARY, ORDERED_MAP, ORDERED_SET } Table;

enum { TYPE_COUNT = 4096 };

/** The hash table of a Map or Set, which an iterator only reads; the length of an array beyond small integers, and up to V8 12 the time of a Date. */
enum { OWNS_TABLE = 1, OWNS_BOX = 2 };

typedef struct {
  uint8_t by_type[TYPE_COUNT];
  uint8_t by_visitor[256];
  /** Bit n: the word n of such an object is a tagged one that the value holds. For RECEIVER, BUFFER, VIEW and SLOTTED. */
  uint32_t slots[TYPE_COUNT];
  uint8_t owned[TYPE_COUNT]; /* what in the internal slots of such an object is its own: OWNS_TABLE, OWNS_BOX */
  uint8_t tables[TYPE_COUNT]; /* a Table for each instance type */

  uint16_t map_type;
  uint16_t array_type; /* JSArray */
  uint16_t regexp_type, number_type;
  uint16_t script_context_type, module_context_type;
  uint16_t wasm_memory_type;
  uint32_t wasm_memory_buffer; /* where such an object refers to its ArrayBuffer; 0: never learned */
  uint16_t handle_type; /* handles to memory of other libraries, as ICU's; 0: never learned */
  uint8_t has_native_part[TYPE_COUNT / 8]; /* a bit for each instance type: such objects keep memory in C++ */
  /** The first instance type of receivers: the Proxy is the last that is no ordinary object. */
  uint16_t first_receiver;
  uint8_t api_visitor; /* wrappers of C++ objects */

  uint32_t function_context;
  uint32_t buffer_length, buffer_max_length, buffer_store;
  uint32_t view_buffer, view_offset, view_length;
  uint32_t descriptor_key; /* the first key of a descriptor array; details and value follow it */
  uint32_t symbol_description;
  uint32_t private_flags; /* of the symbol that is the key of a private field */
  Word empty_place; /* what a WeakMap's table has where no key is; 0: its keys cannot be looked up */

  /** Pages of read-only space are recognized by the flags word of their header. */
  uint32_t page_flags;
  Word read_only_flags;
  /** Where the first object of a page begins: the only place for one larger than a page. */
  uint32_t page_header;

  /** Whether heap snapshots of this version count what an external string keeps outside the heap (V8 >= 13). */
  bool counts_external_strings;

  bool learned;
} Engine;

/** Elements of a dictionary before its first entry: counts, and more of names; an entry is a key, a value and details (kPrefixStartIndex). */
enum { DICTIONARY_PREFIX = 6, NUMBER_PREFIX = 4 };

enum { DESCRIPTOR_DETAILS = 8, DESCRIPTOR_VALUE = 16, DESCRIPTOR_SIZE = 24 };
/** In a descriptor's details: the value stands in the descriptor, not in a field of the object (PropertyLocation::kDescriptor). */
enum { LOCATED_IN_DESCRIPTOR = 1 << 5 };
/** And what values the field has (Representation), and the number of the field. The tests compare both with heap snapshots. */
enum { REPRESENTATION_SHIFT = 6, REPRESENTATION_MASK = 7, DOUBLE_REPRESENTATION = 2, FIELD_SHIFT = 19, FIELD_MASK = 1023 };

static inline Kind kind_of_type(const Engine *engine, uint16_t type, uint8_t visitor) {
  if (type < FIRST_NONSTRING_TYPE) return STRING;
  if (type >= TYPE_COUNT) return type >= engine->first_receiver ? RECEIVER : UNKNOWN_KIND;
  if (engine->by_type[type]) return (Kind)engine->by_type[type];
  if (engine->by_visitor[visitor]) return (Kind)engine->by_visitor[visitor];
  return type >= engine->first_receiver ? RECEIVER : UNKNOWN_KIND;
}

static inline Kind kind_of(const Engine *engine, Word object) { return kind_of_type(engine, type_of(object), visitor_of(object)); }

/** Whether objects of an instance type keep memory in C++ that no heap shows. */
static inline bool keeps_native_part(const Engine *engine, uint16_t type) {
  return type < TYPE_COUNT && engine->has_native_part[type / 8] >> (type % 8) & 1;
}

/** What kind of table a store is. */
static inline Table table_of(const Engine *engine, Word store) {
  uint16_t type = type_of(store);
  return type < TYPE_COUNT ? (Table)engine->tables[type] : NO_TABLE;
}

#endif
