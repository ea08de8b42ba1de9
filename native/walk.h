/* Walks over everything a value holds, by a worklist, and sums it up. Nothing is allocated on V8's heap meanwhile, so nothing moves. */
#ifndef MEMSIZE_WALK_H
#define MEMSIZE_WALK_H

#include "lists.h"
#include "maps.h"
#include "pages.h"

/** How far a walk goes into an object. The numbers are part of the face to JavaScript (src/probe/binding.ts). */
typedef enum {
  WHOLE,     /* itself, and everything it refers to */
  OWN,       /* itself with its stores and boxes: a description says what else belongs to it */
  INTERNALS, /* itself, and what it refers to by elements, tables and internal slots: all but its named properties */
  SLOTS,     /* the same, but for its elements */
} Depth;

typedef struct {
  bool contexts; /* follow the variables of closures */
  bool slack;
  bool receivers;     /* receivers are listed in `met`, not walked */
  bool stop_at_descriptions;
  bool texts;     /* strings are listed in `texts`, not counted */
  uint64_t limit;  /* stop once more bytes were counted */
  uint64_t budget; /* or so many objects were looked at */
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

/** A buffer that is reached through views, and the bytes they read of it. */
typedef struct {
  Word buffer;
  uint64_t used;
} Lent;

typedef struct {
  Lent *table;
  uint64_t capacity, count;
} LentTable;

typedef struct {
  Engine engine;
  Maps maps;
  Pages pages;
  WordList work;
  WordSet stores; /* memory outside the heap, which several buffers may share */
  LentTable lent;
  WordList met; /* receivers, where they are listed */
  TextList texts;
  WordList pieces; /* of the string that is being counted */
  WordList spine;  /* what is left to read of the string whose characters are being read */
  WalkOptions options;
  Totals totals;
  Word owner; /* the receiver that is being looked into */
  bool met_description;
  bool passed_limit;
  uint64_t looked_at;
  /** Why the result is void: something was not as it was learned. NULL: nothing. */
  const char *rejection;
} Walk;

/** Makes ready for a measurement. Time: in proportion to what the one before touched. */
void walk_begin(Walk *walk, WalkOptions options);
void walk_free(Walk *walk);

/** Puts what a slot holds on the worklist, if it is an object met for the first time. */
void walk_push(Walk *walk, Word word);
/** Marks an object as met; false if it was. */
bool walk_mark(Walk *walk, Word object);
/** Counts one object, met or not, and puts what it refers to on the worklist. */
void walk_visit(Walk *walk, Word object, Depth depth);
/** Goes on until the worklist is empty, the limit passed, or the walk rejected. */
void walk_drain(Walk *walk);

/** The object's own bytes, with the stores that only it can own and the boxes of its double fields. */
uint64_t walk_shallow(Walk *walk, Word object);

/** Bytes of one heap object alone. */
uint64_t walk_size(Walk *walk, Word object, const MapFacts *facts);
/** Whether so many bytes from the object on are its page's, or it is the one object of a chunk made for it. */
bool walk_fits(const Walk *walk, Word object, uint64_t size);
/** Bytes of an object, or of the table it is, that are reserved and not used. */
uint64_t walk_slack(const Walk *walk, Word object, const MapFacts *facts);
/** Whether it is a table that one object alone owns, as a Map's. */
bool walk_is_store(const Walk *walk, Word word);
/** Whether a closure's variables count. */
bool walk_follows_context(const Walk *walk, const MapFacts *facts);

/** Whether a description in JavaScript says what belongs to the object. */
bool walk_is_described(Walk *walk, Word object, const MapFacts *facts);

/** Bytes of memory of its own that the walk has in use. */
uint64_t walk_memory(const Walk *walk);

/** The result is void, for the first reason given. */
void reject(Walk *walk, const char *why);

static inline void walk_list(Walk *walk, WordList *list, Word word) {
  if (!list_add(list, word)) reject(walk, "out of memory");
}

#endif
