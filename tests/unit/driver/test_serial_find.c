// SPDX-License-Identifier: Apache-2.0
// Finding serial ports in a made-up sysfs, reading device names, and choosing: never one of several.
#include "unit.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board/dg_usb_ids.h"
#include "link.h"
#include "serial/find.h"

extern const struct dg_link_type dg_serial_link;

enum { PORTS = 9 };

static char root[] = "/tmp/deltagen-sys-XXXXXX";

static void make_folder(const char *path)
{
    char part[PATH_MAX];
    (void)snprintf(part, sizeof part, "%s", path);
    for (char *slash = part + 1; (slash = strchr(slash, '/')) != NULL; *slash++ = '/') {
        *slash = '\0';
        (void)mkdir(part, 0777);
    }
    (void)mkdir(part, 0777);
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "%s\n", text);
    fclose(file);
}

// One USB device with one serial port, as the kernel shows it.
static void plug(const char *tty, const char *usb_path, unsigned interface, const char *usb, const char *product,
                 const char *serial)
{
    char device[PATH_MAX - 300], folder[PATH_MAX], link[PATH_MAX], number[8];
    (void)snprintf(device, sizeof device, "%s/devices/pci0/usb1/%s", root, usb_path);
    (void)snprintf(folder, sizeof folder, "%s/%s:1.%u/%s/tty/%s", device, usb_path, interface, tty, tty);
    make_folder(folder);
    write_file(device, "product", product);
    write_file(device, "idProduct", usb + 5);
    if (serial)
        write_file(device, "serial", serial);
    char vendor[5] = "";
    memcpy(vendor, usb, 4);
    write_file(device, "idVendor", vendor);
    (void)snprintf(number, sizeof number, "%02x", interface);
    char interface_folder[PATH_MAX];
    (void)snprintf(interface_folder, sizeof interface_folder, "%s/%s:1.%u", device, usb_path, interface);
    write_file(interface_folder, "bInterfaceNumber", number);
    (void)snprintf(link, sizeof link, "%s/class/tty/%s", root, tty);
    assert_int_equal(symlink(folder, link), 0);
}

static void unplug_all(void)
{
    char command[PATH_MAX];
    (void)snprintf(command, sizeof command, "rm -rf '%s'/*", root);
    assert_int_equal(system(command), 0);
    (void)snprintf(command, sizeof command, "%s/class/tty/ttyS0", root);
    make_folder(command);
}

static int fresh(void **state)
{
    (void)state;
    unplug_all();
    return 0;
}

static const struct dg_usb_port *choose(const char *rest, struct dg_usb_port ports[PORTS])
{
    struct dg_serial_wish wish;
    const struct dg_usb_port *port = NULL;
    size_t n = dg_usb_ports(root, ports, PORTS);
    assert_true(n <= PORTS);
    assert_done(dg_serial_parse(rest, &wish, err));
    assert_done(dg_serial_choose(&wish, ports, n, &port, err));
    return port;
}

static void refuse(const char *rest, int code, const char *text)
{
    struct dg_serial_wish wish;
    struct dg_usb_port ports[PORTS];
    const struct dg_usb_port *port = NULL;
    size_t n = dg_usb_ports(root, ports, PORTS);
    assert_done(dg_serial_parse(rest, &wish, err));
    assert_fails(dg_serial_choose(&wish, ports, n, &port, err), code, text);
}

static void found(void **state)
{
    (void)state;
    struct dg_usb_port ports[PORTS];
    assert_int_equal(dg_usb_ports(root, ports, PORTS), 0); // ttyS0 is not on USB
    assert_int_equal(dg_usb_ports("/nowhere", ports, PORTS), 0);
    plug("ttyUSB0", "1-2.3", 0, "0403:6010", "JTAG Debugger", "FactoryAIOT Pro");
    plug("ttyUSB1", "1-2.3", 1, "0403:6010", "JTAG Debugger", "FactoryAIOT Pro");
    plug("ttyACM0", "1-4", 0, "1a86:55d4", "Some adapter", NULL);
    assert_int_equal(dg_usb_ports(root, ports, 1), 3); // more than fit
    assert_int_equal(dg_usb_ports(root, ports, PORTS), 3);
    assert_string_equal(ports[0].device, "/dev/ttyACM0");
    assert_string_equal(ports[0].usb.serial, "");
    assert_string_equal(ports[2].device, "/dev/ttyUSB1");
    assert_string_equal(ports[2].usb.path, "1-2.3");
    assert_string_equal(ports[2].usb.serial, "FactoryAIOT Pro");
    assert_string_equal(ports[2].usb.product, "JTAG Debugger");
    assert_int_equal(ports[2].usb.ids, 0x04036010);
    assert_int_equal(ports[2].interface, 1);
    assert_null(dg_usb_board_at(&ports[0]));
    assert_null(dg_usb_board_at(&ports[1])); // JTAG
    assert_string_equal(dg_usb_board_at(&ports[2])->name, "tangnano9k");
    memcpy(ports[2].usb.product, "jtag", 4); // somebody else's
    assert_null(dg_usb_board_at(&ports[2]));
}

// Devices of these ids, with and without a port, by their paths; interfaces and buses are none.
static void devices(void **state)
{
    (void)state;
    static const struct {
        const char *path, *usb;
    } plugged[] = {{"1-10", "1209:5af0"}, {"1-2", "1209:5af0"}, {"1-2.4", "1209:5af0"},
                   {"1-3", "1209:5af1"},  {"1-4", "0403:6015"}, {"usb1", "1209:5af0"}};
    struct dg_usb_device found[PORTS];
    char folder[PATH_MAX], link[PATH_MAX];
    assert_int_equal(dg_usb_devices(root, 0x12095AF0, found, PORTS), 0);
    (void)snprintf(folder, sizeof folder, "%s/bus/usb/devices/1-2:1.0", root);
    make_folder(folder);
    for (size_t i = 0; i < sizeof plugged / sizeof *plugged; i++) {
        plug("ttyUSB9", plugged[i].path, 0, plugged[i].usb, "A name", "7");
        (void)snprintf(link, sizeof link, "%s/class/tty/ttyUSB9", root);
        assert_int_equal(unlink(link), 0);
        (void)snprintf(folder, sizeof folder, "%s/devices/pci0/usb1/%s", root, plugged[i].path);
        write_file(folder, "busnum", "1");
        write_file(folder, "devnum", "17");
        (void)snprintf(link, sizeof link, "%s/bus/usb/devices/%s", root, plugged[i].path);
        assert_int_equal(symlink(folder, link), 0);
    }
    assert_int_equal(dg_usb_devices(root, 0x12095AF0, found, 1), 3); // more than fit
    assert_int_equal(dg_usb_devices(root, 0x12095AF0, found, PORTS), 3);
    assert_string_equal(found[0].path, "1-2");
    assert_string_equal(found[1].path, "1-2.4");
    assert_string_equal(found[2].path, "1-10");
    assert_int_equal(found[2].ids, 0x12095AF0);
    assert_int_equal(found[2].bus, 1);
    assert_int_equal(found[2].number, 17);
    assert_string_equal(found[2].product, "A name");
    assert_string_equal(found[2].serial, "7");
}

// A board on its own USB counts by its ids and by what it calls itself: others may have these ids too.
static void boards_without_a_bridge(void **state)
{
    (void)state;
    static const char *const plugged[][3] = {{"1-10", "1209:0001", DG_USB_PRODUCT_NAME},
                                             {"1-2", "1209:0001", DG_USB_PRODUCT_NAME},
                                             {"1-3", "1209:0001", "Somebody's try"},
                                             {"1-4", "1209:0002", DG_USB_PRODUCT_NAME}};
    struct dg_usb_device found[PORTS];
    char folder[PATH_MAX], link[PATH_MAX], node[DG_USB_NODE];
    (void)snprintf(folder, sizeof folder, "%s/bus/usb/devices", root);
    make_folder(folder);
    for (size_t i = 0; i < sizeof plugged / sizeof *plugged; i++) {
        (void)snprintf(link, sizeof link, "%s/class/tty/ttyUSB9", root);
        plug("ttyUSB9", plugged[i][0], 0, plugged[i][1], plugged[i][2], NULL);
        assert_int_equal(unlink(link), 0);
        (void)snprintf(folder, sizeof folder, "%s/devices/pci0/usb1/%s", root, plugged[i][0]);
        write_file(folder, "busnum", "1");
        write_file(folder, "devnum", "17");
        (void)snprintf(link, sizeof link, "%s/bus/usb/devices/%s", root, plugged[i][0]);
        assert_int_equal(symlink(folder, link), 0);
    }
    assert_int_equal(dg_usb_boards(root, found, 1), 2); // more than fit
    assert_int_equal(dg_usb_boards(root, found, PORTS), 2);
    assert_string_equal(found[0].path, "1-2");
    assert_string_equal(found[1].path, "1-10");
    dg_usb_node(&found[0], node);
    assert_string_equal(node, "/dev/bus/usb/001/017");
}

// More than a message holds: as many as it does are named, whole, and the others counted.
static void many(void **state)
{
    (void)state;
    enum { MANY = 20 };
    static struct dg_usb_port all[MANY];
    const struct dg_serial_wish wish = {.usb = 0x04036015};
    const struct dg_usb_port *port = NULL;
    char last[96];
    dg_error error = {0};
    unsigned named = 0;
    for (unsigned i = 0; i < MANY; i++) {
        all[i].usb.ids = wish.usb;
        (void)snprintf(all[i].device, sizeof all[i].device, "/dev/ttyUSB%u", i);
        (void)snprintf(all[i].usb.path, sizeof all[i].usb.path, "1-%u", i);
    }
    assert_int_equal(dg_serial_choose(&wish, all, MANY, &port, &error), DG_ERR_ARGUMENT);
    for (const char *at = error.message; (at = strstr(at, "(path=")) != NULL; at++)
        named++;
    assert_in_range(named, 2, MANY - 1);
    (void)snprintf(last, sizeof last, " (path=1-%u) and %u more; name one, as in tty:path=...", named - 1,
                   MANY - named);
    assert_string_equal(error.message + strlen(error.message) - strlen(last), last);
}

static void chosen(void **state)
{
    (void)state;
    struct dg_usb_port ports[PORTS];
    refuse("", DG_ERR_NO_DEVICE, "plugged in");
    plug("ttyUSB0", "1-1", 0, "0403:6010", "JTAG Debugger", "X");
    plug("ttyUSB1", "1-1", 1, "0403:6010", "JTAG Debugger", "X");
    plug("ttyUSB2", "1-2", 0, "0403:6015", "Somebody's milling machine", "M1");
    assert_string_equal(choose("", ports)->device, "/dev/ttyUSB1"); // the only board
    assert_string_equal(choose("usb=0403:6010", ports)->device, "/dev/ttyUSB1");
    assert_string_equal(choose("serial=M1", ports)->device, "/dev/ttyUSB2"); // asked for by name
    plug("ttyUSB3", "1-3", 0, "0403:6010", "iCEBreaker V1.1a", "ice");
    plug("ttyUSB4", "1-3", 1, "0403:6010", "iCEBreaker V1.1a", "ice");
    refuse("", DG_ERR_ARGUMENT, "/dev/ttyUSB1 (path=1-1), /dev/ttyUSB4 (path=1-3)");
    refuse("usb=0403:6010", DG_ERR_ARGUMENT, "several ports fit");
    assert_string_equal(choose("board=icebreaker", ports)->device, "/dev/ttyUSB4");
    assert_string_equal(choose("path=1-1", ports)->device, "/dev/ttyUSB1");
    assert_string_equal(choose("usb=0403:6010,serial=ice", ports)->device, "/dev/ttyUSB4");
    plug("ttyUSB6", "1-5", 0, "0403:6015", "Two machines whose", "A12");
    plug("ttyUSB7", "1-5.1", 0, "0403:6015", "names begin alike", "A1");
    assert_string_equal(choose("serial=A1", ports)->device, "/dev/ttyUSB7");
    assert_string_equal(choose("serial=A12", ports)->device, "/dev/ttyUSB6");
    assert_string_equal(choose("path=1-5", ports)->device, "/dev/ttyUSB6");
    assert_string_equal(choose("path=1-5.1", ports)->device, "/dev/ttyUSB7");
    refuse("serial=A", DG_ERR_NO_DEVICE, "fits");
    refuse("serial=A123", DG_ERR_NO_DEVICE, "fits");
    refuse("path=1", DG_ERR_NO_DEVICE, "fits");
    plug("ttyUSB5", "1-4", 1, "0403:6010", "JTAG Debugger", "X"); // the same serial number, as they all have
    refuse("board=tangnano9k", DG_ERR_ARGUMENT, "path=1-4");
    refuse("serial=X", DG_ERR_ARGUMENT, "several ports fit");
    assert_string_equal(choose("board=tangnano9k,path=1-4", ports)->device, "/dev/ttyUSB5");
    refuse("board=ulx3s-85f", DG_ERR_NO_DEVICE, "none of the 8 serial ports");
    refuse("board=orangecrab", DG_ERR_NO_DEVICE, "name the adapter");
    assert_string_equal(choose("board=orangecrab,path=1-2", ports)->device, "/dev/ttyUSB2");
}

static void names(void **state)
{
    (void)state;
    struct dg_serial_wish wish;
    assert_done(dg_serial_parse("/dev/ttyUSB7,rate=1000000,board=ulx3s-25f", &wish, err));
    assert_string_equal(wish.device, "/dev/ttyUSB7");
    assert_string_equal(wish.board, "ulx3s-25f");
    assert_int_equal(wish.rate, 1000000);
    static const char *const wrong[] = {
        "rate=0", "rate=fast", "usb=0403", "usb=0403:601", "usb=0403:60100", "usb=0403-6010",
        "path=",  "serial=",   "ttyUSB0",  "speed=9600",   "rate=1e6",       "usb=04g3:6010"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_fails(dg_serial_parse(wrong[i], &wish, err), DG_ERR_ARGUMENT, "is no option");
    assert_fails(dg_serial_parse("board=arduino", &wish, err), DG_ERR_ARGUMENT, "\"arduino\"");
    assert_fails(dg_serial_parse("board=orangecrab-usb", &wish, err), DG_ERR_ARGUMENT, "open it as \"usb\"");
    assert_fails(dg_serial_parse("/dev/ttyUSB0,path=1-2", &wish, err), DG_ERR_ARGUMENT, "not by both");
    static char name[PATH_MAX + 10], *const end = name + PATH_MAX - 1;
    memset(name, 'x', PATH_MAX - 1);
    memcpy(name, "/dev/", 5);
    memcpy(end, ",rate=7", 8);
    assert_done(dg_serial_parse(name, &wish, err)); // as long as a path can be
    assert_int_equal(strlen(wish.device), PATH_MAX - 1);
    assert_int_equal(wish.rate, 7);
    memcpy(end, "x", 2);
    assert_fails(dg_serial_parse(name, &wish, err), DG_ERR_ARGUMENT, "longer than 4095 bytes");
    // A serial number of 126 characters, the longest that USB knows, is not cut.
    (void)snprintf(name, sizeof name, "serial=%0126d", 1);
    assert_done(dg_serial_parse(name, &wish, err));
    assert_int_equal(strlen(wish.serial), 126);
}

// A link, as those in /dev/serial/by-id, and a link to it: the port that they lead to is found with all that is known.
static void linked(void **state)
{
    (void)state;
    static const char by_id[] = "usb-SIPEED_JTAG_Debugger_FactoryAIOT_Pro-if01-port0";
    struct dg_usb_port ports[PORTS] = {{.device = "/dev/zero"}, {.device = "/dev/null", .usb.ids = 0x04036010}};
    const struct dg_usb_port *port = NULL;
    char folder[PATH_MAX - 300], link[PATH_MAX], other[PATH_MAX], device[PATH_MAX];
    struct dg_serial_wish wish;
    (void)snprintf(folder, sizeof folder, "%s/dev/serial/%0200d", root, 0);
    make_folder(folder);
    (void)snprintf(link, sizeof link, "%s/%s", folder, by_id);
    (void)snprintf(other, sizeof other, "%s/board", root);
    assert_int_equal(symlink("/dev/null", link), 0);
    assert_int_equal(symlink(link, other), 0);
    const char *const names[] = {link, other, "/dev/../dev/null", "/dev/null"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_done(dg_serial_parse(names[i], &wish, err));
        assert_done(dg_serial_locate(&wish, ports, 2, device, &port, err));
        assert_string_equal(device, "/dev/null");
        assert_ptr_equal(port, &ports[1]);
    }
    assert_done(dg_serial_parse("/dev/full", &wish, err)); // nothing is known of it
    assert_done(dg_serial_locate(&wish, ports, 2, device, &port, err));
    assert_string_equal(device, "/dev/full");
    assert_null(port);
    assert_done(dg_serial_parse("/nowhere/port", &wish, err));
    assert_done(dg_serial_locate(&wish, ports, 2, device, &port, err));
    assert_string_equal(device, "/nowhere/port");
    assert_null(port);
    // Names of which one is the beginning of the other, in either order.
    struct dg_usb_port alike[] = {
        {.device = "/nowhere/ttyUSB10"}, {.device = "/nowhere/ttyUSB1"}, {.device = "/nowhere/ttyUSB12"}};
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++) {
        assert_done(dg_serial_parse(alike[i].device, &wish, err));
        assert_done(dg_serial_locate(&wish, alike, sizeof alike / sizeof *alike, device, &port, err));
        assert_ptr_equal(port, &alike[i]);
    }
    assert_done(dg_serial_parse("/nowhere/ttyUSB", &wish, err));
    assert_done(dg_serial_locate(&wish, alike, sizeof alike / sizeof *alike, device, &port, err));
    assert_null(port);
}

// Every board with a serial line has rates, and boards that share a bridge are told apart by what it calls itself.
static void boards(void **state)
{
    (void)state;
    for (const struct dg_board *board = dg_boards; board->name; board++) {
        assert_true((board->rates[0] > 0) == !strstr(board->name, "-usb"));
        assert_int_equal(board->rates[DG_BOARD_RATES - 1], 0);
        for (const unsigned *rate = board->rates + (board->rates[0] > 0); *rate != 0; rate++)
            assert_true(rate[0] < rate[-1]);
    }
}

// The rates that a link to a port tries: the one that is asked for; else first the board's, then all others once.
static unsigned rates_of(const char *settings)
{
    int far_end = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(far_end >= 0 && grantpt(far_end) == 0 && unlockpt(far_end) == 0);
    char name[PATH_MAX];
    (void)snprintf(name, sizeof name, "%s%s", ptsname(far_end), settings);
    struct dg_link *link;
    assert_done(dg_serial_link.open(name, &link, err));
    unsigned tunings = link->tunings;
    dg_serial_link.close(link);
    close(far_end);
    return tunings;
}

static void rates(void **state)
{
    (void)state;
    unsigned all[64], n = 0;
    for (const struct dg_board *board = dg_boards; board->name; board++)
        for (const unsigned *rate = board->rates; *rate != 0; rate++) {
            unsigned i = 0;
            while (i < n && all[i] != *rate)
                i++;
            all[i] = *rate;
            n += i == n;
        }
    assert_true(n > 1);
    assert_int_equal(rates_of(""), n);
    assert_int_equal(rates_of(",rate=115200"), 1);
    assert_int_equal(rates_of(",board=ulx3s-85f"), n);
    assert_int_equal(rates_of(",board=ulx3s-85f,rate=115200"), 1);
}

int main(void)
{
    assert_non_null(mkdtemp(root));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(found, fresh),
        cmocka_unit_test_setup(devices, fresh),
        cmocka_unit_test_setup(chosen, fresh),
        cmocka_unit_test(many),
        cmocka_unit_test(names),
        cmocka_unit_test_setup(linked, fresh),
        cmocka_unit_test(boards),
        cmocka_unit_test_setup(boards_without_a_bridge, fresh),
        cmocka_unit_test(rates),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unplug_all();
    char command[PATH_MAX];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", root);
    return system(command) != 0 || failed != 0;
}
