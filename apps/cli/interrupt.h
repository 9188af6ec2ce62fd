// SPDX-License-Identifier: Apache-2.0
// Ctrl-C and the like, for work that has something to clear up: the first one asks to stop, the second one kills.
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include <stdbool.h>

// From now on a signal from outside that would end the program ends blocking calls (EINTR), at the latest after a
// second, and is remembered; a file that has grown too large fails its write (EFBIG). A signal that was ignored stays
// so.
void interrupt_catch(void);
bool interrupted(void);
// If there was one: end by it, as the caller of a program that was interrupted expects.
void interrupt_end(void);

#endif
