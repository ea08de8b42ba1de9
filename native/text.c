#include "text.h"

static void add_piece(Reader *reader, WordList *pieces, Word piece) {
  if (is_pointer(piece) && reader_mark(reader, piece)) reader_list(reader, pieces, piece);
}

uint64_t text_bytes(Reader *reader, Word string, WordList *pieces, uint64_t *external) {
  Word map = map_of(string);
  uint16_t type = short_at(map, MAP_TYPE);
  uint64_t own = (uint64_t)byte_at(map, MAP_WORDS) * WORD;
  uint64_t length = half_at(string, STRING_LENGTH);
  uint64_t characters = type & ONE_BYTE ? length : length * 2;
  switch (type & STRING_FORM_MASK) {
    case SEQUENTIAL:
      return sized(reader, string, align_word(STRING_DATA + characters));
    case CONS:
      add_piece(reader, pieces, word_at(string, STRING_DATA));
      add_piece(reader, pieces, word_at(string, STRING_SECOND));
      return own;
    case SLICED:
    case THIN:
      add_piece(reader, pieces, word_at(string, STRING_DATA));
      return own;
    case EXTERNAL:
      if (!reader->engine.counts_external_strings) return own;
      *external += characters;
      return own + characters;
    default:
      reject(reader, "a string of an unknown form");
      return 0;
  }
}

typedef struct {
  uint32_t a, b;
} Sums;

static inline void add_character(Sums *sums, uint32_t code) {
  sums->a = (sums->a ^ code) * 0x01000193u;
  sums->b = ((sums->b ^ code) + (sums->b >> 15)) * 0x85ebca6bu;
}

/** Adds the characters of a string that is in one piece. */
static void add_characters(Reader *reader, Sums *sums, Word string, uint64_t from, uint64_t length) {
  uint16_t type = type_of(string);
  uintptr_t data;
  if ((type & STRING_FORM_MASK) == SEQUENTIAL) data = (uintptr_t)(string - 1 + STRING_DATA);
  else if ((type & STRING_FORM_MASK) == EXTERNAL && words_of(string) >= 4) data = (uintptr_t)word_at(string, STRING_SECOND); /* cached data */
  else {
    /* an external string that does not say where its text is: told by its length alone */
    add_character(sums, (uint32_t)length);
    return;
  }
  if (!data || from + length > half_at(string, STRING_LENGTH)) {
    reject(reader, "a slice is longer than its text");
    return;
  }
  if (type & ONE_BYTE)
    for (uint64_t i = from; i < from + length; i++) add_character(sums, ((const uint8_t *)data)[i]);
  else
    for (uint64_t i = from; i < from + length; i++) add_character(sums, ((const uint16_t *)data)[i]);
}

double text_fingerprint(Reader *reader, Word string, WordList *spine) {
  Sums sums = {0x811c9dc5u, 0x9e3779b9u};
  uint32_t whole = half_at(string, STRING_LENGTH);
  spine->length = 0;
  Word piece = string;
  uint64_t from = 0, length = whole;
  for (;;) {
    switch (type_of(piece) & STRING_FORM_MASK) {
      case CONS:
        reader_list(reader, spine, word_at(piece, STRING_SECOND));
        piece = word_at(piece, STRING_DATA);
        length = half_at(piece, STRING_LENGTH);
        continue;
      case SLICED:
        from += small_integer(word_at(piece, STRING_SECOND));
        piece = word_at(piece, STRING_DATA);
        continue;
      case THIN:
        piece = word_at(piece, STRING_DATA);
        continue;
      default:
        add_characters(reader, &sums, piece, from, length);
    }
    if (spine->length == 0 || reader->rejection) break;
    piece = spine->items[--spine->length];
    from = 0;
    length = half_at(piece, STRING_LENGTH);
  }
  uint32_t a = (sums.a ^ sums.a >> 15) * 0x2c1b3c6du ^ whole;
  uint32_t b = (sums.b ^ sums.b >> 13) * 0x297a2d39u;
  return (double)(a >> 6) * (1 << 26) + (double)(b >> 6) + 1;
}
