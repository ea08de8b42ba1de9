/* What the allocator gave for stores that a walk met, beyond what was asked for. */
#include "faces.h"

#ifdef __linux__

#include "process-allocator.h"

/**
 * beyondRequested(): bytes, of the stores that the last walk met; below 0 where glibc does not serve the process, or a block does not say its size. Nothing of
 * the heap is read: stores are known by their addresses.
 */
static napi_value js_beyond_requested(napi_env env, napi_callback_info info) {
  Call call;
  call_of(env, info, &call);
  const WordMap *stores = &call.walk->stores;
  if (process_allocator().allocator != GLIBC) return number(env, -1);
  double more = 0;
  for (uint64_t i = 0; i < stores->capacity; i++) {
    const WordEntry *store = &stores->entries[i];
    if (!store->key) continue;
    const double usable = process_usable_store(GLIBC, (const void *)(uintptr_t)store->key, store->value);
    if (usable < 0) return number(env, -1);
    more += usable - (double)store->value;
  }
  return number(env, more);
}

void add_usable_stores(napi_env env, napi_value exports) {
  const Function functions[] = {{"beyondRequested", js_beyond_requested}};
  add_functions(env, exports, functions, sizeof functions / sizeof *functions, NULL);
}

#else

void add_usable_stores(napi_env env, napi_value exports) {
  (void)env;
  (void)exports;
}

#endif
