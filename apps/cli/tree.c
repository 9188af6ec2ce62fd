// SPDX-License-Identifier: Apache-2.0
#include "tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "environment.h"

static const char *root(void)
{
    const char *folder = environment("DELTAGEN_ROOT");
    return folder ? folder : "";
}

static struct tree_path below_root(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

static struct tree_path below_root(const char *format, va_list arguments)
{
    struct tree_path path;
    int length = snprintf(path.text, sizeof path.text, "%s", root());
    if (length < 0 || (size_t)length >= sizeof path.text)
        length = 0;
    (void)vsnprintf(path.text + length, sizeof path.text - (size_t)length, format, arguments);
    return path;
}

struct tree_path tree_path(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct tree_path path = below_root(format, arguments);
    va_end(arguments);
    return path;
}

bool tree_line(char line[TREE_LINE], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct tree_path path = below_root(format, arguments);
    va_end(arguments);
    line[0] = '\0';
    FILE *file = fopen(path.text, "re");
    if (!file)
        return false;
    bool there = fgets(line, TREE_LINE, file);
    (void)fclose(file);
    line[strcspn(line, "\n")] = '\0';
    return there;
}

bool tree_has_line(const char *wanted, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct tree_path path = below_root(format, arguments);
    va_end(arguments);
    FILE *file = fopen(path.text, "re");
    if (!file)
        return false;
    char line[TREE_LINE];
    bool found = false;
    while (!found && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        found = strcmp(line, wanted) == 0;
    }
    (void)fclose(file);
    return found;
}

bool tree_link(char target[TREE_PATH], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct tree_path path = below_root(format, arguments);
    va_end(arguments);
    ssize_t length = readlink(path.text, target, TREE_PATH - 1);
    target[length > 0 ? length : 0] = '\0';
    return length > 0;
}

bool tree_exists(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct tree_path path = below_root(format, arguments);
    va_end(arguments);
    return access(path.text, F_OK) == 0;
}

bool tree_program(const char *name, struct tree_path *path)
{
    const char *folder = environment("PATH");
    if (!folder)
        folder = "/usr/local/bin:/usr/bin:/bin";
    while (*folder) {
        size_t length = strcspn(folder, ":");
        *path = tree_path("%.*s/%s", (int)length, folder, name);
        if (length > 0 && access(path->text, X_OK) == 0)
            return true;
        folder += length + (folder[length] == ':');
    }
    return false;
}

const char *tree_name(const char *path)
{
    size_t length = strlen(root());
    return strncmp(path, root(), length) == 0 ? path + length : path;
}
