// SPDX-License-Identifier: Apache-2.0
#include "interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static volatile sig_atomic_t caught; // number of the signal

// Once a second from then on: ends a blocking call that was on its way when the signal came, after interrupted().
static void nudge(int number)
{
    (void)number;
    alarm(1);
}

static void remember(int number)
{
    caught = number;
    sigaction(SIGALRM, &(struct sigaction){.sa_handler = nudge}, NULL); // before, it may be set by whoever started us
    alarm(1);
}

static void pass_over(int number)
{
    (void)number;
}

static void catch_unless_ignored(int number, const struct sigaction *action)
{
    struct sigaction before;
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(number, action, NULL);
}

void interrupt_catch(void)
{
    // All that would end the program, but for those that say it is broken.
    static const int numbers[] = {SIGINT,  SIGTERM, SIGHUP,  SIGQUIT, SIGALRM, SIGXCPU, SIGVTALRM,
                                  SIGPROF, SIGUSR1, SIGUSR2, SIGPIPE, SIGIO,   SIGPWR,  SIGSTKFLT};
    const struct sigaction action = {.sa_handler = remember, .sa_flags = (int)SA_RESETHAND};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        catch_unless_ignored(numbers[i], &action);
    for (int number = SIGRTMIN; number <= SIGRTMAX; number++)
        catch_unless_ignored(number, &action);
    catch_unless_ignored(SIGXFSZ, &(struct sigaction){.sa_handler = pass_over});
}

bool interrupted(void)
{
    return caught != 0;
}

void interrupt_end(void)
{
    if (caught == 0)
        return;
    alarm(0);
    signal(caught, SIG_DFL);
    raise(caught);
}
