#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A full-speed USB device that is not ours, as Verilog: luna's, which sends back what it gets.

usage: tests/usb/luna_device.py FILE

The module `luna_device` has the ports of dg_usb. luna's 12 MHz domain runs on the 48 MHz clock, enabled every fourth time.
"""

import sys

from amaranth import ClockDomain, ClockSignal, EnableInserter, Module, ResetSignal, Signal
from amaranth.back import verilog
from amaranth.lib.wiring import Component, In, Out
from luna.usb2 import USBDevice, USBStreamInEndpoint, USBStreamOutEndpoint
from usb_protocol.emitters import DeviceDescriptorCollection

PACKET = 64


class Wire:
    """One pin, as luna's PHY wants it."""

    def __init__(self, name):
        self.i, self.o, self.oe = (Signal(name=f"{name}_{part}") for part in ("i", "o", "oe"))


class Pins:
    def __init__(self):
        self.d_p, self.d_n, self.pullup = Wire("dp"), Wire("dn"), Wire("pullup")


def descriptors():
    all_of_them = DeviceDescriptorCollection()
    with all_of_them.DeviceDescriptor() as device:
        device.idVendor, device.idProduct = 0x1209, 0x0001
        device.iManufacturer, device.iProduct, device.iSerialNumber = "LUNA", "sends back what it gets", "0123456789"
        device.bNumConfigurations = 1
    with all_of_them.ConfigurationDescriptor() as configuration:
        with configuration.InterfaceDescriptor() as interface:
            interface.bInterfaceNumber = 0
            for address in (0x01, 0x81):
                with interface.EndpointDescriptor() as endpoint:
                    endpoint.bEndpointAddress, endpoint.wMaxPacketSize = address, PACKET
    return all_of_them


def device(pins):
    module = Module()
    module.submodules.usb = usb = USBDevice(bus=pins)
    usb.add_standard_control_endpoint(descriptors())
    to_device = USBStreamOutEndpoint(endpoint_number=1, max_packet_size=PACKET)
    to_host = USBStreamInEndpoint(endpoint_number=1, max_packet_size=PACKET)
    usb.add_endpoint(to_device)
    usb.add_endpoint(to_host)
    module.d.comb += [usb.connect.eq(1), to_host.stream.stream_eq(to_device.stream)]
    return module


class LunaDevice(Component):
    clk: In(1)
    rst: In(1)
    uid: In(64)
    usb_clk: In(1)
    usb_rst: In(1)
    usb_dp_in: In(1)
    usb_dn_in: In(1)
    usb_dp_out: Out(1)
    usb_dn_out: Out(1)
    usb_oe: Out(1)
    usb_pullup: Out(1)
    active: Out(1)

    def elaborate(self, _platform):
        module = Module()
        pins = Pins()
        module.domains.usb_io = ClockDomain()
        module.domains.usb = ClockDomain()
        enable, count = Signal(), Signal(2)
        module.d.usb_io += count.eq(count + 1)
        module.submodules.device = EnableInserter({"usb": enable})(device(pins))
        module.d.comb += [
            ClockSignal("usb_io").eq(self.usb_clk), ResetSignal("usb_io").eq(self.usb_rst),
            ClockSignal("usb").eq(self.usb_clk), ResetSignal("usb").eq(self.usb_rst), enable.eq(count == 0),
            pins.d_p.i.eq(self.usb_dp_in), pins.d_n.i.eq(self.usb_dn_in),
            self.usb_dp_out.eq(pins.d_p.o), self.usb_dn_out.eq(pins.d_n.o), self.usb_oe.eq(pins.d_p.oe),
            self.usb_pullup.eq(pins.pullup.o),
        ]
        return module


if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write(verilog.convert(LunaDevice(), name="luna_device", strip_internal_attrs=True))
