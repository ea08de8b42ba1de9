/*
 * Catches what a read of the heap could do at worst: touch memory that is not there. The walk it happens in is abandoned, and nothing else is
 * disturbed: faults of anybody else go to whoever handled them before.
 */
#ifndef MEMSIZE_GUARD_H
#define MEMSIZE_GUARD_H

#include <stdbool.h>

/** Installs the handler, once for the process. False where that failed. */
bool guard_install(void);

/** Runs the action; false if it touched memory that is not there, or if too many threads are at it already. The action must not hold locks. */
bool guard_run(void (*action)(void *), void *argument);

#endif
