// SPDX-License-Identifier: Apache-2.0
// The session with the kernel: mounts, answers, and unmounts at SIGTERM, SIGINT and SIGHUP, or is unmounted.
#ifndef SERVE_H
#define SERVE_H

#include "volume.h"

struct fuse_session;

// NULL: it complained.
struct fuse_session *serve_mount(struct volume *volume, const char *folder);

// An exit code.
int serve(struct fuse_session *session, struct volume *volume, const char *folder);

#endif
