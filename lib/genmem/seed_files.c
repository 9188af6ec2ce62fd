// SPDX-License-Identifier: Apache-2.0
// Files of the seed's program: docs/genmem-store.md.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "genmem/genmem.h"

enum {
    MAGIC = 0x4D454D47,
    VERSION = 1,
    HEADER_BYTES = 24,
    RECORD_BYTES = 12,
    BATCH = 4096, // records written at a time
};

static int fail(dg_error *err, const char *what, const char *path, int number)
{
    char text[DG_SYSTEM_TEXT];
    return dg_fail(err, DG_ERR_IO, "cannot %s %s: %s", what, path, dg_system_text(number, text));
}

static int check(const dg_genmem *mem, dg_genmem_format format, const char *path, dg_error *err)
{
    int code = dg_genmem_valid(mem, err);
    if (code != DG_OK)
        return code;
    if (!path)
        return dg_fail(err, DG_ERR_ARGUMENT, "path is NULL: it must be that of a file");
    if (format != DG_GENMEM_SEED_LOG && format != DG_GENMEM_SEED_SNAPSHOT)
        return dg_fail(err, DG_ERR_ARGUMENT, "format is %d: it must be DG_GENMEM_SEED_LOG or DG_GENMEM_SEED_SNAPSHOT",
                       (int)format);
    if (mem->cell_size != 4)
        return dg_fail(err, DG_ERR_ARGUMENT,
                       "these files hold f32 cells, this memory has %zu bytes a cell: use one of DG_TORUS32 or "
                       "DG_SHUFFLED32",
                       mem->cell_size);
    return DG_OK;
}

// --- Reading ---

static int read_whole(FILE *file, const char *path, uint8_t **bytes, size_t *n, dg_error *err)
{
    struct stat is;
    *bytes = NULL;
    if (fstat(fileno(file), &is) != 0)
        return fail(err, "examine", path, errno);
    if (!S_ISREG(is.st_mode))
        return dg_fail(err, DG_ERR_ARGUMENT, "%s is no regular file: save what it gives in one", path);
    *n = (size_t)is.st_size;
    *bytes = malloc(*n + 1);
    if (!*bytes)
        return dg_fail(err, DG_ERR_MEMORY, "no memory to read %s (%zu bytes)", path, *n);
    if (fread(*bytes, 1, *n, file) != *n)
        return fail(err, "read", path, ferror(file) ? errno : EIO);
    return DG_OK;
}

static int check_snapshot(const dg_genmem *mem, const char *path, const uint8_t *bytes, size_t n, dg_error *err)
{
    if (n < HEADER_BYTES || dg_load32_le(bytes) != MAGIC)
        return dg_fail(err, DG_ERR_ARGUMENT, "%s is no snapshot of the seed's program: its logs have another format",
                       path);
    if (dg_load32_le(bytes + 4) != VERSION)
        return dg_fail(err, DG_ERR_VERSION, "%s is a snapshot of version %u: only version %d is known", path,
                       dg_load32_le(bytes + 4), VERSION);
    uint64_t seed = dg_load64_le(bytes + 8), count = dg_load64_le(bytes + 16);
    if (seed != mem->seed)
        return dg_fail(err, DG_ERR_ARGUMENT, "%s is of seed %llu, the memory of %llu: make one of that seed", path,
                       (unsigned long long)seed, (unsigned long long)mem->seed);
    if ((n - HEADER_BYTES) % RECORD_BYTES != 0 || (n - HEADER_BYTES) / RECORD_BYTES != count)
        return dg_fail(err, DG_ERR_IO, "%s says that it has %llu cells, and has %zu bytes: it is damaged", path,
                       (unsigned long long)count, n);
    return DG_OK;
}

static int write_records(dg_genmem *mem, const uint8_t *records, size_t n, dg_error *err)
{
    uint64_t *addrs = malloc(n * 8 + 1);
    uint8_t *cells = malloc(n * 4 + 1);
    int code;
    if (addrs && cells) {
        for (size_t i = 0; i < n; i++) {
            addrs[i] = dg_load64_le(records + RECORD_BYTES * i);
            memcpy(cells + 4 * i, records + RECORD_BYTES * i + 8, 4);
        }
        code = dg_genmem_write_list(mem, addrs, n, cells, err);
    } else {
        code = dg_fail(err, DG_ERR_MEMORY, "no memory for %zu cells", n);
    }
    free(addrs);
    free(cells);
    return code;
}

int dg_genmem_import(dg_genmem *mem, dg_genmem_format format, const char *path, uint64_t *cells, uint64_t *cut,
                     dg_error *err)
{
    int code = check(mem, format, path, err);
    if (code != DG_OK)
        return code;
    FILE *file = fopen(path, "rbe");
    if (!file)
        return fail(err, "open", path, errno);
    uint8_t *bytes;
    size_t n = 0, start = format == DG_GENMEM_SEED_SNAPSHOT ? HEADER_BYTES : 0;
    code = read_whole(file, path, &bytes, &n, err);
    fclose(file);
    if (code == DG_OK && format == DG_GENMEM_SEED_SNAPSHOT)
        code = check_snapshot(mem, path, bytes, n, err);
    if (code == DG_OK)
        code = write_records(mem, bytes + start, (n - start) / RECORD_BYTES, err);
    free(bytes);
    if (code == DG_OK && cells)
        *cells = (n - start) / RECORD_BYTES;
    if (code == DG_OK && cut)
        *cut = (n - start) % RECORD_BYTES;
    return code;
}

// --- Writing ---

static bool put(FILE *file, const void *bytes, size_t n)
{
    return fwrite(bytes, 1, n, file) == n;
}

static bool put_header(FILE *file, uint64_t seed, uint64_t count)
{
    uint8_t header[HEADER_BYTES];
    dg_store32_le(header, MAGIC);
    dg_store32_le(header + 4, VERSION);
    dg_store64_le(header + 8, seed);
    dg_store64_le(header + 16, count);
    return put(file, header, sizeof header);
}

// Errors: those of listing; IO without a text, for the caller has the path.
static int put_records(const dg_genmem *mem, FILE *file, uint64_t *count, dg_error *err)
{
    uint64_t addrs[BATCH], from = 0;
    uint8_t cells[4 * BATCH], record[RECORD_BYTES];
    size_t got;
    *count = 0;
    do {
        int code = dg_genmem_list_dirty(mem, from, BATCH, addrs, cells, &got, err);
        if (code != DG_OK)
            return code;
        for (size_t i = 0; i < got; i++) {
            dg_store64_le(record, addrs[i]);
            memcpy(record + 8, cells + 4 * i, 4);
            if (!put(file, record, sizeof record))
                return DG_ERR_IO;
        }
        *count += got;
        from = got > 0 ? addrs[got - 1] + 1 : 0;
    } while (got == BATCH && from != 0);
    return DG_OK;
}

static int put_file(const dg_genmem *mem, dg_genmem_format format, const char *path, FILE *file, dg_error *err)
{
    uint64_t count;
    bool snapshot = format == DG_GENMEM_SEED_SNAPSHOT;
    bool well = !snapshot || put_header(file, mem->seed, 0);
    int code = well ? put_records(mem, file, &count, err) : DG_ERR_IO;
    if (code == DG_OK && snapshot)
        well = fseek(file, 0, SEEK_SET) == 0 && put_header(file, mem->seed, count);
    if (code == DG_OK && well)
        well = fflush(file) == 0 && fsync(fileno(file)) == 0;
    return code == DG_ERR_IO || !well ? fail(err, "write", path, errno) : code;
}

int dg_genmem_export(const dg_genmem *mem, dg_genmem_format format, const char *path, dg_error *err)
{
    int code = check(mem, format, path, err);
    if (code != DG_OK)
        return code;
    FILE *file = fopen(path, "wbxe");
    if (!file)
        return fail(err, "make", path, errno);
    code = put_file(mem, format, path, file, err);
    if (fclose(file) != 0 && code == DG_OK)
        code = fail(err, "write", path, errno);
    if (code != DG_OK)
        (void)unlink(path);
    return code;
}
