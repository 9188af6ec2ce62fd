// SPDX-License-Identifier: Apache-2.0
// Arrays of generated cells by handle: deltagen/heap.h. A call has a hold of the memory that it works on, so that it
// needs the lock only to find it.
#include "heap.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/sized.h"

enum { LIMIT = 65536, FIRST_ROOM = 8 };

int dg_heap_create(const dg_heap_options *options, dg_heap **out, dg_error *err)
{
    if (!out)
        return dg_fail(err, DG_ERR_ARGUMENT, "out is NULL: it must point to room for the heap");
    *out = NULL;
    if (!options)
        return dg_fail(err, DG_ERR_ARGUMENT, "options is NULL: it must point to a dg_heap_options");
    dg_heap_options own;
    int code = dg_sized_take(&own, sizeof own, options, "dg_heap_options", err);
    if (code != DG_OK)
        return code;
    if (own.limit == 0)
        own.limit = LIMIT;
    dg_heap *heap = calloc(1, sizeof *heap);
    if (!heap || dg_lock_init(&heap->lock) != 0) {
        free(heap);
        return dg_fail(err, DG_ERR_MEMORY, "no memory for a heap");
    }
    heap->options = own;
    *out = heap;
    return DG_OK;
}

void dg_heap_release(dg_heap *heap)
{
    if (!heap)
        return;
    for (uint32_t i = 0; i < heap->count; i++)
        dg_genmem_release(heap->slots[i].memory);
    free(heap->slots);
    dg_lock_destroy(&heap->lock);
    free(heap);
}

static int check_heap(const dg_heap *heap, dg_error *err)
{
    return heap ? DG_OK : dg_fail(err, DG_ERR_ARGUMENT, "heap is NULL: it must be from dg_heap_create");
}

// Makes sure that there is a free slot.
static int find_slot(dg_heap *heap, dg_error *err) DG_REQUIRES(heap->lock)
{
    if (heap->live >= heap->options.limit)
        return dg_fail(err, DG_ERR_BUSY, "there are %u allocations, the limit: free one, or set a higher limit",
                       heap->live);
    if (heap->first_free != 0)
        return DG_OK;
    if (heap->count == heap->room) {
        uint32_t room = heap->room > 0 ? 2 * heap->room : FIRST_ROOM;
        struct dg_heap_slot *slots = room > heap->room ? realloc(heap->slots, room * sizeof *slots) : NULL;
        if (!slots)
            return dg_fail(err, DG_ERR_MEMORY, "no memory for another allocation");
        heap->slots = slots;
        heap->room = room;
    }
    heap->slots[heap->count] = (struct dg_heap_slot){.generation = 1};
    heap->first_free = ++heap->count;
    return DG_OK;
}

static int allocate(dg_heap *heap, uint64_t cells, uint64_t *handle, dg_error *err) DG_REQUIRES(heap->lock)
{
    int code = find_slot(heap, err);
    if (code != DG_OK)
        return code;
    dg_genmem_options options = {.size = sizeof options,
                                 .kind = heap->options.kind,
                                 .seed = dg_xi(heap->allocations, dg_fnv1a_u64(heap->options.seed)),
                                 .quota = heap->options.quota,
                                 .device = heap->options.device};
    dg_genmem *memory;
    code = dg_genmem_create(&options, &memory, err);
    if (code != DG_OK)
        return code;
    uint32_t number = heap->first_free - 1;
    struct dg_heap_slot *slot = &heap->slots[number];
    heap->first_free = slot->next_free;
    heap->live++;
    heap->allocations++;
    slot->memory = memory;
    slot->cells = cells;
    *handle = (uint64_t)slot->generation << 32 | number;
    return DG_OK;
}

int dg_heap_alloc(dg_heap *heap, uint64_t cells, uint64_t *handle, dg_error *err)
{
    int code = check_heap(heap, err);
    if (code != DG_OK)
        return code;
    if (!handle)
        return dg_fail(err, DG_ERR_ARGUMENT, "handle is NULL: it must point to room for the handle");
    if (cells == 0)
        return dg_fail(err, DG_ERR_ARGUMENT, "cells is 0: an allocation has at least one");
    dg_lock_acquire(&heap->lock);
    code = allocate(heap, cells, handle, err);
    dg_lock_release(&heap->lock);
    return code;
}

// The slot of a handle; NULL, and an error, where it is none.
static struct dg_heap_slot *slot_of(const dg_heap *heap, uint64_t handle, dg_error *err) DG_REQUIRES(heap->lock)
{
    uint32_t number = (uint32_t)handle, generation = (uint32_t)(handle >> 32);
    struct dg_heap_slot *slot = number < heap->count ? &heap->slots[number] : NULL;
    if (slot && slot->memory && slot->generation == generation)
        return slot;
    (void)dg_fail(err, DG_ERR_ARGUMENT,
                  "0x%llx is no handle: it was freed, or never given by dg_heap_alloc of this heap",
                  (unsigned long long)handle);
    return NULL;
}

int dg_heap_free(dg_heap *heap, uint64_t handle, dg_error *err)
{
    int code = check_heap(heap, err);
    if (code != DG_OK)
        return code;
    dg_genmem *memory = NULL;
    dg_lock_acquire(&heap->lock);
    struct dg_heap_slot *slot = slot_of(heap, handle, err);
    if (slot) {
        memory = slot->memory;
        slot->memory = NULL;
        heap->live--;
        if (++slot->generation != 0) {
            slot->next_free = heap->first_free;
            heap->first_free = (uint32_t)handle + 1;
        }
    }
    dg_lock_release(&heap->lock);
    if (!slot)
        return DG_ERR_ARGUMENT;
    dg_genmem_release(memory);
    return DG_OK;
}

// What is known of an allocation, with a hold of its memory.
static int hold(dg_heap *heap, uint64_t handle, struct dg_heap_slot *out, dg_error *err)
{
    int code = check_heap(heap, err);
    if (code != DG_OK)
        return code;
    dg_lock_acquire(&heap->lock);
    struct dg_heap_slot *slot = slot_of(heap, handle, err);
    if (slot) {
        *out = *slot;
        dg_genmem_retain(out->memory);
    }
    dg_lock_release(&heap->lock);
    return slot ? DG_OK : DG_ERR_ARGUMENT;
}

// The same where the cells are within it.
static int hold_cells(dg_heap *heap, uint64_t handle, uint64_t offset, size_t count, struct dg_heap_slot *out,
                      dg_error *err)
{
    int code = hold(heap, handle, out, err);
    if (code != DG_OK || (offset <= out->cells && count <= out->cells - offset))
        return code;
    dg_genmem_release(out->memory);
    return dg_fail(err, DG_ERR_ARGUMENT, "%zu cells from %llu on are not in the allocation, which has %llu", count,
                   (unsigned long long)offset, (unsigned long long)out->cells);
}

int dg_heap_read(dg_heap *heap, uint64_t handle, uint64_t offset, size_t count, void *out, dg_error *err)
{
    struct dg_heap_slot held;
    int code = hold_cells(heap, handle, offset, count, &held, err);
    if (code != DG_OK)
        return code;
    code = dg_genmem_fetch_run(held.memory, offset, count, out, err);
    dg_genmem_release(held.memory);
    return code;
}

int dg_heap_write(dg_heap *heap, uint64_t handle, uint64_t offset, size_t count, const void *cells, dg_error *err)
{
    struct dg_heap_slot held;
    int code = hold_cells(heap, handle, offset, count, &held, err);
    if (code != DG_OK)
        return code;
    code = dg_genmem_write_run(held.memory, offset, count, cells, err);
    dg_genmem_release(held.memory);
    return code;
}

int dg_heap_get_info(dg_heap *heap, uint64_t handle, dg_heap_info *out, dg_error *err)
{
    if (!out)
        return dg_fail(err, DG_ERR_ARGUMENT, "out is NULL: it must point to a dg_heap_info");
    struct dg_heap_slot held;
    int code = dg_sized_check(out, 0, sizeof *out, "dg_heap_info", err);
    if (code == DG_OK)
        code = hold(heap, handle, &held, err);
    if (code != DG_OK)
        return code;
    dg_genmem_info info = {.size = sizeof info};
    code = dg_genmem_get_info(held.memory, &info, err);
    dg_genmem_release(held.memory);
    if (code != DG_OK)
        return code;
    dg_heap_info own = {
        .size = sizeof own, .cells = held.cells, .seed = info.seed, .written = info.cells, .memory = info.memory};
    dg_sized_give(out, &own, sizeof own);
    return DG_OK;
}
