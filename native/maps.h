/* What a walk has to know of each hidden class it meets: found and checked once, kept in a small direct-mapped cache. */
#ifndef MEMSIZE_MAPS_H
#define MEMSIZE_MAPS_H

#include "engine.h"

enum {
  IS_RECEIVER = 1,
  /* some own properties have their values in the map's descriptors: accessors, static methods */
  HAS_CONSTANTS = 2,
  /* its class, or the object itself, has a description of its own */
  IS_DESCRIBED = 4,
  IS_DICTIONARY = 8,
  /* the object stands for one of C++ */
  IS_NATIVE = 16,
  /* of a kind never learned: its named properties and elements are followed, its insides are not */
  IS_UNKNOWN = 32,
};

typedef struct {
  Word map;
  uint32_t epoch;
  uint32_t slots;
  uint16_t type;
  uint16_t descriptors;
  uint8_t kind, words, fields, flags;
  uint8_t table, used;
} MapFacts;

enum { MAPS_KEPT = 1024, PROTOTYPES_KEPT = 64, CLASSES_LISTED_MOST = 1 << 16 };

typedef struct {
  Word prototype;
  uint32_t epoch;
  bool described;
} PrototypeFacts;

typedef struct {
  MapFacts facts[MAPS_KEPT];
  PrototypeFacts prototypes[PROTOTYPES_KEPT];
  uint32_t epoch;
  /** The key of descriptions, and the store of the list of classes described from outside: WeakRefs to their prototypes. */
  Word description_key, described_classes;
} Maps;

/** Objects move between measurements: what was known of maps is forgotten. */
void maps_reset(Maps *maps);

/** Fills in what is known of a map; false if it is none. */
bool maps_fill(Maps *maps, const Engine *engine, MapFacts *facts, Word map);

/** Whether a receiver has a property of that key; reads the map's descriptors or the object's dictionary. */
bool has_own_key(const Engine *engine, Word object, Word key);

static inline const MapFacts *facts_of(Maps *maps, const Engine *engine, Word object) {
  Word map = map_of(object);
  MapFacts *facts = &maps->facts[map >> 4 & (MAPS_KEPT - 1)];
  if (facts->map == map && facts->epoch == maps->epoch) return facts;
  return maps_fill(maps, engine, facts, map) ? facts : NULL;
}

#endif
