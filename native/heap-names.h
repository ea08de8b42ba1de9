/* What V8 calls functions and objects: the names that a heap snapshot has, found without a call into V8. */
#ifndef MEMSIZE_HEAP_NAMES_H
#define MEMSIZE_HEAP_NAMES_H

#include "heap-space.h"

/** Names that are compared with, as the program's own objects: internalized strings and a symbol, so that the address decides. */
typedef struct {
  Word constructor, to_string_tag;
} KnownNames;

/** The name of a function, by its SharedFunctionInfo: a string, or 0. With `inferred`, what V8 inferred where it has none of its own. */
Word name_of_shared(Space *space, Word shared, bool inferred);
/** The name of a function; 0 where it has none. */
Word name_of_function(Space *space, Word function);
/**
 * The class of an object, as V8's JSReceiver::GetConstructorName gives it: a string, or 0 where that comes to "Object" or the like.
 */
Word name_of_class(Space *space, const KnownNames *known, Word object);
/** The value of an own data property, read without running anything; 0 where there is none. */
Word own_value(Space *space, Word object, Word key);

#endif
