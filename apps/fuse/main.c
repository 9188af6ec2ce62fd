// SPDX-License-Identifier: Apache-2.0
// deltagen-fuse, the program behind `deltagen mount`.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "detach.h"
#include "message.h"
#include "operations.h"
#include "serve.h"
#include "tenants.h"

// Everything that ends the program is waited for by one thread.
static void block_signals(void)
{
    sigset_t ends;
    (void)sigemptyset(&ends);
    (void)sigaddset(&ends, SIGTERM);
    (void)sigaddset(&ends, SIGINT);
    (void)sigaddset(&ends, SIGHUP);
    (void)pthread_sigmask(SIG_SETMASK, &ends, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

static int serve_volume(struct volume *volume, const char *folder, int parent)
{
    struct fuse_session *session = serve_mount(volume, folder);
    if (!session)
        return EXIT_BROKEN;
    detach_ready(parent);
    int exit_code = serve(session, volume, folder);
    fuse_session_destroy(session);
    return exit_code;
}

static int run_with(const struct tenants *tenants, const char *store, const char *folder, dg_device *device, int parent)
{
    struct volume volume;
    dg_error err = {0};
    if (volume_open(&volume, store, device, &err) != DG_OK)
        return library_failed("mount", &err);
    int exit_code = tenants_make(&volume, tenants);
    if (exit_code == EXIT_DONE)
        exit_code = serve_volume(&volume, folder, parent);
    if (volume_close(&volume, &err) == DG_OK)
        return exit_code;
    return library_failed("mount", &err);
}

// Before a new volume is made for nothing.
static int check_folder(const char *folder)
{
    struct stat is;
    int error = stat(folder, &is) == 0 ? 0 : errno;
    if (error == 0 && S_ISDIR(is.st_mode))
        return EXIT_DONE;
    complain("%s: cannot be mounted on: %s", folder, strerror(error != 0 ? error : ENOTDIR));
    return EXIT_BROKEN;
}

static bool is_this_cpu(const char *device)
{
    return strcmp(device, "auto") == 0 || strcmp(device, "soft") == 0;
}

// The background has another working directory.
static char *absolute(const char *path)
{
    char *found = realpath(path, NULL), *joined = NULL;
    if (found || path[0] == '/')
        return found ? found : strdup(path);
    char *here = getcwd(NULL, 0);
    if (here && asprintf(&joined, "%s/%s", here, path) < 0)
        joined = NULL;
    free(here);
    return joined;
}

static int run(const struct options *options)
{
    dg_device *device = NULL;
    char *store = absolute(options->operand[1]), *folder = absolute(options->operand[2]);
    block_signals();
    int parent = options->given & OPT_FOREGROUND ? -1 : detach_begin();
    int exit_code = store && folder ? EXIT_DONE : EXIT_BROKEN;
    struct tenants tenants = {0};
    if (exit_code == EXIT_DONE)
        exit_code = tenants_read(&tenants, options->given & OPT_TENANT ? options->tenant : NULL);
    if (exit_code == EXIT_DONE)
        exit_code = check_folder(folder);
    if (exit_code == EXIT_DONE && !is_this_cpu(options->device))
        exit_code = device_open(options, 0, &device);
    if (exit_code == EXIT_DONE)
        exit_code = run_with(&tenants, store, folder, device, parent);
    dg_device_close(device);
    tenants_free(&tenants);
    free(folder);
    free(store);
    return exit_code;
}

static const struct command command_mount = {
    .name = "mount",
    .run = run,
    .summary = "mount a volume",
    .needs_device = true,
    .takes = OPT_FOREGROUND | OPT_TENANT,
    .operands_min = 2,
    .operands_max = 2,
    .usage = "[--foreground] [--tenant NAME=SEED,...] STORE DIR",
    .details = "See deltagen help mount.\n",
    .examples = "",
};

int main(int argc, char **argv)
{
    static const struct command *const commands[] = {&command_mount, NULL};
    const struct cli cli = {
        .name = "deltagen",
        .summary = "The part of deltagen that mounts volumes.",
        .version = dg_version(),
        .example = "deltagen-fuse mount volume /mnt",
        .commands = commands,
    };
    return cli_main(&cli, argc, argv);
}
