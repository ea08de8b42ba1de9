/* Classes, as DevTools has them: the constructor of an object, or what all of a type are, as "(string)". */
#ifndef MEMSIZE_HEAP_CLASS_H
#define MEMSIZE_HEAP_CLASS_H

#include "heap-names.h"

typedef struct {
  uint64_t count, bytes;
  uint32_t text, length; /* where its name begins among the texts */
  uint8_t node;
} HeapClass;

typedef struct {
  Room items, texts, index; /* the index: number of a class plus 1, by hash */
  uint32_t count, mask;
  KnownNames known;
} Classes;

/** The first ones are those of whole types, in the order of NodeType. False where there is no memory. */
bool classes_begin(Classes *classes, const KnownNames *known);
void classes_free(Classes *classes);
/** The number of the class of an object; found once for each map. */
uint32_t class_slow(Classes *classes, Space *space, MapInfo *map, Word object);

/** The number of the class of a name that V8 gives no constructor. UINT32_MAX where there is no memory. */
uint32_t class_named(Classes *classes, const char *name, uint8_t node);

static inline HeapClass *class_items(const Classes *classes) { return classes->items.start; }

static inline uint32_t class_of(Classes *classes, Space *space, MapInfo *map, Word object) {
  return map->class ? map->class - 1 : class_slow(classes, space, map, object);
}

#endif
