// SPDX-License-Identifier: Apache-2.0
// What frames do in the model device: docs/protocol.md, "Lists" and "Runs".
#ifndef MODEL_RUN_H
#define MODEL_RUN_H

#include "model_device.h"

// Word i of a frame, word 0 being its header.
uint64_t model_word(const struct model_frame *frame, size_t i);

// HELLO's payload behind the header that is in the reply.
void model_identity(const struct model *model, uint64_t nonce, struct model_frame *reply);

// Runs a sequenced frame of the open session.
void model_run(struct model *model, const struct model_frame *request, struct model_frame *reply);

#endif
