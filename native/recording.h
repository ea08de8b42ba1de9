/*
 * One profile of one thread: V8's sampler, whose table of samples is read before each collection, and the stores of ArrayBuffers. Whoever
 * reads or changes `sites` holds the lock; only the recording's own thread adds frames.
 */
#ifndef MEMSIZE_RECORDING_H
#define MEMSIZE_RECORDING_H

#include <node_api.h>
#include <pthread.h>

#include "sites.h"
#include "v8-api.h"

/** Why a recording is over. */
typedef enum { RUNNING, STOPPED, THREAD_ENDED, STOPPED_BY_OTHERS, NOT_READABLE, NO_MEMORY } Ending;

/** EXACT_WHILE_CHEAP turns into SAMPLED where stacks take too much of the thread's time. */
typedef enum { STORES_UNSEEN, STORES_SAMPLED, STORES_EXACT, STORES_EXACT_WHILE_CHEAP } StoreMode;

/** A sampled object that lives, as far as is known. */
typedef struct {
  uint64_t id; /* V8's number */
  double bytes, blocks, born; /* born: milliseconds */
  uint32_t site, collection, seen;
} LiveSample;

/** A sampled object of an earlier interval, which a weak handle of our own watches. */
typedef struct {
  uint64_t *handle; /* NULL: it is dead */
  LiveSample sample;
} Orphan;

/** From which sample on a label holds. */
typedef struct {
  uint64_t after;
  uint32_t label;
} LabelNote;

typedef struct {
  uint64_t data; /* 0: empty; 1: was removed */
  double length, bytes, blocks, born;
  uint32_t site, collection;
} LiveStore;

/** The frame of one of V8's nodes, for one walk: V8 frees nodes, and their addresses come again. */
typedef struct {
  uint64_t node;
  uint32_t frame, walk;
} KnownNode;

/** A sample that was not there at the last walk. */
typedef struct {
  uint64_t id, sample;
} FreshSample;

enum { KNOWN_NODES = 256 };

typedef struct Recording {
  struct Recording *next;
  uint32_t number;
  pthread_mutex_t lock;
  Sites sites;
  Ending ending;
  double started, ended;

  const V8Api *api;
  napi_env env;
  void *isolate, *allocator;
  uint64_t *profiler, *sampler;
  bool is_sampling, is_interrupt_due;
  int depth;
  /* bytes between samples: asked for, now, the widest there was; whether it may change */
  double asked_interval, interval, wanted_interval, widest_interval;
  bool adapts;

  LiveSample *live; /* in the order of their numbers */
  FreshSample *fresh;
  Orphan **orphans;
  uint32_t live_room, live_count, fresh_room, fresh_count, orphan_room, orphan_count;
  KnownNode known[KNOWN_NODES];
  LabelNote *notes;
  uint32_t note_room, note_count;
  uint32_t label, label_before_notes;
  uint64_t last_id;
  uint32_t collections, walk;
  double last_walk; /* milliseconds */
  double walk_milliseconds, walks, restarts;
  double window_cpu, window_samples, window_walking; /* since the interval was last judged */

  StoreMode store_mode;
  LiveStore *stores;
  uint64_t store_room, store_count, store_used;
  double until_sample;
  uint64_t random;
  bool is_in_stack;
  double store_stacks, stack_milliseconds; /* stacks read since the mode was last judged, and the time for them */
  double store_window_cpu;

  char *note; /* what the thread's JavaScript says of it, for whoever reads it: JSON */
} Recording;

double milliseconds_now(void);
/** CPU time of the thread that asks. */
double cpu_milliseconds_now(void);

/** Learns where the sampler keeps its samples, once in a process. Returns what went wrong, or NULL. No sampler may run. */
const char *learn_sampler(napi_env env, const V8Api *api, void *isolate);
/** The sampler that runs at this interval and depth, or NULL. */
uint64_t *find_sampler(uint64_t *profiler, void *isolate, uint64_t interval, int depth);

/** Begins to sample; returns what went wrong, or NULL. */
const char *samples_start(Recording *recording);
/** The last look, and the end of the sampler. */
void samples_stop(Recording *recording, Ending ending);
/** Takes what is new and what is gone into account. */
void samples_walk(Recording *recording, bool is_collection);
void samples_label(Recording *recording, uint32_t label);
void samples_free(Recording *recording);

/** Makes room for one more; false where there is no memory. */
bool list_room(void **items, uint32_t *room, uint32_t count, size_t size);

/** From now on every store that the thread allocates is seen. Returns what went wrong, or NULL. */
const char *stores_start(Recording *recording);
void stores_stop(Recording *recording);
void stores_free(Recording *recording);

#endif
