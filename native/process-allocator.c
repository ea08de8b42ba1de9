/* Which malloc serves the process, what it says of itself, and what it really gives. All by names that are looked up: none of them is everywhere. */
#define _GNU_SOURCE
#include "process-allocator.h"

#ifdef __linux__

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "guard.h"

static void *function(const char *name) { return dlsym(RTLD_DEFAULT, name); }

static const char *file_of(void *symbol) {
  Dl_info found;
  return symbol && dladdr(symbol, &found) ? found.dli_fname : NULL;
}

typedef int (*Control)(const char *, void *, size_t *, void *, size_t);

static AllocatorFound find_allocator(void) {
  AllocatorFound found = {.allocator = OTHER_ALLOCATOR};
  const char *(*libc)(void) = (const char *(*)(void))function("gnu_get_libc_version");
  found.libc_version = libc ? libc() : NULL;
  /* not malloc itself: the executable has an entry of that name for its calls, whatever is loaded */
  void *usable = function("malloc_usable_size");
  found.by = "malloc_usable_size";
  found.file = file_of(usable);
  const char *file = found.file ? found.file : "";
  void *control = function("mallctl"), *mimalloc = function("mi_version");
  if (strstr(file, "jemalloc") || (control && file_of(control) && !strcmp(file_of(control), file))) {
    found.allocator = JEMALLOC;
    size_t size = sizeof found.version_text;
    if (control && ((Control)control)("version", &found.version_text, &size, NULL, 0) == 0) found.by = "mallctl";
  } else if (strstr(file, "mimalloc") || (mimalloc && file_of(mimalloc) && !strcmp(file_of(mimalloc), file))) {
    found.allocator = MIMALLOC;
    found.by = mimalloc ? "mi_version" : found.by;
    if (mimalloc) found.version = ((int (*)(void))mimalloc)();
  } else if (strstr(file, "ld-musl") || strstr(file, "libc.musl")) {
    found.allocator = MUSL;
  } else if (libc && usable && file_of((void *)libc) && !strcmp(file_of((void *)libc), file) && strstr(file, "libc.so")) {
    found.allocator = GLIBC;
  }
  return found;
}

/** Looked for once, as it is the same for the process's life: dladdr() goes through all symbols of a library. */
AllocatorFound process_allocator(void) {
  static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
  static AllocatorFound found;
  static bool is_found;
  pthread_mutex_lock(&once);
  if (!is_found) found = find_allocator();
  is_found = true;
  pthread_mutex_unlock(&once);
  return found;
}

/** malloc.h, glibc >= 2.33 */
typedef struct {
  size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;
} MallocInfo;

static double jemalloc_figure(Control control, const char *name) {
  size_t value = 0, size = sizeof value;
  return control(name, &value, &size, NULL, 0) == 0 ? (double)value : -1;
}

void process_allocator_figures(Allocator allocator, double *figures) {
  for (int i = 0; i < ALLOCATOR_FIGURES; i++) figures[i] = -1;
  if (allocator == GLIBC) {
    /* a race looks it up twice */
    static MallocInfo (*info)(void);
    if (!info) info = (MallocInfo(*)(void))function("mallinfo2");
    if (!info) return;
    MallocInfo now = info();
    figures[ARENA_BYTES] = (double)now.arena;
    figures[MAPPED_BYTES] = (double)now.hblkhd;
    figures[MAPPED_CHUNKS] = (double)now.hblks;
    figures[IN_USE_BYTES] = (double)now.uordblks;
    figures[FREE_BYTES] = (double)now.fordblks;
  } else if (allocator == JEMALLOC) {
    Control control = (Control)function("mallctl");
    uint64_t epoch = 1;
    size_t size = sizeof epoch;
    if (!control || control("epoch", &epoch, &size, &epoch, size) != 0) return;
    figures[ALLOCATED_BYTES] = jemalloc_figure(control, "stats.allocated");
    figures[ACTIVE_BYTES] = jemalloc_figure(control, "stats.active");
    figures[METADATA_BYTES] = jemalloc_figure(control, "stats.metadata");
  }
}

bool process_release(Allocator allocator) {
  if (allocator == GLIBC) {
    int (*trim)(size_t) = (int (*)(size_t))function("malloc_trim");
    if (trim) trim(0);
    return trim != NULL;
  }
  if (allocator == JEMALLOC) {
    Control control = (Control)function("mallctl");
    /* MALLCTL_ARENAS_ALL */
    return control && control("arena.4096.purge", NULL, NULL, NULL, 0) == 0;
  }
  void (*collect)(bool) = (void (*)(bool))function("mi_collect");
  if (allocator != MIMALLOC || !collect) return false;
  collect(true);
  return true;
}

double process_usable(double bytes) {
  size_t (*usable)(void *) = (size_t(*)(void *))function("malloc_usable_size");
  if (!usable || !(bytes >= 0 && bytes < 1ull << 46)) return -1;
  void *block = malloc((size_t)bytes);
  if (!block) return -1;
  double given = (double)usable(block);
  free(block);
  return given;
}

typedef struct {
  const uint64_t *at;
  uint64_t word;
} Word;

static void read_word(void *argument) {
  Word *word = argument;
  word->word = *word->at;
}

double process_usable_store(Allocator allocator, const void *data, uint64_t bytes) {
  enum { ALIGNMENT = 16, KERNEL_PAGE = 4096, LEAST_CHUNK = 32, MAPPED_FLAG = 2, FLAGS = 7 };
  uint64_t address = (uint64_t)(uintptr_t)data;
  /* in the heap, or never made */
  if (!bytes || !address) return (double)bytes;
  if (allocator != GLIBC) return -1;
  if (address % ALIGNMENT) return -1;
  Word word = {.at = (const uint64_t *)(uintptr_t)(address - 8)};
  /* nothing lies before WebAssembly's memory, or a mapping of somebody's own: no chunk */
  if (!guard_run(read_word, &word)) return (double)bytes;
  /* a mapping of somebody's own begins at a page; a block of malloc is there at times too, and fits then */
  const double otherwise = address % KERNEL_PAGE ? -1 : (double)bytes;
  uint64_t chunk = word.word & ~(uint64_t)FLAGS, least = (bytes + 8 + ALIGNMENT - 1) & ~(uint64_t)(ALIGNMENT - 1);
  if (least < LEAST_CHUNK) least = LEAST_CHUNK;
  if (word.word & MAPPED_FLAG) {
    uint64_t mapped = (least + 8 + KERNEL_PAGE - 1) & ~(uint64_t)(KERNEL_PAGE - 1);
    return address % KERNEL_PAGE == ALIGNMENT && chunk == mapped ? (double)(chunk - 16) : otherwise;
  }
  /* a rest that is no chunk of its own is given too (malloc.c, _int_malloc: remainder_size < MINSIZE) */
  return chunk >= least && chunk < least + LEAST_CHUNK ? (double)(chunk - 8) : otherwise;
}

#endif
