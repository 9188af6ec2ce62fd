// SPDX-License-Identifier: Apache-2.0
#include "tenants.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <deltagen/archetype.h>

#include "message.h"
#include "options.h"

// Generated files are as large as a file can be; one of another size is had by truncating it.
#define GENERATED_BYTES INT64_MAX

enum { ENTRY_ABOUT_BYTES = 512, ARCHETYPES = DG_ARCHETYPE_TREE + 1 };

// What is being made: everything has the owner and times of the tenant's directory.
struct making {
    struct changes changes;
    struct attributes folder;
    uint64_t seed, next_ino;
};

static uint64_t note_folder(struct making *making, uint64_t parent, const char *name)
{
    uint64_t ino = making->next_ino++;
    change_node(&making->changes, ino, &making->folder);
    change_entry(&making->changes, parent, name, ino);
    return ino;
}

static void note_file(struct making *making, uint64_t parent, const char *name, dg_kind kind, uint64_t base,
                      uint64_t bytes)
{
    struct attributes file = making->folder;
    file.mode = S_IFREG | 0644;
    file.size = bytes;
    file.generator = (struct generator){.set = true, .kind = kind, .seed = making->seed, .base = base};
    change_node(&making->changes, making->next_ino, &file);
    change_entry(&making->changes, parent, name, making->next_ino++);
}

// The entries of an archetype are numbered so that a directory's number is lower than those in it; the root is 0.
static int note_archetype(struct making *making, uint64_t parent, dg_archetype archetype)
{
    uint64_t root = note_folder(making, parent, dg_archetype_name(archetype));
    for (uint32_t i = 1; i < dg_archetype_count(archetype); i++) {
        dg_archetype_entry entry = {.size = sizeof entry};
        int code = dg_archetype_get(archetype, making->seed, i, &entry, NULL);
        if (code != DG_OK)
            return volume_errno(code);
        if (entry.entries > 0)
            (void)note_folder(making, root + entry.parent, entry.name);
        else
            note_file(making, root + entry.parent, entry.name, DG_FEISTEL, entry.first_cell, entry.bytes);
    }
    return 0;
}

static int note_tenant(struct making *making, const char *name)
{
    uint64_t tenant = note_folder(making, ROOT_INO, name);
    for (int kind = DG_TORUS32; kind < DG_FEISTEL_INV; kind++)
        note_file(making, tenant, dg_kind_name((dg_kind)kind), (dg_kind)kind, 0, GENERATED_BYTES);
    int error = 0;
    for (int archetype = 0; archetype < ARCHETYPES && error == 0; archetype++)
        error = note_archetype(making, tenant, (dg_archetype)archetype);
    return error;
}

// All of it is one change.
static int make(struct volume *volume, const char *name, uint64_t seed)
{
    size_t entries = 1 + DG_FEISTEL_INV; // the directory and a file of each generator
    for (int archetype = 0; archetype < ARCHETYPES; archetype++)
        entries += dg_archetype_count((dg_archetype)archetype);
    struct making making = {.seed = seed, .next_ino = volume->catalog.next_ino};
    making.folder = (struct attributes){.mode = S_IFDIR | 0755, .uid = getuid(), .gid = getgid()};
    (void)clock_gettime(CLOCK_REALTIME, &making.folder.mtime);
    making.folder.atime = making.folder.ctime = making.folder.mtime;
    changes_begin(&making.changes);
    uint8_t *bytes = malloc(entries * ENTRY_ABOUT_BYTES);
    if (!bytes)
        return ENOMEM;
    making.changes.bytes = bytes;
    int error = note_tenant(&making, name);
    if (error == 0)
        error = volume_change(volume, &making.changes, NULL);
    free(bytes);
    return error;
}

// The seed of a tenant that is there; false: what has its name is no tenant.
static bool seed_of(const struct catalog *catalog, const struct entry *entry, uint64_t *seed)
{
    bool found = false;
    for (int kind = DG_TORUS32; kind < DG_FEISTEL_INV && !found; kind++) {
        const char *name = dg_kind_name((dg_kind)kind);
        const struct entry *file = catalog_entry(catalog, entry->node, name, strlen(name));
        found = file && file->node->attributes.generator.set;
        if (found)
            *seed = file->node->attributes.generator.seed;
    }
    return found;
}

static struct entry *find(const struct volume *volume, const char *name)
{
    const struct node *root = catalog_node(&volume->catalog, ROOT_INO);
    return catalog_entry(&volume->catalog, root, name, strlen(name));
}

static int check(const struct volume *volume, const struct tenant *tenant)
{
    uint64_t there;
    const struct entry *entry = find(volume, tenant->name);
    if (!entry)
        return EXIT_DONE;
    if (!seed_of(&volume->catalog, entry, &there))
        complain("--tenant: '%s' is there and no tenant", tenant->name);
    else if (there != tenant->seed)
        complain("--tenant: '%s' is there with seed %llu", tenant->name, (unsigned long long)there);
    else
        return EXIT_DONE;
    return EXIT_WRONG_USE;
}

int tenants_make(struct volume *volume, const struct tenants *tenants)
{
    int exit_code = EXIT_DONE;
    for (size_t i = 0; i < tenants->n && exit_code == EXIT_DONE; i++)
        exit_code = check(volume, &tenants->tenant[i]);
    for (size_t i = 0; i < tenants->n && exit_code == EXIT_DONE; i++) {
        const struct tenant *tenant = &tenants->tenant[i];
        int error = find(volume, tenant->name) ? 0 : make(volume, tenant->name, tenant->seed);
        if (error == 0)
            continue;
        complain("%s: tenant '%s' cannot be made: %s", volume->path, tenant->name, strerror(error));
        exit_code = EXIT_BROKEN;
    }
    return exit_code;
}

static int read_one(struct tenants *tenants, char *word)
{
    struct tenant tenant = {.name = word};
    char *seed = strchr(word, '=');
    if (!seed) {
        complain("--tenant: '%s' is not NAME=SEED", word);
        return EXIT_WRONG_USE;
    }
    *seed++ = '\0';
    const char *wrong = parse_number(seed, &tenant.seed);
    if (wrong) {
        complain("--tenant: seed '%s' %s", seed, wrong);
        return EXIT_WRONG_USE;
    }
    if (strlen(word) > NAME_MAX_BYTES || !*word || strchr(word, '/') || strcmp(word, ".") == 0 ||
        strcmp(word, "..") == 0) {
        complain("--tenant: '%s' is no name of a directory", word);
        return EXIT_WRONG_USE;
    }
    for (size_t i = 0; i < tenants->n; i++) {
        if (strcmp(tenants->tenant[i].name, word) == 0) {
            complain("--tenant: '%s' is given twice", word);
            return EXIT_WRONG_USE;
        }
    }
    tenants->tenant[tenants->n++] = tenant;
    return EXIT_DONE;
}

int tenants_read(struct tenants *tenants, const char *list)
{
    *tenants = (struct tenants){0};
    if (!list)
        return EXIT_DONE;
    tenants->text = strdup(list);
    tenants->tenant = calloc(strlen(list) + 1, sizeof *tenants->tenant); // more than there can be
    if (!tenants->text || !tenants->tenant) {
        complain("no memory for the tenants");
        return EXIT_BROKEN;
    }
    int exit_code = EXIT_DONE;
    char *rest = NULL;
    for (char *word = strtok_r(tenants->text, ",", &rest); word && exit_code == EXIT_DONE;
         word = strtok_r(NULL, ",", &rest))
        exit_code = read_one(tenants, word);
    return exit_code;
}

void tenants_free(struct tenants *tenants)
{
    free(tenants->tenant);
    free(tenants->text);
}
