/* Which objects of the heap were met: one bit for each word of each page, so that a lookup is a shift and not a search. */
#ifndef MEMSIZE_PAGES_H
#define MEMSIZE_PAGES_H

#include "engine.h"

typedef struct {
  Word number; /* address >> PAGE_BITS; 0: free */
  Word *bits;
  uint32_t *numbers; /* for a graph: one for each OBJECT_LEAST bytes, 0 where no object begins that has a number */
  bool read_only;
} Page;

/** Words of bits that a small measurement touches are remembered one by one: to clear them costs no more than it did to set them. */
enum { TOUCHED_MOST = 4096 };

typedef struct {
  Page *table; /* open addressing, a power of two */
  uint32_t capacity, count;
  uint32_t shift; /* 64 - log2(capacity), for hashing */
  Word recent_number;
  /** The read-only page met last: nearly all references to such pages are to the one with the oddballs and the empty stores. */
  Word read_only_number;
  Page *recent;
  Word *touched[TOUCHED_MOST];
  uint32_t touched_count;
  bool failed; /* no memory */
} Pages;

void pages_reset(Pages *pages);
void pages_free(Pages *pages);
/** Adds a page that was never seen; reads its header. A null page means that there was no memory. */
Page *pages_add(Pages *pages, const Engine *engine, Word number);
uint64_t pages_memory(const Pages *pages);

static inline uint32_t pages_slot(const Pages *pages, Word number) {
  return (uint32_t)(number * 0x9E3779B97F4A7C15ull >> pages->shift);
}

static inline Page *page_of(Pages *pages, const Engine *engine, Word object) {
  Word number = object >> PAGE_BITS;
  if (number == pages->recent_number) return pages->recent;
  Page *found = NULL;
  if (pages->capacity) {
    for (uint32_t at = pages_slot(pages, number); pages->table[at].number; at = (at + 1) & (pages->capacity - 1)) {
      if (pages->table[at].number == number) {
        found = &pages->table[at];
        break;
      }
    }
  }
  if (!found) found = pages_add(pages, engine, number);
  if (!found) return NULL;
  pages->recent_number = number;
  return pages->recent = found;
}

/** Whether the object was not marked before; from now on it is. */
static inline bool page_mark(Pages *pages, Page *page, Word object) {
  uint64_t offset = object & PAGE_MASK;
  Word *word = &page->bits[offset >> 9];
  Word bit = 1ull << (offset >> 3 & 63);
  Word before = *word;
  if (before & bit) return false;
  if (before == 0 && pages->touched_count < TOUCHED_MOST) pages->touched[pages->touched_count++] = word;
  *word = before | bit;
  return true;
}

#endif
