/*
 * Where the resident bytes of a process are: every mapping of /proc/<pid>/smaps goes to one owner with what is resident of it, so that the parts sum
 * to RSS. Linux alone; elsewhere the functions are not there, and the library says what the system tells.
 */
#ifndef MEMSIZE_PROCESS_H
#define MEMSIZE_PROCESS_H

#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t Address;

/** Who a mapping belongs to. The order is that of src/process/owners.ts. */
typedef enum {
  MAIN_STACK,
  KERNEL,
  CODE,
  BUILTINS,
  EXECUTABLE,
  LIBRARIES,
  ADDONS,
  FILES,
  SHARED_MEMORY,
  IO_URING,
  V8_PAGES,
  V8_READ_ONLY,
  /** Freed pages that V8 keeps for later, without a heap (V8 14). */
  V8_POOLED,
  V8_TABLES,
  MALLOC_HEAP,
  MALLOC_ARENAS,
  MALLOC_MAPPED,
  /** What no rule recognizes, under an allocator whose mappings have no mark. */
  MALLOC_ELIMINATED,
  WASM_MEMORY,
  RESERVATIONS,
  THREAD_STACKS,
  ABSEIL,
  UNKNOWN_OWNER,
  OWNER_COUNT
} Owner;

typedef enum { OTHER_ALLOCATOR, GLIBC, MUSL, JEMALLOC, MIMALLOC } Allocator;

/** A mapping of smaps. Bytes. */
typedef struct {
  Address start, end;
  uint64_t rss, pss, shared_clean, private_dirty, swap;
  char permissions[4];
  /** The path, cut: only its beginning and its end are looked at. */
  char name[512];
  uint32_t name_length;
} Mapping;

typedef struct {
  uint64_t rss, size, pss, shared_clean, private_dirty, swap, count;
} Figures;

/** The pages that a heap (an isolate) has in a space: V8's own pointers distinguish them. */
typedef struct {
  Address heap, space;
  uint64_t size, rss, count;
} SpacePages;

typedef struct {
  Address start;
  uint64_t size, rss;
} Stranger;

enum { SPACES_MOST = 512, STRANGERS_MOST = 8, TEXT_SIZE = 16384, PRESENT_MOST = 1024 };

/** One report. It has a fixed size, and there is one: to measure must not move what is measured. */
typedef struct {
  /** 0: this process. */
  int pid;
  /** /proc/<pid>/pagemap; below 0 where it may not be read. */
  int pagemap;
  Allocator allocator;
  char executable[512];
  uint32_t executable_length;
  bool executable_met;
  /** The heap of the isolate that asks; 0 where it is not known. */
  Address own_heap;
  Figures owners[OWNER_COUNT];
  SpacePages spaces[SPACES_MOST];
  uint32_t space_count;
  /** Pages that found no room in the table: their isolate is not known. */
  uint64_t spaces_left_out;
  Stranger strangers[STRANGERS_MOST];
  uint64_t mappings;
  /** Reads that were refused: another process's memory, without the rights of a debugger. */
  uint64_t refused;
  /** The form of page header that fitted last (process-v8.c). */
  unsigned form;
  /** What of the page table is in `present`: from which page on, and how many entries. */
  Address present_from;
  size_t present_count;
  char text[TEXT_SIZE];
  uint64_t present[PRESENT_MOST];
} Report;

/** Reads smaps, or maps, through `take`, which sees each mapping with its neighbors (NULL at the ends). An errno, or 0. */
int process_read_maps(Report *report, const char *name, void (*take)(Report *, const Mapping *before, const Mapping *it, const Mapping *after));

/** Adds a mapping to its owner. */
void process_take(Report *report, const Mapping *before, const Mapping *it, const Mapping *after);

/** Adds what is resident of a piece of a mapping to an owner. */
void process_add(Report *report, Owner owner, const Mapping *it, uint64_t size, uint64_t rss);

/** Copies words from the process that is looked at; false where they are not there, or may not be read. */
bool process_peek(Report *report, Address address, Address *words, unsigned count);

/**
 * The page table's entries (pagemap) from a page on, up to `last`: at least one, with their number in `count`; NULL where they cannot be read. A look at the
 * same pages again costs no call.
 */
const uint64_t *process_page_table(Report *report, Address page, Address last, size_t *count);

/** Bytes of [start, end) that are in memory, by the page table. */
uint64_t process_resident(Report *report, Address start, Address end);

/** A page of V8's heap by its header. */
typedef struct {
  /** Bytes from its start, with the header. */
  uint64_t size;
  /** 0: of no isolate. */
  Address heap, space;
} HeapPage;

enum { HEAP_PAGE_SIZE = 1 << 18 };

bool process_heap_page(Report *report, Address start, HeapPage *page);
/** If there are pages of V8 in the mapping: adds them, and the rest to nobody; false if there are none. */
bool process_take_heap_pages(Report *report, const Mapping *it);
/** Adds the chunks that glibc mapped one by one, and Abseil's arenas, which merge into one mapping; the rest goes to `rest`. */
void process_take_chunks(Report *report, const Mapping *it, Owner rest);

/** Which malloc this process has, and how that was found. */
typedef struct {
  Allocator allocator;
  /** As its own function says; 0: does not say. */
  int version;
  const char *version_text, *libc_version;
  /** The function that told, and the file that has it. */
  const char *by, *file;
} AllocatorFound;

AllocatorFound process_allocator(void);

/** Adds the functions for JavaScript, whose types are in src/probe/process-binding.ts. */
void process_register(napi_env env, napi_value exports);

#endif
