/* For tests only, in builds with -DMEMSIZE_INJECT: spoils what was learned, to see that a void result is the worst that follows. */
#ifndef MEMSIZE_INJECT_H
#define MEMSIZE_INJECT_H

#include <node_api.h>

#include "engine.h"

/** Adds the functions that spoil, look and fault to the exports. */
void inject_register(napi_env env, napi_value exports, Engine *engine);

#endif
