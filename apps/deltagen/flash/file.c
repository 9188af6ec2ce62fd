// SPDX-License-Identifier: Apache-2.0
// deltagen flash: the bitstream. It is taken only with its manifest, so that nothing is loaded into a board it was not
// made for, and nothing that is not what was built.
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "flash.h"

static int refuse(const struct flash *flash, const char *why)
{
    complain("flash: %s: %s", flash->file.text, why);
    return EXIT_WRONG_USE;
}

static bool join(struct tree_path *path, const char *folder, const char *rest)
{
    int length = snprintf(path->text, sizeof path->text, "%s/%s", folder, rest);
    return length >= 0 && (size_t)length < sizeof path->text;
}

// The folder of the bitstreams that were built: beside the program in the source tree's build/, else below the
// current folder.
static bool find_built(const struct flash *flash, struct tree_path *manifest)
{
    char program[TREE_PATH], rest[TREE_LINE];
    (void)snprintf(rest, sizeof rest, "boards/%s/manifest.json", flash->board->name);
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    if (join(manifest, dirname(program), rest) && access(manifest->text, F_OK) == 0)
        return true;
    return join(manifest, "build", rest) && access(manifest->text, F_OK) == 0;
}

// The manifest beside the file that the user names.
static bool find_beside(struct flash *flash, struct tree_path *manifest)
{
    struct tree_path copy = flash->file;
    return join(manifest, dirname(copy.text), "manifest.json") && access(manifest->text, F_OK) == 0;
}

static int check_file(const struct flash *flash)
{
    char sha256[SHA256_HEX], why[512];
    uint64_t bytes;
    struct tree_path copy = flash->file;
    const struct manifest *manifest = &flash->manifest;
    if (strcmp(manifest->board, flash->board->name) != 0) {
        (void)snprintf(why, sizeof why, "is for the board %s, not for %s", manifest->board, flash->board->name);
        return refuse(flash, why);
    }
    if (strcmp(basename(copy.text), manifest->file) != 0) {
        (void)snprintf(why, sizeof why, "the manifest beside it is that of %s", manifest->file);
        return refuse(flash, why);
    }
    if (!sha256_file(flash->file.text, sha256, &bytes))
        return refuse(flash, strerror(errno));
    if (bytes != manifest->bytes || strcmp(sha256, manifest->sha256) != 0)
        return refuse(flash, "is not the file that its manifest describes (other SHA-256): build it again");
    if (flash->board->dfu_bytes && bytes > flash->board->dfu_bytes) {
        (void)snprintf(why, sizeof why, "has %llu bytes, and the board takes %lu", (unsigned long long)bytes,
                       (unsigned long)flash->board->dfu_bytes);
        return refuse(flash, why);
    }
    return EXIT_DONE;
}

int flash_find_file(struct flash *flash)
{
    const char *name = flash->options->operands > 2 ? flash->options->operand[2] : NULL;
    struct tree_path manifest;
    if (name && (size_t)snprintf(flash->file.text, sizeof flash->file.text, "%s", name) >= sizeof flash->file.text)
        return wrong_use("flash", "the name of the file is too long");
    if (name && access(name, R_OK) != 0)
        return refuse(flash, strerror(errno));
    if (name ? !find_beside(flash, &manifest) : !find_built(flash, &manifest)) {
        if (name)
            return refuse(flash, "has no manifest.json beside it, which says what board it is for");
        complain("flash: no bitstream for %s: build it by 'make BOARD=%s bitstream', or name a file",
                 flash->board->name, flash->board->name);
        return EXIT_WRONG_USE;
    }
    const char *wrong = manifest_read(manifest.text, &flash->manifest);
    if (wrong) {
        complain("flash: %s: %s", manifest.text, wrong);
        return EXIT_WRONG_USE;
    }
    struct tree_path copy = manifest;
    if (!name && !join(&flash->file, dirname(copy.text), flash->manifest.file))
        return wrong_use("flash", "the name of the file is too long");
    return check_file(flash);
}
