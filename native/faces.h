/* What each file adds to the object of functions that the probe is to JavaScript. */
#ifndef MEMSIZE_FACES_H
#define MEMSIZE_FACES_H

#include "call.h"

/** totals.c: everything a value holds, and own bytes. */
void add_totals(napi_env env, napi_value exports);
/** rounds.c: the same where descriptions are JavaScript's to run. */
void add_rounds(napi_env env, napi_value exports);
/** batches.c: objects of a list, one by one: what each leads to, and weighs. */
void add_batches(napi_env env, napi_value exports);
/** columns.c: everything a value holds as a graph. */
void add_columns(napi_env env, napi_value exports);
/** usable-stores.c: what the allocator gave for stores. Linux alone. */
void add_usable_stores(napi_env env, napi_value exports);

#endif
