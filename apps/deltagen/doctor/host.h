// SPDX-License-Identifier: Apache-2.0
#ifndef HOST_H
#define HOST_H

#include "findings.h"

// The programs that are needed, the udev rules.
void doctor_check_host(struct doctor *doctor);

#endif
