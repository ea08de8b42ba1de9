/* Reading the memory of a process that changes meanwhile: one's own behind the guard, another's through the kernel. */
#define _GNU_SOURCE
#include "process.h"

#ifdef __linux__

#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "guard.h"
#include "heap.h"

typedef struct {
  Address address, *words;
  unsigned count;
} Peek;

static void peek_guarded(void *argument) {
  Peek *peek = argument;
  for (unsigned i = 0; i < peek->count; i++) peek->words[i] = word_of_page(peek->address, i * WORD);
}

bool process_peek(Report *report, Address address, Address *words, unsigned count) {
  /* an address of the kernel's, or the first page: garbage */
  if (address < 4096 || address >> 47 || address & 7) return false;
  if (report->pid == 0) {
    Peek peek = {address, words, count};
    return guard_run(peek_guarded, &peek);
  }
  struct iovec to = {words, count * WORD}, from = {(void *)(uintptr_t)address, count * WORD};
  if (process_vm_readv(report->pid, &to, 1, &from, 1, 0) == (ssize_t)(count * WORD)) return true;
  report->refused++;
  return false;
}

enum { KERNEL_PAGE = 4096 };

/** https://docs.kernel.org/admin-guide/mm/pagemap.html */
static const uint64_t PRESENT = 1ull << 63;

const uint64_t *process_page_table(Report *report, Address page, Address last, size_t *count) {
  if (page < report->present_from || page >= report->present_from + report->present_count) {
    size_t most = last - page < PRESENT_MOST ? (size_t)(last - page) : PRESENT_MOST;
    ssize_t got = report->pagemap < 0 ? -1 : pread(report->pagemap, report->present, most * 8, (off_t)(page * 8));
    report->present_from = page;
    report->present_count = got > 0 ? (size_t)got / 8 : 0;
    if (!report->present_count) return NULL;
  }
  size_t skipped = (size_t)(page - report->present_from), left = report->present_count - skipped;
  *count = last - page < left ? (size_t)(last - page) : left;
  return report->present + skipped;
}

uint64_t process_resident(Report *report, Address start, Address end) {
  uint64_t pages = 0;
  for (Address page = start / KERNEL_PAGE, last = (end + KERNEL_PAGE - 1) / KERNEL_PAGE; page < last;) {
    size_t count;
    const uint64_t *entries = process_page_table(report, page, last, &count);
    if (!entries) return end - start;
    for (size_t i = 0; i < count; i++) pages += (entries[i] & PRESENT) != 0;
    page += count;
  }
  return pages * KERNEL_PAGE;
}

#endif
