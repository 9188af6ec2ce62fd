// SPDX-License-Identifier: Apache-2.0
// job.h
#include "job.h"

#include "unit.h"

#include "naive.h"

static void fill(struct job *job, uint64_t *random)
{
    unsigned contexts = naive_random(random) % 2 == 0 ? 3 : DG_TABLE_CONTEXTS_MAX; // often the same few
    for (size_t i = 0; i < JOB_RECORDS; i++) {
        job->contexts[i] = (uint8_t)(naive_random(random) % contexts);
        job->in[i] = naive_random(random);
    }
}

void job_make(struct job *job, struct reference *r, uint64_t *random)
{
    dg_request *request = &job->request;
    fill(job, random);
    memset(job->out, 0, sizeof job->out);
    memset(job->want, 0, sizeof job->want);
    job->completed = 0;
    *request = (dg_request){
        .size = sizeof(dg_request),
        .op = (dg_op)(naive_random(random) % (DG_OP_VERIFY + 1)),
        .context = job->contexts[0],
        .kind = (dg_kind)(naive_random(random) % 6),
        .seed = naive_random(random),
        .base = naive_random(random),
        .n = naive_random(random) % (JOB_RECORDS + 1),
        .contexts = job->contexts,
        .in = job->in,
        .out = job->out,
        .user = job,
    };
    if (request->op == DG_OP_CLEAR && naive_random(random) % 4 != 0)
        request->op = DG_OP_ACCUM_RUN; // else the table is empty most of the time
    if ((request->op == DG_OP_FOLD || request->op == DG_OP_VERIFY) && request->kind == DG_FEISTEL_INV)
        request->kind = DG_FEISTEL;
    if (request->op == DG_OP_SWAP && naive_random(random) % 2 == 0)
        request->in = NULL;
    if (request->op == DG_OP_FOLD && naive_random(random) % 2 == 0)
        request->out = NULL;
    if (request->op == DG_OP_VERIFY) { // mostly right data
        dg_request run = *request;
        run.op = DG_OP_SYNTH_RUN;
        reference_run(r, &run, job->in);
        if (naive_random(random) % 2 == 0)
            job->in[naive_random(random) % JOB_RECORDS] ^= 1;
    }
    reference_run(r, request, job->want);
}

void job_check(const struct job *job, const char *what)
{
    if (job->request.result != DG_OK)
        fail_msg("%s: op %d failed: %s", what, (int)job->request.op, dg_error_text(job->request.result));
    if (memcmp(job->out, job->want, reference_output(&job->request)) != 0)
        fail_msg("%s: op %d, kind %d, n %u: wrong output", what, (int)job->request.op, (int)job->request.kind,
                 (unsigned)job->request.n);
}
