/* Calls from JavaScript: what each function of the probe begins and ends with. Their types are in src/probe/binding.ts. */
#ifndef MEMSIZE_CALL_H
#define MEMSIZE_CALL_H

#include "arguments.h"
#include "walk.h"

/** What a measurement comes to. */
enum { COMPLETE = 0, LIMITED = 1, DESCRIBED = 2, PAUSED = 3, AGAIN = 4, VOID = -1 };

/** Options of a measurement, to be added up. */
enum { WITH_SLACK = 1, WITH_CONTEXTS = 2, STOP_AT_DESCRIPTIONS = 4, WITH_TEXTS = 8, LISTED_ONLY = 16, LIST_DESCRIBED = 32, WITH_CLASSES = 64, PAUSING = 128 };

/**
 * Numbers that go either way without a call: the desk, an array of doubles that JavaScript reads and writes. First the figures of the last
 * measurement, then what the next round is given.
 */
enum {
  BYTES_FIGURE,
  EXTERNAL_FIGURE,
  SLACK_FIGURE,
  COUNT_FIGURE,
  UNKNOWN_FIGURE,
  NATIVE_FIGURE,
  MEMORY_FIGURE,
  GENERATION_FIGURE, /* of the measurement: a round that goes on gives it back */
  RESTARTED_FIGURE,  /* 1: what an earlier round had met was forgotten */
  FLAGS_GIVEN,
  LIMIT_GIVEN,
  BUDGET_GIVEN,
  GENERATION_GIVEN, /* below 0: from scratch */
  PARTS_GIVEN,
  CALLS_FIGURE,    /* 1: what was handed over are objects of whose rules functions have to be called; 0: described ones */
  CLOSURES_FIGURE, /* 1: some closure was met whose variables did not count */
  HITS_FIGURE,     /* known contexts that were met */
  TOLD_FIGURE,     /* of the receivers that a round has listed, those that descriptions say something of; -1: too many to be told */
  DESK_LENGTH = 32,
};

enum { ARGUMENTS_MOST = 14 };

/** What the probe has for each environment. */
typedef struct {
  Walk walk;
  double *desk;
  napi_ref desk_reference;
  /** An object that nothing else holds: while it lives, no collection has moved anything. */
  napi_ref sentinel;
  unsigned expects_descriptions; /* one of so many measurements before met some: the next has a sentinel from the beginning */
} Instance;

typedef struct {
  napi_value values[ARGUMENTS_MOST];
  size_t count;
  Instance *instance;
  Walk *walk;
} Call;

/* Filled in place: a structure that is copied right after its parts were written waits for them, about 10 ns (store forwarding). */
void call_of(napi_env env, napi_callback_info info, Call *call);

/** The tagged word behind a handle. A handle is the address of a slot; with V8's direct handles it would be the word itself. */
static inline Word word_behind(napi_value value) {
  Word handle = (Word)(uintptr_t)value;
  return handle & 1 ? handle : *(Word *)(uintptr_t)handle;
}

/**
 * A handle for an object that the walk found: it lives until the call returns, wherever the collector moves it. Node-API has no call for it: a
 * handle is made for something else, and its slot, which is no part of the heap, given the object's address.
 */
napi_value handle_for(napi_env env, Word object);
/** Makes handles of a list's words. */
void handles_for(napi_env env, WordList *objects);

/** Gives objects, whose words are handles by now, to a function of JavaScript; false where it threw. */
bool give(napi_env env, const WordList *objects, napi_value take);

enum { EXPECTED_FOR = 64 };

/** Makes handles of the objects that may be keys of WeakMaps, and of how many there are of the hidden class of each. Allocates nothing on V8's heap. */
void handle_keys(napi_env env, Walk *walk);
/** Gives them to a function of JavaScript, in turn; false where it threw. */
bool give_keys(napi_env env, Walk *walk, napi_value take);

/** Makes a sentinel. It allocates: before a walk, and not after. */
void set_sentinel(napi_env env, Instance *instance);
bool sentinel_lives(napi_env env, const Instance *instance);

/** The store of an array's elements; 0 where it is empty, or none of tagged words. */
static inline Word store_of(const Walk *walk, napi_value array, uint64_t *length) {
  return elements_of(&walk->reader.engine, word_behind(array), length);
}

/** What decides which objects describe themselves: an array whose elements are those of Descriptions. Anything else: nobody does. */
void set_descriptions(Walk *walk, napi_value keys);

/** Options as JavaScript gives them; a limit or budget below 0: none. In place, as above. */
void set_options(Walk *walk, uint32_t flags, double limit, double budget);
/** Makes ready for a measurement with these options. */
void begin(Walk *walk, uint32_t flags, double limit, double budget);

/** Writes the figures of a measurement, and gives `firsts` what could not be seen first. Says what the measurement came to. */
int finish(napi_env env, Instance *instance, bool whole, napi_value firsts);

#endif
