/* Walks over everything a value holds, by a worklist, and sums it up. Nothing is allocated on V8's heap meanwhile, so nothing moves. */
#ifndef MEMSIZE_WALK_H
#define MEMSIZE_WALK_H

#include "own.h"

/** How far a walk goes into an object. The numbers are part of the face to JavaScript (src/probe/binding.ts). */
typedef enum {
  WHOLE,     /* itself, and everything it refers to */
  OWN,       /* itself with its stores and boxes: a description says what else belongs to it */
} Depth;

/** How far an object belongs to the value, as JavaScript says: a Depth up to OWN; then the rest but for a list of names. */
enum { SAYS_WHOLE, SAYS_OWN, SAYS_LEFT_OUT, SAYS_REST };

/** What a walk does at an object with a description that only JavaScript can run. */
typedef enum {
  AT_DESCRIPTIONS_GO_ON, /* as if it had none */
  AT_DESCRIPTIONS_STOP,  /* the walk ends */
  AT_DESCRIPTIONS_LIST,  /* it is listed in `met`, and the walk goes on beside it */
} AtDescriptions;

typedef struct {
  bool contexts; /* follow the variables of closures */
  bool slack;
  bool receivers; /* all receivers are listed in `met`, not walked */
  bool names_all; /* somebody may ask from which object each was reached */
  AtDescriptions at_descriptions;
  bool lists_variables; /* closures are listed in `closures`, and known contexts in `hits`; see variables.c */
  bool defers; /* other contexts are listed in `deferred`, not followed */
  bool texts;      /* strings are listed in `texts`, not counted */
  bool classes;    /* counts and bytes by class go into `classes` */
  uint64_t limit;  /* stop once more bytes were counted */
  uint64_t budget; /* or so many objects were looked at */
  bool pauses;     /* at the budget the walk can go on later, if nothing has moved */
} WalkOptions;

/** What could not be seen: how many objects, and the first of them. */
typedef struct {
  uint64_t count;
  Word first;
} Unseen;

typedef struct {
  uint64_t bytes, external, slack, count;
  Unseen unknown; /* objects of a kind never learned */
  Unseen native;  /* objects that stand for some of C++ */
} Totals;

/** A top string: two 26-bit sums of its characters as one number, and what was new when it was met: bytes, and string objects. */
typedef struct {
  double fingerprint, bytes, count;
} Text;

typedef struct {
  Text *items;
  uint64_t length, capacity;
} TextList;

/** ClassSums by number: hidden ones, but for what has none of its own. What is no value is its owner's. */
enum { NO_CLASS, STRING_CLASS, SYMBOL_CLASS, BIGINT_CLASS, FIRST_CLASS, CLASSES_MOST = 1 << 16 };

typedef struct {
  WordMap numbers;   /* by map */
  WordList examples; /* an object of each class from FIRST_CLASS on */
  WordList sums;     /* by number: how many values, and bytes */
  bool is_full;      /* there are more classes than numbers: the sums are void */
} ClassSums;

/** How far rounds have come: marking what was met before a new start, the root, then objects and parts in turn. */
typedef struct {
  enum { AT_MARKS, AT_ROOT, AT_LISTS } phase;
  uint64_t chunk, index, depth, part;
} Progress;

/** The sums before a visit, and whose the visit's are. */
typedef struct {
  uint64_t bytes, count;
  uint32_t class;
  bool is_piece;
} Tally;

/** A word on the worklist is an address, of which 48 bits say something, and the class of its owner. */
enum { OWNER_SHIFT = 48 };
#define ADDRESS_MASK ((1ull << OWNER_SHIFT) - 1)

typedef struct {
  Reader reader;
  WordList work;
  Word tag; /* of what is put on it: the class of what is being visited, where classes are counted; else 0 */
  ClassSums classes;
  WordMap stores; /* memory outside the heap, which several buffers may share */
  WordMap lent;   /* buffers that are reached through views, and the bytes those read of them */
  WordList met;   /* receivers, where they are listed */
  WordList told;  /* of all receivers listed in `met`, the places of those that descriptions or rules say something of */
  WordList calls; /* objects of whose rules JavaScript has to call a function */
  WordList keys;  /* with slack: an object of each map whose objects WeakMaps may have as keys, and how many there are, in turn */
  WordMap key_numbers; /* where each map's stand there */
  TextList texts;
  WordList closures; /* that have variables of their own */
  WordList deferred; /* contexts that are followed at the end */
  WordList hits;     /* numbers of known contexts that were met, and not followed */
  WordMap known;     /* contexts, and their numbers + 1 */
  WordList pieces; /* of the string that is being counted */
  WordList spine;  /* what is left to read of the string whose characters are being read */
  WordList names;  /* of the plans in `rests` */
  struct Rest *rests;
  WalkOptions options;
  Totals totals;
  Word owner; /* the receiver that is being looked into */
  bool met_description;
  bool passed_limit;
  bool met_variables; /* of some closure, which did not count */
  bool paused;
  Progress progress; /* of rounds.c */
  uint64_t looked_at;
  /** Goes up with every measurement: what an earlier one marked is forgotten. */
  uint32_t generation;
} Walk;

/** Makes ready for a measurement; its options are set. Time: in proportion to what the one before touched. */
void walk_begin(Walk *walk);
/** Forgets which objects were met, and nothing else. */
void walk_forget(Walk *walk);
void walk_free(Walk *walk);

/** Counts one object, met or not, and puts what it refers to on the worklist. */
void walk_visit(Walk *walk, Word object, Depth depth);
/** The same, but for what the names of some rules stand for. */
void walk_visit_but(Walk *walk, Word object, Word rules);
/** The plan for that, of objects of one map; it may lose its place to the next. NULL where there is no memory: the walk is rejected. */
const Plan *walk_plan_but(Walk *walk, Word map, Word rules);
/** Around a visit where classes are counted: what it comes to is its class's. `owner` is the tag that it was on the worklist with. */
Tally walk_tally(Walk *walk, Word object, Word owner);
void walk_tallied(Walk *walk, Tally tally);
/** Goes on until the worklist is empty, the limit passed, or the walk rejected or paused. */
void walk_drain(Walk *walk);
/** The same, and then decides what was put off: buffers that only views hold. */
void walk_finish(Walk *walk);

/** Whether a closure's variables count. */
bool walk_follows_context(const Walk *walk, const MapFacts *facts);

/** Whether a description in JavaScript says what belongs to the object. */
bool walk_is_described(Walk *walk, Word object, const MapFacts *facts);

/** Bytes of memory of its own that the walk has in use. */
uint64_t walk_memory(const Walk *walk);

static inline void walk_list(Walk *walk, WordList *list, Word word) { reader_list(&walk->reader, list, word); }

/** Puts what a slot holds on the worklist, if it is an object met for the first time. */
static inline void walk_push(Walk *walk, Word word) {
  if (is_pointer(word) && reader_mark(&walk->reader, word)) walk_list(walk, &walk->work, word | walk->tag);
}

/* What walk.c and visits.c have in common. */

/** Counts a receiver itself. */
/** Notes an object of which something cannot be seen: it stands for some of C++, or is of a kind never learned. */
static inline void count_unseen(Totals *totals, const Engine *engine, Word object, const MapFacts *facts) {
  if (!(facts->flags & (IS_NATIVE | IS_UNKNOWN))) return;
  /* a memory of WebAssembly that has a buffer has all of its bytes there; from V8 14 on the buffer is made when it is asked for */
  if (facts->type == engine->wasm_memory_type && has_buffer(engine, object)) return;
  Unseen *unseen = facts->flags & IS_NATIVE ? &totals->native : &totals->unknown;
  if (unseen->count++ == 0) unseen->first = object;
}

void walk_count(Walk *walk, Word object, const MapFacts *facts);
/** Lists a receiver that has an identity hash: some WeakMap or Set has, or had, it as a key. */
void walk_note_key(Walk *walk, Word object, const MapFacts *facts);
/** The internal slots of a receiver: what is neither its properties nor its elements. */
void walk_internals(Walk *walk, Word object, const MapFacts *facts);
/** A receiver of whose class rules say something. */
void walk_planned(Walk *walk, Word object, const MapFacts *facts, const Plan *plan, const WordList *names);
void walk_buffer(Walk *walk, Word object);
/** A receiver by itself. The facts are a copy: those of the object's stores may take their place in the cache meanwhile. */
void walk_own(Walk *walk, Word object, const MapFacts facts);
/** A store of a kind that holds no references, or whose references belong to it. */
void walk_store(Walk *walk, Word store, const MapFacts *facts);

static inline void walk_words(Walk *walk, Word object, unsigned from, unsigned to) {
  for (unsigned i = from; i < to; i++) walk_push(walk, word_at(object, (uint64_t)i * WORD));
}

static inline void walk_slots(Walk *walk, Word object, uint32_t slots) {
  for (; slots; slots &= slots - 1) walk_push(walk, word_at(object, (uint64_t)__builtin_ctz(slots) * WORD));
}

/** Values that stand in the map: accessors, and what a class has by its definition. */
void walk_constants(Walk *walk, const MapFacts *facts);

#endif
