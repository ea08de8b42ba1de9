/* The object of functions that the probe is to JavaScript; their types are in src/probe/binding.ts. All of them are for the library alone. */
#include <stdlib.h>

#include "faces.h"
#include "guard.h"
#include "heap-addon.h"
#ifdef MEMSIZE_INJECT
#include "inject.h"
#endif
#include "learn.h"
#include "process.h"
#include "profile.h"

/** Goes up with every change of this face: a library and a probe of different numbers do not work together. */
enum { FACE = 7 };

/** learn(exemplars): undefined, or what was not as expected. */
static napi_value js_learn(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  const char *problem = NULL;
  napi_value one = NULL, other = NULL;
  napi_get_global(env, &one);
  napi_get_global(env, &other);
  if (!guard_install()) problem = "faults cannot be caught";
  else if (!((Word)(uintptr_t)one & 1) && one == other) problem = "handles have no slots of their own";
  else problem = learn(env, call.values[0], &call.walk->reader.engine);
  if (!problem) return NULL;
  napi_value text = NULL;
  napi_create_string_utf8(env, problem, NAPI_AUTO_LENGTH, &text);
  return text;
}

/** reason(): why the last result is void. */
static napi_value js_reason(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  napi_value text = NULL;
  const char *why = call.walk->reader.rejection ? call.walk->reader.rejection : call.walk->reader.engine.learned ? "" : "nothing was learned";
  napi_create_string_utf8(env, why, NAPI_AUTO_LENGTH, &text);
  return text;
}

/** An exemplar of objects that stand for some of C++: an instance of a class made from a template, with an accessor. */
static napi_value js_native(napi_env env, napi_callback_info info) {
  napi_value self = NULL;
  size_t count = 0;
  napi_get_cb_info(env, info, &count, NULL, &self, NULL);
  return self;
}

static void add_native(napi_env env, napi_value exports) {
  napi_value class = NULL;
  napi_property_descriptor accessor = {.utf8name = "part", .getter = js_native};
  napi_define_class(env, "Native", NAPI_AUTO_LENGTH, js_native, NULL, 1, &accessor, &class);
  napi_set_named_property(env, exports, "Native", class);
}

/** The desk's memory is outside the heap, and stays where it is as long as somebody holds it. */
static bool add_desk(napi_env env, napi_value exports, Instance *instance) {
  napi_value buffer = NULL, desk = NULL;
  void *data = NULL;
  if (napi_create_arraybuffer(env, DESK_LENGTH * sizeof(double), &data, &buffer) != napi_ok) return false;
  if (napi_create_typedarray(env, napi_float64_array, DESK_LENGTH, buffer, 0, &desk) != napi_ok) return false;
  instance->desk = data;
  napi_set_named_property(env, exports, "desk", desk);
  return napi_create_reference(env, buffer, 1, &instance->desk_reference) == napi_ok;
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  Instance *instance = data;
  walk_free(&instance->walk);
  free(instance);
}

NAPI_MODULE_INIT() {
  Instance *instance = calloc(1, sizeof *instance);
  if (!instance || napi_set_instance_data(env, instance, finalize, NULL) != napi_ok || !add_desk(env, exports, instance)) return NULL;
  const Function functions[] = {{"learn", js_learn}, {"reason", js_reason}};
  add_functions(env, exports, functions, sizeof functions / sizeof *functions, NULL);
  add_native(env, exports);
  add_totals(env, exports);
  add_usable_stores(env, exports);
  add_rounds(env, exports);
  add_batches(env, exports);
  add_variables(env, exports);
  add_columns(env, exports);
  napi_set_named_property(env, exports, "face", number(env, FACE));
  process_register(env, exports);
  heap_register(env, exports, &instance->walk.reader.engine);
  profile_register(env, exports);
#ifdef MEMSIZE_INJECT
  inject_register(env, exports, &instance->walk.reader.engine);
#endif
  return exports;
}
