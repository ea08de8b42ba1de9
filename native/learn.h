/* Learns the engine that runs from exemplars: values of every kind, of which is known what is in them. */
#ifndef MEMSIZE_LEARN_H
#define MEMSIZE_LEARN_H

#include <node_api.h>

#include "engine.h"

/** The exemplars that src/probe/exemplars.ts makes, by name. From `untransferable` on they may be missing: not every platform has such. */
#define EXEMPLARS(X)                                                                                                                  \
  X(object) X(objectPrototype) X(three) X(threeKey) X(properties) X(elements) X(doubles) X(holes) X(large) X(sparse) X(dictionary)    \
  X(accessor) X(getter) X(number) X(bigint) X(symbol) X(description) X(undefined) X(null) X(boolean) X(emptyString) X(emptyArray)     \
  X(closure) X(captured) X(writer) X(builtin) X(classFunction) X(global) X(proxy) X(proxyTarget) X(proxyHandler) X(map) X(set) X(weakMap)       \
  X(weakSet) X(weakRef) X(weakTarget) X(registry) X(registryCallback) X(registryHolding) X(registryToken) X(date) X(regexp)           \
  X(regexpSource) X(pending) X(sloppyArguments) X(buffer) X(sharedBuffer) X(resizable) X(view) X(dataView) X(resizableView)           \
  X(resizableDataView) X(smallView) X(native) X(frames) X(thrower) X(hidden) X(keyed) X(keys) X(version) X(untransferable) X(foreign) X(wasmMemory)             \
  X(wasmGlobal) X(wasmModule)

/** What the exemplars hold, so that it can be found in memory: multiples of 8, or a raw number would pass for a pointer. */
enum { RESIZABLE_LENGTH = 8000, RESIZABLE_MAXIMUM = 64000, VIEW_OFFSET = 64, VIEW_LENGTH = 4096, BUFFER_LENGTH = 123456 };

/** Fills in `engine`; NULL, or what was not as expected. What it reads at wrong offsets is guarded. */
const char *learn(napi_env env, napi_value exemplars, Engine *engine);

#endif
