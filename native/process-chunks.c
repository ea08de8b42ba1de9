/* What neighbors in one anonymous mapping: chunks that glibc mapped one by one, and the arenas of Abseil's mutexes. */
#define _GNU_SOURCE
#include "process.h"

#ifdef __linux__

enum { KERNEL_PAGE = 4096 };

/** glibc, malloc.c: a mapped chunk has no previous one, and IS_MMAPPED (2) is the only flag beside its size, a multiple of pages. */
static uint64_t glibc_chunk(const Address *words, uint64_t room) {
  uint64_t size = words[1] & ~7ull;
  return words[0] == 0 && (words[1] & 7) == 2 && size >= KERNEL_PAGE && size % KERNEL_PAGE == 0 && size <= room ? size : 0;
}

/** absl/base/internal/low_level_alloc.cc: kMagicAllocated; a block's second word is it, or its complement, xor the block's address. */
static const Address ABSEIL_MAGIC = 0x4c833e95;

static bool is_abseil(const Address *words, Address at) { return words[1] == (ABSEIL_MAGIC ^ at) || words[1] == (~ABSEIL_MAGIC ^ at); }

/** The length of the blocks that follow each other from here. */
static uint64_t abseil_blocks(Report *report, Address start, Address end) {
  Address words[2], at = start;
  while (at < end && process_peek(report, at, words, 2) && is_abseil(words, at) && words[0] >= 32 && words[0] <= end - at) at += words[0];
  return (at - start + KERNEL_PAGE - 1) & ~(uint64_t)(KERNEL_PAGE - 1);
}

static const uint64_t PRESENT_OR_SWAPPED = 3ull << 62;

/** The first page from `at` on that was ever touched: a header was written, so the pages without one need not be read. */
static Address next_touched(Report *report, Address at, Address end) {
  for (Address page = at / KERNEL_PAGE, last = end / KERNEL_PAGE; page < last;) {
    size_t count;
    const uint64_t *entries = process_page_table(report, page, last, &count);
    if (!entries) return at;
    for (size_t i = 0; i < count; i++)
      if (entries[i] & PRESENT_OR_SWAPPED) return (page + i) * KERNEL_PAGE;
    page += count;
  }
  return end;
}

/** Unknown memory that is searched page by page for a header, until that has found nothing for so long. */
enum { SEARCHED_MOST = 64 << 20 };

void process_take_chunks(Report *report, const Mapping *it, Owner rest) {
  uint64_t left = it->rss, vain = 0;
  Address words[2];
  for (Address at = it->start; at < it->end && left && vain < SEARCHED_MOST;) {
    Address touched = next_touched(report, at, it->end);
    if (touched != at) {
      vain += touched - at;
      at = touched;
      continue;
    }
    if (!process_peek(report, at, words, 2)) break;
    Owner owner = UNKNOWN_OWNER;
    uint64_t size = report->allocator == GLIBC ? glibc_chunk(words, it->end - at) : 0;
    if (size) owner = MALLOC_MAPPED;
    else if (is_abseil(words, at)) size = abseil_blocks(report, at, it->end), owner = ABSEIL;
    if (!size) {
      at += KERNEL_PAGE;
      vain += KERNEL_PAGE;
      continue;
    }
    uint64_t rss = size == it->end - it->start ? it->rss : process_resident(report, at, at + size);
    if (rss > left) rss = left;
    process_add(report, owner, it, size, rss);
    left -= rss;
    at += size;
    vain = 0;
  }
  if (left) process_add(report, rest, it, left == it->rss ? it->end - it->start : 0, left);
}

#endif
