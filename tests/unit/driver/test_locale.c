// SPDX-License-Identifier: Apache-2.0
// A program that has chosen a locale, one with a comma for a point and another order of letters: what the library
// takes, finds and says is the same.
#include "unit.h"

#include <dlfcn.h>
#include <errno.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/options.h"
#include "serial/find.h"

static void numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double number; // -1: none
    } cases[] = {
        {"0", 0},
        {"1", 1},
        {"0.01", 0.01},
        {"0.5", 0.5},
        {"1.000", 1},
        {"00.1", 0.1},
        {"1e-2", 0.01},
        {"25E-1", -1},
        {"2.5e-1", 0.25},
        {"0.001e+3", 1},
        {"0.1e1", 1},
        {"0.", 0},
        {"1e-20", 1e-20},
        {"1e-100", -1},
        {"0.1234567", 0.1234567},
        {"0.000001", 0.000001},
        {"0,01", -1},
        {"1,0", -1},
        {".5", -1},
        {"", -1},
        {"-0", -1},
        {"+1", -1},
        {" 0", -1},
        {"0 ", -1},
        {"1.01", -1},
        {"1e1", -1},
        {"1e", -1},
        {"1e-", -1},
        {"0x1p-1", -1},
        {"0.1.1", -1},
        {"nan", -1},
        {"inf", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct dg_option option = {.key = "drop"};
        double number = -1;
        (void)snprintf(option.value, sizeof option.value, "%s", cases[i].text);
        bool taken = dg_option_probability(&option, &number);
        if (taken != (cases[i].number >= 0) || number != cases[i].number)
            fail_msg("\"%s\" is %g instead of %g", cases[i].text, number, cases[i].number);
    }
}

// A made-up sysfs with the ports ttyB0 and ttya0: a dictionary has them the other way round.
static void order(void **state)
{
    (void)state;
    char root[] = "/tmp/deltagen-sys-XXXXXX", command[1000];
    assert_non_null(mkdtemp(root));
    (void)snprintf(command, sizeof command,
                   "cd %s; mkdir -p class/tty; for tty in ttya0 ttyB0; do mkdir -p usb/$tty/port; echo 0403 > "
                   "usb/$tty/idVendor; ln -s ../../usb/$tty/port class/tty/$tty; done",
                   root);
    assert_int_equal(system(command), 0);
    struct dg_usb_port ports[2];
    assert_int_equal(dg_usb_ports(root, ports, 2), 2);
    assert_string_equal(ports[0].device, "/dev/ttyB0");
    assert_string_equal(ports[1].device, "/dev/ttya0");
    (void)snprintf(command, sizeof command, "rm -rf %s", root);
    assert_int_equal(system(command), 0);
}

static void messages(void **state)
{
    (void)state;
    char text[DG_SYSTEM_TEXT];
    assert_string_equal(dg_system_text(ENOENT, text), "No such file or directory");
    assert_ptr_equal(dg_system_text(EIO, text), text);
    assert_string_equal(text, "Input/output error");
    assert_null(dlopen("/none.so", RTLD_NOW));
    locale_t before = uselocale((locale_t)0);
    assert_string_equal(dg_loader_text(text), "/none.so: cannot open shared object file: No such file or directory");
    assert_ptr_equal(uselocale((locale_t)0), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(numbers), cmocka_unit_test(order), cmocka_unit_test(messages)};
    int failed = cmocka_run_group_tests_name("plain", tests, NULL, NULL);
    char point[8];
    // LOCPATH names the folder where make has built it (mk/unit.mk).
    if (!setlocale(LC_ALL, "de_DE.UTF-8")) {
        puts("skipped: a German locale, which the package locales brings");
        return failed;
    }
    (void)snprintf(point, sizeof point, "%.1f", 0.5);
    if (strcmp(point, "0,5") != 0 || strcoll("ttya", "ttyB") >= 0)
        return 1;
    return failed + cmocka_run_group_tests_name("German", tests, NULL, NULL);
}
