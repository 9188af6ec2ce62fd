// SPDX-License-Identifier: Apache-2.0
// deltagen mount: a volume as a file system, by a program of its own, which is linked to libfuse.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

#define SERVER "deltagen-fuse"

// Beside this program, as it is built and installed; NULL: no memory or no /proc.
static char *beside(void)
{
    char self[4096], *path = NULL;
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(self, '/');
    if (!slash || asprintf(&path, "%.*s/" SERVER, (int)(slash - self), self) < 0)
        return NULL;
    return path;
}

static int run(const struct options *options)
{
    enum { WORDS_MAX = 12 };
    char *server = beside();
    const char *word[WORDS_MAX] = {SERVER, "mount", "--device", options->device};
    int words = 4;
    if (options->given & OPT_FOREGROUND)
        word[words++] = "--foreground";
    if (options->given & OPT_TENANT) {
        word[words++] = "--tenant";
        word[words++] = options->tenant;
    }
    word[words++] = "--";
    word[words++] = options->operand[1];
    word[words++] = options->operand[2];
    if (server) // execv takes char *const * for historical reasons and changes nothing
        (void)execv(server, (char *const *)(const void *)word);
    int error = server ? errno : ENOMEM;
    if (error == ENOENT)
        complain("%s is missing: it is built where libfuse3-dev is, which tools/setup lib installs on Debian", server);
    else
        complain("%s: %s", SERVER, strerror(error));
    free(server);
    return EXIT_BROKEN;
}

const struct command command_mount = {
    .name = "mount",
    .run = run,
    .summary = "mount a volume as a file system",
    .needs_device = true,
    .takes = OPT_FOREGROUND | OPT_TENANT,
    .operands_min = 2,
    .operands_max = 2,
    .usage = "[--tenant NAME=SEED,...] [--foreground] STORE DIR",
    .details = "Mounts the volume that is kept in the file STORE, which is made if it is not\n"
               "there, on the directory DIR.\n"
               "Files and directories can be made and changed as on a disk; STORE grows by what\n"
               "is written.\n"
               "\n"
               "--tenant makes directories of generated files: DIR/NAME/feistel holds the cells\n"
               "of feistel with SEED from address 0 on, 2^63 - 1 bytes, and so for each\n"
               "generator.\n"
               "They can be written and truncated; what was written stays.\n"
               "A tenant that is there already is left as it is.\n"
               "\n"
               "It runs in the background until 'fusermount3 -u DIR', 'umount DIR' or SIGTERM;\n"
               "with --foreground it does not leave the terminal.\n"
               "What was written is durable after fsync, else some seconds later; after umount,\n"
               "when the program in the background has ended: 'flock STORE true' waits for it.\n"
               "With --device another device than this computer's processor generates.\n",
    .examples = "deltagen mount --tenant alice=7 volume.dg /mnt\n"
                "head -c 4M /mnt/alice/feistel | deltagen verify --kind feistel --seed 7\n",
};
