/* Where V8's sampler keeps what is read of it: learned once in a process, from a sampler that is started for it. */
#ifndef MEMSIZE_SAMPLER_LAYOUT_H
#define MEMSIZE_SAMPLER_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

/**
 * The sampler is found by its own first word, the isolate, and by the words for interval and depth. Its samples are a hash table of
 * libstdc++ (std::unordered_map<Sample *, unique_ptr<Sample>>), eight words before the interval.
 */
typedef struct {
  int sampler; /* word of the profiler that points to the sampler */
  int interval; /* word of the sampler; the depth is just before */
  int name, parent, script; /* bytes into a node of the tree of call paths; script: 32 bits, then the position */
  int root; /* byte of the sampler where its root node is */
} SamplerLayout;

enum {
  LAST_ID_WORD = 2, /* of the sampler: the number of its newest sample */
  TABLE_BEFORE_INTERVAL = 8,
  TABLE_FIRST = 2, /* word of the table: its first node */
  ENTRY_NEXT = 0, ENTRY_SAMPLE = 1, /* words of an entry */
  SAMPLE_SIZE = 0, SAMPLE_NODE = 1, SAMPLE_GLOBAL = 2, SAMPLE_PROFILER = 3, SAMPLE_ID = 4, /* words of a sample */
};

extern SamplerLayout sampler_layout;

static inline uint64_t word_of(uint64_t address, int word) { return ((const uint64_t *)address)[word]; }

static inline uint64_t first_entry(const uint64_t *sampler) {
  return sampler[sampler_layout.interval - TABLE_BEFORE_INTERVAL + TABLE_FIRST];
}

#endif
