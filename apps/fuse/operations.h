// SPDX-License-Identifier: Apache-2.0
// What the kernel asks for, by subject.
#ifndef OPERATIONS_H
#define OPERATIONS_H

#include "request.h"

// names.c: what a directory says of its entries.
void op_lookup(fuse_req_t req, fuse_ino_t parent, const char *name);
void op_forget(fuse_req_t req, fuse_ino_t ino, uint64_t n);
void op_forget_multi(fuse_req_t req, size_t count, struct fuse_forget_data *forgets);
void op_mknod(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode, dev_t rdev);
void op_mkdir(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode);
void op_create(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode, struct fuse_file_info *file);
void op_symlink(fuse_req_t req, const char *target, fuse_ino_t parent, const char *name);
void op_readlink(fuse_req_t req, fuse_ino_t ino);
void op_link(fuse_req_t req, fuse_ino_t ino, fuse_ino_t parent, const char *name);

// removal.c
void op_unlink(fuse_req_t req, fuse_ino_t parent, const char *name);
void op_rmdir(fuse_req_t req, fuse_ino_t parent, const char *name);
void op_rename(fuse_req_t req, fuse_ino_t parent, const char *name, fuse_ino_t new_parent, const char *new_name,
               unsigned flags);

// attributes.c
void op_getattr(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *file);
void op_setattr(fuse_req_t req, fuse_ino_t ino, struct stat *wanted, int set, struct fuse_file_info *file);
void op_statfs(fuse_req_t req, fuse_ino_t ino);

// files.c
void op_open(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *file);
void op_read(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset, struct fuse_file_info *file);
void op_write(fuse_req_t req, fuse_ino_t ino, const char *bytes, size_t size, off_t offset,
              struct fuse_file_info *file);
void op_fallocate(fuse_req_t req, fuse_ino_t ino, int mode, off_t offset, off_t length, struct fuse_file_info *file);
void op_lseek(fuse_req_t req, fuse_ino_t ino, off_t offset, int whence, struct fuse_file_info *file);
void op_fsync(fuse_req_t req, fuse_ino_t ino, int only_data, struct fuse_file_info *file);

// folders.c
void op_opendir(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *file);
void op_readdir(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset, struct fuse_file_info *file);
void op_releasedir(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *file);

#endif
