/* One look at the whole heap: its pages, what is alive on them, and by which class. */
#ifndef MEMSIZE_HEAP_SURVEY_H
#define MEMSIZE_HEAP_SURVEY_H

#include "heap-roots.h"

typedef struct {
  const HeapTypes *types;
  Word young, large, large_array; /* objects on an ordinary page, and on one of its own, and the array that has it for a store */
  Word isolate, global;
  KnownNames known;
} SurveyInput;

typedef struct {
  SurveyInput input;
  Space space;
  Classes classes;
  Mark mark;
  Roots roots;
} Survey;

/** Finds the pages: all that is needed before a fork. Under a guard; `space.problem` says what went wrong. */
void survey_find(Survey *survey);
/** Finds where objects begin. Under a guard. */
void survey_iterate(Survey *survey);
/** Marks all that is alive and counts it by class. Under a guard. */
void survey_mark(Survey *survey, bool keep_roots);
void survey_free(Survey *survey);
/** Bytes of memory that it has in use. */
uint64_t survey_memory(const Survey *survey);

#endif
