/* The text of strings, as it stands in a heap snapshot: UTF-8, escaped as inside a JSON string literal. */
#ifndef MEMSIZE_HEAP_TEXT_H
#define MEMSIZE_HEAP_TEXT_H

#include "heap-room.h"
#include "heap.h"

/** Appends at most so many UTF-16 units of a string. False where there is no memory. Flattens nothing. */
bool text_append(Room *out, Word string, uint32_t most);
/** Appends what needs no escaping. */
bool text_append_plain(Room *out, const char *text);

#endif
