// SPDX-License-Identifier: Apache-2.0
// The environment, as far as it may be trusted: a program with raised rights (setuid, setgid, capabilities) has none.
#ifndef ENVIRONMENT_H
#define ENVIRONMENT_H

// The value of a variable; NULL where it is not set, or empty, or not to be trusted.
const char *environment(const char *name);

#endif
