/* Strings: their bytes, and a number made of their characters that stands for their content. */
#ifndef MEMSIZE_TEXT_H
#define MEMSIZE_TEXT_H

#include "reader.h"

/** Bytes of one string object, and puts the strings it is made of, where they are met for the first time, on a list. Bytes outside the heap go to `external`. */
uint64_t text_bytes(Reader *reader, Word string, WordList *pieces, uint64_t *external);

/** The same number as fingerprint() of src/tracker.ts gives. Linear in the length; flattens nothing. `spine` is for what is left to read meanwhile. */
double text_fingerprint(Reader *reader, Word string, WordList *spine);

#endif
