/*
 * Pages of V8's heap, by their headers. V8 asks for memory at random addresses, aligned to 256 KiB: the address proves nothing, the header does.
 * Sources: v8/src/heap/memory-chunk-layout.h (11.3, 12.4), v8/src/heap/memory-chunk.h and mutable-page-metadata.h (13.6, 14.6); each form was
 * checked against v8.getHeapSpaceStatistics(): the sizes of a space's pages sum to its size, to the byte.
 */
#define _GNU_SOURCE
#include "process.h"

#ifdef __linux__

/** Where the words of a header are; `self` is a word that must be the page's own address. */
typedef struct {
  /** The word with a pointer to what describes the page; below 0: the header does. */
  int metadata;
  int self, size, heap, space, area_start, area_end;
  unsigned words;
} HeaderForm;

static const HeaderForm forms[] = {
    /* V8 13.6 and 14.6 (Node 24, 26) */
    {.metadata = 1, .self = 1, .size = 2, .heap = 8, .space = 10, .area_start = 9, .area_end = 7, .words = 11},
    /* 12.4 (Node 22) */
    {.metadata = -1, .self = 1, .size = 2, .heap = 3, .space = 9, .area_start = 4, .area_end = 5, .words = 10},
    /* 11.3 (Node 20) */
    {.metadata = -1, .self = -1, .size = 0, .heap = 2, .space = 8, .area_start = 3, .area_end = 4, .words = 9},
};

enum { HEADER_MOST = 0x4000, KERNEL_PAGE = 4096 };

static bool fits(Report *report, const HeaderForm *form, Address start, HeapPage *page) {
  Address words[12], pointer[2];
  Address from = start;
  if (form->metadata >= 0) {
    if (!process_peek(report, start, pointer, 2)) return false;
    from = pointer[form->metadata];
    if (from < KERNEL_PAGE || from >> 47) return false;
  }
  if (!process_peek(report, from, words, form->words)) return false;
  Address area = words[form->area_start], end = words[form->area_end], size = words[form->size];
  if (area <= start || area >= start + HEADER_MOST || end <= area || end - start > 1ull << 40) return false;
  page->heap = words[form->heap];
  page->space = words[form->space];
  page->size = size;
  /* of read-only space, or one that was freed: says neither its size nor its heap */
  if (form->metadata >= 0 && !words[0] && !words[1] && !size && area == start + 16) {
    page->heap = page->space = 0;
    page->size = (end - start + KERNEL_PAGE - 1) & ~(Address)(KERNEL_PAGE - 1);
    return true;
  }
  if (form->self >= 0 && words[form->self] != start) return false;
  return size >= KERNEL_PAGE && size % KERNEL_PAGE == 0 && end <= start + size && page->heap >> 47 == 0;
}

bool process_heap_page(Report *report, Address start, HeapPage *page) {
  enum { FORMS = sizeof forms / sizeof *forms };
  /* a process has one form: with another the words are no addresses, and each such read costs a fault */
  for (unsigned i = 0; i < FORMS; i++) {
    unsigned form = (report->form + i) % FORMS;
    if (!fits(report, &forms[form], start, page)) continue;
    report->form = form;
    return true;
  }
  return false;
}

static void add_to_space(Report *report, const HeapPage *page, uint64_t rss) {
  SpacePages *found = NULL;
  for (uint32_t i = 0; i < report->space_count && !found; i++)
    if (report->spaces[i].heap == page->heap && report->spaces[i].space == page->space) found = &report->spaces[i];
  if (!found) {
    if (report->space_count == SPACES_MOST) {
      report->spaces_left_out += rss;
      return;
    }
    found = &report->spaces[report->space_count++];
    *found = (SpacePages){.heap = page->heap, .space = page->space};
  }
  found->size += page->size;
  found->rss += rss;
  found->count++;
}

/** V8 asks for addresses below 2^46, and the kernel gives higher ones to all others (v8/src/base/platform/platform-posix.cc, GetRandomMmapAddr). */
enum { V8_ADDRESS_BITS = 46 };

/** Where the memory of another process may not be read: a mapping that looks as V8's pages do. mimalloc's are there as well. */
static bool is_refused_page(const Report *report, const Mapping *it) {
  return report->refused && report->allocator != MIMALLOC && it->start >> 32 && it->start >> V8_ADDRESS_BITS == 0;
}

bool process_take_heap_pages(Report *report, const Mapping *it) {
  HeapPage page;
  uint64_t left = it->rss;
  bool any = false;
  for (Address at = it->start; at < it->end;) {
    if (!process_heap_page(report, at, &page)) {
      if (!any && is_refused_page(report, it)) {
        process_add(report, V8_PAGES, it, it->end - it->start, it->rss);
        report->spaces_left_out += it->rss;
        return true;
      }
      if (!any) return false;
      at += HEAP_PAGE_SIZE;
      continue;
    }
    any = true;
    uint64_t size = page.size < it->end - at ? page.size : it->end - at;
    uint64_t rss = size == it->end - it->start ? it->rss : process_resident(report, at, at + size);
    if (rss > left) rss = left;
    left -= rss;
    Owner owner = page.heap ? V8_PAGES : it->permissions[1] == 'w' ? V8_POOLED : V8_READ_ONLY;
    process_add(report, owner, it, size, rss);
    if (page.heap) add_to_space(report, &page, rss);
    at += (page.size + HEAP_PAGE_SIZE - 1) & ~(Address)(HEAP_PAGE_SIZE - 1);
  }
  if (left) process_add(report, UNKNOWN_OWNER, it, 0, left);
  return true;
}

#endif
