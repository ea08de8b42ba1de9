#define _GNU_SOURCE /* strnlen */
#include "sites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 1024 };

/** A peak is kept again when it has grown by this much: a copy of all sites each time. */
static const double peak_step = 1.005;

static bool grow(void **items, uint32_t *room, size_t size, uint32_t most) {
  uint32_t wanted = *room ? *room * 2 : 256;
  if (wanted > most) wanted = most;
  if (wanted <= *room) return false;
  void *grown = realloc(*items, wanted * size);
  if (!grown) return false;
  *items = grown;
  *room = wanted;
  return true;
}

static uint64_t mixed(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15ull;
  return hash ^ hash >> 29;
}

static uint64_t hash_of_text(const char *text) {
  uint64_t hash = 1469598103934665603ull;
  for (int i = 0; i < NAME_MOST && text[i]; i++) hash = (hash ^ (unsigned char)text[i]) * 1099511628211ull;
  return hash;
}

static uint64_t frame_hash(uint32_t parent, int32_t script, int32_t position, int32_t column, const char *name) {
  uint64_t hash = mixed(parent, (uint32_t)script);
  hash = mixed(hash, (uint64_t)(uint32_t)position << 32 | (uint32_t)column);
  return script ? hash : mixed(hash, hash_of_text(name));
}

static uint64_t site_hash(uint32_t frame, uint32_t label, uint32_t kind) { return mixed(mixed(frame, label), kind); }

bool sites_begin(Sites *sites) {
  memset(sites, 0, sizeof *sites);
  sites->moment_step = 1;
  add_frame(sites, 0, 0, 0, AT_FUNCTION, "(root)");
  return sites->frame_count == 1 && site_at(sites, 0, 0, ON_HEAP) == ON_HEAP && site_at(sites, 0, 0, IN_STORES) == IN_STORES;
}

void sites_free(Sites *sites) {
  free(sites->frames);
  free(sites->sites);
  free(sites->names);
  free(sites->frame_index);
  free(sites->site_index);
  memset(sites, 0, sizeof *sites);
}

Cost sampled_cost(double size, double interval) {
  if (interval <= 0) return (Cost){size, 0, 1, 1};
  double chance = -expm1(-size / interval), bytes = size / chance;
  return (Cost){bytes, bytes * bytes * (1 - chance), 1 / chance, 1};
}

static bool is_frame(const Sites *sites, const Frame *frame, uint32_t parent, int32_t script, int32_t position, int32_t column, const char *name) {
  return frame->parent == parent && frame->script == script && frame->position == position && frame->column == column &&
         (script || strncmp(sites->names + frame->name, name, NAME_MOST) == 0);
}

uint32_t find_frame(const Sites *sites, uint32_t parent, int32_t script, int32_t position, int32_t column, const char *name) {
  if (!sites->frame_slots) return UINT32_MAX;
  uint32_t mask = sites->frame_slots - 1, slot = (uint32_t)frame_hash(parent, script, position, column, name) & mask;
  for (; sites->frame_index[slot]; slot = (slot + 1) & mask) {
    uint32_t number = sites->frame_index[slot] - 1;
    if (number && is_frame(sites, &sites->frames[number], parent, script, position, column, name)) return number;
  }
  return UINT32_MAX;
}

/** A table of twice the size, with nothing in it yet; false where there is no memory. */
static bool doubled(uint32_t **index, uint32_t *slots) {
  uint32_t wanted = *slots ? *slots * 2 : FIRST_SLOTS;
  uint32_t *fresh = calloc(wanted, sizeof *fresh);
  if (!fresh) return false;
  free(*index);
  *index = fresh;
  *slots = wanted;
  return true;
}

static void put(uint32_t *index, uint32_t slots, uint64_t hash, uint32_t number) {
  uint32_t slot = (uint32_t)hash & (slots - 1);
  while (index[slot]) slot = (slot + 1) & (slots - 1);
  index[slot] = number + 1;
}

static bool room_for_frame(Sites *sites, size_t name_length) {
  if (sites->frame_count == sites->frame_room && !grow((void **)&sites->frames, &sites->frame_room, sizeof(Frame), FRAMES_MOST)) return false;
  while (sites->name_bytes + name_length + 1 > sites->name_room)
    if (!grow((void **)&sites->names, &sites->name_room, 1, NAME_BYTES_MOST)) return false;
  if (sites->frame_count * 2 < sites->frame_slots) return true;
  if (!doubled(&sites->frame_index, &sites->frame_slots)) return false;
  for (uint32_t i = 0; i < sites->frame_count; i++) {
    const Frame *frame = &sites->frames[i];
    put(sites->frame_index, sites->frame_slots,
        frame_hash(frame->parent, frame->script, frame->position, frame->column, sites->names + frame->name), i);
  }
  return true;
}

uint32_t add_frame(Sites *sites, uint32_t parent, int32_t script, int32_t position, int32_t column, const char *name) {
  uint32_t found = find_frame(sites, parent, script, position, column, name);
  if (found != UINT32_MAX) return found;
  size_t length = strnlen(name, NAME_MOST);
  if (!room_for_frame(sites, length)) {
    sites->shortened++;
    return parent;
  }
  uint32_t number = sites->frame_count++;
  sites->frames[number] = (Frame){parent, script, position, column, sites->name_bytes};
  memcpy(sites->names + sites->name_bytes, name, length);
  sites->names[sites->name_bytes + length] = 0;
  sites->name_bytes += (uint32_t)length + 1;
  put(sites->frame_index, sites->frame_slots, frame_hash(parent, script, position, column, name), number);
  return number;
}

static bool room_for_site(Sites *sites) {
  if (sites->site_count == sites->site_room && !grow((void **)&sites->sites, &sites->site_room, sizeof(Site), SITES_MOST)) return false;
  if (sites->site_count * 2 < sites->site_slots) return true;
  if (!doubled(&sites->site_index, &sites->site_slots)) return false;
  for (uint32_t i = 0; i < sites->site_count; i++) {
    const Site *site = &sites->sites[i];
    put(sites->site_index, sites->site_slots, site_hash(site->frame, site->label, site->kind), i);
  }
  return true;
}

uint32_t site_at(Sites *sites, uint32_t frame, uint32_t label, SiteKind kind) {
  for (;;) {
    uint32_t mask = sites->site_slots - 1, slot = (uint32_t)site_hash(frame, label, kind) & mask;
    for (; sites->site_slots && sites->site_index[slot]; slot = (slot + 1) & mask) {
      const Site *site = &sites->sites[sites->site_index[slot] - 1];
      if (site->frame == frame && site->label == label && site->kind == (uint32_t)kind) return sites->site_index[slot] - 1;
    }
    if (room_for_site(sites)) break;
    sites->shortened++;
    /* the caller's site, at last the root's: nothing is lost from the sums */
    if (frame == 0) return kind;
    frame = sites->frames[frame].parent;
  }
  uint32_t number = sites->site_count++;
  sites->sites[number] = (Site){.frame = frame, .label = label, .kind = kind};
  put(sites->site_index, sites->site_slots, site_hash(frame, label, kind), number);
  return number;
}

static void add(Cost *to, const Cost *cost, double sign) {
  to->bytes += sign * cost->bytes;
  to->variance += sign * cost->variance;
  to->blocks += sign * cost->blocks;
  to->samples += sign * cost->samples;
  /* nothing is left: no rounding either */
  if (to->samples == 0) *to = (Cost){0};
}

void site_born(Sites *sites, uint32_t number, const Cost *cost, double size, double widest) {
  Site *site = &sites->sites[number];
  add(&site->total, cost, 1);
  add(&site->live, cost, 1);
  if (widest > site->widest) site->widest = widest;
  add(&sites->total[site->kind], cost, 1);
  add(&sites->live[site->kind], cost, 1);
  int class = 0;
  for (double limit = 2; limit <= size && class < SIZE_CLASSES - 1; limit *= 2) class++;
  sites->size_bytes[class] += cost->bytes;
  sites->size_blocks[class] += cost->blocks;
}

void site_died(Sites *sites, uint32_t number, const Cost *cost, double milliseconds, double collections) {
  Site *site = &sites->sites[number];
  add(&site->live, cost, -1);
  add(&sites->live[site->kind], cost, -1);
  add(&site->freed, cost, 1);
  if (collections <= 1) add(&site->temporary, cost, 1);
  site->milliseconds += milliseconds * cost->bytes;
  site->collections += collections * cost->bytes;
}

void sites_weigh_peak(Sites *sites) {
  double live = sites->live[ON_HEAP].bytes + sites->live[IN_STORES].bytes;
  if (live <= sites->peak * peak_step) return;
  sites->peak = live;
  for (uint32_t i = 0; i < sites->site_count; i++) sites->sites[i].peak = sites->sites[i].live;
}

/** Keeps every second moment, and from then on half as many. */
static void thin(Sites *sites) {
  for (uint32_t i = 0; i < MOMENTS_MOST / 2; i++) sites->moments[i] = sites->moments[2 * i + 1];
  sites->moment_count = MOMENTS_MOST / 2;
  sites->moment_step *= 2;
}

void sites_note_moment(Sites *sites, double at, bool is_last) {
  if (!is_last && ++sites->moments_skipped < sites->moment_step) return;
  sites->moments_skipped = 0;
  if (sites->moment_count == MOMENTS_MOST) thin(sites);
  sites->moments[sites->moment_count++] = (Moment){at, sites->total[ON_HEAP].bytes + sites->total[IN_STORES].bytes, sites->live[ON_HEAP].bytes,
                                                    sites->live[IN_STORES].bytes};
}
