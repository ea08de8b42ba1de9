#if defined(__linux__)
#define _GNU_SOURCE
#include "v8-api.h"

#include <dlfcn.h>
#include <pthread.h>

typedef struct {
  size_t offset;
  bool is_needed;
  const char *name;
} Symbol;

#define AT(member) offsetof(V8Api, member)
#define COLLECTION_CALLBACK "PFvPS0_NS_6GCTypeENS_15GCCallbackFlagsEPvES4_"

static const Symbol symbols[] = {
    {AT(current_isolate), true, "_ZN2v87Isolate13TryGetCurrentEv"},
    {AT(heap_profiler), true, "_ZN2v87Isolate15GetHeapProfilerEv"},
    {AT(start_sampling), true, "_ZN2v812HeapProfiler25StartSamplingHeapProfilerEmiNS0_13SamplingFlagsE"},
    {AT(stop_sampling), true, "_ZN2v812HeapProfiler24StopSamplingHeapProfilerEv"},
    {AT(add_prologue), true, "_ZN2v87Isolate21AddGCPrologueCallbackE" COLLECTION_CALLBACK "S2_"},
    {AT(remove_prologue), true, "_ZN2v87Isolate24RemoveGCPrologueCallbackE" COLLECTION_CALLBACK},
    {AT(request_interrupt), false, "_ZN2v87Isolate16RequestInterruptEPFvPS0_PvES2_"},
    {AT(globalize), false, "_ZN2v812api_internal18GlobalizeReferenceEPNS_8internal7IsolateEm"},
    {AT(globalize_slot), false, "_ZN2v812api_internal18GlobalizeReferenceEPNS_8internal7IsolateEPm"},
    {AT(make_weak), false, "_ZN2v812api_internal8MakeWeakEPmPvPFvRKNS_16WeakCallbackInfoIvEEENS_16WeakCallbackTypeE"},
    {AT(dispose_global), false, "_ZN2v812api_internal13DisposeGlobalEPm"},
    {AT(stores_allocator), false, "_ZN2v87Isolate23GetArrayBufferAllocatorEv"},
    {AT(in_context), false, "_ZN2v87Isolate9InContextEv"},
    {AT(current_stack), false, "_ZN2v810StackTrace17CurrentStackTraceEPNS_7IsolateEiNS0_17StackTraceOptionsE"},
    {AT(frame_count), false, "_ZNK2v810StackTrace13GetFrameCountEv"},
    {AT(frame), false, "_ZNK2v810StackTrace8GetFrameEPNS_7IsolateEj"},
    {AT(script_id), false, "_ZNK2v810StackFrame11GetScriptIdEv"},
    {AT(location), false, "_ZNK2v810StackFrame11GetLocationEv"},
    {AT(function_name), false, "_ZNK2v810StackFrame15GetFunctionNameEv"},
};

static V8Api api;
static const char *not_there;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void look_up(void) {
  for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
    void *address = dlsym(RTLD_DEFAULT, symbols[i].name);
    *(void **)((char *)&api + symbols[i].offset) = address;
    if (!address && symbols[i].is_needed && !not_there) not_there = symbols[i].name;
  }
}

const V8Api *v8_api(const char **missing) {
  pthread_once(&once, look_up);
  *missing = not_there;
  return not_there ? NULL : &api;
}
#endif
