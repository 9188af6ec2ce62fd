// SPDX-License-Identifier: Apache-2.0
// Error values: deltagen/error.h and error_internal.h.
#include "error.h"

#include <dlfcn.h>
#include <locale.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

const char *dg_error_text(dg_code code)
{
    switch (code) {
    case DG_OK:
        return "done";
    case DG_ERR_ARGUMENT:
        return "wrong argument";
    case DG_ERR_MEMORY:
        return "out of memory";
    case DG_ERR_NO_DEVICE:
        return "no such device";
    case DG_ERR_VERSION:
        return "protocol version mismatch";
    case DG_ERR_LOST:
        return "lost device";
    case DG_ERR_TIMEOUT:
        return "timeout";
    case DG_ERR_STATE:
        return "device was reset or taken over";
    case DG_ERR_UNSUPPORTED:
        return "not supported by this device";
    case DG_ERR_IO:
        return "input or output failed";
    case DG_ERR_PROTOCOL:
        return "protocol violation";
    case DG_ERR_BUSY:
        return "in use";
    }
    return "unknown code";
}

// What others have put into a name is quoted in messages.
static void make_printable(char *text)
{
    while (*text != '\0') {
        size_t n = dg_text_character(text);
        if (n == 0)
            *text = '?';
        text += n > 0 ? n : 1;
    }
}

int dg_fail(dg_error *err, dg_code code, const char *format, ...)
{
    if (!err)
        return code;
    err->code = code;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    make_printable(err->message);
    return code;
}

static const char unknown[] = "the operating system refuses it";

const char *dg_system_text(int number, char text[DG_SYSTEM_TEXT])
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    (void)snprintf(text, DG_SYSTEM_TEXT, "%s", plain != (locale_t)0 ? strerror_l(number, plain) : unknown);
    if (plain != (locale_t)0)
        freelocale(plain);
    return text;
}

const char *dg_loader_text(char text[DG_SYSTEM_TEXT])
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0), before = (locale_t)0;
    if (plain != (locale_t)0)
        before = uselocale(plain);
    const char *why = dlerror();
    (void)snprintf(text, DG_SYSTEM_TEXT, "%s", why ? why : unknown);
    if (plain != (locale_t)0) {
        (void)uselocale(before);
        freelocale(plain);
    }
    return text;
}

int dg_pass_error(dg_error *err, const dg_error *why)
{
    if (err)
        *err = *why;
    return why->code;
}

bool dg_is_loss(int code)
{
    return code == DG_ERR_LOST || code == DG_ERR_STATE || code == DG_ERR_PROTOCOL;
}

void dg_succeed(dg_error *err)
{
    err->code = DG_OK;
    err->message[0] = '\0';
}
