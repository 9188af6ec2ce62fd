// SPDX-License-Identifier: Apache-2.0
#include "manifest.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANIFEST_BYTES = 65536 };

static const char *skip_space(const char *p)
{
    return p + strspn(p, " \t\r\n");
}

// Behind the string that begins at p; NULL if it does not end.
static const char *skip_string(const char *p)
{
    for (p++; *p && *p != '"'; p++)
        p += *p == '\\' && p[1] != '\0';
    return *p ? p + 1 : NULL;
}

// Behind the value that begins at p; NULL if it does not end.
static const char *skip_value(const char *p)
{
    int depth = 0;
    do {
        if (*p == '"') {
            p = skip_string(p);
            if (!p)
                return NULL;
        } else if (*p == '\0') {
            return NULL;
        } else {
            depth += (*p == '{' || *p == '[') - (*p == '}' || *p == ']');
            p++;
        }
    } while (depth > 0 || (*p != ',' && *p != '}'));
    return depth == 0 ? p : NULL;
}

// The value of a member of the outermost object as it stands there, of a string what is between the quotes. Names and
// hashes need no escapes, so text that has any is not taken.
static bool member(const char *json, const char *name, char *value, size_t size)
{
    size_t length = strlen(name);
    const char *p = skip_space(json);
    if (*p != '{')
        return false;
    do {
        const char *key = skip_space(p + 1);
        const char *key_end = *key == '"' ? skip_string(key) : NULL;
        p = key_end ? skip_space(key_end) : NULL;
        if (!p || *p != ':')
            return false;
        const char *begin = skip_space(p + 1);
        p = skip_value(begin);
        if (!p)
            return false;
        if ((size_t)(key_end - key) != length + 2 || strncmp(key + 1, name, length) != 0)
            continue;
        const char *end = *begin == '"' ? skip_string(begin++) - 1 : begin + strcspn(begin, ",} \t\r\n");
        (void)snprintf(value, size, "%.*s", (int)(end - begin), begin);
        return (size_t)(end - begin) < size && !strchr(value, '\\');
    } while (*p == ',');
    return false;
}

static bool member_number(const char *json, const char *name, int base, uint64_t *value)
{
    char text[32], *end;
    if (!member(json, name, text, sizeof text) || !isxdigit((unsigned char)text[0]))
        return false;
    *value = strtoull(text, &end, base);
    return *end == '\0';
}

const char *manifest_read(const char *path, struct manifest *manifest)
{
    static const char incomplete[] = "is no manifest of a bitstream";
    FILE *file = fopen(path, "re");
    if (!file)
        return "cannot be read";
    char *json = calloc(1, MANIFEST_BYTES);
    size_t n = json ? fread(json, 1, MANIFEST_BYTES - 1, file) : 0;
    (void)fclose(file);
    bool good = n > 0 && member(json, "board", manifest->board, sizeof manifest->board) &&
                member(json, "file", manifest->file, sizeof manifest->file) &&
                member(json, "sha256", manifest->sha256, sizeof manifest->sha256) &&
                member_number(json, "bytes", 10, &manifest->bytes) &&
                member_number(json, "clock_hz", 10, &manifest->clock_hz) &&
                member_number(json, "build", 16, &manifest->build);
    free(json);
    return good ? NULL : incomplete;
}
