/*
 * Reading V8's heap: tagged words, pages, maps (hidden classes).
 *
 * The offsets in this file are the same in V8 11.3 to 14.6 without pointer compression; learn.c checks each against exemplars before anything
 * relies on it. What differs between versions is learned, and stands in engine.h.
 */
#ifndef MEMSIZE_HEAP_H
#define MEMSIZE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A word of the heap: a tagged pointer (low bits 01), a small integer (low bit 0), a weak reference (low bits 11), or raw data. */
typedef uint64_t Word;

enum {
  WORD = 8,
  OBJECT_LEAST = 16, /* bytes: a map and a word. V8 14 has one of a map alone, the hole, in read-only space. */
  PAGE_BITS = 18, /* V8's kPageSizeBits: chunks begin at multiples of 256 KiB */
  /* of every heap object */
  MAP = 0,
  /* of a receiver (JSReceiver) */
  PROPERTIES = 8,
  ELEMENTS = 16,
  FIRST_SLOT = 24,
  /* of an array's store, and of what is laid out like one */
  LENGTH = 8,
  FIRST_ELEMENT = 16,
  /* of a string */
  STRING_LENGTH = 12,
  STRING_DATA = 16,
  STRING_SECOND = 24,
  /* of a bigint: its sign, and how many digits follow */
  BIGINT_BITFIELD = 8,
  /* of a symbol: whether it is the key of a private field, among others */
  SYMBOL_FLAGS = 12,
  /* of a map */
  MAP_WORDS = 8,          /* instance size in words; 0 where objects differ in size */
  MAP_FIELDS = 9,         /* the word at which in-object properties begin */
  MAP_USED = 10,          /* >= 3: words in use; else unused slots of the property array (Map::UsedOrUnusedInstanceSizeInWords) */
  MAP_VISITOR = 11,       /* how the collector goes through the body */
  MAP_TYPE = 12,          /* instance type */
  MAP_BIT_FIELD_3 = 16,
  MAP_PROTOTYPE = 24,
  MAP_DESCRIPTORS = 40,
  MAP_SIZE = 72,
};

#define PAGE_SIZE (1ull << PAGE_BITS)
#define PAGE_MASK (PAGE_SIZE - 1)

/* Their memory is not ours: AddressSanitizer knows nothing of it. */
#if defined(__SANITIZE_ADDRESS__)
#define HEAP_READ static inline __attribute__((no_sanitize("address", "undefined")))
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HEAP_READ static inline __attribute__((no_sanitize("address", "undefined")))
#endif
#endif
#ifndef HEAP_READ
#define HEAP_READ static inline
#endif

HEAP_READ Word word_at(Word object, uint64_t offset) { return *(const Word *)(uintptr_t)(object - 1 + offset); }
HEAP_READ uint32_t half_at(Word object, uint64_t offset) { return *(const uint32_t *)(uintptr_t)(object - 1 + offset); }
HEAP_READ uint16_t short_at(Word object, uint64_t offset) { return *(const uint16_t *)(uintptr_t)(object - 1 + offset); }
HEAP_READ uint8_t byte_at(Word object, uint64_t offset) { return *(const uint8_t *)(uintptr_t)(object - 1 + offset); }
HEAP_READ Word word_of_page(Word page, uint64_t offset) { return *(const Word *)(uintptr_t)(page + offset); }

static inline bool is_pointer(Word word) { return (word & 3) == 1; }
static inline bool is_small_integer(Word word) { return (word & 1) == 0; }
static inline uint64_t small_integer(Word word) { return word >> 32; }
static inline uint64_t align_word(uint64_t bytes) { return (bytes + WORD - 1) & ~(uint64_t)(WORD - 1); }

static inline uint64_t bigint_digits(Word object) { return half_at(object, BIGINT_BITFIELD) >> 1 & 0x3fffffff; }

static inline Word map_of(Word object) { return word_at(object, MAP); }
static inline uint16_t type_of(Word object) { return short_at(map_of(object), MAP_TYPE); }
static inline uint8_t visitor_of(Word object) { return byte_at(map_of(object), MAP_VISITOR); }
static inline uint8_t words_of(Word object) { return byte_at(map_of(object), MAP_WORDS); }

static inline unsigned own_descriptors(Word map) { return half_at(map, MAP_BIT_FIELD_3) >> 10 & 1023; }
static inline bool is_dictionary_map(Word map) { return half_at(map, MAP_BIT_FIELD_3) >> 21 & 1; }

/** For an array's store: how many slots; a property array keeps the identity hash of its object above the low 10 bits. */
static inline uint64_t length_of(Word store) { return small_integer(word_at(store, LENGTH)); }
enum { PROPERTY_ARRAY_LENGTH_MASK = 1023 };

/** For a context: which of its slots refers to the one around it, and from where on variables stand (Context::PREVIOUS_INDEX, MIN_CONTEXT_SLOTS). */
enum { OUTER_SCOPE = 1, FIRST_VARIABLE = 2 };

/** For a string's instance type (all below FIRST_NONSTRING_TYPE): the low three bits are its form, the next whether it has one byte a character. */
enum { FIRST_NONSTRING_TYPE = 0x80, SYMBOL_TYPE = FIRST_NONSTRING_TYPE, STRING_FORM_MASK = 7, ONE_BYTE = 8 };
enum { SEQUENTIAL = 0, CONS = 1, EXTERNAL = 2, SLICED = 3, THIN = 5 };

#endif
