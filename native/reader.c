#include "reader.h"

void reject(Reader *reader, const char *why) {
  if (!reader->rejection) reader->rejection = why;
}

Word elements_of(const Engine *engine, Word array, uint64_t *length) {
  *length = 0;
  if (!is_pointer(array) || type_of(array) != engine->array_type) return 0;
  Word store = word_at(array, ELEMENTS);
  /* a dictionary is an array to V8, of keys and values in turn */
  if (kind_of(engine, store) != ARRAY || table_of(engine, store) != NO_TABLE) return 0;
  uint64_t used = small_integer(word_at(array, FIRST_SLOT)), room = length_of(store);
  *length = used < room ? used : room;
  return store;
}
