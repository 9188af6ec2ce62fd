// SPDX-License-Identifier: Apache-2.0
// Going to the background: what works goes on in a child, the parent ends when the child is ready or has failed.
#ifndef DETACH_H
#define DETACH_H

// In the child, the descriptor for detach_ready; the parent exits with the child's exit code. -1 in the child or the
// only process: there is nobody to tell.
int detach_begin(void);

// The work has begun: the parent exits with 0; stdin, stdout and stderr are the terminal's no more.
void detach_ready(int descriptor);

#endif
