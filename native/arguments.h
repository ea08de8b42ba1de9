/* Values of JavaScript as those of C, and functions for JavaScript. */
#ifndef MEMSIZE_ARGUMENTS_H
#define MEMSIZE_ARGUMENTS_H

#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

napi_value number(napi_env env, double value);
double number_of(napi_env env, napi_value value);
napi_value text(napi_env env, const char *of);
uint32_t flags_of(napi_env env, napi_value value);
bool is_function(napi_env env, napi_value value);

/* The data of a Float64Array or Uint32Array, or NULL where it is none. Its memory is outside the heap, or large enough to have been moved there. */
double *doubles_of(napi_env env, napi_value view, size_t *length);
uint32_t *integers_of(napi_env env, napi_value view, size_t *length);

typedef struct {
  const char *name;
  napi_callback function;
} Function;

/** Gives an object functions, each of which gets `data`. */
void add_functions(napi_env env, napi_value exports, const Function *functions, size_t count, void *data);

#endif
