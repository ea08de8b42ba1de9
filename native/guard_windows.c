#ifdef _WIN32

#include <windows.h>

#include "guard.h"

typedef DWORD Thread;
typedef void *Jump[8];
#define CURRENT_THREAD() GetCurrentThreadId()

#include "guard_threads.h"

/* longjmp would unwind through the system's frames: the builtin only sets registers */
__attribute__((noinline, noreturn)) static void jump_back(void) {
  Guarded *guarded = guarded_of(CURRENT_THREAD());
  __builtin_longjmp(guarded->jump, 1);
}

static LONG CALLBACK on_fault(EXCEPTION_POINTERS *fault) {
  if (fault->ExceptionRecord->ExceptionCode != EXCEPTION_ACCESS_VIOLATION || !guarded_of(CURRENT_THREAD())) return EXCEPTION_CONTINUE_SEARCH;
  /* go on in jump_back as if it had been called */
  fault->ContextRecord->Rsp = (fault->ContextRecord->Rsp & ~(DWORD64)15) - 8;
  fault->ContextRecord->Rip = (DWORD64)(uintptr_t)jump_back;
  return EXCEPTION_CONTINUE_EXECUTION;
}

bool guard_install(void) {
  static _Atomic int installed;
  if (atomic_load(&installed)) return true;
  void *handler = AddVectoredExceptionHandler(1, on_fault);
  if (!handler) return false;
  /* another thread was faster: one handler is enough */
  if (atomic_exchange(&installed, 1)) RemoveVectoredExceptionHandler(handler);
  return true;
}

__attribute__((noinline)) bool guard_run(void (*action)(void *), void *argument) {
  Guarded *guarded = enter();
  if (!guarded) return false;
  bool whole = false;
  if (__builtin_setjmp(guarded->jump) == 0) {
    action(argument);
    whole = true;
  }
  leave(guarded_of(CURRENT_THREAD()));
  return whole;
}

#endif
