#define _GNU_SOURCE /* pread, mincore */
#include "heap-proc.h"

#ifdef __linux__

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static Word hexadecimal(const char **at) {
  Word value = 0;
  for (;; (*at)++) {
    const char c = **at;
    if (c >= '0' && c <= '9') value = value << 4 | (Word)(c - '0');
    else if (c >= 'a' && c <= 'f') value = value << 4 | (Word)(c - 'a' + 10);
    else return value;
  }
}

/** start-end perms offset device inode name */
static void add_line(const char *at, const char *end, Room *mappings, uint32_t *count, bool *failed) {
  Mapping mapping = {0};
  mapping.start = hexadecimal(&at);
  at++;
  mapping.end = hexadecimal(&at);
  at++;
  mapping.readable = at[0] == 'r';
  mapping.writable = at[1] == 'w';
  for (int fields = 0; fields < 4 && at < end; fields++) {
    while (at < end && *at != ' ') at++;
    while (at < end && *at == ' ') at++;
  }
  const size_t length = (size_t)(end - at);
  mapping.anonymous = length == 0 || (length > 5 && memcmp(at, "[anon", 5) == 0);
  mapping.malloced = length == 6 && memcmp(at, "[heap]", 6) == 0;
  Mapping *place = room_end(mappings, sizeof mapping);
  if (!place) {
    *failed = true;
    return;
  }
  *place = mapping;
  mappings->used += sizeof mapping;
  ++*count;
}

const char *proc_mappings(Room *mappings, uint32_t *count) {
  int file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (file < 0) return "/proc/self/maps cannot be opened";
  Room text = {0};
  bool failed = false;
  for (;;) {
    char *end = room_end(&text, 1 << 16);
    ssize_t got = end ? read(file, end, 1 << 16) : -1;
    if (got < 0) failed = true;
    if (got <= 0) break;
    text.used += (size_t)got;
  }
  close(file);
  *count = 0;
  const char *at = text.start, *end = at + text.used;
  while (!failed && at < end) {
    const char *line = memchr(at, '\n', (size_t)(end - at));
    if (!line) break;
    add_line(at, line, mappings, count, &failed);
    at = line + 1;
  }
  room_free(&text);
  return failed || *count == 0 ? "/proc/self/maps cannot be read" : NULL;
}

int proc_open(void) { return open("/proc/self/mem", O_RDONLY | O_CLOEXEC); }

void proc_close(int memory) {
  if (memory >= 0) close(memory);
}

size_t proc_read(int memory, Word address, void *into, size_t bytes) {
  size_t done = 0;
  while (done < bytes) {
    ssize_t got = pread(memory, (char *)into + done, bytes - done, (off_t)(address + done));
    if (got <= 0) break;
    done += (size_t)got;
  }
  return done;
}

bool proc_is_resident(Word address) {
  unsigned char page = 0;
  return mincore((void *)(uintptr_t)(address & ~4095ull), 4096, &page) == 0 && (page & 1);
}

const Mapping *proc_mapping_of(const Room *list, uint32_t count, Word address) {
  const Mapping *mappings = list->start;
  uint32_t low = 0, high = count;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (address < mappings[middle].start) high = middle;
    else if (address >= mappings[middle].end) low = middle + 1;
    else return &mappings[middle];
  }
  return NULL;
}

#endif
