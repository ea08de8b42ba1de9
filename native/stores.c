/*
 * Stores of ArrayBuffers, seen where they are allocated: the isolate's allocator gets a copy of its table of virtual functions, in which three
 * call us first. Nothing of it can be seen from JavaScript, and every way to a store that the allocator gives is seen: constructors, Buffer's
 * pool, structuredClone, what Node's C++ allocates. Not seen: WebAssembly's and resizable memory (mapped), and stores that C++ brings along.
 */
#if defined(__linux__)
#define _GNU_SOURCE
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "recording.h"

/**
 * The numbers of v8::ArrayBuffer::Allocator's virtual functions, in the order of its declaration (v8-array-buffer.h): two destructors, Allocate,
 * AllocateUninitialized, Free. Before the first are the words for run-time type information.
 */
enum { ALLOCATE = 2, ALLOCATE_UNINITIALIZED = 3, FREE = 4, TYPE_WORDS = 2, TABLE_WORDS = 16 };

enum { ALLOCATORS_MOST = 512, REMOVED = 1, DEEPEST = 256, TRIAL_BYTES = 12347 };

/** StackTrace::StackTraceOptions: names, places, ids; frames of all origins are shown anyway. */
enum { DETAILED = 0xff };

typedef void *(*Allocate)(void *allocator, size_t length);
typedef void (*Free)(void *allocator, void *data, size_t length);

static pthread_mutex_t allocators_lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
  void *allocator;
  Recording *recording;
} allocators[ALLOCATORS_MOST];
static int allocator_count;

/** The engine's table, and ours, which is the same but for three functions. One for the process: allocators are of one class. */
static void **original;
static void *table[TYPE_WORDS + TABLE_WORDS];

static Recording *recording_of(const void *allocator) {
  for (int i = 0; i < allocator_count; i++)
    if (allocators[i].allocator == allocator) return allocators[i].recording;
  return NULL;
}

static double next_sample(Recording *recording) {
  recording->random ^= recording->random << 13;
  recording->random ^= recording->random >> 7;
  recording->random ^= recording->random << 17;
  return -log(((double)(recording->random >> 11) + 1) / 9007199254740993.0) * recording->interval;
}

static LiveStore *store_slot(LiveStore *stores, uint64_t room, uint64_t data) {
  uint64_t slot = (data >> 4) * 0x9E3779B97F4A7C15ull >> 20 & (room - 1);
  LiveStore *removed = NULL;
  for (; stores[slot].data; slot = (slot + 1) & (room - 1)) {
    if (stores[slot].data == data) return &stores[slot];
    if (stores[slot].data == REMOVED && !removed) removed = &stores[slot];
  }
  return removed ? removed : &stores[slot];
}

static bool room_for_store(Recording *recording) {
  if (recording->store_used * 2 < recording->store_room) return true;
  uint64_t room = recording->store_count * 4 < 256 ? 256 : recording->store_room;
  while (room < recording->store_count * 4) room *= 2;
  LiveStore *fresh = calloc(room, sizeof *fresh);
  if (!fresh) return false;
  for (uint64_t i = 0; i < recording->store_room; i++)
    if (recording->stores[i].data > REMOVED) *store_slot(fresh, room, recording->stores[i].data) = recording->stores[i];
  free(recording->stores);
  recording->stores = fresh;
  recording->store_room = room;
  recording->store_used = recording->store_count;
  return true;
}

static void store_died(Recording *recording, LiveStore *store) {
  Cost cost = {store->bytes, store->bytes * store->bytes * (1 - 1 / store->blocks), store->blocks, 1};
  site_died(&recording->sites, store->site, &cost, milliseconds_now() - store->born, recording->collections - store->collection);
  store->data = REMOVED;
  recording->store_count--;
}

/** The name of a function; reading it may allocate, and so collect. */
static void read_name(Recording *recording, void *frame, char *name) {
  size_t length = 0;
  napi_value text = frame ? recording->api->function_name(frame) : NULL;
  name[0] = 0;
  if (text) napi_get_value_string_utf8(recording->env, text, name, NAME_MOST, &length);
}

/** The number of the frame that allocates; 0 where no JavaScript runs. */
static uint32_t current_frame(Recording *recording) {
  const V8Api *api = recording->api;
  uint32_t frame = 0;
  napi_handle_scope scope = NULL;
  if (!api->in_context(recording->isolate) || napi_open_handle_scope(recording->env, &scope) != napi_ok) return 0;
  recording->is_in_stack = true;
  void *stack = api->current_stack(recording->isolate, recording->depth < DEEPEST ? recording->depth : DEEPEST, DETAILED);
  int count = stack ? api->frame_count(stack) : 0;
  for (int i = count - 1; i >= 0; i--) {
    void *at = api->frame(stack, recording->isolate, (uint32_t)i);
    int32_t script = api->script_id(at);
    uint64_t location = api->location(at);
    int32_t line = (int32_t)(uint32_t)location, column = (int32_t)(location >> 32);
    uint32_t child = script ? find_frame(&recording->sites, frame, script, line, column, "") : UINT32_MAX;
    if (child == UINT32_MAX) {
      char name[NAME_MOST];
      read_name(recording, at, name);
      pthread_mutex_lock(&recording->lock);
      child = add_frame(&recording->sites, frame, script, line, column, name);
      pthread_mutex_unlock(&recording->lock);
    }
    frame = child;
  }
  recording->is_in_stack = false;
  napi_close_handle_scope(recording->env, scope);
  return frame;
}

static void add_store(Recording *recording, void *data, size_t length, uint32_t frame, double interval) {
  if (!room_for_store(recording)) return;
  Cost cost = sampled_cost((double)length, interval);
  LiveStore *store = store_slot(recording->stores, recording->store_room, (uint64_t)(uintptr_t)data);
  if (store->data > REMOVED) store_died(recording, store);
  if (store->data == 0) recording->store_used++;
  uint32_t site = site_at(&recording->sites, frame, recording->label, IN_STORES);
  *store = (LiveStore){(uint64_t)(uintptr_t)data, (double)length, cost.bytes, cost.blocks, milliseconds_now(), site, recording->collections};
  recording->store_count++;
  site_born(&recording->sites, site, &cost, (double)length, cost.bytes * (1 - 1 / cost.blocks));
}

/** What stacks may take of the thread's time; what one may count for at most, as the thread may have been interrupted meanwhile. */
static const double stacks_share_most = 0.01, stack_milliseconds_most = 0.05;
enum { STACKS_BETWEEN_JUDGING = 128 };

static void judge_mode(Recording *recording) {
  if (++recording->store_stacks < STACKS_BETWEEN_JUDGING) return;
  double now = cpu_milliseconds_now(), time = now - recording->store_window_cpu;
  if (recording->stack_milliseconds > time * stacks_share_most) {
    recording->store_mode = STORES_SAMPLED;
    recording->until_sample = next_sample(recording);
  }
  recording->store_window_cpu = now;
  recording->store_stacks = recording->stack_milliseconds = 0;
}

static void allocated(void *allocator, void *data, size_t length) {
  pthread_mutex_lock(&allocators_lock);
  Recording *recording = recording_of(allocator);
  pthread_mutex_unlock(&allocators_lock);
  /* its own thread alone ends a recording, so that it stays */
  if (!recording || recording->is_in_stack || recording->api->current_isolate() != recording->isolate) return;
  double interval = 0;
  if (recording->store_mode == STORES_SAMPLED) {
    recording->until_sample -= (double)length;
    if (recording->until_sample > 0) return;
    interval = recording->interval;
    recording->until_sample = next_sample(recording);
  }
  if (recording->store_mode == STORES_EXACT_WHILE_CHEAP) judge_mode(recording);
  double begun = milliseconds_now();
  uint32_t frame = current_frame(recording);
  double taken = milliseconds_now() - begun;
  recording->stack_milliseconds += taken < stack_milliseconds_most ? taken : stack_milliseconds_most;
  pthread_mutex_lock(&recording->lock);
  add_store(recording, data, length, frame, interval);
  pthread_mutex_unlock(&recording->lock);
}

static void *on_allocate(void *allocator, size_t length) {
  void *data = ((Allocate)original[ALLOCATE])(allocator, length);
  if (data && length) allocated(allocator, data, length);
  return data;
}

static void *on_allocate_uninitialized(void *allocator, size_t length) {
  void *data = ((Allocate)original[ALLOCATE_UNINITIALIZED])(allocator, length);
  if (data && length) allocated(allocator, data, length);
  return data;
}

/** In any thread: the collector's sweeper frees too. */
static void on_free(void *allocator, void *data, size_t length) {
  pthread_mutex_lock(&allocators_lock);
  Recording *recording = recording_of(allocator);
  if (recording) {
    pthread_mutex_lock(&recording->lock);
    LiveStore *store = recording->store_room ? store_slot(recording->stores, recording->store_room, (uint64_t)(uintptr_t)data) : NULL;
    if (store && store->data == (uint64_t)(uintptr_t)data) store_died(recording, store);
    pthread_mutex_unlock(&recording->lock);
  }
  pthread_mutex_unlock(&allocators_lock);
  ((Free)original[FREE])(allocator, data, length);
}

static void copy_table(void *argument) { memcpy(table, (void **)argument - TYPE_WORDS, sizeof table); }

static const char *replace_table(Recording *recording) {
  void **current = *(void ***)recording->allocator;
  if (!original) {
    if (!guard_run(copy_table, current)) return "the allocator of stores was not understood";
    table[TYPE_WORDS + ALLOCATE] = (void *)on_allocate;
    table[TYPE_WORDS + ALLOCATE_UNINITIALIZED] = (void *)on_allocate_uninitialized;
    table[TYPE_WORDS + FREE] = (void *)on_free;
    original = current;
  }
  if (current != original) return "stores have an allocator of another kind, or another profiler watches it";
  if (allocator_count == ALLOCATORS_MOST) return "too many threads watch their stores";
  allocators[allocator_count].allocator = recording->allocator;
  allocators[allocator_count++].recording = recording;
  __atomic_store_n((void ***)recording->allocator, table + TYPE_WORDS, __ATOMIC_RELEASE);
  return NULL;
}

static void put_table_back(Recording *recording) {
  pthread_mutex_lock(&allocators_lock);
  for (int i = 0; i < allocator_count; i++) {
    if (allocators[i].recording != recording) continue;
    __atomic_store_n((void ***)recording->allocator, original, __ATOMIC_RELEASE);
    allocators[i] = allocators[--allocator_count];
    break;
  }
  pthread_mutex_unlock(&allocators_lock);
}

/** A buffer that is made and detached must be seen to come and to go. */
static bool is_understood(Recording *recording) {
  StoreMode mode = recording->store_mode;
  recording->store_mode = STORES_EXACT;
  napi_handle_scope scope = NULL;
  napi_value buffer = NULL;
  void *data = NULL;
  napi_open_handle_scope(recording->env, &scope);
  napi_create_arraybuffer(recording->env, TRIAL_BYTES, &data, &buffer);
  bool is_seen = recording->store_count == 1 && recording->sites.live[IN_STORES].bytes == TRIAL_BYTES;
  napi_detach_arraybuffer(recording->env, buffer);
  is_seen = is_seen && recording->store_count == 0;
  napi_close_handle_scope(recording->env, scope);
  recording->store_mode = mode;
  return is_seen;
}

const char *stores_start(Recording *recording) {
  const V8Api *api = recording->api;
  if (!api->stores_allocator || !api->in_context || !api->current_stack || !api->frame_count || !api->frame || !api->script_id || !api->location ||
      !api->function_name)
    return "a function of V8 is missing";
  recording->allocator = api->stores_allocator(recording->isolate);
  if (!recording->allocator) return "there is no allocator of stores";
  pthread_mutex_lock(&allocators_lock);
  const char *problem = replace_table(recording);
  pthread_mutex_unlock(&allocators_lock);
  if (problem) return problem;
  bool is_seen = is_understood(recording);
  if (!is_seen) {
    stores_stop(recording);
    return "the allocator of stores was not understood";
  }
  /* the trial is forgotten */
  sites_free(&recording->sites);
  if (!sites_begin(&recording->sites)) return "out of memory";
  recording->until_sample = next_sample(recording);
  recording->store_window_cpu = cpu_milliseconds_now();
  return NULL;
}

void stores_stop(Recording *recording) {
  if (recording->allocator) put_table_back(recording);
  recording->allocator = NULL;
}

void stores_free(Recording *recording) { free(recording->stores); }
#endif
