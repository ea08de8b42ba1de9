/* Whose a mapping is: rules in order, the first that fits decides. Each was found by experiment on Node 20 to 26. */
#define _GNU_SOURCE
#include "process.h"

#ifdef __linux__

#include <string.h>

enum { KERNEL_PAGE = 4096 };

static const uint64_t KIB = 1024, MIB = 1024 * 1024, GIB = 1024ull * 1024 * 1024;

static bool begins(const Mapping *it, const char *text) { return !strncmp(it->name, text, strlen(text)); }

static bool has(const Mapping *it, const char *text) { return strstr(it->name, text) != NULL; }

static bool may(const Mapping *it, const char *permissions) { return it && !memcmp(it->permissions, permissions, 4); }

static uint64_t size_of(const Mapping *it) { return it->end - it->start; }

static bool is_anonymous(const Mapping *it) { return !it->name_length || begins(it, "[anon"); }

static bool is_executable_file(const Report *report, const Mapping *it) {
  return report->executable_length && it->name_length >= report->executable_length && !strcmp(it->name, report->executable);
}

void process_add(Report *report, Owner owner, const Mapping *it, uint64_t size, uint64_t rss) {
  Figures *figures = &report->owners[owner];
  figures->count++;
  figures->size += size;
  figures->rss += rss;
  if (rss == it->rss) {
    figures->pss += it->pss;
    figures->shared_clean += it->shared_clean;
    figures->private_dirty += it->private_dirty;
    figures->swap += it->swap;
  } else {
    /* pieces of one mapping are anonymous, and their own alone */
    figures->pss += rss;
    figures->private_dirty += rss;
  }
  if (owner != UNKNOWN_OWNER || !rss) return;
  Stranger *least = report->strangers;
  for (unsigned i = 1; i < STRANGERS_MOST; i++)
    if (report->strangers[i].rss < least->rss) least = &report->strangers[i];
  if (rss > least->rss) *least = (Stranger){it->start, size_of(it), rss};
}

static bool touches(const Mapping *before, const Mapping *it) { return before && before->end == it->start; }

/** What no right to touch it lies beside a mapping: reserved for it to grow, or its guard. */
static uint64_t reserved(const Mapping *neighbor, bool adjoins) { return adjoins && may(neighbor, "---p") ? size_of(neighbor) : 0; }

/** glibc, arena.c, heap_info: ar_ptr, prev, size, mprotect_size; at a multiple of HEAP_MAX_SIZE, 64 MiB. */
static bool is_arena(Report *report, const Mapping *it, uint64_t above) {
  Address words[4];
  const uint64_t most = 64 * MIB;
  if (report->allocator != GLIBC || it->start % most) return false;
  /* where memory may not be read: the reservation reaches to the next multiple */
  if (!process_peek(report, it->start, words, 4)) return report->refused && above && (it->end + above) % most == 0;
  return words[0] && words[2] && words[2] % KERNEL_PAGE == 0 && words[2] <= words[3] && words[3] <= most && words[3] % KERNEL_PAGE == 0;
}

static Owner owner_of_file(Report *report, const Mapping *before, const Mapping *it) {
  if (begins(it, "anon_inode:[io_uring]")) return IO_URING;
  if (begins(it, "/dev/zero") || begins(it, "/memfd:") || begins(it, "/dev/shm/") || begins(it, "/SYSV")) return SHARED_MEMORY;
  if (begins(it, "anon_inode:")) return FILES;
  if (is_executable_file(report, it)) {
    /* V8 maps the builtins again near the code it makes: executable, and not behind another piece of the file */
    bool follows = touches(before, it) && is_executable_file(report, before);
    bool is_first = !report->executable_met;
    report->executable_met = true;
    bool beside_code = touches(before, it) && is_anonymous(before) && !is_first;
    return it->permissions[2] == 'x' && beside_code && !follows ? BUILTINS : EXECUTABLE;
  }
  const char *suffix = it->name_length > 5 ? it->name + it->name_length - 5 : "";
  if (!strcmp(suffix, ".node")) return ADDONS;
  return has(it, ".so") ? LIBRARIES : FILES;
}

/** Zeroed data of a file's program adjoins it, and has no name. */
static bool is_zeroed_data(const Mapping *before, const Mapping *it) {
  return touches(before, it) && before->name[0] == '/' && may(before, "rw-p") && may(it, "rw-p") && size_of(it) <= 512 * KIB;
}

void process_take(Report *report, const Mapping *before, const Mapping *it, const Mapping *after) {
  report->mappings++;
  bool joins = touches(before, it), joined = after && touches(it, after);
  Owner owner = UNKNOWN_OWNER;
  uint64_t below = reserved(before, joins), above = reserved(after, joined);
  if (begins(it, "[stack")) owner = MAIN_STACK;
  else if (begins(it, "[v")) owner = KERNEL;
  else if (begins(it, "[heap]")) owner = report->allocator == GLIBC ? MALLOC_HEAP : report->allocator == MUSL ? MALLOC_ELIMINATED : UNKNOWN_OWNER;
  else if (!is_anonymous(it)) owner = owner_of_file(report, before, it);
  else if (it->permissions[2] == 'x') owner = CODE;
  else if (may(it, "---p")) owner = UNKNOWN_OWNER;
  else if (is_zeroed_data(before, it)) owner = is_executable_file(report, before) ? EXECUTABLE : has(before, ".node") ? ADDONS : LIBRARIES;
  else if (it->permissions[3] == 's') owner = SHARED_MEMORY;
  else if (it->start % HEAP_PAGE_SIZE == 0 && process_take_heap_pages(report, it)) return;
  else if (is_arena(report, it, above)) owner = MALLOC_ARENAS;
  else if (it->start % (64 * KIB) == 0 && below + above + size_of(it) >= 4 * GIB - 64 * KIB) owner = WASM_MEMORY;
  else if (may(it, "rw-p") && below && below <= 64 * KIB && size_of(it) >= 16 * KIB) owner = THREAD_STACKS;
  else if (may(it, "r--p") && size_of(it) == 64 * KIB && it->start % (64 * KIB) == 0) owner = V8_TABLES;
  else if (may(it, "rw-p") && above >= 64 * MIB && joins && may(before, "r--p")) owner = V8_TABLES;
  else {
    /* jemalloc and mimalloc reserve as buffers that can grow do */
    bool is_marked = report->allocator == GLIBC || report->allocator == OTHER_ALLOCATOR;
    Owner rest = !is_marked ? MALLOC_ELIMINATED : above >= MIB ? RESERVATIONS : UNKNOWN_OWNER;
    process_take_chunks(report, it, rest);
    return;
  }
  process_add(report, owner, it, size_of(it), it->rss);
}

#endif
