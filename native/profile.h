/* Allocation profiles: the functions for JavaScript. Linux alone: elsewhere there are none. */
#ifndef MEMSIZE_PROFILE_H
#define MEMSIZE_PROFILE_H

#include <node_api.h>

void profile_register(napi_env env, napi_value exports);

#endif
