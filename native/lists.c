#include "lists.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_LIST = 1 << 10, KEPT_LIST = 1 << 16, FIRST_MAP = 64, KEPT_MAP = 1 << 10 };

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

static WordEntry *slot_for(const WordMap *map, Word key) {
  uint64_t at = key * 0x9E3779B97F4A7C15ull >> 20 & (map->capacity - 1);
  while (map->entries[at].key && map->entries[at].key != key) at = (at + 1) & (map->capacity - 1);
  return &map->entries[at];
}

static bool word_map_grow(WordMap *map) {
  WordMap grown = {.capacity = map->capacity ? map->capacity * 2 : FIRST_MAP, .count = map->count};
  if (!(grown.entries = calloc(grown.capacity, sizeof(WordEntry)))) return false;
  for (uint64_t i = 0; i < map->capacity; i++)
    if (map->entries[i].key) *slot_for(&grown, map->entries[i].key) = map->entries[i];
  free(map->entries);
  *map = grown;
  return true;
}

WordEntry *word_map_entry(WordMap *map, Word key, bool *is_new) {
  if (map->count * 2 >= map->capacity && !word_map_grow(map)) return NULL;
  WordEntry *entry = slot_for(map, key);
  *is_new = !entry->key;
  if (*is_new) {
    *entry = (WordEntry){.key = key};
    map->count++;
  }
  return entry;
}

const WordEntry *word_map_find(const WordMap *map, Word key) {
  if (map->count == 0) return NULL;
  const WordEntry *entry = slot_for(map, key);
  return entry->key ? entry : NULL;
}

void word_map_reset(WordMap *map) {
  if (map->count == 0) return;
  if (map->capacity > KEPT_MAP) {
    word_map_free(map);
    return;
  }
  memset(map->entries, 0, map->capacity * sizeof(WordEntry));
  map->count = 0;
}

void word_map_free(WordMap *map) {
  free(map->entries);
  *map = (WordMap){0};
}
