// SPDX-License-Identifier: Apache-2.0
// Layouts of files that follow from a seed (docs/archetype.md): deltagen/archetype.h.
#include <deltagen/archetype.h>

#include <string.h>

#include "base/error.h"
#include "base/sized.h"

enum {
    FOLDERS = 16,     // in a tree
    FILES = 16,       // in a folder of it
    SIZE_STEPS = 25,  // sizes of its files: below 2^0, ..., below 2^24
    REGION_BITS = 44, // cells of a file's own; the largest has 2^40 bytes
};

static const struct layout {
    const char *name;
    uint32_t count;
    const dg_archetype_entry *entries; // NULL for a tree
} layouts[] = {
    [DG_ARCHETYPE_RAW] = {"raw", 2,
                          (const dg_archetype_entry[]){
                              {.name = "", .first_entry = 1, .entries = 1},
                              {.name = "memory.raw", .bytes = ((uint64_t)1 << 63) - 4096},
                          }},
    [DG_ARCHETYPE_VOLUME] = {"volume", 8,
                             (const dg_archetype_entry[]){
                                 {.name = "", .first_entry = 1, .entries = 2},
                                 {.name = "assets", .first_entry = 3, .entries = 5},
                                 {.name = "data_volume.bin", .bytes = (uint64_t)1 << 40},
                                 {.name = "asset_000.raw", .parent = 1, .bytes = (uint64_t)1 << 26},
                                 {.name = "asset_001.raw", .parent = 1, .bytes = (uint64_t)1 << 26},
                                 {.name = "asset_002.raw", .parent = 1, .bytes = (uint64_t)1 << 26},
                                 {.name = "asset_003.raw", .parent = 1, .bytes = (uint64_t)1 << 26},
                                 {.name = "asset_004.raw", .parent = 1, .bytes = (uint64_t)1 << 26},
                             }},
    [DG_ARCHETYPE_TREE] = {"tree", 1 + FOLDERS + FOLDERS *FILES, NULL},
};
enum { LAYOUTS = sizeof layouts / sizeof layouts[0] };

static const char *const folder_names[FOLDERS] = {
    "folder_00", "folder_01", "folder_02", "folder_03", "folder_04", "folder_05", "folder_06", "folder_07",
    "folder_08", "folder_09", "folder_10", "folder_11", "folder_12", "folder_13", "folder_14", "folder_15"};
static const char *const file_names[FILES] = {"file_00.bin", "file_01.bin", "file_02.bin", "file_03.bin",
                                              "file_04.bin", "file_05.bin", "file_06.bin", "file_07.bin",
                                              "file_08.bin", "file_09.bin", "file_10.bin", "file_11.bin",
                                              "file_12.bin", "file_13.bin", "file_14.bin", "file_15.bin"};

const char *dg_archetype_name(dg_archetype archetype)
{
    return (unsigned)archetype < LAYOUTS ? layouts[archetype].name : NULL;
}

int dg_archetype_from_name(const char *name)
{
    for (int archetype = 0; name && archetype < LAYOUTS; archetype++)
        if (strcmp(name, layouts[archetype].name) == 0)
            return archetype;
    return -1;
}

uint32_t dg_archetype_count(dg_archetype archetype)
{
    return (unsigned)archetype < LAYOUTS ? layouts[archetype].count : 0;
}

// The root, then the folders, then the files of one folder after those of the other.
static dg_archetype_entry tree_entry(uint64_t seed, uint32_t index)
{
    if (index == 0)
        return (dg_archetype_entry){.name = "", .first_entry = 1, .entries = FOLDERS};
    if (index <= FOLDERS)
        return (dg_archetype_entry){
            .name = folder_names[index - 1], .first_entry = 1 + FOLDERS + (index - 1) * FILES, .entries = FILES};
    uint32_t file = index - 1 - FOLDERS;
    uint64_t random = dg_xi(index, dg_fnv1a_u64(seed)), below = (uint64_t)1 << random % SIZE_STEPS;
    return (dg_archetype_entry){
        .name = file_names[file % FILES], .parent = 1 + file / FILES, .bytes = (random >> 8) & (below - 1)};
}

static dg_archetype_entry entry_of(dg_archetype archetype, uint64_t seed, uint32_t index)
{
    const dg_archetype_entry *fixed = layouts[archetype].entries;
    dg_archetype_entry entry = fixed ? fixed[index] : tree_entry(seed, index);
    if (archetype != DG_ARCHETYPE_RAW && entry.entries == 0)
        entry.first_cell = (uint64_t)index << REGION_BITS;
    entry.size = sizeof entry;
    return entry;
}

int dg_archetype_get(dg_archetype archetype, uint64_t seed, uint32_t index, dg_archetype_entry *out, dg_error *err)
{
    if (!out)
        return dg_fail(err, DG_ERR_ARGUMENT, "out is NULL: it must point to a dg_archetype_entry");
    int code = dg_sized_check(out, 0, sizeof *out, "dg_archetype_entry", err);
    if (code != DG_OK)
        return code;
    uint32_t count = dg_archetype_count(archetype);
    if (count == 0)
        return dg_fail(err, DG_ERR_ARGUMENT, "archetype is %d: it must be below %d", (int)archetype, (int)LAYOUTS);
    if (index >= count)
        return dg_fail(err, DG_ERR_ARGUMENT, "index is %u: archetype %s has entries 0 to %u", index,
                       dg_archetype_name(archetype), count - 1);
    dg_archetype_entry entry = entry_of(archetype, seed, index);
    dg_sized_give(out, &entry, sizeof entry);
    return DG_OK;
}

// The entry of a directory that is called as n characters say; 0 where there is none.
static uint32_t step(dg_archetype archetype, uint32_t directory, const char *name, size_t n)
{
    dg_archetype_entry parent = entry_of(archetype, 0, directory);
    for (uint32_t index = parent.first_entry; index < parent.first_entry + parent.entries; index++) {
        const char *candidate = entry_of(archetype, 0, index).name;
        if (strncmp(candidate, name, n) == 0 && candidate[n] == '\0')
            return index;
    }
    return 0;
}

int64_t dg_archetype_find(dg_archetype archetype, const char *path)
{
    if (dg_archetype_count(archetype) == 0 || !path)
        return -1;
    uint32_t index = 0;
    for (const char *at = path; *at != '\0';) {
        size_t n = strcspn(at, "/");
        index = n > 0 ? step(archetype, index, at, n) : 0;
        if (index == 0 || (at[n] == '/' && at[n + 1] == '\0'))
            return -1;
        at += n + (at[n] == '/');
    }
    return index;
}
