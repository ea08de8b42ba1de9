/* What a walk has to know of each hidden class it meets: found and checked once, kept in a small direct-mapped cache. */
#ifndef MEMSIZE_MAPS_H
#define MEMSIZE_MAPS_H

#include "engine.h"
#include "plans.h"

enum {
  IS_RECEIVER = 1,
  /* some own properties have their values in the map's descriptors: accessors, static methods */
  HAS_CONSTANTS = 2,
  /* its class, or the object itself, has a description that only JavaScript can run */
  IS_DESCRIBED = 4,
  IS_DICTIONARY = 8,
  /* the object stands for one of C++ */
  IS_NATIVE = 16,
  /* of a kind never learned: its named properties and elements are followed, its insides are not */
  IS_UNKNOWN = 32,
  /* rules of its class say something of its fields: facts->plan */
  HAS_PLAN = 64,
  /* of a class that does not count */
  IS_EXCLUDED = 128,
};

typedef struct {
  Word map;
  uint32_t epoch;
  uint32_t slots;
  uint32_t plan; /* its number, where HAS_PLAN says that there is one */
  uint16_t type;
  uint16_t descriptors;
  uint8_t kind, words, fields, flags;
  uint8_t table, used;
  uint16_t class; /* where objects are counted by class: a number; 0 where it has none yet */
} MapFacts;

enum { MAPS_KEPT = 1024, PROTOTYPES_KEPT = 64, CLASSES_LISTED_MOST = 1 << 16 };

typedef struct {
  Word prototype;
  uint32_t epoch;
  bool described, excluded;
  Word rules; /* the store of an array: it is described by these rules alone. 0: by code */
} PrototypeFacts;

/** Which rules are JavaScript's to run: those of which it needs more than the sum. */
typedef enum { NO_RULES, SHARED_RULES, ALL_RULES } ByHand;

/** What decides which objects describe themselves and which do not count; all 0 where nobody does. Addresses: they hold for one call. */
typedef struct {
  Word key;      /* of descriptions */
  Word classes;  /* the store of a list of WeakRefs to the prototypes that are described from outside */
  Word sizers;   /* the table of a WeakMap whose keys those are: looked at where the engine's hashes were learned */
  Word rules;    /* the key of rules on a description */
  Word excluded; /* the store of a list of prototypes */
  ByHand by_hand;
} Descriptions;

typedef struct {
  MapFacts facts[MAPS_KEPT];
  PrototypeFacts prototypes[PROTOTYPES_KEPT];
  uint32_t epoch;
  Descriptions descriptions;
  Plans plans;
} Maps;

/** Objects move between measurements: what was known of maps is forgotten. */
void maps_reset(Maps *maps);
void maps_free(Maps *maps);

/** Fills in what is known of an object's map; false if it is none. */
bool maps_fill(Maps *maps, const Engine *engine, MapFacts *facts, Word object);

/** Whether a receiver has a property of that key; reads the map's descriptors or the object's dictionary. */
bool has_own_key(const Engine *engine, Word object, Word key);

/** Whether an object was ever a key of a Set, Map, WeakMap or WeakSet. */
bool has_identity_hash(const Engine *engine, Word object);

/** Whether a WeakMap's table has that key; false where hashes were not learned. */
bool weak_table_has(const Engine *engine, Word table, Word key);

/** Where facts that are in the cache stand. */
static inline MapFacts *maps_facts_of(Maps *maps, Word map) { return &maps->facts[map >> 4 & (MAPS_KEPT - 1)]; }

static inline const MapFacts *facts_of(Maps *maps, const Engine *engine, Word object) {
  Word map = map_of(object);
  MapFacts *facts = maps_facts_of(maps, map);
  if (facts->map == map && facts->epoch == maps->epoch) return facts;
  return maps_fill(maps, engine, facts, object) ? facts : NULL;
}

#endif
