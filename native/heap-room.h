/* Memory of the census: mapped for itself, so that it is none of the program's malloc, is given back whole, and is there in a forked child. */
#ifndef MEMSIZE_HEAP_ROOM_H
#define MEMSIZE_HEAP_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Grows at its end, and may move when it does. Only what was written to takes memory. */
typedef struct {
  void *start;
  size_t bytes; /* mapped */
  size_t used;  /* of a list: written to */
} Room;

/** Maps that number of bytes, all zero; false where there is no memory. */
bool room_map(Room *room, size_t bytes);
bool room_grow(Room *room, size_t bytes);
void room_free(Room *room);

/** Room for `bytes` more at the end of a list; NULL where there is none. Does not yet count them as used. */
static inline void *room_end(Room *room, size_t bytes) {
  if (room->used + bytes > room->bytes && !room_grow(room, room->used + bytes)) return NULL;
  return (char *)room->start + room->used;
}

#endif
