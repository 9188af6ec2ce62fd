// SPDX-License-Identifier: Apache-2.0
// The thread that makes the pages of a map when they are touched, notes those that are written to, and drops clean ones
// beyond the limit. As nobody else makes or drops pages, a page stays what it is between two steps of it.
#include "map.h"

#include <errno.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/float_env.h"

static unsigned char *address(const struct dg_map *map, uint64_t page)
{
    return map->memory + page * map->page;
}

// Touching page after page makes ever more of them at once, up to what a stage and the limit hold.
static struct dg_map_span span_for(const struct dg_map *map, uint64_t page)
{
    uint64_t count = page == map->ahead.first + map->ahead.count ? 2 * map->ahead.count : 1;
    uint64_t most = map->resident && map->resident / 2 < DG_MAP_STAGE_PAGES ? map->resident / 2 : DG_MAP_STAGE_PAGES;
    if (count > most)
        count = most;
    if (count == 0)
        count = 1;
    if (count > map->pages - page)
        count = map->pages - page;
    return (struct dg_map_span){page, count};
}

static bool fetch(const struct dg_map *map, struct dg_map_span span)
{
    size_t cells = (size_t)dg_map_cells_of(map, span), bytes = cells * map->cell;
    memset(map->made + bytes, 0, span.count * map->page - bytes);
    return dg_genmem_fetch_run(map->mem, dg_map_cell_of(map, span.first), cells, map->made, NULL) == DG_OK;
}

static bool is_storing(const struct dg_map *map, uint64_t page)
{
    return page - map->storing.first < map->storing.count;
}

// Makes room for so many pages. A dirty page leaves the queue; it comes back when it is stored.
static void drop(struct dg_map *map, uint64_t more)
{
    uint64_t most = map->resident > more ? map->resident - more : 0;
    for (uint64_t left = map->clean.members.size; left > 0 && map->clean.members.size > most; left--) {
        uint64_t page = dg_page_queue_pop(&map->clean);
        if (dg_page_set_has(&map->dirty, page))
            continue;
        if (is_storing(map, page) || madvise(address(map, page), map->page, MADV_DONTNEED) != 0)
            dg_page_queue_push(&map->clean, page);
        else
            map->pages_dropped++;
    }
}

static void make_room(struct dg_map *map, struct dg_map_span span)
{
    pthread_mutex_lock(&map->state);
    if (map->resident)
        drop(map, span.count);
    pthread_mutex_unlock(&map->state);
}

static void note_made(struct dg_map *map, struct dg_map_span span)
{
    pthread_mutex_lock(&map->state);
    map->pages_made += span.count;
    for (uint64_t i = 0; map->resident && i < span.count; i++)
        dg_page_queue_push(&map->clean, span.first + i);
    pthread_mutex_unlock(&map->state);
}

// A page becomes writable and dirty in one step, or a sync between the two would take it for stored.
static bool put_dirty(struct dg_map *map, uint64_t page)
{
    pthread_mutex_lock(&map->state);
    bool done = dg_uffd_copy(&map->uffd, address(map, page), map->made, map->page, map->page, false);
    if (done)
        dg_page_set_add(&map->dirty, page);
    pthread_mutex_unlock(&map->state);
    return done;
}

static void unlock_page(struct dg_map *map, uint64_t page)
{
    pthread_mutex_lock(&map->state);
    if (dg_uffd_lock(&map->uffd, address(map, page), map->page, false))
        dg_page_set_add(&map->dirty, page);
    else
        dg_uffd_wake(&map->uffd, address(map, page), map->page); // it comes again
    pthread_mutex_unlock(&map->state);
}

static void make(struct dg_map *map, uint64_t page, bool write)
{
    struct dg_map_span span = span_for(map, page);
    uint64_t written = write && map->writable; // pages
    make_room(map, span);
    bool done = fetch(map, span) && (!written || put_dirty(map, page)) &&
                dg_uffd_copy(&map->uffd, address(map, page + written), map->made + written * map->page,
                             (span.count - written) * map->page, map->page, map->writable);
    if (!done) {
        dg_uffd_refuse(&map->uffd, address(map, page), map->page);
        return;
    }
    map->ahead = span;
    note_made(map, span);
}

static void serve(struct dg_map *map, const struct uffd_msg *msg)
{
    if (msg->event != UFFD_EVENT_PAGEFAULT)
        return;
    uint64_t page = (msg->arg.pagefault.address - (uintptr_t)map->memory) / map->page;
    pthread_mutex_lock(&map->state);
    map->faults++;
    pthread_mutex_unlock(&map->state);
    if (msg->arg.pagefault.flags & UFFD_PAGEFAULT_FLAG_WP)
        unlock_page(map, page);
    else
        make(map, page, msg->arg.pagefault.flags & UFFD_PAGEFAULT_FLAG_WRITE);
}

void *dg_map_make(void *argument)
{
    struct dg_map *map = argument;
    (void)dg_float_enter(); // for good: a new thread has the environment of its creator
    struct pollfd polled[] = {{.fd = map->uffd.fd, .events = POLLIN}, {.fd = map->stop, .events = POLLIN}};
    for (;;) {
        if (poll(polled, 2, -1) < 0)
            continue;
        if (polled[1].revents)
            return NULL;
        struct uffd_msg msg[16];
        ssize_t got = read(map->uffd.fd, msg, sizeof msg);
        for (ssize_t i = 0; i < got / (ssize_t)sizeof msg[0]; i++)
            serve(map, &msg[i]);
    }
}
