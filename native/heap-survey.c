#include "heap-survey.h"

#ifdef __linux__

#include <string.h>

void survey_find(Survey *survey) {
  const SurveyInput *input = &survey->input;
  roots_find_stack(&survey->roots);
  space_find(&survey->space, input->types, input->young, input->large, input->isolate);
}

/** What was made for this look is none of the program's: as if no object began there. */
static void leave_out(Space *space, Word object) {
  Bits *bits = bits_of(space, object);
  if (!bits) return;
  bits->starts &= ~(1ull << (object >> 3 & 63));
  space->starts--;
}

void survey_iterate(Survey *survey) {
  Space *space = &survey->space;
  if (!space->problem) space_iterate(space);
  if (space->problem) return;
  const Word made[] = {survey->input.young, survey->input.large, survey->input.large_array};
  for (size_t i = 0; i < sizeof made / sizeof *made; i++) leave_out(space, made[i]);
}

void survey_mark(Survey *survey, bool keep_roots) {
  Space *space = &survey->space;
  if (space->problem) return;
  if (!classes_begin(&survey->classes, &survey->input.known)) {
    space->problem = "out of memory";
    return;
  }
  mark_begin(&survey->mark, space, &survey->classes);
  survey->roots.global = survey->input.global;
  survey->roots.keep = keep_roots;
  roots_mark(&survey->roots, &survey->mark);
  const uint32_t stores = class_named(&survey->classes, "system / JSArrayBufferData", NODE_TYPE_NATIVE);
  if (stores == UINT32_MAX) space->problem = "out of memory";
  else class_items(&survey->classes)[stores].count = survey->mark.stores, class_items(&survey->classes)[stores].bytes = survey->mark.store_bytes;
}

uint64_t survey_memory(const Survey *survey) {
  return space_memory(&survey->space) + survey->mark.stack.bytes + survey->mark.tables.used + survey->classes.items.used + survey->classes.texts.used;
}

void survey_free(Survey *survey) {
  roots_free(&survey->roots);
  mark_free(&survey->mark);
  classes_free(&survey->classes);
  space_free(&survey->space);
  memset(survey, 0, sizeof *survey);
}

#endif
