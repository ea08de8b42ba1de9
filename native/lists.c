#include "lists.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_LIST = 1 << 10, KEPT_LIST = 1 << 16, FIRST_SET = 64, KEPT_SET = 1 << 10 };

bool list_grow(WordList *list) {
  uint64_t capacity = list->capacity ? list->capacity * 2 : FIRST_LIST;
  Word *items = realloc(list->items, capacity * sizeof(Word));
  if (!items) return false;
  list->items = items;
  list->capacity = capacity;
  return true;
}

void list_reset(WordList *list) {
  if (list->capacity > KEPT_LIST) {
    free(list->items);
    *list = (WordList){0};
  }
  list->length = 0;
}

static bool set_grow(WordSet *set) {
  WordSet grown = {.capacity = set->capacity ? set->capacity * 2 : FIRST_SET, .count = set->count};
  if (!(grown.table = calloc(grown.capacity, sizeof(Word)))) return false;
  for (uint64_t i = 0; i < set->capacity; i++) {
    if (!set->table[i]) continue;
    uint64_t at = hash_of(set->table[i], grown.capacity);
    while (grown.table[at]) at = (at + 1) & (grown.capacity - 1);
    grown.table[at] = set->table[i];
  }
  free(set->table);
  *set = grown;
  return true;
}

Addition set_add(WordSet *set, Word word) {
  if (set->count * 2 >= set->capacity && !set_grow(set)) return NO_MEMORY;
  uint64_t at = hash_of(word, set->capacity);
  for (; set->table[at]; at = (at + 1) & (set->capacity - 1))
    if (set->table[at] == word) return NOT_ADDED;
  set->table[at] = word;
  set->count++;
  return ADDED;
}

void set_reset(WordSet *set) {
  if (set->count == 0) return;
  if (set->capacity > KEPT_SET) {
    free(set->table);
    *set = (WordSet){0};
    return;
  }
  memset(set->table, 0, set->capacity * sizeof(Word));
  set->count = 0;
}
