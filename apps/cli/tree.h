// SPDX-License-Identifier: Apache-2.0
// Small reads of the system's own files: /sys, /proc, /dev, /etc. All of them are below the folder that the environment
// variable DELTAGEN_ROOT names, so that tests can show a system that is not there; without it, below /.
#ifndef TREE_H
#define TREE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

enum { TREE_PATH = PATH_MAX, TREE_LINE = 256 };

struct tree_path {
    char text[TREE_PATH];
};

// The path of a file that `format` names from its first slash on. One that is too long comes cut, and does not exist.
struct tree_path tree_path(const char *format, ...) __attribute__((format(printf, 1, 2)));

// The first line of a file, without its end. False if there is none.
bool tree_line(char line[TREE_LINE], const char *format, ...) __attribute__((format(printf, 2, 3)));

// Whether one of the lines of a file is this one.
bool tree_has_line(const char *wanted, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Where a link leads, as it stands there. False if it is no link.
bool tree_link(char target[TREE_PATH], const char *format, ...) __attribute__((format(printf, 2, 3)));

bool tree_exists(const char *format, ...) __attribute__((format(printf, 1, 2)));

// The program that a command of this name runs, by PATH. False if there is none.
bool tree_program(const char *name, struct tree_path *path);

// The name, a path from / on, that a path below the root has without it.
const char *tree_name(const char *path);

#endif
