// SPDX-License-Identifier: Apache-2.0
// Many requests under way at once, so that a slow link is never idle: each is submitted again from its own callback,
// until there is nothing left to ask for.
//
// $ ./async soft
// 1000 runs of 16 cells, their XOR is e6651b0059c6be00
// $ ./async sim:drop=0.01
// 1000 runs of 16 cells, their XOR is e6651b0059c6be00
#include <deltagen/deltagen.h>
#include <inttypes.h>
#include <stdio.h>

enum { SLOTS = 8, RUNS = 1000, CELLS = 16 };

struct job {
    dg_device *dev;
    int begun, done;
    uint64_t sum;
    uint64_t cells[SLOTS][CELLS];
    dg_request request[SLOTS];
    int code;
};

static void ask(struct job *job, dg_request *request)
{
    dg_error err;
    if (job->begun == RUNS)
        return;
    request->base = (uint64_t)job->begun++ * CELLS;
    if (dg_async_submit(job->dev, request, &err) != DG_OK)
        job->code = err.code;
}

static void done(dg_request *request)
{
    struct job *job = request->user;
    const uint64_t *cells = request->out;
    if (request->result != DG_OK) {
        job->code = request->result;
        return;
    }
    for (int i = 0; i < CELLS; i++)
        job->sum ^= cells[i];
    job->done++;
    ask(job, request);
}

int main(int argc, char **argv)
{
    static struct job job;
    dg_error err = {0};
    int code = dg_device_open(argc > 1 ? argv[1] : "auto", NULL, &job.dev, &err);
    if (code != DG_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    for (int i = 0; i < SLOTS; i++) {
        job.request[i] = (dg_request){.size = sizeof(dg_request),
                                      .op = DG_OP_SYNTH_RUN,
                                      .kind = DG_FEISTEL,
                                      .seed = 42,
                                      .n = CELLS,
                                      .out = job.cells[i],
                                      .done = done,
                                      .user = &job};
        ask(&job, &job.request[i]);
    }
    code = dg_async_drain(job.dev, &err); // the callbacks run in here
    if (code != DG_OK)
        fprintf(stderr, "%s\n", err.message);
    else
        printf("%d runs of %d cells, their XOR is %016" PRIx64 "\n", job.done, CELLS, job.sum);
    dg_device_close(job.dev);
    return code != DG_OK || job.code != DG_OK;
}
