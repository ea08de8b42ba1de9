#define _GNU_SOURCE /* pthread_getattr_np */
#include "heap-roots.h"

#ifdef __linux__

#include <pthread.h>
#include <sys/mman.h>

#include "heap-proc.h"

enum { RESIDENT_STEP = 1 << 28, LINUX_PAGE = 4096 };

void roots_find_stack(Roots *roots) {
  pthread_attr_t attributes;
  void *low = NULL;
  size_t bytes = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
  if (pthread_attr_getstack(&attributes, &low, &bytes) == 0) {
    roots->stack_base = (Word)(uintptr_t)low;
    roots->stack_low = (Word)(uintptr_t)__builtin_frame_address(0) & ~7ull;
    roots->stack_high = (Word)(uintptr_t)low + bytes;
  }
  pthread_attr_destroy(&attributes);
}

static void add_root(Roots *roots, Mark *mark, Word word, RootKind kind) {
  if (!mark_push(mark, word)) return;
  roots->counts[kind]++;
  if (!roots->keep) return;
  Word *end = room_end(&roots->list, sizeof word);
  if (!end) {
    mark->space->problem = "out of memory";
    return;
  }
  *end = word;
  roots->list.used += sizeof word;
}

/** Looks through memory by copies of it: what is gone by now reads as nothing, and does not fault. */
static void scan(Roots *roots, Mark *mark, int memory, Word from, Word to, RootKind kind) {
  Word *block = mark->space->scratch.start;
  while (from < to && !mark->space->problem) {
    const size_t wanted = to - from < SCRATCH_BLOCK ? to - from : SCRATCH_BLOCK;
    const size_t got = proc_read(memory, from, block, wanted);
    for (size_t i = 0; i < got / WORD; i++)
      if (is_pointer(block[i])) add_root(roots, mark, block[i], kind);
    from += wanted;
  }
}

/** The end of what is no memory of C++, where this page is such: pages of V8, the stack, and what ArrayBuffers hold; else 0. */
static Word end_of_other(const Roots *roots, const Mark *mark, Word address) {
  const Space *space = mark->space;
  const Word end = end_of_store(mark, address) & ~(Word)(LINUX_PAGE - 1);
  if (end > address) return end;
  if (address >= roots->stack_base && address < roots->stack_high) return roots->stack_high;
  if (address % PAGE_SIZE) return 0;
  const Chunk *chunk = chunk_of(space, address);
  return chunk ? chunk->start + chunk->bytes : 0;
}

/** Only pages that have memory: there are large reserved ranges, and to read them would give them some. */
static void scan_resident(Roots *roots, Mark *mark, int memory, const Mapping *mapping) {
  const Space *space = mark->space;
  unsigned char *resident = (unsigned char *)space->scratch.start + SCRATCH_BLOCK;
  Word at = mapping->start, known = at, known_end = at;
  while (at < mapping->end && !space->problem) {
    const Word other = end_of_other(roots, mark, at);
    if (other > at) {
      at = other - at < LINUX_PAGE ? at + LINUX_PAGE : other & ~(Word)(LINUX_PAGE - 1);
      continue;
    }
    if (at >= known_end) {
      known = at;
      known_end = mapping->end - at < RESIDENT_STEP ? mapping->end : at + RESIDENT_STEP;
      if (mincore((void *)(uintptr_t)known, known_end - known, resident) != 0) {
        /* part of it is gone: a child has no pages of other isolates */
        const Word next = (known & ~PAGE_MASK) + PAGE_SIZE;
        known_end = next < mapping->end ? next : mapping->end;
        if (mincore((void *)(uintptr_t)known, known_end - known, resident) != 0) {
          at = known_end;
          continue;
        }
      }
    }
    Word end = at;
    while (end < known_end && resident[(end - known) / LINUX_PAGE] & 1 && (end == at || !end_of_other(roots, mark, end))) end += LINUX_PAGE;
    scan(roots, mark, memory, at, end, ROOT_NATIVE);
    at = end > at ? end : at + LINUX_PAGE;
  }
}

void roots_mark(Roots *roots, Mark *mark) {
  Space *space = mark->space;
  const int memory = proc_open();
  if (memory < 0) {
    space->problem = "/proc/self/mem cannot be opened";
    return;
  }
  /* what scripts call globalThis stands before the object that has the globals, its prototype */
  const Word behind = word_at(map_of(roots->global), MAP_PROTOTYPE);
  if (is_pointer(behind) && bits_of(space, behind) && type_of(behind) == space->types->global_object) add_root(roots, mark, behind, ROOT_GLOBAL);
  add_root(roots, mark, roots->global, ROOT_GLOBAL);
  mark_drain(mark);
  scan(roots, mark, memory, space->isolate, space->heap + HEAP_LOOKED_THROUGH, ROOT_ENGINE);
  mark_drain(mark);
  if (roots->stack_low) scan(roots, mark, memory, roots->stack_low, roots->stack_high, ROOT_STACK);
  mark_drain(mark);
  const Mapping *mappings = space->mappings.start;
  for (uint32_t i = 0; i < space->mapping_count && !space->problem; i++)
    if (mappings[i].readable && mappings[i].writable) scan_resident(roots, mark, memory, &mappings[i]);
  mark_drain(mark);
  proc_close(memory);
}

void roots_free(Roots *roots) { room_free(&roots->list); }

#endif
