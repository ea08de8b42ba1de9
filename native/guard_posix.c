#ifndef _WIN32

#define _GNU_SOURCE /* sigaction and sigsetjmp, beside C11 */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>

#include "guard.h"

typedef uintptr_t Thread;
typedef sigjmp_buf Jump;
#define CURRENT_THREAD() ((uintptr_t)pthread_self())

#include "guard_threads.h"

static struct sigaction before_segv, before_bus;

static void on_fault(int signal, siginfo_t *info, void *context) {
  /* by kill(), not by a read; macOS has a positive code for it */
  bool is_sent = info->si_code <= 0 || info->si_code == SI_USER;
  Guarded *guarded = is_sent ? NULL : guarded_of(CURRENT_THREAD());
  if (guarded) siglongjmp(guarded->jump, 1);
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
  Guarded *volatile guarded = enter();
  if (!guarded) return false;
  volatile bool whole = false;
  if (sigsetjmp(guarded->jump, 0) == 0) {
    action(argument);
    whole = true;
  }
  leave(guarded);
  return whole;
}

#endif
