/* Reads objects of the heap, each read bounded: what a walk, a graph and texts have in common. */
#ifndef MEMSIZE_READER_H
#define MEMSIZE_READER_H

#include "lists.h"
#include "maps.h"
#include "pages.h"

typedef struct {
  Engine engine;
  Maps maps;
  Pages pages;
  /** Why the result is void: something was not as it was learned. NULL: nothing. */
  const char *rejection;
} Reader;

/** The result is void, for the first reason given. */
void reject(Reader *reader, const char *why);

static inline void reader_list(Reader *reader, WordList *list, Word word) {
  if (!list_add(list, word)) reject(reader, "out of memory");
}

/** Marks an object as met; false if it was, or is no part of any value. */
static inline bool reader_mark(Reader *reader, Word object) {
  Pages *pages = &reader->pages;
  if (object >> PAGE_BITS == pages->read_only_number) return false;
  Page *page = page_of(pages, &reader->engine, object);
  if (!page) {
    reject(reader, "out of memory");
    return false;
  }
  if (page->read_only) {
    pages->read_only_number = object >> PAGE_BITS;
    return false;
  }
  if ((object & 7) != 1) {
    reject(reader, "a reference is not where objects begin");
    return false;
  }
  return page_mark(pages, page, object);
}

/** What is known of an object's map; NULL, and the result void, where it has none. */
static inline const MapFacts *facts_for(Reader *reader, Word object) {
  const MapFacts *facts = facts_of(&reader->maps, &reader->engine, object);
  if (!facts) reject(reader, "a reference leads to no object");
  return facts;
}

/** Whether that number of bytes from the object on is its page's, or it is the one object of a chunk made for it. */
static inline bool fits(const Reader *reader, Word object, uint64_t size) {
  uint64_t offset = (object & PAGE_MASK) - 1;
  return offset + size <= PAGE_SIZE || (offset == reader->engine.page_header && size < 1ull << 40);
}

/** Bytes of something; 0, and the result void, where it ends beyond its page. */
static inline uint64_t sized(Reader *reader, Word object, uint64_t size) {
  if (fits(reader, object, size)) return size;
  reject(reader, "an object ends beyond its page");
  return 0;
}

/** How many tagged words follow the length of a store. */
static inline uint64_t slot_count(Kind kind, Word store) {
  return kind == PROPERTY_ARRAY ? length_of(store) & PROPERTY_ARRAY_LENGTH_MASK : length_of(store);
}

/** Bytes of one heap object alone, but for a string's (text.h): those of a kind of fixed size are its map's to say. */
static inline uint64_t kind_size(Kind kind, Word object, const MapFacts *facts) {
  switch (kind) {
    case ARRAY:
    case PROPERTY_ARRAY:
    case CONTEXT:
    case WEAK_TABLE:
    case DOUBLES:
      return FIRST_ELEMENT + slot_count(kind, object) * WORD;
    case WEAK_LIST: /* and its length */
      return FIRST_ELEMENT + (1 + length_of(object)) * WORD;
    case SLOPPY_ARGUMENTS: /* a context, arguments, and an index for each that is shared with the context */
      return FIRST_ELEMENT + (2 + length_of(object)) * WORD;
    case BYTES:
      return align_word(FIRST_ELEMENT + length_of(object));
    case BIGINT:
      return FIRST_ELEMENT + bigint_digits(object) * WORD;
    case STOPPED:
      return 0;
    default:
      return (uint64_t)facts->words * WORD;
  }
}

static inline bool is_box(const Engine *engine, Word word) { return is_pointer(word) && kind_of(engine, word) == DATA; }

/** Whether an object of WebAssembly.Memory refers to the ArrayBuffer of its bytes. */
static inline bool has_buffer(const Engine *engine, Word memory) {
  Word buffer = word_at(memory, engine->wasm_memory_buffer);
  return is_pointer(buffer) && kind_of(engine, buffer) == BUFFER;
}

/**
 * What the i-th argument is, where the elements of an arguments object share it with a variable of a context; else 0. The elements have the number
 * of the context's slot (SloppyArgumentsElements in V8's objects/arguments.tq).
 */
static inline Word shared_argument(const Reader *reader, Word elements, uint64_t i) {
  Word context = word_at(elements, FIRST_ELEMENT), slot = word_at(elements, FIRST_ELEMENT + (2 + i) * WORD);
  if (!is_small_integer(slot) || !is_pointer(context) || kind_of(&reader->engine, context) != CONTEXT) return 0;
  const uint64_t at = small_integer(slot);
  if (at >= length_of(context) || !fits(reader, context, FIRST_ELEMENT + length_of(context) * WORD)) return 0;
  Word value = word_at(context, FIRST_ELEMENT + at * WORD);
  return is_pointer(value) ? value : 0;
}

/** What may be a name in a dictionary: its empty places hold other things. */
static inline bool may_be_name(const Engine *engine, Word word) {
  return is_pointer(word) && (type_of(word) < FIRST_NONSTRING_TYPE || kind_of(engine, word) == SYMBOL);
}

/** Whether an entry of a dictionary of names begins with its i-th element. */
static inline bool begins_entry(uint64_t i) { return i >= DICTIONARY_PREFIX && (i - DICTIONARY_PREFIX) % 3 == 0; }

/** The store of an array's elements; 0 where it is none of tagged words. */
Word elements_of(const Engine *engine, Word array, uint64_t *length);

#endif
