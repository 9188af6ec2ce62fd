#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the USB descriptors' ROM, the driver's ids and the reference page from rtl/link/usb/usb.toml.

usage: gen_usb.py [--check]    --check writes nothing and exits 1 where a file is out of date

The ROM is eight pages of 64 bytes, a page for each packet of a control transfer; a descriptor begins at a page, or if short
at half of one.
"""
import pathlib
import sys
import tomllib
import uuid

from generated import keep

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = "rtl/link/usb/usb.toml"
D = tomllib.loads((ROOT / SOURCE).read_text())
DEVICE, INTERFACE, ALTERNATES = D["device"], D["interface"], D["alternate"]
REQUESTS = {request["name"]: request for request in D["request"]}
NOTE = f"Generated from {SOURCE} by tools/gen_usb.py. Do not edit."
LICENSE = "// SPDX-License-Identifier: Apache-2.0"
PAGE, ROM_BYTES = 64, 512
SERIAL_DIGITS = 16
PLATFORM = uuid.UUID("D8DD60DF-4589-4CC7-9CD2-659D9E648A9F")  # Microsoft OS 2.0
WINDOWS_8_1 = 0x06030000  # the first that reads it
REG_MULTI_SZ = 7


# A descriptor is a list of fields: (name, bytes).
def u8(name, value):
    return name, value.to_bytes(1, "little")


def u16(name, value):
    return name, value.to_bytes(2, "little")


def u32(name, value):
    return name, value.to_bytes(4, "little")


def utf16(name, text):
    return name, text.encode("utf-16-le")


def size(fields):
    return sum(len(data) for _, data in fields)


def described(kind, *fields):
    """A descriptor: its length, its type, the rest."""
    return [u8("bLength", 2 + size(fields)), u8("bDescriptorType", kind), *fields]


def device():
    return described(1, u16("bcdUSB", DEVICE["usb"]), u8("bDeviceClass", 0), u8("bDeviceSubClass", 0),
                     u8("bDeviceProtocol", 0), u8("bMaxPacketSize0", INTERFACE["packet"]), u16("idVendor", DEVICE["vendor"]),
                     u16("idProduct", DEVICE["product"]), u16("bcdDevice", DEVICE["release"]), u8("iManufacturer", 1),
                     u8("iProduct", 2), u8("iSerialNumber", 3), u8("bNumConfigurations", 1))


def alternate(number):
    fields = described(4, u8("bInterfaceNumber", INTERFACE["number"]), u8("bAlternateSetting", number), u8("bNumEndpoints", 2),
                       *(u8(f"bInterface{what}", value) for what, value in
                         zip(("Class", "SubClass", "Protocol"), INTERFACE["class"])), u8("iInterface", 0))
    for address in (INTERFACE["out"], INTERFACE["in"]):
        fields += described(5, u8("bEndpointAddress", address), u8("bmAttributes", 2), u16("wMaxPacketSize", INTERFACE["packet"]),
                            u8("bInterval", 0))
    return fields


def configuration():
    body = [field for entry in ALTERNATES for field in alternate(entry["number"])]
    return [u8("bLength", 9), u8("bDescriptorType", 2), u16("wTotalLength", 9 + size(body)), u8("bNumInterfaces", 1),
            u8("bConfigurationValue", 1), u8("iConfiguration", 0), u8("bmAttributes", 0x80),
            u8("bMaxPower", DEVICE["milliamperes"] // 2), *body]


def bos():
    body = described(16, u8("bDevCapabilityType: USB 2.0 extension", 2), u32("bmAttributes: LPM 0", 0))
    body += described(16, u8("bDevCapabilityType: platform", 5), u8("bReserved", 0),
                      ("PlatformCapabilityUUID", PLATFORM.bytes_le), u32("dwWindowsVersion", WINDOWS_8_1),
                      u16("wMSOSDescriptorSetTotalLength", size(windows())), u8("bMS_VendorCode", REQUESTS["MS_OS"]["value"]),
                      u8("bAltEnumCode", 0))
    return [u8("bLength", 5), u8("bDescriptorType", 15), u16("wTotalLength", 5 + size(body)), u8("bNumDeviceCaps", 2), *body]


def windows():
    """The Microsoft OS 2.0 descriptor set: WinUSB, and the GUID by which programs find the interface."""
    name, data = utf16("PropertyName", "DeviceInterfaceGUIDs\0"), utf16("PropertyData", D["windows"]["guid"] + "\0\0")
    registry = [u16("wDescriptorType", 4), u16("wPropertyDataType", REG_MULTI_SZ), u16("wPropertyNameLength", len(name[1])), name,
                u16("wPropertyDataLength", len(data[1])), data]
    body = [u16("wLength", 20), u16("wDescriptorType", 3), ("CompatibleID", b"WINUSB\0\0"), ("SubCompatibleID", bytes(8)),
            u16("wLength", 2 + size(registry)), *registry]
    return [u16("wLength", 10), u16("wDescriptorType", 0), u32("dwWindowsVersion", WINDOWS_8_1),
            u16("wTotalLength", 10 + size(body)), *body]


def string(text):
    return described(3, utf16("bString", text))


def rom():
    """(name, title, address, fields), in the order of the addresses."""
    digits = string("0" * SERIAL_DIGITS)
    entries = [("DEVICE", "device", device()), ("LANGUAGE", "string 0", described(3, u16("wLANGID", DEVICE["language"]))),
               ("MANUFACTURER", "string 1", string(DEVICE["manufacturer_name"])),
               ("PRODUCT", "string 2", string(DEVICE["product_name"])), ("CONFIGURATION", "configuration", configuration()),
               ("BOS", "BOS", bos()), ("WINDOWS", "Microsoft OS 2.0 descriptor set", windows()),
               ("SERIAL", "string 3", digits)]
    address = 0
    for name, title, fields in entries:
        unit = PAGE if size(fields) > PAGE // 2 else PAGE // 2
        address = -(-address // unit) * unit
        yield name, title, address, fields
        address += size(fields)
    if address > ROM_BYTES:
        sys.exit(f"{SOURCE}: the descriptors take {address} bytes of {ROM_BYTES}")


def verilog_rom():
    out = [LICENSE, f"// {NOTE}", f"// Contents of `mem`, {ROM_BYTES} bytes; what is not here is never read."]
    for _, title, address, fields in rom():
        out.append(f"// {title}")
        for name, data in fields:
            lines = []
            for start in range(0, len(data), 4):
                part = enumerate(data[start:start + 4], address + start)
                lines.append(" ".join(f"mem[9'h{at:03X}] = 8'h{byte:02X};" for at, byte in part))
            out += [f"{lines[0]} // {name}"] if len(lines) == 1 else [f"// {name}", *lines]
            address += len(data)
    return "\n".join(out + [""])


def verilog_defs():
    out = [LICENSE, f"// {NOTE}", "// Where a descriptor begins in the ROM, in half pages of 32 bytes, and its bytes.",
           "`ifndef DG_USB_DEFS_VH", "`define DG_USB_DEFS_VH"]
    for name, _, address, fields in rom():
        out += [f"`define DG_USB_AT_{name} 4'h{address * 2 // PAGE:X}", f"`define DG_USB_BYTES_{name} 8'd{size(fields)}"]
    out += [f"`define DG_USB_REQUEST_{name} 8'h{request['value']:02X}" for name, request in REQUESTS.items()]
    out += [f"`define DG_USB_INDEX_MS_OS 16'd{REQUESTS['MS_OS']['index']}", f"`define DG_USB_BUFFER {D['buffer']['bytes']}"]
    return "\n".join(out + ["`endif", ""])


def c_header():
    values = [("VENDOR", f"0x{DEVICE['vendor']:04X}u"), ("PRODUCT", f"0x{DEVICE['product']:04X}u"),
              ("RELEASE", f"0x{DEVICE['release']:04X}u"), ("CLASS", f"0x{INTERFACE['class'][0]:02X}u"),
              ("INTERFACE", str(INTERFACE["number"])), ("CONFIGURATION", "1"),
              *((f"ALTERNATE_{entry['name']}", f"{entry['number']} // {entry['doc']}") for entry in ALTERNATES),
              ("ENDPOINT_OUT", f"0x{INTERFACE['out']:02X}u"), ("ENDPOINT_IN", f"0x{INTERFACE['in']:02X}u"),
              ("PACKET", f"{INTERFACE['packet']}u"),
              *((f"REQUEST_{name}", f"0x{request['value']:02X}u // {request['doc']}") for name, request in REQUESTS.items()),
              ("INDEX_MS_OS", str(REQUESTS["MS_OS"]["index"])), ("BUFFER", f"{D['buffer']['bytes']}u"),
              ("SERIAL_DIGITS", str(SERIAL_DIGITS)), ("MANUFACTURER_NAME", f'"{DEVICE["manufacturer_name"]}"'),
              ("PRODUCT_NAME", f'"{DEVICE["product_name"]}"'), ("WINDOWS_GUID", f'"{D["windows"]["guid"]}"')]
    return "\n".join([LICENSE, f"// {NOTE}", "#ifndef DG_USB_IDS_H", "#define DG_USB_IDS_H", "",
                      *(f"#define DG_USB_{name} {value}" for name, value in values), "", "#endif", ""])


def page():
    def table(head, rows):
        return "\n".join(["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)])

    def rows(fields):
        at = 0
        for name, data in fields:
            yield str(at), name, " ".join(f"{byte:02X}" for byte in data[:8]) + (" ..." if len(data) > 8 else "")
            at += len(data)

    parts = ["# USB descriptors and requests", f"*{NOTE}*",
             f"Full speed, one configuration, interface {INTERFACE['number']} with bulk OUT 0x{INTERFACE['out']:02X} and bulk IN"
             f" 0x{INTERFACE['in']:02X}. {DEVICE['vendor']:04X}:{DEVICE['product']:04X} is the id that pid.codes gives for tests:"
             " who sells a board needs an id of their own, in the source named above.",
             "## Alternate settings", table(("alternate", "name", "meaning"),
                                            [(str(a["number"]), a["name"], a["doc"]) for a in ALTERNATES]),
             "## Vendor requests", f"The buffer holds {D['buffer']['bytes']} bytes. wValue is 0, and wIndex 0 if not said.",
             table(("bRequest", "name", "meaning"), [(f"0x{r['value']:02X}", name, r["doc"]) for name, r in REQUESTS.items()]),
             "## Descriptors",
             f"String 3 is the board's own serial number in {SERIAL_DIGITS} capital hexadecimal digits. Where the board has none"
             " (`uid` is 0), iSerialNumber is 0 and there is no string 3. Bytes are hexadecimal."]
    for _, title, _, fields in rom():
        parts += [f"### {title[0].upper() + title[1:]}, {size(fields)} bytes", table(("offset", "field", "bytes"), rows(fields))]
    return "\n\n".join(parts) + "\n"


def main():
    keep(ROOT, [("rtl/include/dg_usb_rom.vh", verilog_rom()), ("rtl/include/dg_usb_defs.vh", verilog_defs()),
          ("hal/board/dg_usb_ids.h", c_header()), ("docs/reference/usb.md", page())])


main()
