// SPDX-License-Identifier: Apache-2.0
#ifndef PLACES_H
#define PLACES_H

#include "findings.h"

// What is on USB, and for each board its node, its driver, its port.
void doctor_check_boards(struct doctor *doctor);

#endif
