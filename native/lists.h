/* Growing lists and sets of words. Adding says whether there was memory for it. */
#ifndef MEMSIZE_LISTS_H
#define MEMSIZE_LISTS_H

#include "heap.h"

typedef struct {
  Word *items;
  uint64_t length, capacity;
} WordList;

/** Open addressing; the word 0 is no member. */
typedef struct {
  Word *table;
  uint64_t capacity, count;
} WordSet;

typedef enum { NOT_ADDED, ADDED, NO_MEMORY } Addition;

bool list_grow(WordList *list);
/** Empties the list; a large one gives its memory back, or every small measurement after a large one would pay for it. */
void list_reset(WordList *list);

Addition set_add(WordSet *set, Word word);
void set_reset(WordSet *set);

static inline bool list_add(WordList *list, Word word) {
  if (list->length == list->capacity && !list_grow(list)) return false;
  list->items[list->length++] = word;
  return true;
}

static inline uint64_t hash_of(Word word, uint64_t capacity) { return word * 0x9E3779B97F4A7C15ull >> 20 & (capacity - 1); }

#endif
