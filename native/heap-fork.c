#define _GNU_SOURCE /* pipe2, MADV_DOFORK */
#include "heap-fork.h"

#ifdef __linux__

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guard.h"

enum { LINUX_PAGE = 4096, LAST_SIGNAL = 31, KILLED = 256, LESS_URGENT = 10 };

typedef struct {
  Survey *survey;
  HeapGraph graph;
  Writer writer;
  int file;
} Job;

static void job_guarded(void *argument) {
  Job *job = argument;
  survey_iterate(job->survey);
  survey_mark(job->survey, true);
  graph_count(&job->graph);
  write_snapshot(&job->writer, &job->graph, job->file);
}

void snapshot_whole(Survey *survey, int file, Outcome *outcome) {
  Job job = {.survey = survey, .file = file, .graph = {.survey = survey}};
  const bool whole = guard_run(job_guarded, &job);
  const char *problem = !whole ? "a read of the heap touched memory that is not there" : survey->space.problem;
  memset(outcome, 0, sizeof *outcome);
  if (problem) {
    const size_t length = strlen(problem) < OUTCOME_TEXT ? strlen(problem) : OUTCOME_TEXT - 1;
    memcpy(outcome->problem, problem, length);
  }
  outcome->error = job.writer.error;
  outcome->nodes = job.graph.node_count;
  outcome->edges = (double)job.graph.edge_count;
  outcome->written = (double)job.writer.written;
  heap_graph_free(&job.graph);
  writer_free(&job.writer);
}

/**
 * V8 marks its pages, read-only ones too, as not inherited by a fork. Other isolates' pages stay so: the child is as large as this heap, and no
 * larger.
 */
static void inherit(const Survey *survey, int advice) {
  const Space *space = &survey->space;
  for (uint32_t i = 0; i < space->chunk_count; i++) {
    const Chunk *chunk = &space_chunks(space)[i];
    if (chunk->is_foreign) continue;
    const Word end = chunk->is_read_only ? chunk->area_end : chunk->start + chunk->bytes;
    madvise((void *)(uintptr_t)chunk->start, ((end + LINUX_PAGE - 1) & ~(Word)(LINUX_PAGE - 1)) - chunk->start, advice);
  }
}

/** In the child no thread of Node runs: its handlers would write into pipes that the parent reads. Those of the guard stay. */
static void leave_signals(void) {
  for (int number = 1; number <= LAST_SIGNAL; number++)
    if (number != SIGSEGV && number != SIGBUS && number != SIGKILL && number != SIGSTOP) signal(number, SIG_DFL);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN); /* a write beyond the limit gives EFBIG */
}

/** When memory runs out, the child is to go, and not the program. */
static void offer_to_oom_killer(void) {
  const int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  if (write(file, "1000", 4) < 0) { /* as likely to go as the program: nothing to be done */
  }
  close(file);
}

__attribute__((noreturn)) static void be_child(Survey *survey, int file, int tell) {
  leave_signals();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  offer_to_oom_killer();
  if (nice(LESS_URGENT) < 0) { /* no matter */
  }
  Outcome outcome;
  snapshot_whole(survey, file, &outcome);
  if (!outcome.error && !outcome.problem[0] && fsync(file) != 0 && errno != EINVAL && errno != EROFS) outcome.error = errno;
  const bool is_told = write(tell, &outcome, sizeof outcome) == (ssize_t)sizeof outcome;
  _exit(is_told && !outcome.error && !outcome.problem[0] ? 0 : 1);
}

Fork fork_snapshot(Survey *survey, int file) {
  /* read-only pages are shared by all isolates: two threads must not make them inherited and not inherited in turn */
  static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return (Fork){.child = -1, .told = -1, .error = errno};
  pthread_mutex_lock(&turn);
  inherit(survey, MADV_DOFORK);
  const pid_t child = fork();
  if (child == 0) be_child(survey, file, ends[1]);
  const int error = child < 0 ? errno : 0;
  inherit(survey, MADV_DONTFORK);
  pthread_mutex_unlock(&turn);
  close(ends[1]);
  if (child < 0) close(ends[0]);
  return (Fork){.child = (int)child, .told = child < 0 ? -1 : ends[0], .error = error};
}

void fork_end(int child, const char *file) {
  kill(child, SIGKILL);
  reap(child);
  unlink(file);
}

int reap(int child) {
  int status = 0;
  pid_t got;
  do got = waitpid(child, &status, 0);
  while (got < 0 && errno == EINTR);
  if (got < 0) return -1;
  return WIFSIGNALED(status) ? KILLED + WTERMSIG(status) : WEXITSTATUS(status);
}

#endif
