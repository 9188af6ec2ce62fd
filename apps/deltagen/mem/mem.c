// SPDX-License-Identifier: Apache-2.0
// mem.h
#include "mem.h"

#include <inttypes.h>

// Nothing is acknowledged before mem_close has synced, so that a change needs no sync of its own.
int mem_open(const struct options *options, bool writable, struct mem *out)
{
    dg_genmem_store_options own = {
        .size = sizeof own, .flags = writable ? 0 : DG_GENMEM_READ_ONLY, .policy = DG_GENMEM_NONE};
    dg_genmem_report report = {.size = sizeof report};
    dg_error err = {0};
    *out = (struct mem){.store = options->operand[1], .writable = writable};
    if (dg_genmem_store_open(out->store, &own, &out->memory, &report, &err) != DG_OK)
        return library_failed("mem", &err);
    if (report.cut > 0)
        complain("%s: %" PRIu64 " bytes of a write that was never finished are left out: %s", out->store, report.cut,
                 report.why);
    out->kind = report.kind;
    out->cell = dg_cell_size(report.kind);
    return EXIT_DONE;
}

int mem_close(struct mem *mem, int exit_code)
{
    dg_error err = {0};
    if (mem->writable && dg_genmem_sync(mem->memory, &err) != DG_OK && exit_code != EXIT_BROKEN)
        exit_code = library_failed("mem", &err);
    dg_genmem_release(mem->memory);
    return exit_code;
}

int mem_address(const struct options *options, int n, uint64_t *addr)
{
    const char *wrong = parse_number(options->operand[n], addr);
    if (wrong)
        return wrong_use(NULL, "ADDR: '%s' %s", options->operand[n], wrong);
    return EXIT_DONE;
}
