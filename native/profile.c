/* Types of these functions are in src/profile/binding.ts. */
#define _GNU_SOURCE
#include "profile.h"

#if !defined(__linux__)

void profile_register(napi_env env, napi_value exports) {
  (void)env;
  (void)exports;
}

#else

#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "recording.h"

enum { ARGUMENTS_MOST = 5 };

/** The order of columns and figures is that of src/profile/binding.ts. */
enum { FRAME_COLUMNS = 4, SITE_COLUMNS = 26, FIGURES_MOST = 24 };

/** What an environment has: the recording that runs in its thread. */
typedef struct {
  Recording *recording;
  napi_env env;
} Thread;

/** All recordings of the process, the newest first, until they are released. */
static pthread_mutex_t recordings_lock = PTHREAD_MUTEX_INITIALIZER;
static Recording *recordings;
static uint32_t next_number = 1;

typedef struct {
  napi_value values[ARGUMENTS_MOST];
  Thread *thread;
} Call;

static Call call_of(napi_env env, napi_callback_info info) {
  Call call = {0};
  size_t count = ARGUMENTS_MOST;
  void *thread = NULL;
  napi_get_cb_info(env, info, &count, call.values, NULL, &thread);
  call.thread = thread;
  return call;
}

static void add_recording(Recording *recording) {
  pthread_mutex_lock(&recordings_lock);
  recording->number = next_number++;
  recording->next = recordings;
  recordings = recording;
  pthread_mutex_unlock(&recordings_lock);
}

/** It stays in the list while it is read: only the thread that asks for it releases it. */
static Recording *recording_of(uint32_t wanted) {
  pthread_mutex_lock(&recordings_lock);
  Recording *at = recordings;
  while (at && at->number != wanted) at = at->next;
  pthread_mutex_unlock(&recordings_lock);
  return at;
}

static void free_recording(Recording *recording) {
  samples_free(recording);
  stores_free(recording);
  sites_free(&recording->sites);
  pthread_mutex_destroy(&recording->lock);
  free(recording);
}

static void stop(Thread *thread, Ending ending) {
  if (!thread->recording) return;
  stores_stop(thread->recording);
  samples_stop(thread->recording, ending);
  thread->recording = NULL;
}

/** profileStart(interval, depth, adapts, storeMode, seed): the number of the recording, or why there is none. */
static napi_value js_start(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  if (call.thread->recording) return text(env, "running");
  const char *problem = NULL;
  const V8Api *api = v8_api(&problem);
  if (!api) return text(env, problem);
  Recording *recording = calloc(1, sizeof *recording);
  if (!recording || !sites_begin(&recording->sites)) {
    free(recording);
    return text(env, "out of memory");
  }
  pthread_mutex_init(&recording->lock, NULL);
  recording->api = api;
  recording->env = env;
  recording->isolate = api->current_isolate();
  recording->asked_interval = recording->interval = recording->widest_interval = number_of(env, call.values[0]);
  recording->depth = (int)number_of(env, call.values[1]);
  recording->adapts = number_of(env, call.values[2]) != 0;
  recording->store_mode = (StoreMode)number_of(env, call.values[3]);
  recording->random = (uint64_t)number_of(env, call.values[4]) * 0x9E3779B97F4A7C15ull + 1;
  recording->started = milliseconds_now();
  const char *stores_problem = recording->store_mode == STORES_UNSEEN ? NULL : stores_start(recording);
  problem = samples_start(recording);
  if (problem) {
    stores_stop(recording);
    free_recording(recording);
    return text(env, problem);
  }
  if (stores_problem) recording->store_mode = STORES_UNSEEN;
  call.thread->recording = recording;
  add_recording(recording);
  napi_value result = NULL, value = number(env, recording->number);
  napi_create_object(env, &result);
  napi_set_named_property(env, result, "number", value);
  if (stores_problem) napi_set_named_property(env, result, "storesProblem", text(env, stores_problem));
  return result;
}

/** profileStop(): ends the recording of this thread; what it gathered stays to be read. */
static napi_value js_stop(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  stop(call.thread, STOPPED);
  return NULL;
}

/** profileLabel(label): from now on, what this thread allocates has the label of that number; 0: none. */
static napi_value js_label(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  if (call.thread->recording) samples_label(call.thread->recording, (uint32_t)number_of(env, call.values[0]));
  return NULL;
}

/** The text of a value, to be freed; NULL where it is none. */
static char *text_of(napi_env env, napi_value value) {
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok) return NULL;
  char *result = malloc(length + 1);
  if (result) napi_get_value_string_utf8(env, value, result, length + 1, &length);
  return result;
}

/** profileNote(number, text): what is read with a recording, from whichever thread. */
static napi_value js_note(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  Recording *recording = recording_of((uint32_t)number_of(env, call.values[0]));
  if (!recording) return NULL;
  char *note = text_of(env, call.values[1]);
  pthread_mutex_lock(&recording->lock);
  free(recording->note);
  recording->note = note;
  pthread_mutex_unlock(&recording->lock);
  return NULL;
}

/** profileWanted(text?): what threads that start now should do, as one of them said before; given a text or null, changes it. */
static napi_value js_wanted(napi_env env, napi_callback_info info) {
  static char *wanted;
  Call call = call_of(env, info);
  napi_valuetype type = napi_undefined;
  if (call.values[0]) napi_typeof(env, call.values[0], &type);
  pthread_mutex_lock(&recordings_lock);
  if (type == napi_string || type == napi_null) {
    free(wanted);
    wanted = type == napi_string ? text_of(env, call.values[0]) : NULL;
  }
  char *copy = wanted ? strdup(wanted) : NULL;
  pthread_mutex_unlock(&recordings_lock);
  napi_value result = copy ? text(env, copy) : NULL;
  free(copy);
  return result;
}

/** profileRecordings(): the numbers of all, the oldest first. */
static napi_value js_recordings(napi_env env, napi_callback_info info) {
  (void)info;
  uint32_t numbers[1024], count = 0;
  pthread_mutex_lock(&recordings_lock);
  for (Recording *at = recordings; at && count < 1024; at = at->next) numbers[count++] = at->number;
  pthread_mutex_unlock(&recordings_lock);
  napi_value result = NULL;
  napi_create_array_with_length(env, count, &result);
  for (uint32_t i = 0; i < count; i++) napi_set_element(env, result, i, number(env, numbers[count - 1 - i]));
  return result;
}

static double *put_cost(double *to, const Cost *cost) {
  *to++ = cost->bytes;
  *to++ = cost->variance;
  *to++ = cost->blocks;
  *to++ = cost->samples;
  return to;
}

static void put_site(double *to, const Site *site) {
  *to++ = site->frame;
  *to++ = site->label;
  *to++ = site->kind;
  to = put_cost(to, &site->total);
  to = put_cost(to, &site->live);
  to = put_cost(to, &site->peak);
  to = put_cost(to, &site->temporary);
  to = put_cost(to, &site->freed);
  *to++ = site->widest;
  *to++ = site->milliseconds;
  *to++ = site->collections;
}

/** A copy of a recording that no collection can change. */
typedef struct {
  uint32_t frame_count, site_count, moment_count, name_bytes;
  Frame *frames;
  double *sites, *moments;
  char *names, *note;
  double figures[FIGURES_MOST], sizes[2 * SIZE_CLASSES];
} Copy;

static bool copy_recording(Recording *recording, Copy *copy) {
  Sites *sites = &recording->sites;
  copy->frame_count = sites->frame_count;
  copy->site_count = sites->site_count;
  copy->moment_count = sites->moment_count;
  copy->name_bytes = sites->name_bytes;
  copy->frames = malloc(sizeof(Frame) * sites->frame_count);
  copy->sites = malloc(sizeof(double) * SITE_COLUMNS * (sites->site_count + 1));
  copy->moments = malloc(sizeof(Moment) * (sites->moment_count + 1));
  copy->names = malloc(sites->name_bytes);
  copy->note = recording->note ? strdup(recording->note) : NULL;
  if (!copy->frames || !copy->sites || !copy->moments || !copy->names) return false;
  memcpy(copy->frames, sites->frames, sizeof(Frame) * sites->frame_count);
  memcpy(copy->names, sites->names, sites->name_bytes);
  memcpy(copy->moments, sites->moments, sizeof(Moment) * sites->moment_count);
  memcpy(copy->sizes, sites->size_bytes, sizeof sites->size_bytes);
  memcpy(copy->sizes + SIZE_CLASSES, sites->size_blocks, sizeof sites->size_blocks);
  for (uint32_t i = 0; i < sites->site_count; i++) put_site(copy->sites + (size_t)i * SITE_COLUMNS, &sites->sites[i]);
  const double figures[FIGURES_MOST] = {
      recording->ending,           recording->asked_interval,
      recording->interval,         recording->widest_interval,
      recording->restarts,         recording->collections,
      recording->walks,            recording->walk_milliseconds,
      sites->shortened,            sites->peak,
      sites->total[ON_HEAP].bytes, sites->total[IN_STORES].bytes,
      sites->live[ON_HEAP].bytes,  sites->live[IN_STORES].bytes,
      recording->store_mode,       (recording->ending == RUNNING ? milliseconds_now() : recording->ended) - recording->started,
      recording->depth,            sites->total[ON_HEAP].samples,
      recording->adapts,
      (double)(sizeof *recording + sizeof(LiveSample) * recording->live_room + sizeof(LiveStore) * recording->store_room +
               sizeof(Frame) * sites->frame_room + sizeof(Site) * sites->site_room + sites->name_room +
               sizeof(uint32_t) * (sites->frame_slots + sites->site_slots) + sizeof(LabelNote) * recording->note_room +
               sizeof(FreshSample) * recording->fresh_room + (sizeof(Orphan) + 8) * recording->orphan_count),
  };
  memcpy(copy->figures, figures, sizeof figures);
  return true;
}

static void set_array(napi_env env, napi_value object, const char *name, napi_typedarray_type type, size_t size, const void *items, size_t count) {
  napi_value buffer = NULL, array = NULL;
  void *data = NULL;
  if (napi_create_arraybuffer(env, count * size, &data, &buffer) != napi_ok) return;
  if (count) memcpy(data, items, count * size);
  napi_create_typedarray(env, type, count, buffer, 0, &array);
  napi_set_named_property(env, object, name, array);
}

static napi_value result_of(napi_env env, const Copy *copy) {
  napi_value result = NULL, names = NULL;
  int32_t *frames = malloc(sizeof *frames * FRAME_COLUMNS * copy->frame_count);
  if (!frames || napi_create_object(env, &result) != napi_ok || napi_create_array_with_length(env, copy->frame_count, &names) != napi_ok) {
    free(frames);
    return NULL;
  }
  for (uint32_t i = 0; i < copy->frame_count; i++) {
    const Frame *frame = &copy->frames[i];
    const int32_t columns[FRAME_COLUMNS] = {(int32_t)frame->parent, frame->script, frame->position, frame->column};
    memcpy(frames + (size_t)i * FRAME_COLUMNS, columns, sizeof columns);
    napi_handle_scope scope = NULL;
    napi_open_handle_scope(env, &scope);
    napi_set_element(env, names, i, text(env, copy->names + frame->name));
    napi_close_handle_scope(env, scope);
  }
  napi_set_named_property(env, result, "names", names);
  if (copy->note) napi_set_named_property(env, result, "note", text(env, copy->note));
  set_array(env, result, "frames", napi_int32_array, sizeof(int32_t), frames, (size_t)copy->frame_count * FRAME_COLUMNS);
  set_array(env, result, "sites", napi_float64_array, sizeof(double), copy->sites, (size_t)copy->site_count * SITE_COLUMNS);
  set_array(env, result, "moments", napi_float64_array, sizeof(double), copy->moments, (size_t)copy->moment_count * 4);
  set_array(env, result, "figures", napi_float64_array, sizeof(double), copy->figures, FIGURES_MOST);
  set_array(env, result, "sizes", napi_float64_array, sizeof(double), copy->sizes, 2 * SIZE_CLASSES);
  free(frames);
  return result;
}

/** profileRead(number): what a recording has gathered, of any thread; of this one up to now. Undefined where there is none. */
static napi_value js_read(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  Recording *recording = recording_of((uint32_t)number_of(env, call.values[0]));
  if (!recording) return NULL;
  if (recording == call.thread->recording) samples_walk(recording, false);
  Copy copy = {0};
  pthread_mutex_lock(&recording->lock);
  bool is_whole = copy_recording(recording, &copy);
  pthread_mutex_unlock(&recording->lock);
  napi_value result = is_whole ? result_of(env, &copy) : NULL;
  free(copy.frames);
  free(copy.sites);
  free(copy.moments);
  free(copy.names);
  free(copy.note);
  return result;
}

/** profileRelease(number): forgets a recording that has ended. */
static napi_value js_release(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  uint32_t wanted = (uint32_t)number_of(env, call.values[0]);
  pthread_mutex_lock(&recordings_lock);
  Recording **at = &recordings;
  while (*at && (*at)->number != wanted) at = &(*at)->next;
  Recording *found = *at && (*at)->ended > 0 ? *at : NULL;
  if (found) *at = found->next;
  pthread_mutex_unlock(&recordings_lock);
  /* an interrupt that is still to come reads it */
  if (found && !found->is_interrupt_due) free_recording(found);
  return NULL;
}

/** Before the isolate ends: its sampler must not outlive it, and the collector must not call us. */
static void on_cleanup(void *data) {
  Thread *thread = data;
  stop(thread, THREAD_ENDED);
  free(thread);
}

void profile_register(napi_env env, napi_value exports) {
  Thread *thread = calloc(1, sizeof *thread);
  if (!thread) return;
  thread->env = env;
  if (napi_add_env_cleanup_hook(env, on_cleanup, thread) != napi_ok) {
    free(thread);
    return;
  }
  const Function functions[] = {
      {"profileStart", js_start}, {"profileStop", js_stop},           {"profileLabel", js_label},
      {"profileRead", js_read},   {"profileRelease", js_release},     {"profileRecordings", js_recordings},
      {"profileNote", js_note},   {"profileWanted", js_wanted},
  };
  add_functions(env, exports, functions, sizeof functions / sizeof *functions, thread);
}

#endif
