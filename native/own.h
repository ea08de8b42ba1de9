/* What of an object's memory is its own: stores and boxes that no other can hold, and of those what it does not use. */
#ifndef MEMSIZE_OWN_H
#define MEMSIZE_OWN_H

#include "reader.h"

/** What an internal slot holds that belongs to the object alone: NOT_OWNED, a hash table or a box. */
typedef enum { NOT_OWNED, OWNED_TABLE, OWNED_BOX } Owned;

/** The word with that number, which is before an object's fields. */
Owned owned_slot(const Reader *reader, Word object, const MapFacts *facts, unsigned word);

/** Bytes of an object, or of the table it is, that are reserved and not used. */
uint64_t slack_of(const Reader *reader, Word object, const MapFacts *facts);

/** The object's own bytes, with the stores that only it can own and the boxes of its double fields. */
uint64_t shallow_of(Reader *reader, Word object, WordList *pieces);

#endif
