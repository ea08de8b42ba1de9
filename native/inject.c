#ifdef MEMSIZE_INJECT

#include "inject.h"

#include <stdlib.h>
#include <string.h>

#include "call.h"

/** What can be spoiled: each a number, or an array of them. */
typedef struct {
  const char *name;
  size_t offset, size, count;
} Part;

#define NUMBER(field) {#field, offsetof(Engine, field), sizeof(((Engine *)0)->field), 1}
#define NUMBERS(field, count) {#field, offsetof(Engine, field), sizeof(((Engine *)0)->field[0]), count}

static const Part parts[] = {
    NUMBERS(by_type, TYPE_COUNT),  NUMBERS(by_visitor, 256),   NUMBERS(slots, TYPE_COUNT), NUMBERS(tables, TYPE_COUNT),
    NUMBER(map_type),              NUMBER(array_type),         NUMBER(script_context_type), NUMBER(api_visitor),
    NUMBER(function_context),      NUMBER(buffer_length),      NUMBER(buffer_max_length),  NUMBER(buffer_store),
    NUMBER(view_buffer),           NUMBER(view_offset),        NUMBER(view_length),        NUMBER(descriptor_key),
    NUMBER(symbol_description),   NUMBER(private_flags),         NUMBER(empty_place),
       NUMBER(page_flags),         NUMBER(read_only_flags),    NUMBER(page_header),
};
enum { PART_COUNT = sizeof parts / sizeof *parts };

typedef struct {
  Engine *engine;
  Engine learned; /* as it was before the first part was spoiled */
  bool is_spoiled;
} Spoiler;

typedef struct {
  napi_value values[ARGUMENTS_MOST];
  size_t count;
  Spoiler *spoiler;
} Given;

static Given given_of(napi_env env, napi_callback_info info) {
  Given call = {.count = ARGUMENTS_MOST};
  void *spoiler = NULL;
  napi_get_cb_info(env, info, &call.count, call.values, NULL, &spoiler);
  call.spoiler = spoiler;
  return call;
}

static void add_number(napi_env env, napi_value list, uint32_t index, double number) {
  napi_value value = NULL;
  napi_create_double(env, number, &value);
  napi_set_element(env, list, index, value);
}

static const Part *part_of(napi_env env, napi_value name) {
  char text[32] = "";
  napi_get_value_string_utf8(env, name, text, sizeof text, NULL);
  for (size_t i = 0; i < PART_COUNT; i++)
    if (strcmp(parts[i].name, text) == 0) return &parts[i];
  napi_throw_error(env, NULL, "No part of that name");
  return NULL;
}

/** parts(): the name of each part, and how many numbers it is. */
static napi_value js_parts(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value all = NULL;
  napi_create_object(env, &all);
  for (size_t i = 0; i < PART_COUNT; i++) {
    napi_value count = NULL;
    napi_create_double(env, (double)parts[i].count, &count);
    napi_set_named_property(env, all, parts[i].name, count);
  }
  return all;
}

/** spoil(part, index, number): sets one of its numbers; the one it was. */
static napi_value js_spoil(napi_env env, napi_callback_info info) {
  Given call = given_of(env, info);
  const Part *part = part_of(env, call.values[0]);
  size_t index = (size_t)number_of(env, call.values[1]);
  if (!part || index >= part->count) return NULL;
  Spoiler *spoiler = call.spoiler;
  if (!spoiler->is_spoiled) {
    spoiler->learned = *spoiler->engine;
    spoiler->is_spoiled = true;
  }
  /* little-endian, as all that the probe runs on: the low bytes come first */
  char *place = (char *)spoiler->engine + part->offset + index * part->size;
  uint64_t before = 0, after = (uint64_t)number_of(env, call.values[2]);
  memcpy(&before, place, part->size);
  memcpy(place, &after, part->size);
  napi_value result = NULL;
  napi_create_double(env, (double)before, &result);
  return result;
}

/** mend(): everything is as it was learned. */
static napi_value js_mend(napi_env env, napi_callback_info info) {
  Spoiler *spoiler = given_of(env, info).spoiler;
  if (spoiler->is_spoiled) *spoiler->engine = spoiler->learned;
  spoiler->is_spoiled = false;
  return NULL;
}

/** look(value, ...offsets): instance type, visitor, kind and address of the object, or of what is found by going through its words. */
static napi_value js_look(napi_env env, napi_callback_info info) {
  Given call = given_of(env, info);
  Word object = word_behind(call.values[0]);
  for (size_t i = 1; i < call.count && is_pointer(object); i++) object = word_at(object, (uint64_t)number_of(env, call.values[i]));
  if (!is_pointer(object)) return NULL;
  const double found[] = {type_of(object), visitor_of(object), kind_of(call.spoiler->engine, object), (double)(object - 1)};
  napi_value list = NULL;
  napi_create_array(env, &list);
  for (uint32_t i = 0; i < sizeof found / sizeof *found; i++) add_number(env, list, i, found[i]);
  return list;
}

/** fault(): of somebody else, that is, outside of any walk. */
static napi_value js_fault(napi_env env, napi_callback_info info) {
  (void)env;
  (void)info;
  volatile uintptr_t nowhere = WORD;
  *(volatile int *)nowhere = 1;
  return NULL;
}

void inject_register(napi_env env, napi_value exports, Engine *engine) {
  /* for as long as the process runs: worker threads of tests end with it */
  Spoiler *spoiler = calloc(1, sizeof *spoiler);
  if (!spoiler) return;
  spoiler->engine = engine;
  const struct {
    const char *name;
    napi_callback function;
  } functions[] = {{"parts", js_parts}, {"spoil", js_spoil}, {"mend", js_mend}, {"look", js_look}, {"fault", js_fault}};
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    napi_value function = NULL;
    napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].function, spoiler, &function);
    napi_set_named_property(env, exports, functions[i].name, function);
  }
}

#endif
