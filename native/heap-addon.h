/* What the whole heap's functions are called in JavaScript; their types are in src/isolate/binding.ts. */
#ifndef MEMSIZE_HEAP_ADDON_H
#define MEMSIZE_HEAP_ADDON_H

#include <node_api.h>

#include "engine.h"

/** Adds the functions to what the probe exports. `engine` outlives them. */
void heap_register(napi_env env, napi_value exports, const Engine *engine);

#endif
