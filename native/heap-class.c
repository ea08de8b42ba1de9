#include "heap-class.h"

#ifdef __linux__

#include <string.h>

#include "heap-text.h"

enum { FIRST_INDEX = 1 << 10, NAME_MOST = 1024 };

static uint32_t hash_of(const char *text, uint32_t length) {
  uint32_t hash = 0x811c9dc5u;
  for (uint32_t i = 0; i < length; i++) hash = (hash ^ (uint8_t)text[i]) * 0x01000193u;
  return hash;
}

static uint32_t *place_of(const Classes *classes, const char *text, uint32_t length) {
  uint32_t *index = classes->index.start;
  const char *texts = classes->texts.start;
  for (uint32_t at = hash_of(text, length) & classes->mask;; at = (at + 1) & classes->mask) {
    if (index[at] == 0) return &index[at];
    const HeapClass *item = &class_items(classes)[index[at] - 1];
    if (item->length == length && memcmp(texts + item->text, text, length) == 0) return &index[at];
  }
}

static bool grow_index(Classes *classes) {
  Room before = classes->index;
  const uint32_t capacity = before.start ? (classes->mask + 1) * 2 : FIRST_INDEX;
  if (!room_map(&classes->index, (size_t)capacity * sizeof(uint32_t))) {
    classes->index = before;
    return false;
  }
  classes->mask = capacity - 1;
  const char *texts = classes->texts.start;
  for (uint32_t i = NODE_TYPE_COUNT; i < classes->count; i++) *place_of(classes, texts + class_items(classes)[i].text, class_items(classes)[i].length) = i + 1;
  room_free(&before);
  return true;
}

/** The class of the name that was just put at the end of the texts; UINT32_MAX where there is no memory. */
static uint32_t number_of_last(Classes *classes, uint32_t text, uint8_t node) {
  if ((classes->count + 1) * 2 > classes->mask && !grow_index(classes)) return UINT32_MAX;
  const char *texts = classes->texts.start;
  const uint32_t length = (uint32_t)classes->texts.used - text;
  uint32_t *place = place_of(classes, texts + text, length);
  if (*place) {
    classes->texts.used = text;
    return *place - 1;
  }
  HeapClass *item = room_end(&classes->items, sizeof *item);
  if (!item) return UINT32_MAX;
  *item = (HeapClass){.text = text, .length = length, .node = node};
  classes->items.used += sizeof *item;
  *place = ++classes->count;
  return classes->count - 1;
}

bool classes_begin(Classes *classes, const KnownNames *known) {
  *classes = (Classes){.known = *known};
  if (!room_map(&classes->items, 1 << 16) || !room_map(&classes->texts, 1 << 16)) return false;
  for (uint8_t node = 0; node < NODE_TYPE_COUNT; node++) class_items(classes)[node] = (HeapClass){.node = node};
  classes->items.used = NODE_TYPE_COUNT * sizeof(HeapClass);
  classes->count = NODE_TYPE_COUNT;
  return grow_index(classes);
}

void classes_free(Classes *classes) {
  room_free(&classes->items);
  room_free(&classes->texts);
  room_free(&classes->index);
}

uint32_t class_named(Classes *classes, const char *name, uint8_t node) {
  const uint32_t text = (uint32_t)classes->texts.used;
  return text_append_plain(&classes->texts, name) ? number_of_last(classes, text, node) : UINT32_MAX;
}

uint32_t class_slow(Classes *classes, Space *space, MapInfo *map, Word object) {
  uint32_t number = map->node;
  if (map->node == NODE_TYPE_OBJECT || map->node == NODE_TYPE_NATIVE) {
    const uint32_t text = (uint32_t)classes->texts.used;
    const char *known = map->type < TYPE_COUNT ? space->types->names[map->type] : NULL;
    const bool is_receiver = map->type >= space->types->engine->first_receiver - 1u;
    const Word name = is_receiver ? name_of_class(space, &classes->known, object) : 0;
    const bool is_put = name ? text_append(&classes->texts, name, NAME_MOST) : text_append_plain(&classes->texts, known ? known : map->kind == CONTEXT ? "system / Context" : "Object");
    number = is_put ? number_of_last(classes, text, map->node) : UINT32_MAX;
    if (number == UINT32_MAX) {
      space->problem = "out of memory";
      return map->node;
    }
  }
  map->class = number + 1;
  return number;
}

#endif
