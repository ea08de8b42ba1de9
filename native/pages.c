#include "pages.h"

#include <stdlib.h>
#include <string.h>

enum {
  BITS_SIZE = (1 << PAGE_BITS) / 8 / 8, /* bytes of bits for one page */
  FIRST_CAPACITY = 64,
  /* Pages whose bits are kept for the next measurement: 1 MiB of bits, for a heap of 64 MiB. */
  KEPT_MOST = 256,
};

void pages_free(Pages *pages) {
  for (uint32_t i = 0; i < pages->capacity; i++) {
    free(pages->table[i].bits);
    free(pages->table[i].numbers);
  }
  free(pages->table);
  pages->table = NULL;
  pages->capacity = pages->count = pages->touched_count = 0;
  pages->recent = NULL;
  pages->recent_number = pages->read_only_number = 0;
  pages->failed = false;
}

void pages_reset(Pages *pages) {
  if (pages->count > KEPT_MOST || pages->failed) {
    pages_free(pages);
    return;
  }
  if (pages->touched_count < TOUCHED_MOST) {
    for (uint32_t i = 0; i < pages->touched_count; i++) *pages->touched[i] = 0;
  } else {
    for (uint32_t i = 0; i < pages->capacity; i++)
      if (pages->table[i].bits) memset(pages->table[i].bits, 0, BITS_SIZE);
  }
  pages->touched_count = 0;
}

static bool grow(Pages *pages) {
  uint32_t capacity = pages->capacity ? pages->capacity * 2 : FIRST_CAPACITY;
  Page *table = calloc(capacity, sizeof(Page));
  if (!table) return false;
  Pages grown = *pages;
  grown.table = table;
  grown.capacity = capacity;
  grown.shift = 64 - (uint32_t)__builtin_ctz(capacity);
  for (uint32_t i = 0; i < pages->capacity; i++) {
    if (!pages->table[i].number) continue;
    uint32_t at = pages_slot(&grown, pages->table[i].number);
    while (table[at].number) at = (at + 1) & (capacity - 1);
    table[at] = pages->table[i];
  }
  free(pages->table);
  pages->table = table;
  pages->capacity = capacity;
  pages->shift = grown.shift;
  pages->recent = NULL;
  pages->recent_number = 0;
  return true;
}

Page *pages_add(Pages *pages, const Engine *engine, Word number) {
  /* read first: where the page is no page of the heap this faults, and the guard finds the table as it was */
  Word flags = word_of_page(number << PAGE_BITS, engine->page_flags);
  if (number == 0 || (pages->count + 1) * 2 > pages->capacity) {
    if (number == 0 || !grow(pages)) {
      pages->failed = true;
      return NULL;
    }
  }
  bool read_only = engine->read_only_flags != 0 && (flags & engine->read_only_flags) == engine->read_only_flags;
  Word *bits = NULL;
  if (!read_only && !(bits = calloc(1, BITS_SIZE))) {
    pages->failed = true;
    return NULL;
  }
  uint32_t at = pages_slot(pages, number);
  while (pages->table[at].number) at = (at + 1) & (pages->capacity - 1);
  pages->table[at] = (Page){.number = number, .bits = bits, .read_only = read_only};
  pages->count++;
  return &pages->table[at];
}

uint64_t pages_memory(const Pages *pages) {
  return (uint64_t)pages->capacity * sizeof(Page) + (uint64_t)pages->count * BITS_SIZE;
}
