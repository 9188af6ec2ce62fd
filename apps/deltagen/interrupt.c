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
    nudge(number);
}

void interrupt_catch(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    const struct sigaction action = {.sa_handler = remember, .sa_flags = (int)SA_RESETHAND};
    struct sigaction before;
    sigaction(SIGALRM, &(struct sigaction){.sa_handler = nudge}, NULL);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    }
}

bool interrupted(void)
{
    return caught != 0;
}

void interrupt_end(void)
{
    if (caught == 0)
        return;
    signal(caught, SIG_DFL);
    raise(caught);
}
