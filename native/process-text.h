/* Numbers and paths without the C library's formatting, which allocates and which glibc and musl have under different names. */
#ifndef MEMSIZE_PROCESS_TEXT_H
#define MEMSIZE_PROCESS_TEXT_H

#include <stdint.h>
#include <string.h>

/** The first decimal number in [at, end). */
static inline uint64_t number_in(const char *at, const char *end) {
  uint64_t value = 0;
  while (at < end && (*at < '0' || *at > '9')) at++;
  for (; at < end && *at >= '0' && *at <= '9'; at++) value = value * 10 + (uint64_t)(*at - '0');
  return value;
}

/** "/proc/self/<file>", or of another process: the path needs 64 bytes. */
static inline const char *path_of(char *path, int pid, const char *file) {
  char digits[12], *at = digits + sizeof digits, *to = path;
  *--at = 0;
  for (int rest = pid; rest > 0; rest /= 10) *--at = (char)('0' + rest % 10);
  for (const char *from = "/proc/"; *from;) *to++ = *from++;
  for (const char *from = pid > 0 ? at : "self"; *from;) *to++ = *from++;
  *to++ = '/';
  while (*file) *to++ = *file++;
  *to = 0;
  return path;
}

#endif
