/* A child that has the heap as it was at the fork, and writes it down while the program goes on. */
#ifndef MEMSIZE_HEAP_FORK_H
#define MEMSIZE_HEAP_FORK_H

#include "heap-write.h"

enum { OUTCOME_TEXT = 120 };

/** What the child tells before it ends; a child that was killed tells nothing. */
typedef struct {
  int32_t error; /* errno of a write */
  char problem[OUTCOME_TEXT];
  double nodes, edges, written;
} Outcome;

/** All of a snapshot's work but the finding of pages, in the process that calls it. Not under a guard: it has its own. */
void snapshot_whole(Survey *survey, int file, Outcome *outcome);

typedef struct {
  int child; /* its process id; below 0: there is none */
  int told;  /* where the child's Outcome can be read */
  int error; /* errno, where there is no child */
} Fork;

/** Forks, after survey_find(). The child writes to `file`, tells its outcome and ends. */
Fork fork_snapshot(Survey *survey, int file);
/** Ends a child, and removes the file that it wrote. */
void fork_end(int child, const char *file);
/** Waits for a child that has ended: its exit code, or the signal that killed it plus 256; below 0: there was none. */
int reap(int child);

#endif
