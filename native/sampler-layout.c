#if defined(__linux__)
#define _GNU_SOURCE
#include "sampler-layout.h"

#include <string.h>

#include "guard.h"
#include "recording.h"

/** An interval that no other word of the sampler is likely to be, small enough that a few objects give a sample. */
enum { LEARNING_INTERVAL = 1021, LEARNING_DEPTH = 61, LEARNING_OBJECTS = 400 };

/** How far is looked, in words. Facts of Node 20 to 26: the interval is word 35, a node's parent at byte 96. */
enum { PROFILER_WORDS = 64, SAMPLER_WORDS = 64, NODE_WORDS = 20, DEEPEST = 256, SAMPLES_MOST = 100000 };

SamplerLayout sampler_layout;

typedef struct {
  uint64_t *profiler, *sampler;
  void *isolate;
  SamplerLayout layout;
  const char *problem;
  uint64_t node; /* of a sample */
  int words[SAMPLER_WORDS], word_count, name_word;
  bool is_name;
} Learning;

/** No address that user space gives: a read would fault, which is caught, but most such words are cheap to tell. */
static bool is_address(uint64_t word) { return word >= 65536 && !(word & 7) && !(word >> 47); }

static void learn_place(void *argument) {
  Learning *learning = argument;
  learning->problem = "the sampler was not found";
  for (int i = 0; i < PROFILER_WORDS; i++) {
    uint64_t at = learning->profiler[i];
    if (!is_address(at) || word_of(at, 0) != (uint64_t)(uintptr_t)learning->isolate) continue;
    for (int j = 12; j < SAMPLER_WORDS; j++) {
      if (word_of(at, j) != LEARNING_INTERVAL || (uint32_t)word_of(at, j - 1) != LEARNING_DEPTH) continue;
      learning->sampler = (uint64_t *)(uintptr_t)at;
      learning->layout.sampler = i;
      learning->layout.interval = j;
      learning->problem = NULL;
      return;
    }
  }
}

/** Whether a chain of parents that are this many bytes before a node's name ends at the root. */
static bool leads_to_root(uint64_t node, uint64_t root, int parent) {
  for (int depth = 0; node && depth < DEEPEST; depth++) {
    if (node == root) return true;
    node = *(const uint64_t *)(node + parent);
    if (node && !is_address(node)) return false;
  }
  return false;
}

typedef struct {
  uint64_t node, root;
  int parent;
  bool is_right;
} Guess;

static void try_guess(void *argument) {
  Guess *guess = argument;
  guess->is_right = leads_to_root(guess->node, guess->root, guess->parent);
}

/** Where the root begins is not known, only where its name is: a sample's chain of parents tells. A wrong guess may read what is not there. */
static bool learn_node(Learning *learning, uint64_t node) {
  uint64_t name_at = (uint64_t)(uintptr_t)(learning->sampler + learning->name_word);
  for (int name = 3; name < NODE_WORDS; name++) {
    Guess guess = {node, name_at - (uint64_t)name * 8, name * 8 - 16, false};
    if (!guard_run(try_guess, &guess) || !guess.is_right) continue;
    learning->layout.name = name * 8;
    learning->layout.script = name * 8 - 8;
    learning->layout.parent = name * 8 - 16;
    learning->layout.root = (int)(guess.root - (uint64_t)(uintptr_t)learning->sampler);
    return true;
  }
  return false;
}

static const char *check_samples(const Learning *learning) {
  const uint64_t *sampler = learning->sampler;
  uint64_t newest = sampler[LAST_ID_WORD], root = (uint64_t)(uintptr_t)sampler + (uint64_t)learning->layout.root, largest = 0;
  uint64_t entry = sampler[learning->layout.interval - TABLE_BEFORE_INTERVAL + TABLE_FIRST];
  for (int count = 0; entry; entry = word_of(entry, ENTRY_NEXT)) {
    uint64_t sample = word_of(entry, ENTRY_SAMPLE);
    if (++count > SAMPLES_MOST || !is_address(sample)) return "the table of samples was not understood";
    if (word_of(sample, SAMPLE_PROFILER) != (uint64_t)(uintptr_t)sampler) return "a sample was not understood";
    if (word_of(sample, SAMPLE_SIZE) < 8 || word_of(sample, SAMPLE_SIZE) >> 40) return "the size of a sample was not understood";
    if (!leads_to_root(word_of(sample, SAMPLE_NODE), root, learning->layout.parent)) return "a call path was not understood";
    if (!is_address(word_of(sample, SAMPLE_GLOBAL))) return "the handle of a sample was not understood";
    if (word_of(sample, SAMPLE_ID) > largest) largest = word_of(sample, SAMPLE_ID);
  }
  return largest == newest ? NULL : "the numbers of samples were not understood";
}

/** Finds the word that points to the root's name; the node of any sample on the way. */
static void find_names(void *argument) {
  Learning *learning = argument;
  uint64_t entry = learning->sampler[learning->layout.interval - TABLE_BEFORE_INTERVAL + TABLE_FIRST];
  learning->problem = "no sample was found";
  if (!is_address(entry)) return;
  learning->node = word_of(word_of(entry, ENTRY_SAMPLE), SAMPLE_NODE);
  learning->problem = "the root of call paths was not found";
  for (int word = 4; word < learning->layout.interval; word++) {
    uint64_t text = learning->sampler[word];
    /* a C string, at any address */
    if (text < 65536 || text >> 47) continue;
    learning->words[learning->word_count++] = word;
  }
}

static void is_root_name(void *argument) {
  Learning *learning = argument;
  const char *name = (const char *)(uintptr_t)learning->sampler[learning->name_word];
  learning->is_name = strncmp(name, "(root)", 7) == 0;
}

static void check_guarded(void *argument) {
  Learning *learning = argument;
  learning->problem = check_samples(learning);
}

static const char *learn_samples(Learning *learning) {
  if (!guard_run(find_names, learning)) return "a read of the table of samples failed";
  if (!is_address(learning->node)) return learning->problem;
  for (int i = 0; i < learning->word_count; i++) {
    learning->name_word = learning->words[i];
    learning->is_name = false;
    if (!guard_run(is_root_name, learning) || !learning->is_name || !learn_node(learning, learning->node)) continue;
    return guard_run(check_guarded, learning) ? learning->problem : "a read of a sample failed";
  }
  return learning->problem;
}

static void allocate_objects(napi_env env) {
  napi_handle_scope scope = NULL;
  napi_open_handle_scope(env, &scope);
  for (int i = 0; i < LEARNING_OBJECTS; i++) {
    napi_value object = NULL;
    napi_create_object(env, &object);
  }
  napi_close_handle_scope(env, scope);
}

const char *learn_sampler(napi_env env, const V8Api *api, void *isolate) {
  static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
  static bool is_learned;
  pthread_mutex_lock(&once);
  const char *problem = NULL;
  if (!is_learned) {
    Learning learning = {.profiler = api->heap_profiler(isolate), .isolate = isolate};
    if (!guard_install()) problem = "no handler of faults could be installed";
    else if (!api->start_sampling(learning.profiler, LEARNING_INTERVAL, LEARNING_DEPTH, 0)) problem = "company";
    else {
      if (!guard_run(learn_place, &learning)) problem = "a read of the sampler failed";
      else problem = learning.problem;
      if (!problem) {
        allocate_objects(env);
        problem = learn_samples(&learning);
      }
      api->stop_sampling(learning.profiler);
    }
    if (!problem) {
      sampler_layout = learning.layout;
      is_learned = true;
    }
  }
  pthread_mutex_unlock(&once);
  return problem;
}

uint64_t *find_sampler(uint64_t *profiler, void *isolate, uint64_t interval, int depth) {
  uint64_t at = profiler[sampler_layout.sampler];
  if (!is_address(at) || word_of(at, 0) != (uint64_t)(uintptr_t)isolate) return NULL;
  if (word_of(at, sampler_layout.interval) != interval || (uint32_t)word_of(at, sampler_layout.interval - 1) != (uint32_t)depth) return NULL;
  return (uint64_t *)(uintptr_t)at;
}
#endif
