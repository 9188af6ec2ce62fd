// SPDX-License-Identifier: Apache-2.0
#include "content.h"

#include <stdlib.h>
#include <string.h>

static const struct generator zeros = {.kind = DG_FEISTEL}; // 8-byte cells

static size_t cell_size(const struct content *content)
{
    return dg_cell_size(content->generator.kind);
}

static int make_memory(const struct ground *ground, const struct generator *generator, dg_genmem **out, dg_error *err)
{
    const dg_genmem_options options = {
        .size = sizeof options, .kind = generator->kind, .seed = generator->seed, .device = ground->device};
    const dg_genmem_morph to_zero = {.size = sizeof to_zero, .mode = DG_GENMEM_LINEAR};
    int code = dg_genmem_create(&options, out, err);
    if (code != DG_OK || generator->set)
        return code;
    code = dg_genmem_set_morph(*out, ground->source, &to_zero, err);
    if (code != DG_OK) {
        dg_genmem_release(*out);
        *out = NULL;
    }
    return code;
}

int ground_open(struct ground *ground, dg_device *device, dg_error *err)
{
    const dg_genmem_options options = {.size = sizeof options, .kind = zeros.kind};
    *ground = (struct ground){.device = device};
    return dg_genmem_create(&options, &ground->source, err);
}

void ground_close(struct ground *ground)
{
    dg_genmem_release(ground->source);
    ground->source = NULL;
}

void content_open(struct content *content, const struct ground *ground, const struct generator *generator)
{
    *content = (struct content){.ground = ground, .generator = generator->set ? *generator : zeros};
}

void content_close(struct content *content)
{
    dg_genmem_release(content->mem);
    content->mem = NULL;
}

// Cells as they are without a memory.
static int read_clean(const struct content *content, uint64_t addr, size_t count, void *out, dg_error *err)
{
    const struct generator *generator = &content->generator;
    if (!generator->set)
        memset(out, 0, count * cell_size(content));
    else if (content->ground->device)
        return dg_synth_run(content->ground->device, generator->kind, generator->seed, addr, count, out, err);
    else
        dg_cell_run(generator->kind, generator->seed, addr, count, out);
    return DG_OK;
}

static uint64_t cell_of(const struct content *content, uint64_t offset)
{
    return content->generator.base + offset / cell_size(content);
}

int content_read(const struct content *content, uint64_t offset, size_t n, uint8_t *buffer, uint8_t **bytes,
                 dg_error *err)
{
    size_t size = cell_size(content), lead = (size_t)(offset % size), cells = (lead + n + size - 1) / size;
    uint64_t addr = cell_of(content, offset);
    *bytes = buffer + lead;
    if (!content->mem)
        return read_clean(content, addr, cells, buffer, err);
    return dg_genmem_fetch_run(content->mem, addr, cells, buffer, err);
}

static bool is_whole(const struct content *content, uint64_t offset, size_t n)
{
    return offset % cell_size(content) == 0 && n % cell_size(content) == 0;
}

// The cells at both ends are written with what they hold beside the new bytes.
static int write_torn(struct content *content, uint64_t offset, size_t n, const void *bytes, dg_error *err)
{
    size_t size = cell_size(content), lead = (size_t)(offset % size), cells = (lead + n + size - 1) / size;
    uint64_t base = cell_of(content, offset);
    uint8_t *buffer = malloc(cells * size);
    if (!buffer)
        return DG_ERR_MEMORY;
    int code = dg_genmem_fetch_run(content->mem, base, 1, buffer, err);
    if (code == DG_OK && cells > 1)
        code = dg_genmem_fetch_run(content->mem, base + cells - 1, 1, buffer + (cells - 1) * size, err);
    if (code == DG_OK) {
        memcpy(buffer + lead, bytes, n);
        code = dg_genmem_write_run(content->mem, base, cells, buffer, err);
    }
    free(buffer);
    return code;
}

int content_write(struct content *content, uint64_t offset, size_t n, const void *bytes, dg_error *err)
{
    if (n == 0)
        return DG_OK;
    int code = content->mem ? DG_OK : make_memory(content->ground, &content->generator, &content->mem, err);
    if (code != DG_OK)
        return code;
    if (!is_whole(content, offset, n))
        return write_torn(content, offset, n, bytes, err);
    return dg_genmem_write_run(content->mem, cell_of(content, offset), n / cell_size(content), bytes, err);
}

// Bytes of one cell, from..to, become those that it would have if never written.
static int reset_in_cell(struct content *content, uint64_t addr, size_t from, size_t to, dg_error *err)
{
    if (dg_genmem_is_range_clean(content->mem, addr, addr))
        return DG_OK;
    uint8_t now[8], clean[8];
    uint64_t bits = content->generator.set ? dg_cell(content->generator.kind, content->generator.seed, addr) : 0;
    int code = dg_genmem_fetch_run(content->mem, addr, 1, now, err);
    if (code != DG_OK)
        return code;
    for (size_t i = 0; i < cell_size(content); i++) {
        clean[i] = (uint8_t)(bits >> 8 * i);
        now[i] = i >= from && i <= to ? clean[i] : now[i];
    }
    if (memcmp(now, clean, cell_size(content)) == 0)
        return dg_genmem_clear(content->mem, addr, addr, err);
    return dg_genmem_write_run(content->mem, addr, 1, now, err);
}

int content_reset(struct content *content, uint64_t first, uint64_t last, dg_error *err)
{
    if (!content->mem)
        return DG_OK;
    size_t size = cell_size(content);
    uint64_t from = cell_of(content, first), to = cell_of(content, last);
    size_t lead = (size_t)(first % size), end = (size_t)(last % size);
    if (from == to && (lead > 0 || end < size - 1))
        return reset_in_cell(content, from, lead, end, err);
    int code = DG_OK;
    if (lead > 0)
        code = reset_in_cell(content, from++, lead, size - 1, err);
    if (code == DG_OK && end < size - 1)
        code = reset_in_cell(content, to--, 0, end, err);
    return code == DG_OK && from <= to ? dg_genmem_clear(content->mem, from, to, err) : code;
}

bool content_next(const struct content *content, uint64_t offset, bool kept, uint64_t *found)
{
    size_t size = cell_size(content);
    uint64_t base = content->generator.base, addr = cell_of(content, offset);
    if (!content->mem) {
        *found = offset;
        return !kept;
    }
    if (!(kept ? dg_genmem_next_dirty : dg_genmem_next_clean)(content->mem, addr, &addr))
        return false;
    if (addr - base > UINT64_MAX / size)
        return false;
    *found = (addr - base) * size > offset ? (addr - base) * size : offset;
    return true;
}

uint64_t content_kept(const struct content *content)
{
    dg_genmem_info info = {.size = sizeof info};
    if (!content->mem || dg_genmem_get_info(content->mem, &info, NULL) != DG_OK)
        return 0;
    return info.cells * cell_size(content);
}
