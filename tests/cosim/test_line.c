// SPDX-License-Identifier: Apache-2.0
// A model with a line over which nothing gets: each call of it ends in little time of that line all the same, so that
// the library, which waits by the real clock, sees when to give up.
#include "unit.h"

#include <dlfcn.h>

#include "sim/dg_sim.h"

enum { RUNS = 5, TIME_PARTS = 40 };

static void dead(const struct dg_sim_config *config)
{
    void *library = dlopen(BUILD_DIR "/libdeltagen-sim-usb.so", RTLD_NOW | RTLD_LOCAL);
    void *symbol = library ? dlsym(library, DG_SIM_ENTRY) : NULL;
    dg_sim_entry_fn *entry = NULL;
    memcpy(&entry, &symbol, sizeof entry);
    assert_non_null(entry);
    const struct dg_sim_api *api = entry();
    struct dg_sim *sim = api->create(config);
    assert_non_null(sim);
    for (int i = 0; i < RUNS; i++) {
        const uint8_t in[4] = {0};
        uint8_t out[4];
        size_t taken = 0, got = 0;
        uint64_t clocks = api->run(sim, in, sizeof in, &taken, out, sizeof out, &got, 1);
        assert_int_equal(got, 0);
        assert_in_range(clocks, 1, api->clock_hz / TIME_PARTS);
    }
    api->destroy(sim);
    dlclose(library);
}

static void every_bit_wrong(void **state)
{
    (void)state;
    dead(&(struct dg_sim_config){.size = sizeof(struct dg_sim_config), .bit_error = 1});
}

static void every_handshake_lost(void **state)
{
    (void)state;
    dead(&(struct dg_sim_config){.size = sizeof(struct dg_sim_config), .handshake = 1});
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_bit_wrong), cmocka_unit_test(every_handshake_lost)};
    return cmocka_run_group_tests_name("sim: a dead line", tests, NULL, NULL);
}
