/* Reading /proc/<pid>/smaps line by line through a buffer of fixed size. */
#define _GNU_SOURCE
#include "process.h"

#ifdef __linux__

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "process-text.h"

/** A hexadecimal number; `*at` moves behind it. */
static Address hex_at(const char **at) {
  Address value = 0;
  for (;; (*at)++) {
    char c = **at;
    if (c >= '0' && c <= '9') value = value << 4 | (Address)(c - '0');
    else if (c >= 'a' && c <= 'f') value = value << 4 | (Address)(c - 'a' + 10);
    else return value;
  }
}

/** "7f6d90000000-7f6d90021000 rw-p 00000000 00:00 0    [heap]"; the line ends in 0. */
static void read_header(Mapping *mapping, const char *line, const char *end) {
  memset(mapping, 0, offsetof(Mapping, name));
  mapping->start = hex_at(&line);
  line++;
  mapping->end = hex_at(&line);
  line++;
  if (end - line < 4) return;
  memcpy(mapping->permissions, line, 4);
  /* offset, device and inode lie between */
  for (int fields = 0; fields < 4 && line < end; fields++) {
    while (line < end && *line != ' ') line++;
    while (line < end && *line == ' ') line++;
  }
  size_t length = (size_t)(end - line), room = sizeof mapping->name - 1;
  /* of a long path the end tells more */
  if (length > room) line += length - room, length = room;
  memcpy(mapping->name, line, length);
  mapping->name[length] = 0;
  mapping->name_length = (uint32_t)length;
}

/** "Rss:                 132 kB" */
static void read_field(Mapping *mapping, const char *line, const char *end) {
  uint64_t *field = NULL;
  unsigned skip = 0;
  switch (line[0]) {
    case 'R':
      if (!memcmp(line, "Rss:", 4)) field = &mapping->rss, skip = 4;
      break;
    case 'P':
      if (!memcmp(line, "Pss:", 4)) field = &mapping->pss, skip = 4;
      else if (end - line > 14 && !memcmp(line, "Private_Dirty:", 14)) field = &mapping->private_dirty, skip = 14;
      break;
    case 'S':
      if (!memcmp(line, "Swap:", 5)) field = &mapping->swap, skip = 5;
      else if (end - line > 13 && !memcmp(line, "Shared_Clean:", 13)) field = &mapping->shared_clean, skip = 13;
      break;
  }
  if (field) *field = number_in(line + skip, end) * 1024;
}

/** Mappings as they are met: one is taken when the next is whole. */
typedef struct {
  Mapping window[3];
  unsigned count;
} Window;

static void advance(Report *report, Window *window, void (*take)(Report *, const Mapping *, const Mapping *, const Mapping *)) {
  Mapping *w = window->window;
  if (window->count == 2) take(report, NULL, &w[0], &w[1]);
  if (window->count == 3) {
    take(report, &w[0], &w[1], &w[2]);
    memmove(&w[0], &w[1], 2 * sizeof *w);
    window->count = 2;
  }
}

int process_read_maps(Report *report, const char *name, void (*take)(Report *, const Mapping *, const Mapping *, const Mapping *)) {
  char path[64];
  int file = open(path_of(path, report->pid, name), O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno;
  /* not on the stack: that of a worker can be small */
  static Window window;
  window.count = 0;
  size_t kept = 0;
  int problem = 0;
  for (;;) {
    ssize_t got = read(file, report->text + kept, TEXT_SIZE - kept - 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) problem = errno;
    if (got <= 0) break;
    char *line = report->text, *end = report->text + kept + (size_t)got;
    for (char *stop; (stop = memchr(line, '\n', (size_t)(end - line))); line = stop + 1) {
      *stop = 0;
      if (line[0] >= 'A' && line[0] <= 'Z') {
        if (window.count && stop - line > 5) read_field(&window.window[window.count - 1], line, stop);
      } else {
        /* the last one's fields are complete */
        if (window.count) advance(report, &window, take);
        read_header(&window.window[window.count++], line, stop);
      }
    }
    kept = (size_t)(end - line);
    /* no line is that long; if one is, it is nothing we know */
    if (kept >= TEXT_SIZE - 1) kept = 0;
    memmove(report->text, line, kept);
  }
  close(file);
  if (window.count) {
    advance(report, &window, take);
    Mapping *w = window.window;
    if (window.count == 1) take(report, NULL, &w[0], NULL);
    else take(report, &w[0], &w[1], NULL);
  }
  return problem;
}

#endif
