#include "arguments.h"

napi_value number(napi_env env, double value) {
  napi_value result = NULL;
  napi_create_double(env, value, &result);
  return result;
}

double number_of(napi_env env, napi_value value) {
  double result = 0;
  napi_get_value_double(env, value, &result);
  return result;
}

napi_value text(napi_env env, const char *of) {
  napi_value result = NULL;
  napi_create_string_utf8(env, of, NAPI_AUTO_LENGTH, &result);
  return result;
}

uint32_t flags_of(napi_env env, napi_value value) {
  uint32_t flags = 0;
  napi_get_value_uint32(env, value, &flags);
  return flags;
}

bool is_function(napi_env env, napi_value value) {
  napi_valuetype type = napi_undefined;
  return napi_typeof(env, value, &type) == napi_ok && type == napi_function;
}

static void *data_of(napi_env env, napi_value view, napi_typedarray_type wanted, size_t *length) {
  void *data = NULL;
  napi_typedarray_type type;
  bool is_view = false;
  *length = 0;
  if (napi_is_typedarray(env, view, &is_view) != napi_ok || !is_view) return NULL;
  napi_get_typedarray_info(env, view, &type, length, &data, NULL, NULL);
  if (type == wanted) return data;
  *length = 0;
  return NULL;
}

double *doubles_of(napi_env env, napi_value view, size_t *length) { return data_of(env, view, napi_float64_array, length); }

uint32_t *integers_of(napi_env env, napi_value view, size_t *length) { return data_of(env, view, napi_uint32_array, length); }

void add_functions(napi_env env, napi_value exports, const Function *functions, size_t count, void *data) {
  for (size_t i = 0; i < count; i++) {
    napi_value function = NULL;
    napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].function, data, &function);
    napi_set_named_property(env, exports, functions[i].name, function);
  }
}
