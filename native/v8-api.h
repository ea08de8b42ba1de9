/* V8's public functions, found by name in the running program: Node exports them, and their names are the same from V8 11.3 to 14.6. */
#ifndef MEMSIZE_V8_API_H
#define MEMSIZE_V8_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef void (*CollectionCallback)(void *isolate, int type, int flags, void *data);
typedef void (*InterruptCallback)(void *isolate, void *data);
typedef void (*WeakCallback)(const void *info);

typedef struct {
  void *(*current_isolate)(void);
  void *(*heap_profiler)(void *isolate);
  bool (*start_sampling)(void *profiler, uint64_t interval, int depth, int flags);
  void (*stop_sampling)(void *profiler);
  void (*add_prologue)(void *isolate, CollectionCallback, void *data, int types);
  void (*remove_prologue)(void *isolate, CollectionCallback, void *data);
  void (*request_interrupt)(void *isolate, InterruptCallback, void *data);
  uint64_t *(*globalize)(void *isolate, uint64_t object); /* from V8 12 */
  uint64_t *(*globalize_slot)(void *isolate, uint64_t *slot); /* V8 11 */
  void (*make_weak)(uint64_t *slot, void *parameter, WeakCallback, int type);
  void (*dispose_global)(uint64_t *slot);
  /* for the stacks of stores */
  void *(*stores_allocator)(void *isolate);
  bool (*in_context)(void *isolate);
  void *(*current_stack)(void *isolate, int frames, int options);
  int (*frame_count)(void *stack);
  void *(*frame)(void *stack, void *isolate, uint32_t number);
  int (*script_id)(void *frame);
  uint64_t (*location)(void *frame); /* line, and column in the upper half, both from 0 */
  void *(*function_name)(void *frame);
} V8Api;

/** NULL and a name, where a function is missing that samples need. */
const V8Api *v8_api(const char **missing);

#endif
