/*
 * What a profile knows of call paths: a tree of frames, and the sites where something was allocated, each with its four costs. All of it is
 * bounded: a path that does not fit is charged to the deepest caller that did.
 */
#ifndef MEMSIZE_SITES_H
#define MEMSIZE_SITES_H

#include <stdbool.h>
#include <stdint.h>

/** Room for paths: with all that belongs to them about 7 MB when full. */
enum { FRAMES_MOST = 65536, SITES_MOST = 16384, NAME_BYTES_MOST = 1 << 20, NAME_MOST = 512, SIZE_CLASSES = 48, MOMENTS_MOST = 1024 };

/** The column of a frame whose position is where its function begins, in characters of the script. Otherwise the position is a line. */
enum { AT_FUNCTION = -1 };

typedef struct {
  uint32_t parent; /* frame 0 is the root */
  int32_t script, position, column;
  uint32_t name; /* where it begins among the bytes of all names */
} Frame;

/** An estimated number of bytes, with the variance that sampling gives it; blocks and samples are counts. */
typedef struct {
  double bytes, variance, blocks, samples;
} Cost;

typedef enum { ON_HEAP, IN_STORES } SiteKind;

typedef struct {
  uint32_t frame, label;
  uint32_t kind;
  Cost total, live, peak, temporary, freed;
  /* the largest weight of a sample that might as well have been missed; ages of the freed, each times its bytes */
  double widest, milliseconds, collections;
} Site;

/** All that is known at a time, in milliseconds from the start. */
typedef struct {
  double at, total, live, external;
} Moment;

typedef struct {
  Frame *frames;
  Site *sites;
  char *names;
  uint32_t *frame_index, *site_index; /* hash tables of numbers, each plus one */
  uint32_t frame_count, site_count, frame_room, site_room, frame_slots, site_slots, name_bytes, name_room;
  double shortened; /* how often a path did not fit */
  double size_bytes[SIZE_CLASSES], size_blocks[SIZE_CLASSES];
  Cost live[2], total[2]; /* by SiteKind */
  double peak;
  Moment moments[MOMENTS_MOST];
  uint32_t moment_count, moment_step, moments_skipped;
} Sites;

/** False where there is no memory. */
bool sites_begin(Sites *sites);
void sites_free(Sites *sites);

/** What a sample of an object of this size stands for, where one is taken every `interval` bytes; 0: every object is seen. */
Cost sampled_cost(double size, double interval);

/** The frame's number below its parent, or UINT32_MAX. `name` counts for what has no script. */
uint32_t find_frame(const Sites *sites, uint32_t parent, int32_t script, int32_t position, int32_t column, const char *name);
/** The same, made where it is missing; the parent where there is no room. */
uint32_t add_frame(Sites *sites, uint32_t parent, int32_t script, int32_t position, int32_t column, const char *name);
uint32_t site_at(Sites *sites, uint32_t frame, uint32_t label, SiteKind kind);

void site_born(Sites *sites, uint32_t site, const Cost *cost, double size, double widest);
/** `collections`: how many it saw, the one that freed it too. */
void site_died(Sites *sites, uint32_t site, const Cost *cost, double milliseconds, double collections);
/** Keeps what lives now as the peak, where it is more than ever. */
void sites_weigh_peak(Sites *sites);
void sites_note_moment(Sites *sites, double at, bool is_last);

#endif
