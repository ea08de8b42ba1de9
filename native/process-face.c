/* The functions for JavaScript; their types are in src/probe/process-binding.ts. */
#define _GNU_SOURCE
#include "process-allocator.h"

#ifdef __linux__

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "guard.h"
#include "process-text.h"

/** The numbers of a report, in the order of src/process/scan.ts: a head, the owners, the strangers, the spaces. */
enum { HEAD_FIGURES = 12, OWNER_FIGURES = 7, STRANGER_FIGURES = 3, SPACE_FIGURES = 5 };
enum { OUT_LEAST = HEAD_FIGURES + OWNER_COUNT * OWNER_FIGURES + STRANGERS_MOST * STRANGER_FIGURES + SPACES_MOST * SPACE_FIGURES };

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static Report report;

static double *numbers_of(napi_env env, napi_value view, size_t least) {
  size_t length = 0;
  double *data = doubles_of(env, view, &length);
  return length >= least ? data : NULL;
}

/** Reads a small file of /proc into the report's text; its length. */
static size_t read_small(const char *name) {
  char path[64];
  int file = open(path_of(path, report.pid, name), O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t got = read(file, report.text, TEXT_SIZE - 1);
  close(file);
  report.text[got > 0 ? got : 0] = 0;
  return got > 0 ? (size_t)got : 0;
}

/** RSS as the kernel counts it now: the second number of statm, in pages. */
static double resident_now(void) {
  size_t length = read_small("statm");
  const char *second = length ? memchr(report.text, ' ', length) : NULL;
  return second ? (double)(number_in(second, report.text + length) * 4096) : -1;
}

static void look_for_allocator(Report *of, const Mapping *before, const Mapping *it, const Mapping *after) {
  (void)before;
  (void)after;
  Allocator *found = &of->allocator;
  if (strstr(it->name, "jemalloc")) *found = JEMALLOC;
  else if (strstr(it->name, "mimalloc")) *found = MIMALLOC;
  else if (*found == OTHER_ALLOCATOR && strstr(it->name, "ld-musl")) *found = MUSL;
  else if (*found == OTHER_ALLOCATOR && strstr(it->name, "/libc.so.6")) *found = GLIBC;
}

static double *write_figures(double *to, const Figures *figures) {
  const uint64_t values[OWNER_FIGURES] = {figures->rss,          figures->size, figures->pss,  figures->shared_clean,
                                          figures->private_dirty, figures->swap, figures->count};
  for (int i = 0; i < OWNER_FIGURES; i++) *to++ = (double)values[i];
  return to;
}

static void write_report(double *to, double before, double after) {
  const double head[HEAD_FIGURES] = {before,
                                     after,
                                     (double)report.mappings,
                                     (double)report.space_count,
                                     (double)report.spaces_left_out,
                                     (double)report.refused,
                                     (double)report.own_heap,
                                     report.pagemap >= 0,
                                     (double)report.allocator};
  for (int i = 0; i < HEAD_FIGURES; i++) *to++ = head[i];
  for (int i = 0; i < OWNER_COUNT; i++) to = write_figures(to, &report.owners[i]);
  for (int i = 0; i < STRANGERS_MOST; i++) {
    *to++ = (double)report.strangers[i].start;
    *to++ = (double)report.strangers[i].size;
    *to++ = (double)report.strangers[i].rss;
  }
  for (uint32_t i = 0; i < report.space_count; i++) {
    const SpacePages *space = &report.spaces[i];
    const double values[SPACE_FIGURES] = {(double)space->heap, (double)space->space, (double)space->size, (double)space->rss, (double)space->count};
    for (int k = 0; k < SPACE_FIGURES; k++) *to++ = values[k];
  }
}

static void begin(int pid) {
  memset(&report, 0, offsetof(Report, text));
  report.pid = pid;
  char path[64];
  report.pagemap = open(path_of(path, pid, "pagemap"), O_RDONLY | O_CLOEXEC);
  ssize_t length = readlink(path_of(path, pid, "exe"), report.executable, sizeof report.executable - 1);
  report.executable_length = length > 0 ? (uint32_t)length : 0;
  report.executable[report.executable_length] = 0;
}

/** processScan(pid, out, object): 0, or an errno. `pid` 0 is this process; `object` is any of this isolate's. */
static napi_value js_scan(napi_env env, napi_callback_info info) {
  napi_value values[3];
  size_t count = 3;
  napi_get_cb_info(env, info, &count, values, NULL, NULL);
  double *out = numbers_of(env, values[1], OUT_LEAST);
  if (!out || !guard_install()) return number(env, EINVAL);
  pthread_mutex_lock(&one_at_a_time);
  begin((int)number_of(env, values[0]));
  int problem = 0;
  if (report.pid == 0) {
    Address object = *(const Address *)(uintptr_t)values[2];
    if ((Address)(uintptr_t)values[2] & 1) object = (Address)(uintptr_t)values[2];
    HeapPage page;
    if (process_heap_page(&report, object & ~(Address)(HEAP_PAGE_SIZE - 1), &page)) report.own_heap = page.heap;
    report.allocator = process_allocator().allocator;
  } else {
    problem = process_read_maps(&report, "maps", look_for_allocator);
  }
  if (!problem) {
    double before = resident_now();
    problem = process_read_maps(&report, "smaps", process_take);
    double after = resident_now();
    if (!problem && !report.mappings) problem = ESRCH;
    if (!problem) write_report(out, before, after);
  }
  if (report.pagemap >= 0) close(report.pagemap);
  pthread_mutex_unlock(&one_at_a_time);
  return number(env, problem);
}

/** processAllocator(): [number, version, file, function, libc's version, version as text]. */
static napi_value js_allocator(napi_env env, napi_callback_info info) {
  (void)info;
  AllocatorFound found = process_allocator();
  napi_value list = NULL;
  napi_create_array(env, &list);
  napi_set_element(env, list, 0, number(env, found.allocator));
  napi_set_element(env, list, 1, number(env, found.version));
  const char *texts[] = {found.file, found.by, found.libc_version, found.version_text};
  for (uint32_t i = 0; i < sizeof texts / sizeof *texts; i++) napi_set_element(env, list, i + 2, text(env, texts[i] ? texts[i] : ""));
  return list;
}

/** processFigures(out): what the allocator says of itself. */
static napi_value js_figures(napi_env env, napi_callback_info info) {
  napi_value value;
  size_t count = 1;
  napi_get_cb_info(env, info, &count, &value, NULL, NULL);
  double *out = numbers_of(env, value, ALLOCATOR_FIGURES);
  if (out) process_allocator_figures(process_allocator().allocator, out);
  return NULL;
}

/** processRelease(): whether the allocator was asked to give back what is free. */
static napi_value js_release(napi_env env, napi_callback_info info) {
  (void)info;
  return number(env, process_release(process_allocator().allocator));
}

/** processUsable(bytes): bytes that malloc gives for so many, by asking for them. */
static napi_value js_usable(napi_env env, napi_callback_info info) {
  napi_value value;
  size_t count = 1;
  napi_get_cb_info(env, info, &count, &value, NULL, NULL);
  return number(env, process_usable(number_of(env, value)));
}

/** processUsableStore(buffer): bytes of the block that an ArrayBuffer's data is; -1 where that is not sure. Not for resizable ones. */
static napi_value js_usable_store(napi_env env, napi_callback_info info) {
  napi_value value;
  size_t count = 1, length = 0;
  void *data = NULL;
  napi_get_cb_info(env, info, &count, &value, NULL, NULL);
  if (!guard_install() || napi_get_arraybuffer_info(env, value, &data, &length) != napi_ok) return number(env, -1);
  return number(env, process_usable_store(process_allocator().allocator, data, length));
}

void process_register(napi_env env, napi_value exports) {
  const Function functions[] = {
      {"processScan", js_scan},       {"processAllocator", js_allocator}, {"processFigures", js_figures},
      {"processRelease", js_release}, {"processUsable", js_usable},       {"processUsableStore", js_usable_store},
  };
  add_functions(env, exports, functions, sizeof functions / sizeof *functions, NULL);
}

#else

void process_register(napi_env env, napi_value exports) {
  (void)env;
  (void)exports;
}

#endif
