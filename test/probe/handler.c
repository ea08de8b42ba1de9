/* An addon that handles SIGSEGV and SIGBUS as a crash reporter does: says so, and ends the process. To be loaded before the probe. */
#define _GNU_SOURCE
#include <node_api.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { REPORTED = 7 };

static void report(int signal) {
  const char *text = signal == SIGBUS ? "reported SIGBUS" : "reported SIGSEGV";
  if (write(STDOUT_FILENO, text, strlen(text)) < 0) _exit(1);
  _exit(REPORTED);
}

static void report_with_info(int signal, siginfo_t *info, void *context) {
  report(info && context ? signal : 0);
}

/** install(with_info): one form of handler or the other. */
static napi_value install(napi_env env, napi_callback_info info) {
  napi_value values[1];
  size_t count = 1;
  bool with_info = false;
  napi_get_cb_info(env, info, &count, values, NULL, NULL);
  napi_get_value_bool(env, values[0], &with_info);
  struct sigaction action = {.sa_handler = report};
  if (with_info) {
    action.sa_sigaction = report_with_info;
    action.sa_flags = SA_SIGINFO;
  }
  sigaction(SIGSEGV, &action, NULL);
  sigaction(SIGBUS, &action, NULL);
  return NULL;
}

NAPI_MODULE_INIT() {
  napi_value function = NULL;
  napi_create_function(env, "install", NAPI_AUTO_LENGTH, install, NULL, &function);
  napi_set_named_property(env, exports, "install", function);
  return exports;
}
