// SPDX-License-Identifier: Apache-2.0
// pages.h
#include "pages.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { BLOCK = 32768 }; // pages whose bits take a page of memory

static uint64_t words(uint64_t pages)
{
    return (pages + 63) / 64;
}

static uint64_t blocks(uint64_t pages)
{
    return (pages + BLOCK - 1) / BLOCK;
}

// Zeros that cost what is written to.
static void *reserve(uint64_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

bool dg_page_set_open(struct dg_page_set *set, uint64_t pages)
{
    *set = (struct dg_page_set){.pages = pages};
    set->bits = reserve(8 * words(pages));
    set->used = reserve(blocks(pages));
    if (set->bits && set->used)
        return true;
    dg_page_set_close(set);
    return false;
}

void dg_page_set_close(struct dg_page_set *set)
{
    if (set->bits)
        munmap(set->bits, 8 * words(set->pages));
    if (set->used)
        munmap(set->used, blocks(set->pages));
    *set = (struct dg_page_set){0};
}

bool dg_page_set_has(const struct dg_page_set *set, uint64_t page)
{
    return set->used[page / BLOCK] && set->bits[page / 64] >> page % 64 & 1;
}

void dg_page_set_add(struct dg_page_set *set, uint64_t page)
{
    if (dg_page_set_has(set, page))
        return;
    set->used[page / BLOCK] = 1;
    set->bits[page / 64] |= UINT64_C(1) << page % 64;
    set->size++;
}

void dg_page_set_remove(struct dg_page_set *set, uint64_t page)
{
    if (!dg_page_set_has(set, page))
        return;
    set->bits[page / 64] &= ~(UINT64_C(1) << page % 64);
    set->size--;
}

// The first page at or after `page` in the set; set->pages if there is none.
static uint64_t seek(struct dg_page_set *set, uint64_t page)
{
    while (page < set->pages) {
        uint64_t word = set->used[page / BLOCK] ? set->bits[page / 64] >> page % 64 : 0;
        if (word)
            return page + (uint64_t)__builtin_ctzll(word);
        page = set->used[page / BLOCK] ? (page / 64 + 1) * 64 : (page / BLOCK + 1) * BLOCK;
    }
    return set->pages;
}

uint64_t dg_page_set_next(struct dg_page_set *set, uint64_t *page, uint64_t most)
{
    if (set->size == 0) {
        memset(set->used, 0, blocks(set->pages));
        return 0;
    }
    uint64_t first = seek(set, *page), count = 0;
    while (count < most && first + count < set->pages && dg_page_set_has(set, first + count))
        count++;
    *page = first;
    return count;
}

bool dg_page_queue_open(struct dg_page_queue *queue, uint64_t pages)
{
    *queue = (struct dg_page_queue){0};
    return dg_page_set_open(&queue->members, pages);
}

void dg_page_queue_close(struct dg_page_queue *queue)
{
    if (queue->members.bits)
        dg_page_set_close(&queue->members);
    free(queue->ring);
    *queue = (struct dg_page_queue){0};
}

static bool grow(struct dg_page_queue *queue)
{
    size_t size = (size_t)queue->members.size, room = queue->room ? 2 * queue->room : 64;
    uint64_t *ring = malloc(room * sizeof *ring);
    if (!ring)
        return false;
    for (size_t i = 0; i < size; i++)
        ring[i] = queue->ring[(queue->head + i) % queue->room];
    free(queue->ring);
    queue->ring = ring;
    queue->room = room;
    queue->head = 0;
    return true;
}

void dg_page_queue_push(struct dg_page_queue *queue, uint64_t page)
{
    if (dg_page_set_has(&queue->members, page) || (queue->members.size == queue->room && !grow(queue)))
        return;
    queue->ring[(queue->head + queue->members.size) % queue->room] = page;
    dg_page_set_add(&queue->members, page);
}

uint64_t dg_page_queue_pop(struct dg_page_queue *queue)
{
    uint64_t page = queue->ring[queue->head];
    queue->head = (queue->head + 1) % queue->room;
    dg_page_set_remove(&queue->members, page);
    return page;
}
