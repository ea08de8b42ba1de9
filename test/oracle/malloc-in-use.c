/* An addon of one function: the bytes that the process has from malloc and not freed, with the allocator's own of each block. */
#include <malloc.h>
#include <node_api.h>

static napi_value in_use(napi_env env, napi_callback_info info) {
  (void)info;
  struct mallinfo2 now = mallinfo2();
  napi_value bytes = NULL;
  napi_create_double(env, (double)now.uordblks + (double)now.hblkhd, &bytes);
  return bytes;
}

NAPI_MODULE_INIT() {
  napi_value function = NULL;
  napi_create_function(env, "inUse", NAPI_AUTO_LENGTH, in_use, NULL, &function);
  napi_set_named_property(env, exports, "inUse", function);
  return exports;
}
