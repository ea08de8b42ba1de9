/* Growing lists of words, and one growing hash table. Adding says whether there was memory for it. */
#ifndef MEMSIZE_LISTS_H
#define MEMSIZE_LISTS_H

#include "heap.h"

typedef struct {
  Word *items;
  uint64_t length, capacity;
} WordList;

/** Open addressing; the word 0 is no key. */
typedef struct {
  Word key;
  uint64_t value;
} WordEntry;

typedef struct {
  WordEntry *entries;
  uint64_t capacity, count;
} WordMap;

bool list_grow(WordList *list);
/** Empties the list; a large one gives its memory back, or every small measurement after a large one would pay for it. */
void list_reset(WordList *list);

/** The entry of a key, added with the value 0 where there is none; `is_new` says so. NULL where there is no memory. */
WordEntry *word_map_entry(WordMap *map, Word key, bool *is_new);
/** The entry of a key; NULL where there is none. */
const WordEntry *word_map_find(const WordMap *map, Word key);
void word_map_reset(WordMap *map);
void word_map_free(WordMap *map);

static inline bool list_add(WordList *list, Word word) {
  if (list->length == list->capacity && !list_grow(list)) return false;
  list->items[list->length++] = word;
  return true;
}

#endif
