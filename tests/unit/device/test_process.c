// SPDX-License-Identifier: Apache-2.0
// Children: a device that was opened before fork() refuses every call in the child at once, whatever its locks and
// threads were doing, and the parent goes on as if there were no child. Threads of the library take no signals.
#include "unit.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/workers.h"
#include "model_link.h"

// Systems older than Linux 4.14 do not wipe memory in children.
static bool is_old;
int __real_madvise(void *address, size_t size, int advice);
int __wrap_madvise(void *address, size_t size, int advice);
int __wrap_madvise(void *address, size_t size, int advice)
{
    return is_old ? -1 : __real_madvise(address, size, advice);
}

enum { CHILD_SECONDS = 1200, THREADS = 4 }; // a child that hangs is ended

// Before the next job all threads of the workers meet in one of the test's, so that each of them is known to run.
static bool they_meet;
static pthread_barrier_t meeting;

static void meet(void *job, size_t part)
{
    (void)job;
    (void)part;
    (void)pthread_barrier_wait(&meeting);
}

void __real_dg_workers_run(struct dg_workers *workers, size_t parts, dg_part_fn *work, void *job);
void __wrap_dg_workers_run(struct dg_workers *workers, size_t parts, dg_part_fn *work, void *job);
void __wrap_dg_workers_run(struct dg_workers *workers, size_t parts, dg_part_fn *work, void *job)
{
    if (they_meet)
        __real_dg_workers_run(workers, THREADS, meet, NULL);
    they_meet = false;
    __real_dg_workers_run(workers, parts, work, job);
}

static dg_device *opened(const char *name, unsigned threads)
{
    const dg_device_options options = {.size = sizeof options, .threads = threads};
    dg_device *dev = NULL;
    model_init(&the_model);
    assert_done(dg_device_open(name, &options, &dev, err));
    return dev;
}

static bool is_refused(int code, dg_error *err)
{
    bool refused = code == DG_ERR_STATE && err->code == code && strstr(err->message, "fork()");
    *err = (dg_error){0};
    return refused;
}

// Runs in the child: 0, or the number of the first call that was not refused.
static int try_every_call(dg_device *dev)
{
    uint64_t word = 0;
    uint8_t context = 0;
    dg_table_context table[DG_TABLE_CONTEXTS_MAX];
    dg_synth_verdict verdict;
    dg_device_info info = {.size = sizeof info};
    dg_device_counters counters = {.size = sizeof counters};
    dg_request request = {.size = sizeof request, .op = DG_OP_READ, .contexts = &context, .n = 1, .out = &word};
    dg_error why = {0}, *err = &why;
#define TRY(number, call)                                                                                              \
    if (!is_refused(call, err))                                                                                        \
        return number;
    TRY(1, dg_device_get_info(dev, &info, err))
    TRY(2, dg_device_get_counters(dev, &counters, err))
    TRY(3, dg_table_load(dev, 0, 1, err))
    TRY(4, dg_table_accum(dev, 0, 1, err))
    TRY(5, dg_table_read(dev, 0, &word, err))
    TRY(6, dg_table_swap(dev, 0, NULL, &word, err))
    TRY(7, dg_table_stat(dev, 0, table, err))
    TRY(8, dg_table_clear(dev, err))
    TRY(9, dg_table_snapshot(dev, table, err))
    TRY(10, dg_table_load_list(dev, &context, &word, 1, err))
    TRY(11, dg_table_accum_list(dev, &context, &word, 1, err))
    TRY(12, dg_table_read_list(dev, &context, &word, 1, err))
    TRY(13, dg_table_swap_list(dev, &context, NULL, &word, 1, err))
    TRY(14, dg_table_stat_list(dev, &context, table, 1, err))
    TRY(15, dg_table_accum_run(dev, 0, &word, 1, err))
    TRY(16, dg_synth_run(dev, DG_FEISTEL, 0, 0, 1, &word, err))
    TRY(17, dg_synth_list(dev, DG_FEISTEL, 0, &word, 1, &word, err))
    TRY(18, dg_synth_fold(dev, 0, DG_FEISTEL, 0, 0, 1, &word, err))
    TRY(19, dg_synth_verify(dev, DG_FEISTEL, 0, 0, &word, 1, &verdict, err))
    TRY(20, dg_async_submit(dev, &request, err))
    TRY(21, dg_async_wait(dev, &request, 0, err))
    TRY(22, dg_async_drain(dev, err))
    if (dg_async_poll(dev) != 0)
        return 23;
    dg_device_close(dev);
    return 0;
}

// The child may open devices of its own.
static int use_own_device(void)
{
    uint64_t cell = 0;
    dg_device *own = NULL;
    const dg_device_options options = {.size = sizeof options, .threads = 2};
    if (dg_device_open("soft", &options, &own, NULL) != DG_OK ||
        dg_synth_run(own, DG_FEISTEL, 7, 1, 1, &cell, NULL) != DG_OK)
        return 30;
    dg_device_close(own);
    return cell == dg_feistel(1, 7) ? 0 : 31;
}

static void check_child(dg_device *dev)
{
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        alarm(CHILD_SECONDS);
        int wrong = try_every_call(dev);
        _exit(wrong != 0 ? wrong : use_own_device());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("the child %s %d", WIFEXITED(status) ? "was not refused call" : "was ended by signal",
                 WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}

static void children(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned threads;
    } devices[] = {{"soft", 1}, {"soft", 4}, {"model", 1}};
    enum { DEVICES = sizeof devices / sizeof devices[0] };
    for (size_t k = 0; k < 2 * DEVICES; k++) {
        static uint64_t cells[1 << 17];
        size_t i = k % DEVICES;
        is_old = k >= DEVICES;
        uint64_t value = 0;
        dg_device *dev = opened(devices[i].name, devices[i].threads);
        assert_done(dg_table_load(dev, 3, 42, err));
        check_child(dev);
        check_child(dev);
        assert_done(dg_table_read(dev, 3, &value, err));
        assert_int_equal(value, 42);
        assert_done(dg_synth_run(dev, DG_FEISTEL, 1, 0, 1 << 17, cells, err));
        dg_device_close(dev);
    }
}

static void *read_it(void *argument)
{
    uint64_t value = 0;
    dg_error why;
    (void)dg_table_read(argument, 3, &value, &why);
    return NULL;
}

// Another thread is inside a call, so that the child finds the device locked by nobody that is left.
static void child_of_a_busy_parent(void **state)
{
    (void)state;
    pthread_t thread;
    dg_device *dev = opened("model", 1);
    the_model.mute = true;
    assert_int_equal(pthread_create(&thread, NULL, read_it, dev), 0);
    for (int i = 0; i < 50; i++) {
        usleep(1000);
        check_child(dev);
    }
    the_model.mute = false;
    pthread_join(thread, NULL);
    dg_device_close(dev);
}

// Signals that the program waits for reach it, whatever threads the library has: all of them are blocked there.
static void threads_take_no_signals(void **state)
{
    (void)state;
    static uint64_t cells[1 << 17];
    dg_device *dev = opened("soft", THREADS);
    unsigned threads = 0;
    assert_int_equal(pthread_barrier_init(&meeting, NULL, THREADS), 0);
    they_meet = true; // a thread that has not begun yet has all signals blocked anyway
    assert_done(dg_synth_run(dev, DG_FEISTEL, 1, 0, 1 << 17, cells, err));
    assert_false(they_meet);
    DIR *tasks = opendir("/proc/self/task");
    assert_non_null(tasks);
    for (struct dirent *task; (task = readdir(tasks)) != NULL;) {
        char path[300], line[200];
        unsigned long long blocked = 0;
        (void)snprintf(path, sizeof path, "/proc/self/task/%s/status", task->d_name);
        FILE *file = task->d_name[0] == '.' || atoi(task->d_name) == getpid() ? NULL : fopen(path, "r");
        if (!file)
            continue;
        while (fgets(line, sizeof line, file))
            (void)sscanf(line, "SigBlk: %llx", &blocked);
        fclose(file);
        threads++;
        for (int number = 1; number <= SIGRTMAX; number++) { // but for what cannot be, and the C library's own
            bool is_free = number == SIGKILL || number == SIGSTOP || (number >= 32 && number < SIGRTMIN);
            if (!is_free && (blocked >> (number - 1) & 1) == 0)
                fail_msg("signal %d is not blocked", number);
        }
    }
    closedir(tasks);
    assert_int_equal(threads, THREADS - 1);
    dg_device_close(dev);
    pthread_barrier_destroy(&meeting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children),
        cmocka_unit_test(child_of_a_busy_parent),
        cmocka_unit_test(threads_take_no_signals),
    };
    return cmocka_run_group_tests_name("process", tests, NULL, NULL);
}
