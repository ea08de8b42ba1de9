#include "heap-text.h"

#ifdef __linux__

#include <string.h>

/** The bytes of one unit of UTF-16, escaped; of both units of a pair. */
enum { UNIT_BYTES = 6, PIECES_MOST = 64 };

static char *put_escape(char *out, uint32_t unit) {
  static const char digits[] = "0123456789abcdef";
  *out++ = '\\';
  *out++ = 'u';
  for (int shift = 12; shift >= 0; shift -= 4) *out++ = digits[unit >> shift & 15];
  return out;
}

static char *put_unit(char *out, uint32_t unit) {
  if (unit == '"' || unit == '\\') {
    *out++ = '\\';
    *out++ = (char)unit;
  } else if (unit < 0x20) return put_escape(out, unit);
  else if (unit < 0x80) *out++ = (char)unit;
  else if (unit < 0x800) {
    *out++ = (char)(0xC0 | unit >> 6);
    *out++ = (char)(0x80 | (unit & 63));
  } else {
    *out++ = (char)(0xE0 | unit >> 12);
    *out++ = (char)(0x80 | (unit >> 6 & 63));
    *out++ = (char)(0x80 | (unit & 63));
  }
  return out;
}

static char *put_pair(char *out, uint32_t high, uint32_t low) {
  const uint32_t code = 0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF);
  *out++ = (char)(0xF0 | code >> 18);
  *out++ = (char)(0x80 | (code >> 12 & 63));
  *out++ = (char)(0x80 | (code >> 6 & 63));
  *out++ = (char)(0x80 | (code & 63));
  return out;
}

static bool is_high(uint32_t unit) { return unit >> 10 == 0x36; }
static bool is_low(uint32_t unit) { return unit >> 10 == 0x37; }

HEAP_READ uint32_t unit_at(Word data, bool is_wide, uint64_t index) {
  return is_wide ? ((const uint16_t *)(uintptr_t)data)[index] : ((const uint8_t *)(uintptr_t)data)[index];
}

static bool append_units(Room *out, Word data, bool is_wide, uint64_t from, uint64_t count) {
  char *start = room_end(out, (size_t)count * UNIT_BYTES + UNIT_BYTES), *at = start;
  if (!start) return false;
  for (uint64_t i = from; i < from + count; i++) {
    const uint32_t unit = unit_at(data, is_wide, i);
    if (is_wide && is_high(unit) && i + 1 < from + count && is_low(unit_at(data, is_wide, i + 1))) {
      at = put_pair(at, unit, unit_at(data, is_wide, i + 1));
      i++;
    } else if (unit >> 11 == 0x1B) at = put_escape(at, unit); /* half of a pair */
    else at = put_unit(at, unit);
  }
  out->used += (size_t)(at - start);
  return true;
}

/** The characters of a string that is in one piece; 0 where it is in several, or does not say where they are. */
static Word data_of_string(Word string, uint16_t type) {
  if ((type & STRING_FORM_MASK) == SEQUENTIAL) return string - 1 + STRING_DATA;
  if ((type & STRING_FORM_MASK) == EXTERNAL && words_of(string) >= 4) return word_at(string, STRING_SECOND);
  return 0;
}

bool text_append(Room *out, Word string, uint32_t most) {
  Word pieces[PIECES_MOST];
  uint64_t skips[PIECES_MOST], lengths[PIECES_MOST];
  uint32_t count = 1;
  uint64_t left = most;
  pieces[0] = string;
  skips[0] = 0;
  lengths[0] = half_at(string, STRING_LENGTH);
  while (count > 0 && left > 0) {
    Word piece = pieces[--count];
    uint64_t skip = skips[count], length = lengths[count];
    const uint16_t type = type_of(piece);
    if (type >= FIRST_NONSTRING_TYPE || !is_pointer(piece)) continue;
    const Word first = word_at(piece, STRING_DATA);
    const uint32_t form = type & STRING_FORM_MASK;
    if (form == CONS && count + 2 <= PIECES_MOST) {
      const uint64_t of_first = half_at(first, STRING_LENGTH);
      const uint64_t in_first = skip < of_first ? of_first - skip : 0;
      if (length > in_first) {
        pieces[count] = word_at(piece, STRING_SECOND);
        skips[count] = skip > of_first ? skip - of_first : 0;
        lengths[count++] = length - in_first;
      }
      if (in_first > 0) {
        pieces[count] = first;
        skips[count] = skip;
        lengths[count++] = length < in_first ? length : in_first;
      }
      continue;
    }
    if (form == SLICED || form == THIN) {
      pieces[count] = first;
      skips[count] = skip + (form == SLICED ? small_integer(word_at(piece, STRING_SECOND)) : 0);
      lengths[count++] = length;
      continue;
    }
    const Word data = data_of_string(piece, type);
    if (!data) continue;
    if (length > left) length = left;
    if (skip + length > half_at(piece, STRING_LENGTH)) continue;
    if (!append_units(out, data, !(type & ONE_BYTE), skip, length)) return false;
    left -= length;
  }
  return true;
}

bool text_append_plain(Room *out, const char *text) {
  const size_t length = strlen(text);
  char *at = room_end(out, length);
  if (!at) return false;
  memcpy(at, text, length);
  out->used += length;
  return true;
}

#endif
