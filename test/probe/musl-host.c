/*
 * Plays Node for the probe, in a program of musl: loads the binary, and has it learn from exemplars that point to no memory.
 * What it says of them goes to standard output. loading.test.ts adds the functions of Node-API that are missing here.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef void *Value;
typedef Value (*Callback)(void *env, void *info);

static uint64_t nowhere = 0x1001; /* a tagged pointer into the second page of memory, which is never there */
static Callback learn;
static void *instance;

int napi_set_instance_data(void *env, void *data) { return instance = data, 0; }
int napi_get_instance_data(void *env, void **data) { return *data = instance, 0; }

int napi_create_function(void *env, const char *name, size_t length, Callback callback) {
  if (strcmp(name, "learn") == 0) learn = callback;
  return 0;
}

int napi_get_cb_info(void *env, void *info, size_t *count, Value *values) {
  for (size_t i = 0; i < *count; i++) values[i] = &nowhere;
  return 0;
}

int napi_get_named_property(void *env, Value object, const char *name, Value *result) { return *result = &nowhere, 0; }

int napi_get_arraybuffer_info(void *env, Value buffer, void **data, size_t *length) { return *data = &nowhere, *length = 123456, 0; }

int napi_get_value_int32(void *env, Value value, int32_t *result) { return *result = 13, 0; }

int napi_get_global(void *env, Value *result) {
  static uint64_t handles[8];
  static int used;
  return *result = &handles[used++ % 8], 0;
}

int napi_create_string_utf8(void *env, const char *text, size_t length, Value *result) { return puts(text), *result = &nowhere, 0; }

int main(int count, char **arguments) {
  void *library = dlopen(arguments[1], RTLD_NOW);
  if (!library) return fprintf(stderr, "%s\n", dlerror()), 1;
  Value (*start)(void *, Value) = (Value(*)(void *, Value))dlsym(library, "napi_register_module_v1");
  start(NULL, &nowhere);
  learn(NULL, NULL);
  return 0;
}
