#if defined(__linux__)
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "guard.h"
#include "recording.h"
#include "sampler-layout.h"

/** Of V8's GCType: scavenges, minor and full collections; not the start of marking, nor weak callbacks. */
enum { COLLECTIONS = 1 | 2 | 4 };

/** V8 keeps the innermost frames; a chain is this long at most. */
enum { CHAIN_MOST = 1024 };

/** Milliseconds that V8 spends on a sample: measured, 1.5 to 3 microseconds. */
static const double sample_milliseconds = 0.0025;
/** Shares of the thread's time: above the first the interval is widened, so that it comes to the second; below the third it is narrowed. */
static const double share_most = 0.015, share_aimed = 0.0075, share_least = 0.001;
/** Milliseconds of the thread's time until the interval is judged: to widen it, and to narrow it. */
static const double judged_after = 50, narrowed_after = 2000;
/** Wide enough: 20 GB/s are 0.6 % of the time then. */
static const double interval_most = 8.0 * 1024 * 1024;

static double clock_milliseconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

double milliseconds_now(void) { return clock_milliseconds(CLOCK_MONOTONIC); }

double cpu_milliseconds_now(void) { return clock_milliseconds(CLOCK_THREAD_CPUTIME_ID); }

bool list_room(void **items, uint32_t *room, uint32_t count, size_t size) {
  if (count < *room) return true;
  uint32_t wanted = *room ? *room * 2 : 64;
  void *grown = realloc(*items, wanted * size);
  if (!grown) return false;
  *items = grown;
  *room = wanted;
  return true;
}

/** The number of the frame that a node of V8's tree stands for. */
static uint32_t frame_of(Recording *recording, uint64_t node) {
  KnownNode *known = &recording->known[(node >> 4) % KNOWN_NODES];
  if (known->node == node && known->walk == recording->walk) return known->frame;
  uint64_t chain[CHAIN_MOST];
  int length = 0;
  const SamplerLayout *layout = &sampler_layout;
  for (uint64_t at = node; at && length < CHAIN_MOST; at = *(const uint64_t *)(at + layout->parent)) chain[length++] = at;
  uint32_t frame = 0;
  /* without the root */
  for (int i = length - 2; i >= 0; i--) {
    const int32_t *script = (const int32_t *)(chain[i] + layout->script);
    const char *name = *(const char *const *)(chain[i] + layout->name);
    frame = add_frame(&recording->sites, frame, script[0], script[1], AT_FUNCTION, name);
  }
  *known = (KnownNode){node, frame, recording->walk};
  return frame;
}

static int by_id(const void *one, const void *other) {
  uint64_t a = ((const FreshSample *)one)->id, b = ((const FreshSample *)other)->id;
  return a < b ? -1 : a > b;
}

static LiveSample *live_sample(Recording *recording, uint64_t id) {
  uint32_t low = 0, high = recording->live_count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (recording->live[middle].id < id) low = middle + 1;
    else high = middle;
  }
  return low < recording->live_count && recording->live[low].id == id ? &recording->live[low] : NULL;
}

static void mark_and_list(Recording *recording) {
  recording->fresh_count = 0;
  for (uint64_t entry = first_entry(recording->sampler); entry; entry = word_of(entry, ENTRY_NEXT)) {
    uint64_t sample = word_of(entry, ENTRY_SAMPLE), id = word_of(sample, SAMPLE_ID);
    if (id <= recording->last_id) {
      LiveSample *live = live_sample(recording, id);
      if (live) live->seen = recording->walk;
    } else if (list_room((void **)&recording->fresh, &recording->fresh_room, recording->fresh_count, sizeof(FreshSample))) {
      recording->fresh[recording->fresh_count++] = (FreshSample){id, sample};
    } else {
      recording->ending = NO_MEMORY;
    }
  }
  qsort(recording->fresh, recording->fresh_count, sizeof(FreshSample), by_id);
}

static void died(Recording *recording, const LiveSample *sample) {
  Cost cost = {sample->bytes, sample->bytes * sample->bytes * (1 - 1 / sample->blocks), sample->blocks, 1};
  site_died(&recording->sites, sample->site, &cost, recording->last_walk - sample->born, recording->collections - sample->collection);
}

/** What is not in the table any more was freed by the last collection. */
static void remove_dead(Recording *recording) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < recording->live_count; i++) {
    if (recording->live[i].seen == recording->walk) recording->live[kept++] = recording->live[i];
    else died(recording, &recording->live[i]);
  }
  recording->live_count = kept;
  kept = 0;
  for (uint32_t i = 0; i < recording->orphan_count; i++) {
    Orphan *orphan = recording->orphans[i];
    if (orphan->handle) {
      recording->orphans[kept++] = orphan;
    } else {
      died(recording, &orphan->sample);
      free(orphan);
    }
  }
  recording->orphan_count = kept;
}

static void add_fresh(Recording *recording, double now) {
  uint32_t note = 0, label = recording->label_before_notes;
  for (uint32_t i = 0; i < recording->fresh_count; i++) {
    const FreshSample *fresh = &recording->fresh[i];
    while (note < recording->note_count && recording->notes[note].after < fresh->id) label = recording->notes[note++].label;
    if (!list_room((void **)&recording->live, &recording->live_room, recording->live_count, sizeof(LiveSample))) {
      recording->ending = NO_MEMORY;
      return;
    }
    double size = (double)word_of(fresh->sample, SAMPLE_SIZE);
    Cost cost = sampled_cost(size, recording->interval);
    uint32_t site = site_at(&recording->sites, frame_of(recording, word_of(fresh->sample, SAMPLE_NODE)), label, ON_HEAP);
    site_born(&recording->sites, site, &cost, size, cost.bytes * (1 - 1 / cost.blocks));
    recording->live[recording->live_count++] = (LiveSample){
        .id = fresh->id, .bytes = cost.bytes, .blocks = cost.blocks, .site = site, .collection = recording->collections, .seen = recording->walk,
        /* at some time since the last look */
        .born = (recording->last_walk + now) / 2};
    recording->last_id = fresh->id;
  }
  recording->window_samples += recording->fresh_count;
  recording->label_before_notes = recording->label;
  recording->note_count = 0;
}

typedef struct {
  Recording *recording;
  bool is_collection;
} Walk;

static void walk_guarded(void *argument) {
  Walk *walk = argument;
  Recording *recording = walk->recording;
  if (find_sampler(recording->profiler, recording->isolate, (uint64_t)recording->interval, recording->depth) != recording->sampler ||
      recording->sampler[LAST_ID_WORD] < recording->last_id) {
    recording->ending = STOPPED_BY_OTHERS;
    return;
  }
  double now = milliseconds_now();
  recording->walk++;
  mark_and_list(recording);
  remove_dead(recording);
  sites_weigh_peak(&recording->sites);
  sites_note_moment(&recording->sites, now - recording->started, !walk->is_collection);
  add_fresh(recording, now);
  recording->last_walk = now;
}

/** Asks for another interval, where this one costs too much, or less than it might. */
static void on_interrupt(void *isolate, void *data);

static void judge_interval(Recording *recording) {
  double now = cpu_milliseconds_now(), time = now - recording->window_cpu;
  if (time < judged_after) return;
  double share = (recording->window_samples * sample_milliseconds + recording->window_walking) / time, wanted = recording->interval;
  if (share > share_most) {
    while (share > share_aimed && wanted < interval_most) {
      wanted *= 2;
      share /= 2;
    }
  } else if (share < share_least && wanted > recording->asked_interval) {
    if (time < narrowed_after) return;
    wanted = wanted / 4 > recording->asked_interval ? wanted / 4 : recording->asked_interval;
  }
  recording->window_cpu = now;
  recording->window_samples = recording->window_walking = 0;
  if (wanted == recording->interval) return;
  recording->wanted_interval = wanted;
  recording->is_interrupt_due = true;
  recording->api->request_interrupt(recording->isolate, on_interrupt, recording);
}

static void walk_locked(Recording *recording, bool is_collection) {
  /* of the thread's own time: the machine may have other work meanwhile */
  double begun = cpu_milliseconds_now();
  Walk walk = {recording, is_collection};
  if (!guard_run(walk_guarded, &walk)) recording->ending = NOT_READABLE;
  if (recording->ending != RUNNING) recording->is_sampling = false;
  double time = cpu_milliseconds_now() - begun;
  recording->walk_milliseconds += time;
  recording->window_walking += time;
  recording->walks++;
}

void samples_walk(Recording *recording, bool is_collection) {
  pthread_mutex_lock(&recording->lock);
  if (recording->is_sampling) walk_locked(recording, is_collection);
  if (recording->is_sampling && is_collection && recording->adapts && !recording->is_interrupt_due) judge_interval(recording);
  pthread_mutex_unlock(&recording->lock);
}

static void before_collection(void *isolate, int type, int flags, void *data) {
  (void)flags;
  Recording *recording = data;
  if (isolate != recording->isolate || !(type & COLLECTIONS)) return;
  samples_walk(recording, true);
  recording->collections++;
}

/** Words of v8::WeakCallbackInfo: the isolate, then the parameter. */
static void on_death(const void *info) {
  Orphan *orphan = ((Orphan *const *)info)[1];
  const char *missing;
  v8_api(&missing)->dispose_global(orphan->handle);
  orphan->handle = NULL;
}

static bool adopt(Recording *recording, const LiveSample *live, uint64_t object) {
  const V8Api *api = recording->api;
  if (!list_room((void **)&recording->orphans, &recording->orphan_room, recording->orphan_count, sizeof(Orphan *))) return false;
  Orphan *orphan = malloc(sizeof *orphan);
  if (!orphan) return false;
  orphan->sample = *live;
  orphan->handle = api->globalize ? api->globalize(recording->isolate, object) : api->globalize_slot(recording->isolate, &object);
  api->make_weak(orphan->handle, orphan, on_death, 0);
  recording->orphans[recording->orphan_count++] = orphan;
  return true;
}

/** V8 forgets its samples with the sampler: a weak handle of our own watches each that lives. */
static void adopt_all(void *argument) {
  Recording *recording = argument;
  for (uint64_t entry = first_entry(recording->sampler); entry; entry = word_of(entry, ENTRY_NEXT)) {
    uint64_t sample = word_of(entry, ENTRY_SAMPLE);
    const LiveSample *live = live_sample(recording, word_of(sample, SAMPLE_ID));
    if (live && !adopt(recording, live, *(const uint64_t *)word_of(sample, SAMPLE_GLOBAL))) recording->ending = NO_MEMORY;
  }
  recording->live_count = 0;
}

static void on_interrupt(void *isolate, void *data) {
  (void)isolate;
  Recording *recording = data;
  pthread_mutex_lock(&recording->lock);
  recording->is_interrupt_due = false;
  if (recording->is_sampling) walk_locked(recording, false);
  if (recording->is_sampling && !guard_run(adopt_all, recording)) recording->ending = NOT_READABLE;
  if (recording->is_sampling && recording->ending == RUNNING) {
    const V8Api *api = recording->api;
    api->stop_sampling(recording->profiler);
    recording->interval = recording->wanted_interval;
    if (recording->interval > recording->widest_interval) recording->widest_interval = recording->interval;
    recording->last_id = 0;
    recording->restarts++;
    bool is_started = api->start_sampling(recording->profiler, (uint64_t)recording->interval, recording->depth, 0);
    recording->sampler = is_started ? find_sampler(recording->profiler, recording->isolate, (uint64_t)recording->interval, recording->depth) : NULL;
    if (!recording->sampler) recording->ending = STOPPED_BY_OTHERS;
  }
  if (recording->ending != RUNNING) recording->is_sampling = false;
  pthread_mutex_unlock(&recording->lock);
}

static bool can_adapt(const V8Api *api) {
  return api->request_interrupt && (api->globalize || api->globalize_slot) && api->make_weak && api->dispose_global;
}

const char *samples_start(Recording *recording) {
  const V8Api *api = recording->api;
  recording->profiler = api->heap_profiler(recording->isolate);
  const char *problem = learn_sampler(recording->env, api, recording->isolate);
  if (problem) return problem;
  if (!api->start_sampling(recording->profiler, (uint64_t)recording->interval, recording->depth, 0)) return "company";
  recording->sampler = find_sampler(recording->profiler, recording->isolate, (uint64_t)recording->interval, recording->depth);
  if (!recording->sampler) {
    api->stop_sampling(recording->profiler);
    return "the sampler was not recognized";
  }
  recording->adapts = recording->adapts && can_adapt(api);
  recording->last_walk = recording->started;
  recording->window_cpu = cpu_milliseconds_now();
  recording->is_sampling = true;
  api->add_prologue(recording->isolate, before_collection, recording, COLLECTIONS);
  return NULL;
}

void samples_stop(Recording *recording, Ending ending) {
  const V8Api *api = recording->api;
  samples_walk(recording, false);
  api->remove_prologue(recording->isolate, before_collection, recording);
  pthread_mutex_lock(&recording->lock);
  if (recording->is_sampling || recording->ending == NOT_READABLE) api->stop_sampling(recording->profiler);
  recording->is_sampling = false;
  if (recording->ending == RUNNING) recording->ending = ending;
  sites_weigh_peak(&recording->sites);
  sites_note_moment(&recording->sites, milliseconds_now() - recording->started, true);
  for (uint32_t i = 0; i < recording->orphan_count; i++) {
    if (recording->orphans[i]->handle) api->dispose_global(recording->orphans[i]->handle);
    free(recording->orphans[i]);
  }
  recording->orphan_count = 0;
  recording->ended = milliseconds_now();
  pthread_mutex_unlock(&recording->lock);
}

void samples_label(Recording *recording, uint32_t label) {
  pthread_mutex_lock(&recording->lock);
  bool is_ours = recording->is_sampling && recording->profiler[sampler_layout.sampler] == (uint64_t)(uintptr_t)recording->sampler;
  if (label != recording->label && is_ours) {
    uint64_t after = recording->sampler[LAST_ID_WORD];
    LabelNote *last = recording->note_count ? &recording->notes[recording->note_count - 1] : NULL;
    if (last && last->after == after) last->label = label;
    else if (list_room((void **)&recording->notes, &recording->note_room, recording->note_count, sizeof(LabelNote)))
      recording->notes[recording->note_count++] = (LabelNote){after, label};
  }
  recording->label = label;
  pthread_mutex_unlock(&recording->lock);
}

void samples_free(Recording *recording) {
  free(recording->live);
  free(recording->fresh);
  free(recording->orphans);
  free(recording->notes);
  free(recording->note);
}
#endif
