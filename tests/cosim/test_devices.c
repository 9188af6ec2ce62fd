// SPDX-License-Identifier: Apache-2.0
// The sim link itself: names, models, instances, threads, traces, and the death of the link.
#include "unit.h"

#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program.h"

static dg_device *open_device(const char *name)
{
    dg_device *dev = NULL;
    assert_done(dg_device_open(name, NULL, &dev, err));
    return dev;
}

static struct program_limits limits_of(dg_device *dev)
{
    dg_device_info info = {.size = sizeof info};
    assert_done(dg_device_get_info(dev, &info, err));
    return (struct program_limits){.contexts = info.contexts, .kinds = info.capabilities & 0xFF, .fold_cells = 2000};
}

static void identities(void **state)
{
    (void)state;
    dg_device_info a = {.size = sizeof a}, b = {.size = sizeof b};
    dg_device *def = open_device("sim"), *small = open_device("sim:model=small");
    assert_done(dg_device_get_info(def, &a, err));
    assert_done(dg_device_get_info(small, &b, err));
    assert_string_equal(a.backend, "sim");
    assert_string_equal(b.name, "sim:model=small");
    assert_int_equal(a.contexts, 256);
    assert_int_equal(b.contexts, 64);
    assert_int_equal(a.window, 8);
    assert_int_equal(b.window, 2);
    assert_int_equal(a.clocks_per_cell, 1);
    assert_int_equal(b.clocks_per_cell, 8);
    assert_int_equal(b.frame_bytes, 62 * 8);
    assert_int_equal(b.credit_bytes, 128 * 8);
    assert_int_equal(a.clock_hz, 1000000);
    assert_true(a.build != 0);
    assert_true(a.build == b.build);
    dg_device_close(def);
    dg_device_close(small);
}

static void wrong_names(void **state)
{
    (void)state;
    dg_device *dev = NULL;
    static const char *const options[] = {"sim:foo=1",    "sim:drop=1.5",  "sim:drop=",    "sim:drop=x", "sim:drop=-1",
                                          "sim:seed=0x",  "sim:die=-3",    "sim:corrupt",  "sim:,",      "sim:drop=nan",
                                          "sim:seed=1e3", "sim:drop=0.1 ", "sim:drop=0.1;"};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        assert_fails(dg_device_open(options[i], NULL, &dev, err), DG_ERR_ARGUMENT, "truncate= reset= ");
    assert_fails(dg_device_open("sim:model=../x", NULL, &dev, err), DG_ERR_ARGUMENT, "model");
    assert_fails(dg_device_open("sim:model=huge", NULL, &dev, err), DG_ERR_NO_DEVICE, "make sim");
    assert_null(dev);
}

static void override(void **state)
{
    (void)state;
    dg_device *dev = NULL;
    setenv("DELTAGEN_SIM", "/nowhere", 1);
    assert_fails(dg_device_open("sim", NULL, &dev, err), DG_ERR_NO_DEVICE, "DELTAGEN_SIM");
    setenv("DELTAGEN_SIM", BUILD_DIR, 1);
    dg_device_close(open_device("sim"));
    setenv("DELTAGEN_SIM", BUILD_DIR "/libdeltagen-sim-small.so", 1); // one file: whatever model is asked for
    dg_device_info info = {.size = sizeof info};
    dev = open_device("sim");
    assert_done(dg_device_get_info(dev, &info, err));
    assert_int_equal(info.contexts, 64);
    dg_device_close(dev);
    dev = open_device("sim:library=" BUILD_DIR); // the name goes before
    assert_done(dg_device_get_info(dev, &info, err));
    assert_int_equal(info.contexts, 256);
    dg_device_close(dev);
    assert_fails(dg_device_open("sim:library=/nowhere", NULL, &dev, err), DG_ERR_NO_DEVICE,
                 "in /nowhere: run `make sim`");
    setenv("DELTAGEN_SIM", "/bin/true", 1);
    assert_fails(dg_device_open("sim", NULL, &dev, err), DG_ERR_NO_DEVICE, "cannot load");
}

static int clean_environment(void **state)
{
    (void)state;
    unsetenv("DELTAGEN_SIM");
    unsetenv("DELTAGEN_SIM_TRACE");
    return 0;
}

static void listed(void **state)
{
    (void)state;
    dg_device_listing *all;
    size_t found = 0;
    assert_done(dg_device_list(&all, err));
    for (const dg_device_listing *one = all; one; one = one->next)
        if (strncmp(one->name, "sim", 3) == 0 && one->available) {
            dg_device_close(open_device(one->name));
            found++;
        }
    dg_device_list_free(all);
    assert_int_equal(found, 3);
}

// Cores of one process know nothing of each other.
static void instances(void **state)
{
    (void)state;
    enum { N = 4 };
    static const char *const names[N] = {"sim", "sim:seed=5,drop=0.05", "sim:model=small", "sim:model=small"};
    dg_device *sims[N], *softs[N];
    for (int i = 0; i < N; i++) {
        sims[i] = open_device(names[i]);
        softs[i] = open_device("soft");
    }
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < N; i++)
            program_run(sims[i], softs[i], limits_of(sims[i]), (uint64_t)(10 * round + i), 20);
    for (int i = 0; i < N; i++) {
        program_compare_tables(sims[i], softs[i], limits_of(sims[i]).contexts);
        dg_device_close(sims[i]);
        dg_device_close(softs[i]);
    }
}

// Counts to 50 in one context of a core of its own; returns the context's count.
static void *count_in_thread(void *user)
{
    dg_device *dev = NULL;
    dg_table_context context = {0};
    if (dg_device_open("sim:model=small,drop=0.02", NULL, &dev, NULL) == DG_OK) {
        for (uint64_t i = 0; i < 50; i++)
            (void)dg_table_accum(dev, 1, i, NULL);
        (void)dg_table_stat(dev, 1, &context, NULL);
        dg_device_close(dev);
    }
    *(uint32_t *)user = context.count;
    return NULL;
}

static void threads(void **state)
{
    (void)state;
    enum { N = 3 };
    pthread_t threads[N];
    uint32_t counts[N] = {0};
    for (int i = 0; i < N; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, count_in_thread, &counts[i]), 0);
    for (int i = 0; i < N; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(counts[i], 50);
    }
}

// A number in /proc/self/status.
static unsigned long status_of_this(const char *key)
{
    unsigned long value = 0;
    char line[256];
    FILE *file = fopen("/proc/self/status", "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        if (strncmp(line, key, strlen(key)) == 0)
            value = strtoul(line + strlen(key), NULL, 10);
    fclose(file);
    return value;
}

// "There is no hidden thread" (async.h): none that could take the program's signals or not survive a fork.
static void no_thread_of_its_own(void **state)
{
    (void)state;
    unsigned long before = status_of_this("Threads:");
    dg_device *dev = open_device("sim");
    assert_int_equal(status_of_this("Threads:"), before);
    dg_device_close(dev);
}

static void closed_in_a_child(void **state)
{
    (void)state;
    uint64_t value = 0;
    int status = 0;
    dg_device *dev = open_device("sim:model=small");
    assert_done(dg_table_load(dev, 1, 42, err));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        alarm(1200);
        dg_device_close(dev);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_done(dg_table_read(dev, 1, &value, err));
    assert_int_equal(value, 42);
    dg_device_close(dev);
}

// Opening and closing gives back what it took, address space too.
static void opened_often(void **state)
{
    (void)state;
    enum { WARM_UP = 20, TIMES = 200, SLACK_KB = 2048 };
    unsigned long before = 0;
    for (int i = 0; i < WARM_UP + TIMES; i++) {
        if (i == WARM_UP)
            before = status_of_this("VmSize:");
        dg_device_close(open_device("sim:model=small"));
    }
    unsigned long after = status_of_this("VmSize:");
    if (after > before + SLACK_KB)
        fail_msg("%d times opened and closed: %lu KiB more", TIMES, after - before);
}

static void dies(void **state)
{
    (void)state;
    uint64_t value = 0;
    dg_device *dev = open_device("sim:model=small,die=5");
    for (int i = 0; i < 2; i++) // after HELLO and OPEN
        assert_done(dg_table_read(dev, 0, &value, err));
    assert_fails(dg_table_read(dev, 0, &value, err), DG_ERR_LOST, "gone after 5 frames");
    assert_fails(dg_table_read(dev, 0, &value, err), DG_ERR_LOST, "gone after 5 frames");
    dg_device_close(dev);
}

static void count_event(void *user, dg_device_event event, const dg_error *why)
{
    assert_int_equal(event, DG_DEVICE_EVENT_FAILOVER);
    assert_int_equal(why->code, DG_ERR_LOST);
    ++*(int *)user;
}

// The link dies in mid-run, on a good line and on a bad one: the program ends as if nothing had happened.
// Clocks further off than USB allows, and other faults do not excuse it.
static void breaks_rules_of_its_line(void **state)
{
    (void)state;
    dg_device *dev = NULL;
    static const char *const names[] = {"sim:link=usb,offset_ppm=10000", "sim:link=usb,offset_ppm=-10000",
                                        "sim:link=usb,offset_ppm=10000,handshake=0.02"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_fails(dg_device_open(names[i], NULL, &dev, err), DG_ERR_LOST, "breaks the rules of its line: at ");
    assert_null(dev);
}

static void failover(void **state)
{
    (void)state;
    for (int frames = 20; frames < 400; frames += 37) {
        int events = 0;
        char name[64];
        dg_device_options options = {
            .size = sizeof options, .flags = DG_DEVICE_FAILOVER, .on_event = count_event, .user = &events};
        dg_device *sim = NULL, *soft = open_device("soft");
        (void)snprintf(name, sizeof name, "sim:die=%d,drop=%s", frames, frames % 2 == 0 ? "0" : "0.05");
        assert_done(dg_device_open(name, &options, &sim, err));
        program_run(sim, soft, limits_of(sim), (uint64_t)frames, 60);
        assert_int_equal(events, 1);
        dg_device_close(sim);
        dg_device_close(soft);
    }
}

// Walks the blocks of an FST file: a header first, then others, up to its end exactly. Returns the end time.
static uint64_t read_fst(const char *path)
{
    enum { HEADER = 0, HEADER_BYTES = 329, LAST_TYPE = 8, ZIPPED = 254 };
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    uint64_t end_time = 0;
    unsigned blocks = 0;
    for (int type; (type = fgetc(file)) != EOF; blocks++) {
        uint8_t head[24];
        uint64_t length = 0, time = 0;
        assert_int_equal(fread(head, 1, sizeof head, file), sizeof head);
        for (int i = 0; i < 8; i++) {
            length = length << 8 | head[i];
            time = time << 8 | head[16 + i];
        }
        assert_true(type <= LAST_TYPE || type == ZIPPED);
        assert_true(blocks > 0 || (type == HEADER && length == HEADER_BYTES));
        end_time = blocks == 0 ? time : end_time;
        assert_int_equal(fseek(file, (long)(length - sizeof head), SEEK_CUR), 0);
    }
    assert_true(blocks >= 4); // header, values, geometry, hierarchy
    long end = ftell(file);
    struct stat s;
    assert_int_equal(fstat(fileno(file), &s), 0);
    assert_int_equal(end, s.st_size);
    fclose(file);
    return end_time;
}

static void traces(void **state)
{
    (void)state;
    static const char *const files[] = {BUILD_DIR "/cosim/trace.fst", BUILD_DIR "/cosim/trace.2.fst",
                                        BUILD_DIR "/cosim/trace.3.fst"};
    dg_device *devs[2];
    dg_device_counters c = {.size = sizeof c};
    for (int i = 0; i < 3; i++)
        (void)remove(files[i]);
    setenv("DELTAGEN_SIM_TRACE", files[0], 1);
    for (int i = 0; i < 2; i++)
        devs[i] = open_device("sim:model=small");
    unsetenv("DELTAGEN_SIM_TRACE");
    for (int i = 0; i < 2; i++) {
        assert_done(dg_table_accum(devs[i], 1, 2, err));
        assert_done(dg_device_get_counters(devs[i], &c, err));
        dg_device_close(devs[i]);
        assert_true(read_fst(files[i]) >= 10 * c.clocks); // a clock is 10 units
    }
    assert_int_not_equal(access(files[2], F_OK), 0);
    setenv("DELTAGEN_SIM_TRACE", "/nowhere/trace.fst", 1);
    dg_device_close(open_device("sim:model=small,trace=" BUILD_DIR "/cosim/trace.3.fst")); // the name goes before
    assert_true(read_fst(files[2]) > 0);
    assert_int_not_equal(access(BUILD_DIR "/cosim/trace.3.3.fst", F_OK), 0);
    assert_fails(dg_device_open("sim:trace=/nowhere/mine.fst", NULL, &devs[0], err), DG_ERR_IO, "/nowhere/mine.fst");
    assert_fails(dg_device_open("sim:model=small", NULL, &devs[0], err), DG_ERR_IO, "DELTAGEN_SIM_TRACE");
}

// A run of deltas costs one clock a delta; on the line a delta costs little more than its 8 bytes.
static void figures(void **state)
{
    (void)state;
    enum { N = 12500 };
    static uint64_t deltas[N];
    dg_device_counters before = {.size = sizeof before}, after = {.size = sizeof after};
    dg_device *dev = open_device("sim");
    assert_done(dg_device_get_counters(dev, &before, err));
    assert_done(dg_table_accum_run(dev, 1, deltas, N, err));
    assert_done(dg_device_get_counters(dev, &after, err));
    uint64_t ops = after.ops - before.ops, busy = after.busy - before.busy,
             bytes = after.bytes_sent - before.bytes_sent;
    printf("ACCUM_RUN: %.3f busy clocks and %.3f bytes a delta\n", (double)busy / (double)ops,
           (double)bytes / (double)ops);
    assert_int_equal(ops, N);
    assert_true(busy <= N + N / 10);
    assert_true(bytes <= N * 8 + N / 2);
    assert_int_equal(after.stalls, 0);
    dg_device_close(dev);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identities),
        cmocka_unit_test(wrong_names),
        cmocka_unit_test_teardown(override, clean_environment),
        cmocka_unit_test(listed),
        cmocka_unit_test(instances),
        cmocka_unit_test(threads),
        cmocka_unit_test(no_thread_of_its_own),
        cmocka_unit_test(closed_in_a_child),
        cmocka_unit_test(opened_often),
        cmocka_unit_test(dies),
        cmocka_unit_test(breaks_rules_of_its_line),
        cmocka_unit_test(failover),
        cmocka_unit_test_teardown(traces, clean_environment),
        cmocka_unit_test(figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
