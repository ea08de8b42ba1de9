#define _GNU_SOURCE /* sigaction and sigsetjmp, beside C11 */
#include "guard.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Which threads are reading, and where each goes on after a fault. A table and not thread-local storage: the handler runs in threads that were
 * never here, where the first use of such storage would allocate (and musl has no other kind for a library loaded late).
 */
enum { THREADS_MOST = 1024 };

#ifdef _WIN32

#include <windows.h>

typedef DWORD Thread;
typedef void *Jump[8];
#define CURRENT_THREAD() GetCurrentThreadId()

#else

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>

typedef uintptr_t Thread;
typedef sigjmp_buf Jump;
#define CURRENT_THREAD() ((uintptr_t)pthread_self())

#endif

typedef struct {
  _Atomic Thread thread; /* 0: free */
  Jump jump;
} Reader;

static Reader readers[THREADS_MOST];

static Reader *reader_of(Thread thread) {
  for (int i = 0; i < THREADS_MOST; i++)
    if (atomic_load_explicit(&readers[i].thread, memory_order_acquire) == thread) return &readers[i];
  return NULL;
}

static Reader *enter(void) {
  Thread thread = CURRENT_THREAD();
  for (int i = 0; i < THREADS_MOST; i++) {
    Thread nobody = 0;
    if (atomic_load_explicit(&readers[i].thread, memory_order_relaxed) == 0 &&
        atomic_compare_exchange_strong(&readers[i].thread, &nobody, thread))
      return &readers[i];
  }
  return NULL;
}

static void leave(Reader *reader) { atomic_store_explicit(&reader->thread, 0, memory_order_release); }

#ifdef _WIN32

/* longjmp would unwind through the system's frames: the builtin only sets registers */
__attribute__((noinline, noreturn)) static void jump_back(void) {
  Reader *reader = reader_of(CURRENT_THREAD());
  __builtin_longjmp(reader->jump, 1);
}

static LONG CALLBACK on_fault(EXCEPTION_POINTERS *fault) {
  if (fault->ExceptionRecord->ExceptionCode != EXCEPTION_ACCESS_VIOLATION || !reader_of(CURRENT_THREAD())) return EXCEPTION_CONTINUE_SEARCH;
  /* go on in jump_back as if it had been called */
  fault->ContextRecord->Rsp = (fault->ContextRecord->Rsp & ~(DWORD64)15) - 8;
  fault->ContextRecord->Rip = (DWORD64)(uintptr_t)jump_back;
  return EXCEPTION_CONTINUE_EXECUTION;
}

bool guard_install(void) {
  static _Atomic int installed;
  if (atomic_exchange(&installed, 1)) return true;
  return AddVectoredExceptionHandler(1, on_fault) != NULL;
}

__attribute__((noinline)) bool guard_run(void (*action)(void *), void *argument) {
  Reader *reader = enter();
  if (!reader) return false;
  bool whole = false;
  if (__builtin_setjmp(reader->jump) == 0) {
    action(argument);
    whole = true;
  }
  leave(reader_of(CURRENT_THREAD()));
  return whole;
}

#else

static struct sigaction before_segv, before_bus;

static void on_fault(int signal, siginfo_t *info, void *context) {
  /* by kill(), not by a read; macOS has a positive code for it */
  bool is_sent = info->si_code <= 0 || info->si_code == SI_USER;
  Reader *reader = is_sent ? NULL : reader_of(CURRENT_THREAD());
  if (reader) siglongjmp(reader->jump, 1);
  struct sigaction *before = signal == SIGBUS ? &before_bus : &before_segv;
  if (before->sa_flags & SA_SIGINFO) {
    before->sa_sigaction(signal, info, context);
  } else if (before->sa_handler == SIG_DFL) {
    /* back to the default, and let the instruction fault again: the core dump shows the true place */
    sigaction(signal, before, NULL);
    if (is_sent) raise(signal);
  } else if (before->sa_handler != SIG_IGN) {
    before->sa_handler(signal);
  }
}

bool guard_install(void) {
  static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
  static bool installed;
  pthread_mutex_lock(&once);
  if (!installed) {
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    installed = sigaction(SIGSEGV, &action, &before_segv) == 0 && sigaction(SIGBUS, &action, &before_bus) == 0;
  }
  pthread_mutex_unlock(&once);
  return installed;
}

bool guard_run(void (*action)(void *), void *argument) {
  Reader *volatile reader = enter();
  if (!reader) return false;
  volatile bool whole = false;
  if (sigsetjmp(reader->jump, 0) == 0) {
    action(argument);
    whole = true;
  }
  leave(reader);
  return whole;
}

#endif
