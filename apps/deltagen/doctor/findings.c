// SPDX-License-Identifier: Apache-2.0
#include "findings.h"

#include <stdarg.h>
#include <stdio.h>

void doctor_find(struct doctor *doctor, enum verdict verdict, const char *check, const char *format, ...)
{
    doctor->problems += verdict == VERDICT_PROBLEM;
    if (doctor->count == FINDINGS_MAX)
        return;
    struct finding *finding = &doctor->finding[doctor->count++];
    finding->verdict = verdict;
    finding->check = check;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(finding->text, sizeof finding->text, format, arguments);
    va_end(arguments);
}

void doctor_cure(struct doctor *doctor, const char *format, ...)
{
    struct finding *finding = &doctor->finding[doctor->count - 1];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(finding->cure, sizeof finding->cure, format, arguments);
    va_end(arguments);
}
