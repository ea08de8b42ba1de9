#define _GNU_SOURCE /* mremap */
#include "heap-room.h"

#ifdef __linux__

#include <sys/mman.h>

enum { PAGE = 4096, LEAST = 1 << 16 };

bool room_map(Room *room, size_t bytes) {
  bytes = (bytes + PAGE - 1) & ~(size_t)(PAGE - 1);
  if (bytes < LEAST) bytes = LEAST;
  void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  *room = (Room){0};
  if (start == MAP_FAILED) return false;
  room->start = start;
  room->bytes = bytes;
  return true;
}

bool room_grow(Room *room, size_t bytes) {
  if (!room->start) return room_map(room, bytes);
  size_t wanted = room->bytes * 2;
  while (wanted < bytes) wanted *= 2;
  void *moved = mremap(room->start, room->bytes, wanted, MREMAP_MAYMOVE);
  if (moved == MAP_FAILED) return false;
  room->start = moved;
  room->bytes = wanted;
  return true;
}

void room_free(Room *room) {
  if (room->start) munmap(room->start, room->bytes);
  *room = (Room){0};
}

#endif
