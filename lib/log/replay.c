// SPDX-License-Identifier: Apache-2.0
// replay.h
#include "replay.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"

enum { WINDOW = 1 << 20 };

struct scan {
    const struct dg_log_file *file;
    uint64_t size;  // of the file when reading began; a writer may make it longer
    uint32_t check; // of the header
    uint8_t *window;
    size_t room, held;
    uint64_t at; // position of the window
    dg_error *err;
};

// What stands at a position.
struct place {
    enum { WHOLE, SHORT, WRONG, UNREADABLE } what;
    struct dg_log_head head;
    uint64_t next; // where the next record begins or, unless it is whole, could begin
};

static const char *const why_cut[] = {
    [WHOLE] = "not all of it had reached the disk when the machine stopped",
    [SHORT] = "the last record is not whole",
    [WRONG] = "the check of the last record is wrong",
};

// n bytes that the file has; NULL after a failure.
static const uint8_t *view(struct scan *scan, uint64_t position, size_t n)
{
    if (position >= scan->at && position + n <= scan->at + scan->held)
        return scan->window + (position - scan->at);
    if (n > scan->room) {
        uint8_t *larger = realloc(scan->window, n);
        if (!larger) {
            (void)dg_fail(scan->err, DG_ERR_MEMORY, "%s: no memory for a record of %zu bytes", scan->file->path, n);
            return NULL;
        }
        scan->window = larger;
        scan->room = n;
    }
    uint64_t rest = scan->size - position;
    int number = dg_log_file_read(scan->file->fd, scan->window, rest < scan->room ? (size_t)rest : scan->room, position,
                                  &scan->held);
    scan->at = position;
    if (number != 0 || scan->held < n) { // or another has cut it
        (void)dg_log_file_fail(scan->err, "read", scan->file->path, number != 0 ? number : EIO);
        return NULL;
    }
    return scan->window;
}

static struct place look(struct scan *scan, uint64_t position)
{
    struct place place = {.what = SHORT, .next = scan->size};
    uint64_t rest = scan->size - position;
    if (rest < DG_LOG_HEAD_BYTES)
        return place;
    const uint8_t *bytes = view(scan, position, DG_LOG_HEAD_BYTES);
    if (!bytes)
        return (struct place){.what = UNREADABLE};
    if (!dg_log_decode_head(bytes, scan->check, position, &place.head))
        return (struct place){.what = WRONG, .next = position + DG_LOG_WORD};
    uint64_t whole = dg_log_record_bytes(place.head.length);
    if (rest < whole)
        return place;
    bytes = view(scan, position, (size_t)whole);
    if (!bytes)
        return (struct place){.what = UNREADABLE};
    struct iovec padded = {(void *)(bytes + DG_LOG_HEAD_BYTES), (size_t)whole - DG_LOG_HEAD_BYTES};
    place.what = dg_log_payload_check(&padded, 1, 0) == place.head.check ? WHOLE : WRONG;
    place.next = position + whole;
    return place;
}

// The first whole record behind a place that is none; *at becomes its position, or the end of the file.
static struct place find_whole(struct scan *scan, struct place place, uint64_t *at)
{
    for (*at = place.next; *at < scan->size; *at = place.next) {
        place = look(scan, *at);
        if (place.what == WHOLE || place.what == UNREADABLE)
            break;
    }
    return place;
}

// Is what does not read, at position, the tail of a crash? Only if every record behind it says that it was not durable.
// *proof: the first that says otherwise.
static int judge(struct scan *scan, uint64_t position, struct place place, struct dg_log_report *report, bool *torn,
                 uint64_t *proof)
{
    report->cut = scan->size - position;
    report->why = why_cut[place.what];
    for (;;) {
        place = find_whole(scan, place, proof);
        if (place.what == UNREADABLE)
            return scan->err->code;
        *torn = *proof >= scan->size;
        if (*torn || *proof - (uint64_t)place.head.loose * DG_LOG_WORD > position)
            return DG_OK;
        report->why = why_cut[WHOLE];
    }
}

static int read_header(struct scan *scan, struct dg_log_header *header, uint64_t *start)
{
    size_t n = scan->size < DG_LOG_HEADER_ROOM ? (size_t)scan->size : DG_LOG_HEADER_ROOM;
    const uint8_t *bytes = view(scan, 0, n);
    if (!bytes)
        return scan->err->code;
    int code = dg_log_decode_header(scan->file->path, bytes, n, header, start, scan->err);
    scan->check = header->check;
    return code;
}

// Past what does not read, at *position: to the end of the file, or on if the reader salvages.
static int pass_over(struct scan *scan, uint64_t *position, struct place place, bool salvage,
                     struct dg_log_report *report)
{
    bool torn = false;
    uint64_t proof = 0;
    int code = judge(scan, *position, place, report, &torn, &proof);
    if (code == DG_OK && !torn && !salvage)
        return dg_fail(scan->err, DG_ERR_IO,
                       "%s: damaged at byte %" PRIu64 ", with intact records from byte %" PRIu64
                       " on: salvage what is whole into a new file",
                       scan->file->path, *position, proof);
    if (code != DG_OK || torn) {
        *position = scan->size;
        return code;
    }
    report->cut = 0;
    report->why = "";
    report->damaged++;
    place = find_whole(scan, place, position);
    return place.what == UNREADABLE ? scan->err->code : DG_OK;
}

static int read_records(struct scan *scan, uint64_t position, const struct dg_log_reader *reader, bool salvage,
                        struct dg_log_report *report)
{
    int code = DG_OK;
    while (code == DG_OK && position < scan->size) {
        struct place place = look(scan, position);
        if (place.what == UNREADABLE)
            return scan->err->code;
        if (place.what != WHOLE) {
            code = pass_over(scan, &position, place, salvage, report);
            continue;
        }
        const uint8_t *payload = scan->window + (position - scan->at) + DG_LOG_HEAD_BYTES;
        code = reader->record(reader->user, place.head.type, payload, place.head.length, scan->err);
        report->records += code == DG_OK;
        report->end = position = place.next;
    }
    return code;
}

static int replay(struct scan *scan, const struct dg_log_reader *reader, bool salvage, struct dg_log_header *header,
                  struct dg_log_report *report)
{
    uint64_t start = 0;
    int code = read_header(scan, header, &start);
    if (code != DG_OK)
        return code;
    if (header->application != reader->application)
        return dg_fail(scan->err, DG_ERR_ARGUMENT,
                       "%s: this log is of application 0x%08x, not 0x%08x: open it with what made it", scan->file->path,
                       header->application, reader->application);
    *report = (struct dg_log_report){.generation = header->generation, .end = start, .why = ""};
    code = reader->header(reader->user, header->bytes, header->length, scan->err);
    return code == DG_OK ? read_records(scan, start, reader, salvage, report) : code;
}

int dg_log_replay(const struct dg_log_file *file, const struct dg_log_reader *reader, bool salvage,
                  struct dg_log_header *header, struct dg_log_report *report, dg_error *err)
{
    dg_error own = {0};
    struct stat is;
    struct scan scan = {.file = file, .room = WINDOW, .err = err ? err : &own};
    if (fstat(file->fd, &is) != 0)
        return dg_log_file_fail(err, "examine", file->path, errno);
    scan.size = (uint64_t)is.st_size;
    scan.window = malloc(scan.room);
    if (!scan.window)
        return dg_fail(err, DG_ERR_MEMORY, "%s: no memory to read it", file->path);
    struct dg_log_report found;
    int code = replay(&scan, reader, salvage, header, &found);
    free(scan.window);
    if (code == DG_OK)
        *report = found;
    return code;
}
